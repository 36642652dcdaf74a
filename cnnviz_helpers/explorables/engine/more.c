/* The loops of the kinds in more-kinds.mjs that take time, as engine.c has those of the book's own network; `make engine` turns this file into
   more.wasm. It works in the memory of engine.wasm, so it must hold no data of its own. more-loops.mjs says the same in JavaScript.

   Four channels at a time: where the last four would not fit, they begin earlier, and some are computed twice. There are four at least. */

#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name))) void name
#define EACH(i, n) _Pragma("clang loop unroll(full)") for (int i = 0; i < n; i++)  /* written out n times: only so do sums stay in registers */
#define FOURS(c, channels) for (int next = 0, c; (c = next < channels - 4 ? next : channels - 4), next < channels; next += 4)
enum { PIXELS = 4 };  /* that share one load of each weight */

/* `n` runs of `run` numbers, which lie `in_step` apart, to places `out_step` apart. */
EXPORT(copy)(const float *in, float *out, int in_step, int out_step, int run, int n) {
  for (; n--; in += in_step, out += out_step) __builtin_memmove(out, in, run * sizeof(float));
}

/* Four outputs side by side whose windows are three numbers wide, `step` numbers apart: each number is loaded once, for all windows that it belongs to. */
static inline void three_wide(const float *in, const float *w, const float *bias, float *out, int in_row, int in_column, int rows, int channels,
                              const int step) {
  v128_t sums[PIXELS];
  EACH(i, PIXELS) sums[i] = wasm_v128_load(bias);
  for (; rows--; in += in_row, w += 3 * channels) {
    const float *place = in;
    v128_t weight[3];
    EACH(k, 3) weight[k] = wasm_v128_load(w + k * channels);
    EACH(column, (PIXELS - 1) * step + 3) {
      v128_t number = wasm_v128_load(place);
      EACH(i, PIXELS) {
        int k = column - i * step;
        if (k >= 0 && k < 3) sums[i] = wasm_f32x4_add(sums[i], wasm_f32x4_mul(number, weight[k]));
      }
      place += in_column;
    }
  }
  EACH(i, PIXELS) wasm_v128_store(out + i * channels, sums[i]);
}

/* A convolution of each map for itself. `in` begins at the first window of the picture, padding included; the numbers of a window lie `in_row`
   apart in a column and `in_column` in a row. The next window lies `right` numbers on, the next row of windows `down`. `weights`: (rows, columns, channels). */
EXPORT(depthwise)(const float *in, const float *weights, const float *bias, float *out, int in_row, int in_column, int right, int down,
                  int height, int width, int rows, int columns, int channels) {
  int is_usual = columns == 3 && width >= PIXELS && (right == in_column || right == 2 * in_column);
  for (int y = 0; y < height; y++) {
    for (int next = 0; next < width; next += is_usual ? PIXELS : 1) {
      int x = is_usual && next > width - PIXELS ? width - PIXELS : next;
      const float *window = in + y * down + x * right;
      float *place = out + (y * width + x) * channels;
      FOURS(c, channels) {
        if (is_usual && right == in_column) three_wide(window + c, weights + c, bias + c, place + c, in_row, in_column, rows, channels, 1);
        else if (is_usual) three_wide(window + c, weights + c, bias + c, place + c, in_row, in_column, rows, channels, 2);
        else {
          v128_t sum = wasm_v128_load(bias + c);
          const float *w = weights + c;
          for (int row = 0; row < rows; row++) {
            for (int k = row * in_row + c, end = k + columns * in_column; k != end; k += in_column, w += channels) {
              sum = wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_v128_load(window + k), wasm_v128_load(w)));
            }
          }
          wasm_v128_store(place + c, sum);
        }
      }
    }
  }
}

/* Each map times a number of its own, plus another. */
EXPORT(scale)(const float *in, const float *scales, const float *offsets, float *out, int pixels, int channels) {
  for (; pixels--; in += channels, out += channels) {
    FOURS(c, channels) {
      v128_t scaled = wasm_f32x4_mul(wasm_v128_load(in + c), wasm_v128_load(scales + c));
      wasm_v128_store(out + c, wasm_f32x4_add(scaled, wasm_v128_load(offsets + c)));
    }
  }
}

/* A line with two corners: what is below `low` or above `high` becomes that, and what is below zero adds `slope` times itself. */
EXPORT(bend)(const float *in, float *out, int n, float low, float high, float slope) {
  FOURS(i, n) {
    v128_t x = wasm_v128_load(in + i), kept = wasm_f32x4_pmin(wasm_f32x4_splat(high), wasm_f32x4_pmax(wasm_f32x4_splat(low), x));
    wasm_v128_store(out + i, wasm_f32x4_add(kept, wasm_f32x4_mul(wasm_f32x4_splat(slope), wasm_f32x4_pmin(wasm_f32x4_splat(0), x))));
  }
}

