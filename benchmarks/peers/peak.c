/* The most multiply-adds that 128-bit SIMD in WebAssembly gives on one core: twelve sums that do not wait for each other, all in registers.

   Each step multiplies and adds 12 x 4 numbers. No operand comes from memory, so no convolution can be faster. */

#include <wasm_simd128.h>

enum { SUMS = 12 };

__attribute__((export_name("peak"))) float peak(int steps) {
  v128_t sums[SUMS], share = wasm_f32x4_const_splat(0.75f), more = wasm_f32x4_const_splat(0.25f);
  for (int i = 0; i < SUMS; i++) sums[i] = wasm_f32x4_splat((float)i);
  for (int step = 0; step < steps; step++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < SUMS; i++) sums[i] = wasm_f32x4_add(wasm_f32x4_mul(sums[i], share), more);
  }
  for (int i = 1; i < SUMS; i++) sums[0] = wasm_f32x4_add(sums[0], sums[i]);
  return wasm_f32x4_extract_lane(sums[0], 0);
}
