/* Brings the live figures of a page to life.
   `mount.py`, beside this file, writes the places of the figures, whose attributes are read here. */

const BASE = new URL("./", import.meta.url).href;
const SEEN = 80; // milliseconds; live.py asks for the network's files as soon
const NEAR = 600; // pixels below the window: begun there, a figure moves nothing that one sees

/** `#kernel-lab?image=16&filter=3` -> {name, state}, or false. */
function readAddress() {
  const [name, query] = location.hash.slice(1).split("?");
  return query !== undefined && { name, state: Object.fromEntries(new URLSearchParams(query)) };
}

/** `data-files`: a network other than the book's, as JSON {name: base64} or the name of a file with it -> {name: bytes}. */
async function unpack(files) {
  if (!files) return;
  const packed = files.startsWith("{") ? JSON.parse(files) : await (await fetch(new URL(files, BASE))).json();
  return Object.fromEntries(Object.entries(packed).map(([name, bytes]) => [name, Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))]));
}

/** A promise that the page is seen: a moment after its first frame was computed. Large files wait for it. */
const isShown = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, SEEN)));

/** A figure of the page: {figure, name, start(state)}. isSeen: a promise of the first picture. */
function mountOf(figure, load, modules, isSeen) {
  // known: what the page has beside: addresses
  const { explorable: name, state, defaults, picture, pictures, files, figures, ...known } = figure.dataset;
  const live = Object.assign(document.createElement("div"), { className: "explorable-live" }), mount = { figure, name, start };
  const way = figure.querySelector(".explorable-way"); // the link to the explorer, where the page has one
  let end, saving, values, turn = Promise.resolve();

  /** Begin, or begin anew in another state, one after the other. */
  function start(changes) {
    mount.isStarted = true;
    turn = turn.then(() => begin(changes));
    return turn;
  }

  async function begin(changes) {
    clearTimeout(saving); // what is not yet in the address gives way to what is asked for now
    if (end?.follow) { // it goes on in another state
      values.state = { ...values.defaults, ...changes };
      return end.follow();
    }
    end?.();
    const [asked, first, photo] = [state, defaults, picture].map((text) => JSON.parse(text));
    values = { state: { ...asked, ...changes }, defaults: first, picture: photo, base: BASE, modules, name, load, ...known };
    Object.assign(values, { pictures: pictures && JSON.parse(pictures), figures: figures && JSON.parse(figures) });
    const hash = () => `#${name}?${new URLSearchParams(values.state)}`;
    values.address = () => location.href.split("#")[0] + hash();
    const model = { // the same names as anywidget's; the state is kept in the page's address
      get: (key) => values[key],
      set: (key, value) => { values[key] = value; },
      save_changes: () => {
        clearTimeout(saving); // browsers limit how often an address may change
        saving = setTimeout(() => history.replaceState(history.state, "", hash()), 250);
      },
    };
    try {
      const [module, own] = await Promise.all([load(name), unpack(files), isSeen]);
      values.files = own;
      figure.prepend(live); // not seen yet, but as wide as it will be: it finds its size before it takes its place
      end = await module.render({ model, el: live });
      figure.classList.add("is-live");
      if (way) live.querySelector(".x-foot").append(way);
    } catch (error) {
      const note = figure.querySelector(".explorable-note");
      figure.classList.add("is-failed");
      note.textContent = `The live figure could not start (${error.message}); here you see one state of it.`;
    }
  }

  /** The link leads to what the figure shows: what that is, is worked out when a reader comes near it. */
  async function aim() {
    const { explorerAddress } = await import(`${BASE}explorer/from-figures.mjs`);
    way.href = await explorerAddress(way.pathname, { get: (key) => values[key] });
  }
  if (way) for (const kind of ["pointerover", "focusin"]) figure.addEventListener(kind, () => values && aim());
  return mount;
}

/**
 * Let the figures of the page come to life, each when it comes near the window, and those that are added later.
 * load(name): a promise of the figure; modules: {name: address} of what `startWorker` asks for, where that is not beside the page.
 */
export function bringToLife(load, modules) {
  const mounts = [], isSeen = isShown();
  const watcher = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      const mount = mounts.find(({ figure }) => figure === target);
      if (!mount.isStarted) mount.start();
    }
  }, { rootMargin: `${NEAR}px 0px` });

  function mountFigures(place) {
    for (const figure of place.querySelectorAll("[data-explorable]")) {
      mounts.push(mountOf(figure, load, modules, isSeen));
      watcher.observe(figure);
    }
  }

  /** Open the figure that the address names, in the state that it names. */
  async function openAddress() {
    const wanted = readAddress();
    const mount = mounts.find(({ name }) => name === wanted.name);
    if (!mount) return;
    await mount.start(wanted.state);
    mount.figure.scrollIntoView({ block: "start" });
  }

  mountFigures(document);
  document.addEventListener("figures-added", ({ target }) => mountFigures(target));
  window.addEventListener("hashchange", openAddress);
  openAddress();
}