#define ALL(number) wasm_f32x4_splat(number)

static inline v128_t hard_sigmoid_of(v128_t x) { return wasm_f32x4_div(wasm_f32x4_pmin(ALL(6), wasm_f32x4_pmax(ALL(0), wasm_f32x4_add(x, ALL(3)))), ALL(6)); }

/* x relu6(x + 3) / 6 */
EXPORT(hard_silu)(const float *in, float *out, int n) {
  FOURS(i, n) {
    v128_t x = wasm_v128_load(in + i);
    wasm_v128_store(out + i, wasm_f32x4_mul(x, hard_sigmoid_of(x)));
  }
}

/* e^x, as S. Moshier's Cephes library has it: e^x = 2^n e^rest, in which the rest is at most ln(2) / 2 away from zero and a polynomial does. */
static inline v128_t power(v128_t x) {
  x = wasm_f32x4_pmin(ALL(87), wasm_f32x4_pmax(ALL(-87), x));
  v128_t n = wasm_f32x4_nearest(wasm_f32x4_mul(x, ALL(1.44269504f)));
  v128_t rest = wasm_f32x4_sub(wasm_f32x4_sub(x, wasm_f32x4_mul(n, ALL(0.693359375f))), wasm_f32x4_mul(n, ALL(-2.12194440e-4f)));
  v128_t sum = ALL(1.9875691500e-4f);
#define THEN(factor) sum = wasm_f32x4_add(wasm_f32x4_mul(sum, rest), ALL(factor));
  THEN(1.3981999507e-3f) THEN(8.3334519073e-3f) THEN(4.1665795894e-2f) THEN(1.6666665459e-1f) THEN(5.0000001201e-1f) THEN(1) THEN(1)
  return wasm_f32x4_mul(sum, wasm_i32x4_shl(wasm_i32x4_add(wasm_i32x4_trunc_sat_f32x4(n), wasm_i32x4_splat(127)), 23));
}

static inline v128_t sigmoid_of(v128_t x) { return wasm_f32x4_div(ALL(1), wasm_f32x4_add(ALL(1), power(wasm_f32x4_neg(x)))); }

/* 1 / (1 + e^-x), or x times that. */
EXPORT(sigmoid)(const float *in, float *out, int n, int is_gate) {
  FOURS(i, n) {
    v128_t x = wasm_v128_load(in + i), open = sigmoid_of(x);
    wasm_v128_store(out + i, is_gate ? wasm_f32x4_mul(x, open) : open);
  }
}

static inline v128_t joined(v128_t a, v128_t b, int how) {
  if (how == 0) return wasm_f32x4_add(a, b);
  if (how == 1) return wasm_f32x4_sub(a, b);
  if (how == 2) return wasm_f32x4_mul(a, b);
  return how == 3 ? wasm_f32x4_max(a, b) : wasm_f32x4_min(a, b);
}

/* Two arrays, number by number: added (0), subtracted, multiplied, the larger, the smaller (4). Of each, the numbers of a column, a row and a
   place lie so many apart; none, where it has one number for all. */
EXPORT(join)(const float *a, int a_row, int a_column, int a_step, const float *b, int b_row, int b_column, int b_step, float *out,
             int height, int width, int channels, int how) {
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++, out += channels) {
      const float *one = a + y * a_row + x * a_column, *other = b + y * b_row + x * b_column;
      int c = 0;
      if (a_step && b_step) for (; c < channels - 3; c += 4) wasm_v128_store(out + c, joined(wasm_v128_load(one + c), wasm_v128_load(other + c), how));
      for (; c < channels; c++) {
        v128_t first = wasm_v128_load32_splat(one + c * a_step), second = wasm_v128_load32_splat(other + c * b_step);
        wasm_v128_store32_lane(out + c, joined(first, second, how), 0);
      }
    }
  }
}

/* ---- for slopes, which go backwards: slopes.mjs and more-slopes.mjs ---- */

/* Gates: what stands at `slopes` goes on where the number at `by` lies above `low` and not above `high`; elsewhere that many times `rest`. */
EXPORT(gate)(const float *slopes, const float *by, float *out, int n, float low, float high, float rest) {
  FOURS(i, n) {
    v128_t x = wasm_v128_load(by + i), is_open = wasm_v128_and(wasm_f32x4_gt(x, ALL(low)), wasm_f32x4_le(x, ALL(high)));
    wasm_v128_store(out + i, wasm_f32x4_mul(wasm_v128_load(slopes + i), wasm_v128_bitselect(ALL(1), ALL(rest), is_open)));
  }
}

