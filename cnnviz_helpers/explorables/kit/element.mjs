/* Elements of the page, made and changed so that the browser has least to lay out again. */

const isMissing = (value) => (value ?? false) === false;

/**
 * A new element: el("button.large", {title: "x", onclick: f}, "words", otherElement); el(".x") is a div.
 * An attribute or a child that is missing is left out.
 */
export function el(selector, ...parts) {
  const [name, ...classes] = selector.split("."), element = document.createElement(name || "div");
  element.classList.add(...classes);
  for (const part of parts) {
    if (isMissing(part)) continue;
    if (part.constructor !== Object) element.append(part);
    else for (const [key, value] of Object.entries(part)) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (key === "style") element.style.cssText = value || ""; // as an attribute, the policy of the book's pages forbids it
      else if (!isMissing(value)) element.setAttribute(key, value === true ? "" : value);
    }
  }
  return element;
}

/** Put words in the place of what an element holds, unless they are there: so the browser has least to style and to lay out again. */
export function write(element, words) {
  const text = element.firstChild;
  if (!text?.data || text !== element.lastChild) element.textContent = words; // empty, or changed by a browser that translates
  else if (text.data !== words) text.data = words;
}

/**
 * A span whose size does not depend on what it holds: when that changes, the browser lays out nothing outside of it.
 * For this it must stand in a block or a button, not in a row or a grid. Style sheets give its width, or it is as wide as its parent.
 */
export const alone = (...parts) => el("span.x-alone", ...parts);

export const MUTE = { "aria-hidden": "true" }; // for a screen reader, which says the same in words

/** What a screen reader says of an element. */
export function describe(element, words) {
  element.setAttribute("aria-label", words);
}

/** A canvas for a picture that is described in words. */
export const picture = (words) => el("canvas.x-map", { role: "img", "aria-label": words });
