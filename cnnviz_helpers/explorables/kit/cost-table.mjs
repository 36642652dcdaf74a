/* What each step of a network costs, as a table. It comes when somebody opens it. */

import { totalCosts } from "../engine/costs.mjs";
import { el } from "./element.mjs";

const COLUMNS = ["step", "kind", "output", "parameters", "multiply-adds", "bytes"];
const NOTE = "A multiply-add is a product of a weight and a number, added to a sum; other work is not counted. "
  + "Bytes are those of the output, four a number.";
const grouped = (n) => n.toLocaleString("en");
const inWords = ({ name, kind = "", shape = [], parameters, products, bytes }) =>
  [name, kind, shape.join(" × "), grouped(parameters), grouped(products), grouped(bytes)];
const line = (row) => el("tr", ...inWords(row).map((cell, i) => el(i ? "td" : "th", { scope: i ? false : "row" }, cell)));

/** rows: as costsOf gives them; words: what the table is called. */
export const costTable = (rows, words) => [
  el(".x-wide", { tabindex: 0, role: "region", "aria-label": words }, el("table",
    el("thead", el("tr", ...COLUMNS.map((column) => el("th", { scope: "col" }, column)))),
    el("tbody", ...rows.map(line)), el("tfoot", line({ name: "sum", ...totalCosts(rows) })))),
  el("p", NOTE),
];
