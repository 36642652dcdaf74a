/* What is said where a reader gives a network of their own. */

export const take = "Open a network of your own";
export const how = "Drop a .keras file here, or what export_explorable wrote, as a folder or a zip.";
export const safe = "Nothing is sent, and nothing in it is run. A text file beside it may hold the names of its classes, one a line.";
export const file = "Choose a file";
export const folder = "Choose a folder";
export const ask = "What the file does not tell";
export const opening = (name) => `Opening ${name} …`;
export const noRoom = (name) =>
  `Expected a network that fits into the memory of this browser, but ${name} does not; take a smaller one, or close other pages.`;
export const back = "Back to the book's network";
export const withoutNetwork =
  "A link cannot hold your network: it never leaves this page. This one opens the book's, with the same figure.";
