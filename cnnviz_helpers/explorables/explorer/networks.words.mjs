/* What is said of another network in the explorer. */

export const another = "Another network";
export const books = "the book's network";
export const withoutNetwork = "A link cannot hold your network: it never leaves this page. This one opens the book's.";