/* The same times the slope of a sigmoid at x, or of a hard one; or (`is_gate`) of x times that. */
EXPORT(steep)(const float *slopes, const float *in, float *out, int n, int is_hard, int is_gate) {
  FOURS(i, n) {
    v128_t x = wasm_v128_load(in + i), open, rise;
    if (is_hard) open = hard_sigmoid_of(x), rise = wasm_v128_and(wasm_f32x4_lt(wasm_f32x4_abs(x), ALL(3)), ALL(1 / 6.0f));
    else open = sigmoid_of(x), rise = wasm_f32x4_mul(open, wasm_f32x4_sub(ALL(1), open));
    wasm_v128_store(out + i, wasm_f32x4_mul(wasm_v128_load(slopes + i), is_gate ? wasm_f32x4_add(open, wasm_f32x4_mul(x, rise)) : rise));
  }
}

/* Add the products of two arrays, number by number, to a third. Of each, the numbers of a column, a row and a place lie so many apart; none, where
   it has one number for all. */
EXPORT(meet)(const float *a, int a_row, int a_column, int a_step, const float *b, int b_row, int b_column, int b_step,
             float *out, int out_row, int out_column, int out_step, int height, int width, int channels) {
  int is_plain = out_step == 1 && (unsigned)a_step < 2 && (unsigned)b_step < 2;
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) {
      const float *one = a + y * a_row + x * a_column, *other = b + y * b_row + x * b_column;
      float *place = out + y * out_row + x * out_column;
      int c = 0;
      if (is_plain) for (; c < channels - 3; c += 4) {
        v128_t first = a_step ? wasm_v128_load(one + c) : wasm_v128_load32_splat(one);
        v128_t second = b_step ? wasm_v128_load(other + c) : wasm_v128_load32_splat(other);
        wasm_v128_store(place + c, wasm_f32x4_add(wasm_v128_load(place + c), wasm_f32x4_mul(first, second)));
      }
      for (; c < channels; c++) place[c * out_step] += one[c * a_step] * other[c * b_step];
    }
  }
}

/* A convolution to few channels: as engine.c's `conv`, but each sum runs four numbers at a time. `weights`: (filters, rows, run); `run` has no rest of four. */
EXPORT(dots)(const float *in, const float *weights, float *out, int in_row, int right, int down, int height, int width, int rows, int run, int filters) {
  for (int pixel = 0, y = 0, x = 0; pixel < height * width; pixel += PIXELS) {
    const float *window[PIXELS];
    EACH(i, PIXELS) {  /* behind the last pixel, take the last one again */
      window[i] = in + y * down + x * right;
      if (pixel + i < height * width - 1 && ++x == width) x = 0, y++;
    }
    const float *w = weights;
    for (int f = 0; f < filters; f++) {
      v128_t sums[PIXELS];
      EACH(i, PIXELS) sums[i] = ALL(0);
      for (int row = 0; row < rows; row++) {
        for (int k = row * in_row, end = k + run; k != end; k += 4, w += 4) {
          v128_t four = wasm_v128_load(w);
          EACH(i, PIXELS) sums[i] = wasm_f32x4_add(sums[i], wasm_f32x4_mul(wasm_v128_load(window[i] + k), four));
        }
      }
      EACH(i, PIXELS) if (pixel + i < height * width) {
        float lanes[4];
        wasm_v128_store(lanes, sums[i]);
        out[(pixel + i) * filters + f] = lanes[0] + lanes[1] + lanes[2] + lanes[3];
      }
    }
  }
}

/* Add the slope of each window to that of its largest number; of several, to the first. */
EXPORT(max_back)(const float *in, const float *slopes, float *out, int in_height, int in_width, int channels, int rows, int columns,
                 int step_y, int step_x, int top, int left, int height, int width) {
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++, slopes += channels) {
      int row = y * step_y - top, column = x * step_x - left, bottom = row + rows, end = column + columns;
      row = row < 0 ? 0 : row, column = column < 0 ? 0 : column, bottom = bottom < in_height ? bottom : in_height, end = end < in_width ? end : in_width;
      FOURS(c, channels) {
        v128_t most = ALL(-__builtin_inff()), rest = wasm_i32x4_ge(wasm_i32x4_make(0, 1, 2, 3), wasm_i32x4_splat(next - c));
        for (int r = row; r < bottom; r++) {
          for (int k = column; k < end; k++) most = wasm_f32x4_pmax(most, wasm_v128_load(in + (r * in_width + k) * channels + c));
        }
        for (int r = row; r < bottom; r++) {
          for (int k = column; k < end; k++) {
            int place = (r * in_width + k) * channels + c;
            v128_t is_found = wasm_v128_and(rest, wasm_f32x4_eq(wasm_v128_load(in + place), most));
            rest = wasm_v128_andnot(rest, is_found);
            wasm_v128_store(out + place, wasm_f32x4_add(wasm_v128_load(out + place), wasm_v128_and(is_found, wasm_v128_load(slopes + c))));
          }
        }
      }
    }
  }
}

