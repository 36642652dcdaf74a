/* What the bench says. */

export const title = "The bench.";
export const lead = "One photo, seven methods, and beside each what it would also say if the network had learned nothing.";
export const tries = {
  unmoved: {
    text: "Find a method whose map hardly changes (|r| of 0.8 or more) when the dense layer forgets all that it has learned.",
    then: (name, r) => `${name}: |r| ${r} with a dense layer that knows nothing of the classes. `
      + "So its map cannot say why this class and not another.",
  },
  complete: {
    text: "Make Integrated Gradients add up to the difference of logits, to 0.01. Its settings are below.",
    then: (steps, sum) => `With ${steps} steps the numbers add up to ${sum}. That makes the map complete, `
      + "not right: look at its controls.",
  },
  black: {
    text: "Make the map of the evidence all black, as Grad-CAM is often drawn: grey, ReLU. "
      + "Choose photo and class.",
    then: (name) => `No number for ${name} is above zero, and ReLU cuts off what is below. `
      + "The signed map still shows what speaks against it.",
  },
};

// Controls
export const methods = "method";
export const shown = "drawn";
export const shows = { signed: "with its sign", size: "absolute", relu: "ReLU, grey", "relu-all": "ReLU, grey, scale of all classes" };
export const settings = "Settings";
export const n = "SmoothGrad: copies";
export const noise = "noise";
export const seed = "seed";
export const baseline = "Integrated Gradients: from";
export const steps = "steps";
export const draw = "random weights: draw";
export const controls = "Controls: what if it were not about what the network has learned?";
export const atRandom = (layers, isAll) => (isAll ? "all layers random" : layers.length > 1 ? `+ ${layers.at(-1)}` : `${layers[0]} random`);
export const alike = (r) => `|r| ${r}`;

// Facts
export const about = {
  gradient: "By how much the logit would rise if a pixel’s number rose a little.",
  gradient_x_input: "Each slope times its pixel’s number.",
  smoothgrad: "The mean gradient over noisy copies of the photo.",
  integrated_gradients: "The mean slope on the way from the baseline to the photo, times photo minus baseline.",
  evidence: "The last maps times the weights of the class. In this network it is also Grad-CAM.",
  gradcam: "Grad-CAM: the last maps, each times its mean slope.",
  guided_backpropagation: "Slopes, but each ReLU lets only those above zero pass.",
  occlusion: "By how much the logit drops when a grey window covers the pixel.",
};
export const adds = {
  gradient_x_input: (sum, target) => `Adds up to ${sum}; the logit is ${target}. The biases hold the rest.`,
  integrated_gradients: (sum, target) => `Adds up to ${sum}; from the baseline to the photo the logit rises by ${target}.`,
  evidence: (sum, target) => `Its mean is ${sum}; logit minus bias is ${target}.`,
};
export const logit = (name, value, share) => `${name}: logit ${value}, probability ${share}`;
export const blackBySign = "Black: no number is above zero, and ReLU cuts off the rest.";
export const blackByScale = (most, end) =>
  `Nearly black: its largest number is ${most}, and the scale ends at ${end}, the largest of any class.`;
export const says = ({ method, name, dense, r, edges }) =>
  `${method} for ${name}. With ${dense} at random the map keeps |r| ${r}. With the edges in the photo it has |r| ${edges}.`;
