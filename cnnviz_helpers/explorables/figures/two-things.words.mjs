/* What "Two things of your own" says. */

export const title = "Two things of your own.";
export const lead = (n) =>
  `All layers stay as they are; only a new last layer learns, on their ${n} averages. Choose two classes, or show it two things.`;
export const tries = {
  few: {
    text: "With 1 example of each, find two classes of which 80 % of the other photos come out right.",
    then: "One example of each is enough here, as the layers below have already learned from very many photos, these classes among them.",
  },
  mistake: {
    text: "Find a photo of one of the two that it takes for the other, and look where.",
    then: "The map says which places spoke for which thing; its mean and the bias are the whole of the answer.",
  },
};

export const things = ["first thing", "second thing"];
export const strips = ["examples of the first", "examples of the second"];
export const ownThings = ["your first thing", "your second thing"];
export const own = "your own";
export const examples = "examples of each";
export const adds = ["Add the picture to the first", "Add the picture to the second"];
export const forget = "Forget my pictures";
export const map = "for the second thing (orange), for the first (violet)";
export const missing = "Both things need a picture: choose one below, then add it.";
export const learned = (n, time) => `Learned from ${n} pictures in ${time < 1 ? "less than 1" : time.toFixed(0)} ms.`;
export const tested = (right, n, share) => `Of ${n} others ${right} are right: ${share}.`;
export const sum = (mean, bias, score) =>
  `mean of the map ${mean} + bias ${bias} = ${score}, which a sigmoid makes the share of the second`;
export const python = (things, n) =>
  (things.includes(-1) ? "teach_classes(model, pictures, [0, 1, …])  # pictures: your own"
    : `few = [np.flatnonzero(y_test.argmax(1) == c)[:${n}] for c in (${things.join(", ")})]; `
      + `teach_classes(model, x_test[np.concatenate(few)], np.repeat([0, 1], ${n}))`);
export const says = ([first, second], [share, other]) =>
  `It says: ${first} ${share}, ${second} ${other}. Nothing that you show it leaves this page.`;