/* A table on its side: number `c` of each of `n` rows, which lie `in_step` apart, becomes row `c`; those lie `out_step` apart. */
EXPORT(tip)(const float *in, float *out, int in_step, int out_step, int n, int channels) {
  for (int i = 0; i < n; i += i < n - 3 ? 4 : 1) {
    const float *row = in + i * in_step;
    float *place = out + i;
    int c = 0;
    if (i < n - 3) for (; c < channels - 3; c += 4) {  /* four by four */
      v128_t t[4], pairs[4];
      EACH(k, 4) t[k] = wasm_v128_load(row + k * in_step + c);
      EACH(k, 2) {
        pairs[k] = wasm_i32x4_shuffle(t[2 * k], t[2 * k + 1], 0, 4, 1, 5);
        pairs[k + 2] = wasm_i32x4_shuffle(t[2 * k], t[2 * k + 1], 2, 6, 3, 7);
      }
      EACH(k, 2) {
        wasm_v128_store(place + (c + 2 * k) * out_step, wasm_i64x2_shuffle(pairs[2 * k], pairs[2 * k + 1], 0, 2));
        wasm_v128_store(place + (c + 2 * k + 1) * out_step, wasm_i64x2_shuffle(pairs[2 * k], pairs[2 * k + 1], 1, 3));
      }
    }
    for (; c < channels; c++) for (int k = 0; k < (i < n - 3 ? 4 : 1); k++) place[c * out_step + k] = row[k * in_step + c];
  }
}

/* Convolutions in tiles, as engine.c has them, the other way round: what a tile of outputs is made of gets sums and differences of their slopes.

   `in`: (height, width, filters); `out`: 16 parts, each as `conv` reads weights: (blocks, tiles, 16). */
EXPORT(slope_tiles)(const float *in, float *out, int height, int width, int filters) {
  int across = (width + 1) / 2, tiles = (height + 1) / 2 * across, part = (filters + 15) / 16 * 16 * tiles;
  for (int y = 0; y < height; y += 2) {
    for (int x = 0; x < width; x += 2) {
      for (int f = 0; f < filters; f += 4) {
        const float *place = in + (y * width + x) * filters + f;
        v128_t half[4][2];
        EACH(k, 2) {  /* the last tile may hang over */
          v128_t a = x + k < width ? wasm_v128_load(place + k * filters) : ALL(0);
          v128_t b = x + k < width && y + 1 < height ? wasm_v128_load(place + (width + k) * filters) : ALL(0);
          half[0][k] = a, half[1][k] = wasm_f32x4_add(a, b), half[2][k] = wasm_f32x4_sub(a, b), half[3][k] = wasm_f32x4_neg(b);
        }
        EACH(i, 4) {
          v128_t a = half[i][0], b = half[i][1], all[] = {a, wasm_f32x4_add(a, b), wasm_f32x4_sub(a, b), wasm_f32x4_neg(b)};
          EACH(k, 4) wasm_v128_store(out + (4 * i + k) * part + (f / 16 * tiles + y / 2 * across + x / 2) * 16 + f % 16, all[k]);
        }
      }
    }
  }
}

static inline void to_three(const v128_t *t, v128_t *first, v128_t *middle, v128_t *last) {
  v128_t half = wasm_f32x4_mul(wasm_f32x4_add(t[1], t[2]), ALL(0.5f));
  *first = wasm_f32x4_add(t[0], half), *middle = wasm_f32x4_mul(wasm_f32x4_sub(t[1], t[2]), ALL(0.5f)), *last = wasm_f32x4_add(t[3], half);
}

/* `in`: the slopes of 16 parts of `n` weights; `out`: those of the 3 x 3 weights that the parts were made of. */
EXPORT(kernel_back)(const float *in, float *out, int n) {
  for (int at = 0; at < n; at += 4) {
    v128_t side[3][4], all[3][3];
    EACH(k, 4) {
      v128_t t[4];
      EACH(i, 4) t[i] = wasm_v128_load(in + (4 * i + k) * n + at);
      to_three(t, &side[0][k], &side[1][k], &side[2][k]);
    }
    EACH(i, 3) to_three(side[i], &all[i][0], &all[i][1], &all[i][2]);
    EACH(i, 3) EACH(k, 3) wasm_v128_store(out + (3 * i + k) * n + at, all[i][k]);
  }
}
