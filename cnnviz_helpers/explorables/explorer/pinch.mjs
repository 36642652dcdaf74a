/* Two fingers on a map, or on a touchpad: they go apart to go in, where they are, and together to go out. */

const APART = 1.3, TOGETHER = 0.75; // times as far from each other as in the beginning
const TURNED = 30; // of a wheel, as browsers tell what two fingers do on a touchpad
const REST = 300; // milliseconds, after which another gesture begins
const MAPS = ".x-cells.is-choice"; // elsewhere they make the page larger, as on any page

/** Call apart(map, {clientX, clientY}) or together(), once a gesture. map: the element that a gesture on `element` begins on. */
export function onPinch(element, { apart, together }) {
  const fingers = new Map(), farness = () => Math.hypot(...between((a, b) => a - b));
  const between = (join) => { const [a, b] = fingers.values(); return [join(a.clientX, b.clientX), join(a.clientY, b.clientY)]; };
  let began = 0, turned = 0, wheeled = -REST, isOver = false;
  const tell = (isApart, map, where) => {
    isOver = true;
    if (isApart) apart(map, where);
    else together();
  };
  const listen = (kind, heard, options) => element.addEventListener(kind, heard, options);
  listen("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    if (event.isPrimary) fingers.clear();
    fingers.set(event.pointerId, event);
    [began, isOver] = [fingers.size === 2 && event.target.closest(MAPS) ? farness() : 0, false];
  });
  listen("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event);
    const times = began && !isOver ? farness() / began : 1;
    if (times < APART && times > TOGETHER) return;
    const [clientX, clientY] = between((a, b) => (a + b) / 2);
    tell(times > 1, document.elementFromPoint(clientX, clientY)?.closest(MAPS), { clientX, clientY });
  });
  for (const kind of ["pointerup", "pointercancel"]) listen(kind, ({ pointerId }) => { fingers.delete(pointerId); began = 0; });
  listen("wheel", (event) => {
    const map = event.ctrlKey && event.target.closest(MAPS);
    if (!map) return;
    event.preventDefault();
    if (event.timeStamp - wheeled > REST) [turned, isOver] = [0, false];
    wheeled = event.timeStamp;
    turned += event.deltaY;
    if (!isOver && Math.abs(turned) >= TURNED) tell(turned < 0, map, event);
  }, { passive: false });
}
