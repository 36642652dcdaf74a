/* A finger that goes to a side. */

const SWIPE = 45; // pixels that a finger goes

/** Call swiped(1) when a finger goes to the left over an element, to what lies on its right; swiped(-1) the other way. */
export function onSwipe(element, swiped) {
  let from = null;
  element.addEventListener("pointerdown", ({ pointerType, isPrimary, clientX, clientY }) => {
    from = pointerType === "touch" && isPrimary ? [clientX, clientY] : null; // a second finger makes it no swipe
  });
  element.addEventListener("pointerup", ({ clientX, clientY }) => {
    const [across, down] = from ? [clientX - from[0], clientY - from[1]] : [0, 0];
    if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(down)) swiped(across < 0 ? 1 : -1);
  });
}
