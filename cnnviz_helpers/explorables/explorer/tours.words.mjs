/* What the tours, the presenter's view and the list of keys say. The cards' own words are data: book/questions/tours. */

export const tours = "tours";
export const talk = "in a talk"; // of a network without tours
export const length = (cards, minutes) => `${cards} cards, ${minutes} minutes`;
export const noTours = (why) => `The tours could not be loaded: ${why}`;

// tour-card.mjs
export const tour = (title) => `Tour: ${title}`;
export const place = (card, n) => `${card} of ${n}`;
export const back = "back";
export const next = "next";
export const end = "end";
export const close = "Close the tour";
export const done = "Done.";
export const wasDone = "This was reached.";
export const more = (page) => (/^\d/.test(page) ? `More in chapter ${Number.parseInt(page, 10)}` : "More in the book");

// The rest of the menu
export const present = "Presenter’s view";
export const code = "QR code of this view";
export const keys = "Keys";

// presenter.mjs
export const presenting = "Presenter’s view. The keys are on the question mark.";
export const notPresenting = "The usual view again.";
export const dismiss = "Close";
export const areKeysOn = "Letters are keys, too";
export const keysOf = [
  [["P"], "presenter’s view, and back"],
  [["T"], "the list of tours"],
  [["1–9"], "in the presenter’s view: to this card of the tour, from 1 to 9"],
  [["Page up", "Page down"], "in the presenter’s view: the card before, the next one; behind the last one the tour ends"],
  [["←", "→"], "the same, unless they move what has the focus, as on a map"],
  [["Escape"], "one level out; then out of the presenter’s view"],
  [["[", "]"], "the column before, the next one"],
  [["Q"], "a QR code of this view"],
  [["?"], "this list"],
];

// qr.mjs
export const codeTitle = "This view on another screen";
export const codeSays = (address) => `QR code: ${address}`;
export const copy = "copy";
export const copied = "copied";
export const notCopied = "Select the address above, and copy it.";
export const withoutOwn = "It cannot hold your picture, which never leaves this page: it opens with a photo of the book.";
export const onlyHere = "This address leads only to this machine: put the book on a web server to share it.";
export const tooLong = "This address is too long for a QR code that a camera reads well; copy it.";
