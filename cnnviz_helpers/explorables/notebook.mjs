/* Loads a live figure in a notebook, which has no folder of modules. Python (`notebook_module` in files.py) writes two names before this:
   FIGURE is the figure's module, MODULES the texts of all modules, {path: text}, each after those that it imports. */

const IMPORT = /^((?:import|export) (?:\{[^}]*\}|\* as \w+) from )"(\.[^"]+)";$/gm; // the forms in which our modules import

/* Each module gets an address of its own, and imports the others by theirs. The addresses stay for as long as the notebook is open:
   a worker may begin later, or again, and so may a second view of the figure; the texts are small beside what the modules keep. */
const addresses = {};
for (const [path, text] of Object.entries(MODULES)) {
  const joined = text.replace(IMPORT, (_, names, from) => `${names}"${addresses[new URL(from, `file:///${path}`).pathname.slice(1)]}";`);
  addresses[path] = URL.createObjectURL(new Blob([joined], { type: "text/javascript" }));
}

/** The notebook's model, which also says where the modules are, for `startWorker`, and which figure this is. */
const withModules = (model) => ({
  get: (key) => ({ modules: addresses, name: FIGURE.slice("figures/".length, -".mjs".length) })[key] ?? model.get(key),
  set: (key, value) => model.set(key, value),
  save_changes: () => model.save_changes(),
  on: (event, call) => model.on(event, call),
  off: (event, call) => model.off(event, call),
});

async function render({ model, el }) {
  const figure = await import(addresses[FIGURE]);
  return figure.default.render({ model: withModules(model), el });
}

export default { render };
