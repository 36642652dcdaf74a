/* Where a reader gives a picture: file, paste, drop or camera; with each step that makes it an input of the network. */

import { drawMaps, drawPhoto, portion } from "./draw.mjs";
import { button, labelled } from "./controls.mjs";
import { el, picture, write } from "./element.mjs";
import { decodePicture, squares } from "./own-picture.mjs";
import { toInput } from "./resources.mjs";

/** `root` takes drops; onpicture(rgb) gets 32 × 32 × 3 bytes for each new picture and each place of the square. `forget()` drops what is still read, `close()` ends all. */
export function ownPanel(root, onpicture) {
  const end = new AbortController(), { signal } = end, numbers = new Float32Array(3072);
  let crop = null, stream = null, isAsking = false, turn = 0, isWide = true, rest = 0; // rest: the share that the square leaves out
  const [large, small, input] = ["your picture", "32 by 32", "red, green and blue numbers"].map(picture);
  const square = el("span.x-cursor"), place = el("input", { type: "range", min: 0, max: 1, step: 0.01, oninput: lay });
  const steps = el("ol.x-steps", { hidden: true }, ...[
    ["1. Crop to a square", el(".x-crop", large, square), labelled("move it", place)],
    ["2. Average to 32 × 32", small], ["3. Pixel / 255 − 0.5: red, green, blue", input],
  ].map(([words, ...parts]) => el("li", el("p", words), ...parts)));
  const file = el("input", { type: "file", accept: "image/*", onchange: () => { take(file.files[0]); file.value = ""; } });
  const video = el("video", { playsinline: true, hidden: true, "aria-label": "what the camera sees" }), camera = button("Camera", () => attempt(shoot));
  const fault = el("p.x-fault", { role: "alert", hidden: true });
  const panel = el("details.x-own", { ontoggle: () => panel.open || stop() }, el("summary", "A picture of your own"),
    el("p", "It never leaves this page: nothing is sent, nothing is kept. Choose, paste or drop a file, or use the camera."),
    el(".x-row", labelled("file", file), camera), video, fault, steps);

  /** Do what may fail, and say in one sentence if it did. A work that was overtaken by another one says nothing. */
  async function attempt(work) {
    const mine = (turn += 1), isWanted = () => mine === turn && !signal.aborted;
    panel.open = true;
    fault.hidden = true;
    try {
      const bitmap = await work(), found = bitmap && await squares(bitmap, isWanted);
      if (found) use(bitmap, found);
      bitmap?.close();
    } catch (error) {
      write(fault, error.message);
      fault.hidden = mine !== turn;
    }
  }
  const take = (blob) => attempt(() => decodePicture(blob));

  function use(bitmap, found) {
    const { width, height } = bitmap, scale = 320 / Math.max(width, height);
    crop = found;
    isWide = width >= height;
    rest = 1 - Math.min(width, height) / Math.max(width, height);
    Object.assign(large, { width: Math.ceil(width * scale), height: Math.ceil(height * scale) }).getContext("2d").drawImage(bitmap, 0, 0, large.width, large.height);
    place.disabled = !rest;
    place.value = 0.5;
    steps.hidden = false;
    lay();
  }

  function lay() {
    const at = Number(place.value), rgb = crop(at), [before, behind] = [at, 1 - at].map((share) => portion(share * rest));
    square.style.inset = isWide ? `0 ${behind} 0 ${before}` : `${before} 0 ${behind}`;
    toInput(rgb, numbers);
    drawPhoto(small, rgb);
    drawMaps(input, numbers, [32, 32, 3], { maps: [0, 1, 2], columns: 3, gap: 1, limits: 0.5 });
    onpicture(rgb);
  }

  /** First click: the camera's picture. Second click: the photo. */
  async function shoot() {
    if (isAsking) return null;
    if (stream) {
      const shot = await createImageBitmap(video);
      stop();
      return shot;
    }
    isAsking = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: true });
    } catch {
      throw new Error("Expected a camera, but there is none, or it was not allowed; choose a file.");
    } finally {
      isAsking = false;
    }
    if (signal.aborted || !panel.open) return stop(); // the reader has left meanwhile
    Object.assign(video, { srcObject: stream, muted: true, hidden: false });
    await video.play();
    write(camera, "Take the photo");
    return null;
  }

  function stop() {
    stream?.getTracks().forEach((track) => track.stop());
    stream = video.srcObject = null;
    video.hidden = true;
    write(camera, "Camera");
  }

  root.addEventListener("dragover", (event) => event.preventDefault(), { signal });
  root.addEventListener("drop", (event) => {
    event.preventDefault(); // else the browser would open the file in the page's place
    take(event.dataTransfer.files[0]);
  }, { signal });
  document.addEventListener("paste", ({ clipboardData }) => { if (panel.open && clipboardData.files.length) take(clipboardData.files[0]); }, { signal });
  return Object.assign(panel, { forget: () => { turn += 1; }, close: () => { end.abort(); stop(); } });
}
