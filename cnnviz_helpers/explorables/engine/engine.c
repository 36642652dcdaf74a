/* The loops of a convolutional network that take time, for WebAssembly with 128-bit SIMD.

   `make engine` turns this file into engine.wasm. The plain JavaScript path in engine.mjs says the same without SIMD and without tiles.
   All arrays are float32 with channels last: the number for row y, column x, channel c stands at (y * width + x) * channels + c. */

#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name))) void name
#define EACH(i, n) _Pragma("clang loop unroll(full)") for (int i = 0; i < n; i++)  /* written out n times: only so do sums stay in registers */
enum { PIXELS = 2, FOURS = 4, BLOCK = 4 * FOURS };  /* 2 x 16 sums at a time: the fastest of the shapes that fit into 16 registers */

/* One convolution, or one dense layer (a convolution of a single pixel).

   `in` begins at the first window of the picture, padding included. A window is `rows` runs of `run` numbers that lie
   side by side (kernel width times channels), `in_row` numbers apart. The next window lies `right` numbers on, the next
   row of windows `down` numbers on. `weights` come in blocks of 16 filters: (blocks, rows * run, 16), padded with zeros.
   Only the blocks `first` .. `last - 1` are computed, so that one changed filter costs one block. */
EXPORT(conv)(const float *in, const float *weights, const float *bias, float *out, int in_row, int right, int down, int height, int width,
             int rows, int run, int filters, int first, int last) {
  for (int block = first; block < last; block++) {
    int in_block = filters - block * BLOCK < BLOCK ? filters - block * BLOCK : BLOCK;
    for (int pixel = 0, y = 0, x = 0; pixel < height * width; pixel += PIXELS) {
      const float *window[PIXELS];
      EACH(i, PIXELS) {  /* behind the last pixel, take the last one again */
        window[i] = in + y * down + x * right;
        if (pixel + i < height * width - 1 && ++x == width) x = 0, y++;
      }
      v128_t totals[PIXELS][FOURS];
      EACH(i, PIXELS) EACH(k, FOURS) totals[i][k] = wasm_v128_load(bias + block * BLOCK + 4 * k);
      const float *w = weights + block * rows * run * BLOCK;
      for (int row = 0; row < rows; row++) {
        const float *place[PIXELS];
        v128_t sums[PIXELS][FOURS];  /* each row for itself: smaller sums are rounded less */
        EACH(i, PIXELS) place[i] = window[i] + row * in_row;
        EACH(i, PIXELS) EACH(k, FOURS) sums[i][k] = wasm_f32x4_splat(0);
        for (const float *end = w + run * BLOCK; w != end; w += BLOCK) {
          v128_t number[PIXELS];
          EACH(i, PIXELS) number[i] = wasm_v128_load32_splat(place[i]++);
          EACH(k, FOURS) {
            v128_t four = wasm_v128_load(w + 4 * k);
            EACH(i, PIXELS) sums[i][k] = wasm_f32x4_add(sums[i][k], wasm_f32x4_mul(number[i], four));
          }
        }
        EACH(i, PIXELS) EACH(k, FOURS) totals[i][k] = wasm_f32x4_add(totals[i][k], sums[i][k]);
      }
      EACH(i, PIXELS) if (pixel + i < height * width) {
        float *place = out + (pixel + i) * filters + block * BLOCK, all[BLOCK];
        EACH(k, FOURS) wasm_v128_store((in_block == BLOCK ? place : all) + 4 * k, totals[i][k]);
        if (in_block < BLOCK) for (int f = 0; f < in_block; f++) place[f] = all[f];
      }
    }
  }
}

EXPORT(relu)(const float *in, float *out, int n) {
  int i = 0;
  for (; i < n - 3; i += 4) wasm_v128_store(out + i, wasm_f32x4_pmax(wasm_f32x4_splat(0), wasm_v128_load(in + i)));
  for (; i < n; i++) out[i] = in[i] > 0 ? in[i] : 0;
}

/* Pooling: of each window the largest number, or with `is_mean` the mean of those that lie inside the picture. */
EXPORT(pool)(const float *in, float *out, int in_height, int in_width, int channels, int rows, int columns, int step_y, int step_x,
             int top, int left, int height, int width, int is_mean) {
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++, out += channels) {
      int n = 0;
      for (int r = y * step_y - top; r < y * step_y - top + rows; r++) {
        for (int c = x * step_x - left; c < x * step_x - left + columns; c++) {
          if (r < 0 || r >= in_height || c < 0 || c >= in_width) continue;
          const float *place = in + (r * in_width + c) * channels;
          if (!n++) for (int i = 0; i < channels; i++) out[i] = place[i];
          else if (is_mean) for (int i = 0; i < channels; i++) out[i] += place[i];
          else for (int i = 0; i < channels; i++) out[i] = out[i] > place[i] ? out[i] : place[i];
        }
      }
      if (is_mean) for (int i = 0; i < channels; i++) out[i] /= n;
    }
  }
}

