"""How the files of the live figures that nobody writes by hand are made: `python -m cnnviz_helpers.engine`, or `make engine`.

`engine.c` becomes `engine.wasm`, and the palette becomes `colours.mjs`. The compiler is the PyPI package `ziglang`;
the same version gives the same bytes on every machine, and a test compares them with the committed ones.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from .explorables import FOLDER, colours_module

COMPILER = [
    *(sys.executable, "-m", "ziglang", "cc", "--target=wasm32-freestanding", "-mcpu=generic+simd128", "-O3", "-nostdlib"),
    *("-Wl,--no-entry", "-Wl,--import-memory", "-Wl,--strip-all", "-Wl,-z,stack-size=16384"),
]


def compiled(source):
    """The WebAssembly module, as bytes, that the C file `source` gives.

    Raises
    ------
    RuntimeError
        The compiler is missing, or does not take the file; the message holds what it said.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "module.wasm"
        done = subprocess.run([*COMPILER, str(source), "-o", str(target)], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{source} could not be compiled; mend it, or install the compiler with `pip install ziglang`.\n{done.stderr}")
        return target.read_bytes()


def main(folder=FOLDER):
    """Write both files into `folder`."""
    (folder / "engine.wasm").write_bytes(compiled(folder / "engine.c"))
    (folder / "colours.mjs").write_text(colours_module(), encoding="utf-8")


if __name__ == "__main__":
    main()
