/* The page that `python -m cnnviz_helpers open` shows: the workbench on one network, whose files lie beside the page. */

import workbench from "./figures/workbench.mjs";

const base = new URL("./", import.meta.url).href, root = document.querySelector("main > div");
const { figures, files } = JSON.parse(root.dataset.network);
const fetched = async (name) => [name, new Uint8Array(await (await fetch(new URL(`network/${name}`, base))).arrayBuffer())];

/** The state stands in the address, behind the #. */
const inAddress = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
const values = { defaults: { figure: "x-ray" }, figures, base, files: Object.fromEntries(await Promise.all(files.map(fetched))) };
let end;
document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";

async function begin() {
  end?.();
  values.state = { ...values.defaults, ...inAddress() };
  end = await workbench.render({ model, el: root });
}

const model = {
  get: (key) => values[key],
  set: (key, value) => { values[key] = value; },
  save_changes: () => history.replaceState(null, "", `#${new URLSearchParams(values.state)}`),
};
values.address = () => `${location.href.split("#")[0]}#${new URLSearchParams(values.state)}`;
addEventListener("hashchange", begin);
begin();