/* A convolution of 3 x 3 in steps of one, two by two outputs at a time: Winograd's way (Lavin and Gray, 2016).

   In one dimension: the numbers w, x, y, z and the weights a, b, c give two outputs, a w + b x + c y and a x + b y + c z. Six products; or four,
   p = (w - y) a, q = (x + y) (a + b + c) / 2, r = (y - x) (a - b + c) / 2 and s = (x - z) c, for the outputs are p + q + r and q - r - s.
   In two dimensions the same is done to columns and then to rows.

   A tile is the 4 x 4 numbers that 2 x 2 outputs read. `to_tiles` makes sums and differences of them, `kernel_tiles` of the 3 x 3 weights.
   Then one product for each of the 16 does the work of 36: 16 convolutions of 1 x 1, which `conv` computes. Sums and differences of what
   they give are the outputs (`from_tiles`). Channels and filters go four at a time. */
#define PLUS(a, b) wasm_f32x4_add(a, b)
#define MINUS(a, b) wasm_f32x4_sub(a, b)
enum { APART = 16 };  /* numbers between the 16 parts: at a distance of a power of two they would drive each other out of the cache */

/* `in`: the padded picture; `out`: 16 parts of (tiles, channels). */
EXPORT(to_tiles)(const float *in, float *out, int in_row, int channels, int down, int across) {
  int part = down * across * channels + APART;
  for (int y = 0; y < down; y++) {
    for (int x = 0; x < across; x++) {
      for (int c = 0; c < channels; c += 4, out += 4) {
        const float *tile = in + 2 * y * in_row + 2 * x * channels + c;
        v128_t half[4][4];
        EACH(k, 4) {
          v128_t t[4];
          EACH(i, 4) t[i] = wasm_v128_load(tile + i * in_row + k * channels);
          half[0][k] = MINUS(t[0], t[2]), half[1][k] = PLUS(t[1], t[2]), half[2][k] = MINUS(t[2], t[1]), half[3][k] = MINUS(t[1], t[3]);
        }
        EACH(i, 4) {
          v128_t *t = half[i], all[] = {MINUS(t[0], t[2]), PLUS(t[1], t[2]), MINUS(t[2], t[1]), MINUS(t[1], t[3])};
          EACH(k, 4) wasm_v128_store(out + (4 * i + k) * part, all[k]);
        }
      }
    }
  }
}

/* `in`: (3, 3, channels, filters), as Keras has them; `out`: 16 parts of (blocks, channels, 16). */
EXPORT(kernel_tiles)(const float *in, float *out, int channels, int filters) {
  int part = (filters + BLOCK - 1) / BLOCK * BLOCK * channels;
  v128_t half = wasm_f32x4_splat(0.5f);
  for (int c = 0; c < channels; c++) {
    for (int f = 0; f < filters; f += 4) {
      float *place = out + (f / BLOCK * channels + c) * BLOCK + f % BLOCK;
      v128_t side[4][3];
      EACH(k, 3) {
        v128_t t[3];
        EACH(i, 3) t[i] = wasm_v128_load(in + ((3 * i + k) * channels + c) * filters + f);
        v128_t ends = PLUS(t[0], t[2]);
        side[0][k] = t[0], side[1][k] = wasm_f32x4_mul(PLUS(ends, t[1]), half), side[2][k] = wasm_f32x4_mul(MINUS(ends, t[1]), half), side[3][k] = t[2];
      }
      EACH(i, 4) {
        v128_t *t = side[i], ends = PLUS(t[0], t[2]), all[] = {t[0], wasm_f32x4_mul(PLUS(ends, t[1]), half), wasm_f32x4_mul(MINUS(ends, t[1]), half), t[2]};
        EACH(k, 4) wasm_v128_store(place + (4 * i + k) * part, all[k]);
      }
    }
  }
}

/* `in`: 16 parts of (tiles, filters); `out`: (height, width, filters), of which the filters `first` .. `last - 1` are written. */
EXPORT(from_tiles)(const float *in, const float *bias, float *out, int height, int width, int filters, int first, int last) {
  int across = (width + 1) / 2, part = (height + 1) / 2 * across * filters + APART;
  for (int y = 0; y < height; y += 2) {
    for (int x = 0; x < width; x += 2) {
      for (int f = first; f < last; f += 4) {
        const float *tile = in + (y / 2 * across + x / 2) * filters + f;
        v128_t half[2][4], b = wasm_v128_load(bias + f);
        EACH(k, 4) {
          v128_t t[4];
          EACH(i, 4) t[i] = wasm_v128_load(tile + (4 * i + k) * part);
          half[0][k] = PLUS(PLUS(t[0], t[1]), t[2]), half[1][k] = MINUS(MINUS(t[1], t[2]), t[3]);
        }
        EACH(i, 2) if (y + i < height) {  /* the last tile may hang over */
          float *place = out + ((y + i) * width + x) * filters + f;
          v128_t *t = half[i];
          wasm_v128_store(place, PLUS(b, PLUS(PLUS(t[0], t[1]), t[2])));
          if (x + 1 < width) wasm_v128_store(place + filters, PLUS(b, MINUS(MINUS(t[1], t[2]), t[3])));
        }
      }
    }
  }
}
