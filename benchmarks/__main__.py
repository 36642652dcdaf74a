"""`python -m benchmarks [helpers] [builds] [engine] [figures] [tours]`: print each measurement side by side with its yardstick, and the ratio."""

import sys

from . import builds, engine, helpers, long_work, tours

ROW = "{:<58} {:>10} {:>10} {:>8}"


def main(names):
    """Measure and print the parts `names`, by default all. Returns the exit code."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        print(f"Expected {' or '.join(PARTS)}, got {', '.join(unknown)}; name one of these, or none for all.", file=sys.stderr)
        return 2
    for name in names or PARTS:
        print()
        for line in PARTS[name]():
            print(line, flush=True)
    return 0


def side_by_side(measurements):
    """The lines for a part that measures ours against one yardstick."""
    title, yardstick, rows = measurements()
    yield ROW.format(title, "ours", yardstick, "ratio")
    for label, ours, theirs in rows:
        yield ROW.format(label, seconds(ours), seconds(theirs), f"{ours / theirs:.2f}")


def seconds(value):
    """A time as a reader likes it."""
    return f"{value:.1f} s" if value >= 1 else f"{1000 * value:.0f} ms"


PARTS = {
    "helpers": lambda: side_by_side(helpers.measurements),
    "builds": lambda: side_by_side(builds.measurements),
    "engine": engine.lines,
    "figures": long_work.lines,
    "tours": tours.lines,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
