/* How a line runs from what gives to what gets: through one gutter, or through a lane over all that it leads past. No page in here. */

const BEND = 0.5; // how far a line goes straight on, as a share of its way
const CORNER = 6, OUT = 8, IN = 13; // pixels: of a corner; from an edge to where a line goes up, and comes down
const BESIDE = 2, ABREAST = 6; // pixels between lines that run side by side; how many do
const ARROW = [7, 4]; // how long and how wide

/** Through a gutter: from [x, y] to [x, y]. */
export function straight([x1, y1], [x2, y2]) {
  const bend = (x2 - x1) * BEND;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}

/** Over what lies between, at the height `lane`, with an arrow at its end. i: the number of the line, of those that run there. */
export function over([x1, y1], [x2, y2], lane, i) {
  const beside = (i % ABREAST) * BESIDE, up = x1 + OUT + beside, down = x2 - IN - beside, high = lane + beside - (ABREAST * BESIDE) / 2;
  const [long, wide] = ARROW, corner = (x, y, dx, dy) => `Q${x} ${y} ${x + dx} ${y + dy}`;
  return `M${x1} ${y1}H${up - CORNER}${corner(up, y1, 0, -CORNER)}V${high + CORNER}${corner(up, high, CORNER, 0)}`
    + `H${down - CORNER}${corner(down, high, 0, CORNER)}V${y2 - CORNER}${corner(down, y2, CORNER, 0)}H${x2}`
    + `M${x2 - long} ${y2 - wide}L${x2} ${y2}L${x2 - long} ${y2 + wide}`;
}
