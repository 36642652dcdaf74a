// The rules for the HTML of every page: all that html-validate recommends, but for these.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // Two spellings of one thing. Beautiful Soup, which writes our pages, closes <meta/> and gives an empty attribute its quotes.
    "void-style": "off",
    "attribute-empty-style": "off",
    "attribute-boolean-style": "off",
    "no-trailing-whitespace": "off",
    // HTML itself puts the rows of a table into a <tbody>; Sphinx leaves that to it in the index.
    "prefer-tbody": "off",
    // A role says the same as the element. The theme styles <div> and <p>, so the mended pages give these a role.
    "prefer-native-element": "off",
    // Safari forgets that a list without bullets is a list, unless a role says so.
    "no-redundant-role": "off",
    // Docutils writes the widths of a table's columns into the page. Each such style has its hash in the page's policy.
    "no-inline-style": "off",
    // One searches with the key Enter, which every form with one field understands; the theme shows no button.
    "wcag/h32": "off",
    // An id may hold any letter but a space: those of the helper package have dots, as its names do.
    "valid-id": ["error", { relaxed: true }],
    // A checksum protects what comes from another host. All our files come from the book's own.
    "require-sri": ["error", { target: "crossorigin" }],
  },
};
