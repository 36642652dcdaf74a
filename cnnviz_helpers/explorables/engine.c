/* The three loops of a convolutional network that take time, for WebAssembly with 128-bit SIMD.

   `make engine` turns this file into engine.wasm. The plain JavaScript path in engine.mjs says the same without SIMD.
   All arrays are float32 with channels last: the number for row y, column x, channel c stands at (y * width + x) * channels + c. */

#include <wasm_simd128.h>

#define EXPORT(name) __attribute__((export_name(#name))) void name
enum { PIXELS = 3, BLOCK = 8 };  /* 3 x 8 sums at a time: as many as the browsers' compilers keep in registers */

/* One convolution, or one dense layer (a convolution of a single pixel).

   `in` begins at the first window of the picture, padding included. A window is `rows` runs of `run` numbers that lie
   side by side (kernel width times channels), `in_row` numbers apart. The next window lies `right` numbers on, the next
   row of windows `down` numbers on. `weights` come in blocks of 8 filters: (blocks, rows * run, 8), padded with zeros.
   Only the blocks `first` .. `last - 1` are computed, so that one changed filter costs one block. */
EXPORT(conv)(const float *in, const float *weights, const float *bias, float *out, int in_row, int right, int down, int height, int width,
             int rows, int run, int filters, int first, int last) {
  for (int block = first; block < last; block++) {
    const float *block_weights = weights + block * rows * run * BLOCK;
    int in_block = filters - block * BLOCK < BLOCK ? filters - block * BLOCK : BLOCK;
    for (int pixel = 0, y = 0, x = 0; pixel < height * width; pixel += PIXELS) {
      const float *window[PIXELS];
      for (int i = 0; i < PIXELS; i++) {  /* behind the last pixel, take the last one again */
        window[i] = in + y * down + x * right;
        if (pixel + i < height * width - 1 && ++x == width) x = 0, y++;
      }
      v128_t low[PIXELS], high[PIXELS];
      for (int i = 0; i < PIXELS; i++) {
        low[i] = wasm_v128_load(bias + block * BLOCK);
        high[i] = wasm_v128_load(bias + block * BLOCK + 4);
      }
      const float *w = block_weights;
      for (int row = 0; row < rows; row++) {
        for (int k = row * in_row; k < row * in_row + run; k++, w += BLOCK) {
          v128_t w_low = wasm_v128_load(w), w_high = wasm_v128_load(w + 4);
#pragma clang loop unroll(full)
          for (int i = 0; i < PIXELS; i++) {
            v128_t number = wasm_v128_load32_splat(window[i] + k);
            low[i] = wasm_f32x4_add(low[i], wasm_f32x4_mul(number, w_low));
            high[i] = wasm_f32x4_add(high[i], wasm_f32x4_mul(number, w_high));
          }
        }
      }
      for (int i = 0; i < PIXELS && pixel + i < height * width; i++) {
        float *place = out + (pixel + i) * filters + block * BLOCK;
        if (in_block == BLOCK) {
          wasm_v128_store(place, low[i]);
          wasm_v128_store(place + 4, high[i]);
        } else {
          float sums[BLOCK];
          wasm_v128_store(sums, low[i]);
          wasm_v128_store(sums + 4, high[i]);
          for (int f = 0; f < in_block; f++) place[f] = sums[f];
        }
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
