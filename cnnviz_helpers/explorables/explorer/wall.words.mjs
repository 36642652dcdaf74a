/* What the wall says. */

const grouped = (n) => n.toLocaleString("en");
/** shown: how many of them stand there. */
const maps = (n, shown) => (shown < n ? `${grouped(shown)} of ${grouped(n)} maps` : `${grouped(n)} maps`);

export const column = (name, n, shown, met) =>
  [name, maps(n, shown), shown < n && "those of the largest shares", met].filter(Boolean).join(", ");
/** The same in less and less room. */
export const sizes = (n, shown, height, width) =>
  [`${maps(n, shown)} · ${height} × ${width}`, shown < n ? `${shown} of ${grouped(n)}` : `${grouped(n)} · ${height} × ${width}`,
    `${height} × ${width}`, grouped(n)];
export const place = (k, of) => ` · ${k + 1} of ${of}`;
export const map = (index) => `map ${index}`;
/** What stands between the names of what meets in a column. */
export const signs = { added: " + ", beside: " | ", other: ", " };
const NAMED = 3; // layers that are named one by one
export const met = (names) => (names.length > NAMED ? `made of ${names.length} layers` : `made of ${names.join(" and ")}`);
export const isMany = (names) => names.length > NAMED;
export const many = (names) => `= ${names.length} layers`;
export const photo = "the photo";
export const fold = (n) => (n === 1 ? "1 layer" : `${n} layers`);
export const unfold = (names) => `show ${names.length === 1 ? "this layer" : `these ${names.length} layers`}: ${names.join(", ")}`;
