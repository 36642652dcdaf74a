/* The three loops of a convolutional network that take time, for WebAssembly with 128-bit SIMD.

   `make engine` turns this file into engine.wasm. The plain JavaScript path in engine.mjs says the same without SIMD.
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
  for (int i = 0; i < n; i++) out[i] = in[i] > 0 ? in[i] : 0;
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
