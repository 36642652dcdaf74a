"""How the files of the live figures that nobody writes by hand are made: `python -m cnnviz_helpers.explorables.make`, or `make engine`.

Each C file of the engine becomes a `.wasm` beside it, and the palette becomes `colours.mjs`. The compiler is the PyPI package `ziglang`;
the same version gives the same bytes on every machine, and a test compares them with the committed ones.
"""

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

from ..output import command, write_file
from .files import FOLDER

COMPILER = [
    *(sys.executable, "-m", "ziglang", "cc", "--target=wasm32-freestanding", "-mcpu=generic+simd128", "-Os", "-nostdlib"),
    *("-Wl,--no-entry", "-Wl,--import-memory", "-Wl,--strip-all", "-Wl,-z,stack-size=16384"),
]


def compiled(source):
    """The WebAssembly module, as bytes, that the C file `source` gives.

    Raises
    ------
    ValueError
        The compiler is missing, or does not take the file; the message holds what it said.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "module.wasm"
        done = subprocess.run([*COMPILER, str(source), "-o", str(target)], capture_output=True, text=True)
        if done.returncode:
            raise ValueError(f"{source} could not be compiled; mend it, or install the compiler with `pip install ziglang`.\n{done.stderr}")
        return target.read_bytes()


def colours_module():
    """The text of `explorables/colours.mjs`: the book's colour scales in base64. Between 33 colours, of a channel 17, the rest can be mixed."""
    from ..plots.colours import CHANNELS, SIGNED, table

    def packed(colours):
        return base64.b64encode(bytes(part for colour in colours for part in colour)).decode()

    scales = {"signed": table(SIGNED)[::8]} | {
        name: table(stops)[::16] for name, stops in zip(("red", "green", "blue"), CHANNELS)
    }
    lines = "\n".join(f'  {name}: "{packed(colours.tolist())}",' for name, colours in scales.items())
    head = "/* Written by `make engine` from cnnviz_helpers/palette.py: the colours of a scale, red, green and blue bytes in base64. */"
    return f"{head}\n\nexport const COLOURS = {{\n{lines}\n}};\n"


def main(folder=FOLDER):
    """Write all of these files into `folder`."""
    for source in sorted(folder.glob("engine/*.c")):
        write_file(source.with_suffix(".wasm"), compiled(source))
    write_file(folder / "kit" / "colours.mjs", colours_module().encode())


if __name__ == "__main__":
    sys.exit(command(main))
