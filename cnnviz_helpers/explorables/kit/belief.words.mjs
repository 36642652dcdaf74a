/* What the figures about attribution say alike: bench, pixels-go, adds-up. */

export const NAMES = {
  gradient: "gradient",
  gradient_x_input: "gradient × input",
  smoothgrad: "SmoothGrad",
  integrated_gradients: "Integrated Gradients",
  evidence: "evidence",
  guided_backpropagation: "guided backprop",
  occlusion: "occlusion",
  random: "random map",
  edges: "edges in the photo",
  centre_first: "centre first",
};
export const askedClass = "class";
export const answered = (name) => `its answer: ${name}`;
export const noWorker = "the browser started no worker for it. Reload the page.";
export const fills = { grey: "grey", black: "black", blur: "blurred photo", mean: "mean colour" };
export const fewAnswers = (n) =>
  `Expected a network that gives its photos at least ${n} different answers, but it gives fewer; show it other photos.`;
