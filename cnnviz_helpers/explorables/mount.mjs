/* Brings the live figures of a page to life: each one's module is loaded when it comes near the window. */

const BASE = new URL("./", import.meta.url).href;

/** `#kernel-lab?image=16&filter=3` -> {name, state}, or null. */
function readAddress() {
  const [name, query] = location.hash.slice(1).split("?");
  return query === undefined ? null : { name, state: Object.fromEntries(new URLSearchParams(query)) };
}

/** `data-files`: a network other than the book's, as JSON {name: base64} or the name of a file with it -> {name: bytes}. */
async function unpack(files) {
  if (!files) return undefined;
  const packed = files.startsWith("{") ? JSON.parse(files) : await (await fetch(new URL(files, BASE))).json();
  return Object.fromEntries(Object.entries(packed).map(([name, bytes]) => [name, Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))]));
}

/** What a figure gets as its `model`: the state, kept in the page's address. The same names as anywidget's. */
class PageModel {
  #values;
  constructor(name, values) {
    this.name = name;
    this.#values = values;
  }

  get(key) {
    return this.#values[key];
  }

  set(key, value) {
    this.#values[key] = value;
  }

  save_changes() {
    clearTimeout(this.saving); // browsers limit how often an address may change
    this.saving = setTimeout(() => history.replaceState(history.state, "", this.hash()), 250);
  }

  hash() {
    return `#${this.name}?${new URLSearchParams(this.#values.state)}`;
  }
}

class Mount {
  constructor(figure) {
    this.figure = figure;
    this.name = figure.dataset.explorable;
    this.opening = JSON.parse(figure.dataset.state);
  }

  /** Begin, or begin anew with another state. */
  async start(state = {}) {
    const { figure, name } = this;
    this.end?.();
    clearTimeout(this.model?.saving); // what is not yet in the address gives way to what is asked for now
    this.isStarted = true;
    this.live ??= Object.assign(document.createElement("div"), { className: "explorable-live" });
    const model = this.model = new PageModel(name, { state: { ...this.opening, ...state }, base: BASE, picture: JSON.parse(figure.dataset.picture), python: figure.dataset.python });
    model.set("address", () => location.href.split("#")[0] + model.hash());
    try {
      model.set("files", await unpack(figure.dataset.files));
      const module = await import(`./${name}.mjs`);
      this.end = await module.default.render({ model, el: this.live });
      figure.prepend(this.live);
      figure.classList.add("is-live");
    } catch (error) {
      figure.querySelector(".explorable-note").textContent = `The live figure could not start (${error.message}); here you see one state of it.`;
    }
  }
}

const mounts = [];
const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    const mount = mounts.find(({ figure }) => figure === target);
    if (!mount.isStarted) mount.start();
  }
}, { rootMargin: "600px 0px" });

/** Let the figures inside `place` come to life. */
function mountFigures(place) {
  for (const figure of place.querySelectorAll("[data-explorable]")) {
    mounts.push(new Mount(figure));
    watcher.observe(figure);
  }
}

/** Open the figure that the address names, in the state that it names. */
async function openAddress() {
  const wanted = readAddress();
  const mount = wanted && mounts.find(({ name }) => name === wanted.name);
  if (!mount) return;
  await mount.start(wanted.state);
  mount.figure.scrollIntoView({ block: "start" });
}

mountFigures(document);
document.addEventListener("figures-added", ({ target }) => mountFigures(target));
window.addEventListener("hashchange", openAddress);
openAddress();
