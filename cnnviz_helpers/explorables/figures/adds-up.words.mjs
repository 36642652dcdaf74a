/* What "One answer at the top, several below" says. */

export const title = "One answer at the top, several below.";
export const lead = "The same score, shared out among the places of any layer, in five ways. Do the shares add up?";
const addsUp = (layer, name, sum, target) => `At ${layer}, ${name} adds up to ${sum}, and should to ${target}. `;
export const tries = {
  below: {
    text: "At the last layer all agree. Go down until a method no longer adds up.",
    then: (...found) => addsUp(...found) + "On the way to the logit now stands a step that is no sum.",
  },
  wrong: {
    text: "Find a layer at which a method’s shares add up to more than twice what they should.",
    then: (...found) => addsUp(...found) + "Covered places share what they have in common, and so it counts often.",
  },
  half: {
    text: "Go to the photo. How much of the logit do biases hold, not pixels?",
    then: (biases, logit) => `The biases’ share is ${biases} of ${logit}. With it gradient × input is exact. `
      + "Without it no map of slopes is whole.",
  },
};

// Controls
export const layer = "layer";

// The table
export const columns = ["", "map", "adds up to", "should", "adds up?"];
export const names = {
  evidence: "evidence ÷ places",
  grad_cam: "Grad-CAM, signed",
  gradient: "gradient × activation",
  biases: "the same, and the biases’ share",
  integrated_gradients: "Integrated Gradients from zero",
  occlusion: "one cell set to zero",
};
export const exact = "exact";
export const off = (by) => `off by ${by}`;
export const notHere = "at the last maps only";
export const computing = "…";
export const map = (name, layer) => `${name}, at ${layer}`;
export const logit = (name, logit, zero, layer) =>
  `The logit of ${name} is ${logit}. With ${layer} at zero it is ${zero}. `
  + "The difference is what the places should add up to.";
export const list = (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0]);
export const onlySums = (names) =>
  ` From here to the logit there are only sums: ${names}. So slopes, the way from zero and taking away share it out alike.`;
export const notOnlySums = " From here to the logit there is more than sums, such as a ReLU: each shares out in its own way.";
export const photo = "the photo";
export const says = ({ layer, exact, of }) => `At ${layer} ${exact} of ${of} methods add up exactly.`;
