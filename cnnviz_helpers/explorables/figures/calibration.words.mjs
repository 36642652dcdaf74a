/* What "Is 65 % a 65 %?" says. */

export const title = "Is 65 % a 65 %?";
export const lead = "The answers in bins, by how sure the network is. Press a bin to see its photos.";
export const tries = {
  surest: {
    text: "Open the bin of the surest answers. How many of them are wrong?",
    then: (wrong, n, sure) =>
      `${wrong} of ${n} answers are wrong; sure of them on average: ${sure}. Being wrong at times is part of what a percentage says.`,
  },
  warm: {
    text: (points) => `With the temperature, make the network too sure by ${points} points. How many answers change?`,
    then: (sure, right) =>
      `Sure ${sure}, right ${right}: none has changed. The same answers can come with other percentages; only counting says which fit.`,
  },
  noise: {
    text: "Show it noise. What does it call it, and how sure is it?",
    then: (n, all, name, sure) =>
      `${n} of ${all} are called ${name}, sure ${sure} on average. Of what is far from its photos, the percentage says little.`,
  },
};

// Controls
export const temperature = "temperature";
export const noise = "Show it noise";
export const hideNoise = "Hide the noise";
export const count = "Count";
export const bins = "bins, by how sure the network is";

// The chart
export const allRight = "100 % right";
export const key = "Bar: how many are right, with the interval of 95 %. Line: how sure, on average; "
  + "orange where it lies outside of the interval.";
export const from = (low, high) => `${low}–${high}`;
export const binSays = ({ low, high, n, sure, right, share, least, most }) => `${low} to ${high} %: ${n} answers, `
  + `sure ${sure} on average, right ${right}, that is ${share} (${least}–${most})`;
export const empty = (low, high) => `${low} to ${high} %: no answer`;
export const sum = (sure, right, error) => `Sure ${sure} on average, right ${right}. Calibration error ${error}.`;
export const fits = (n, of) => `In ${n} of ${of} bins that have answers the line lies in the interval.`;

// Photos
export const photosOf = (low, high, wrong, n, shown) =>
  `${low} to ${high} %: ${wrong} wrong, ${n - wrong} right${n > shown ? `, the first ${shown}` : ""} (scroll)`;
export const photosIn = "photos of this bin";
export const photo = (i) => `photo ${i}`;
export const is = (name) => `is: ${name}`;
export const python = (temperature) => (temperature === 1 ? "reliability(predict(model, x_test), y_test)"
  : `reliability(with_temperature(predict(model, x_test), ${temperature}), y_test)`);
