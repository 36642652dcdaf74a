/* TensorFlow.js without its optimizers, which nothing here asks for: what its own custom bundles begin with. */

import "../node_modules/@tensorflow/tfjs-core/dist/base_side_effects.js";
export * from "../node_modules/@tensorflow/tfjs-core/dist/base.js";
