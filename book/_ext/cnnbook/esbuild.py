"""The modules of the live figures as pages get them: without comments, with short names, and what several figures need in files of their own.

esbuild does it, a program that npm brings (`package.json`). Notebooks get the modules as they were written.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sphinx.errors import ExtensionError

from cnnviz_helpers.explorables.files import FOLDER as MODULES

PACKAGES = Path(sys.prefix) / "node_modules" / "@esbuild"
PROGRAMS = ("*/bin/esbuild", "*/esbuild.exe")  # the second on Windows
OPTIONS = ("--bundle", "--splitting", "--minify", "--format=esm", "--out-extension:.js=.mjs", "--chunk-names=chunks/[hash]", "--log-level=warning")
MISSING = f"Expected the program esbuild in {PACKAGES}, found none: say `make book`, or without make the line with npm in README.md."


@dataclass(frozen=True)
class Bundle:
    """The modules of all live figures, made small.

    files : {name: bytes}, such as "figures/x-ray.mjs" or "chunks/7AIRTSAY.mjs"
    imports : {name: [names of the files that it imports as it begins]}
    """

    files: dict
    imports: dict

    def loaded(self, name):
        """The names of the file `name` and of all that come with it, what is imported first."""
        return list(dict.fromkeys([*(file for one in self.imports[name] for file in self.loaded(one)), name]))


def entries():
    """What a page, or the worker of a figure, asks for by name: a part of a figure, such as `x-ray.words.mjs`, comes with the figure."""
    figures = (file for file in MODULES.glob("figures/*.mjs") if "." not in file.stem)
    return ["mount.mjs", *sorted(file.relative_to(MODULES).as_posix() for file in figures)]


@cache
def bundle():
    """All live figures as one `Bundle`.

    Raises
    ------
    ExtensionError
        esbuild is not installed, and the message says how to get it; or a module imports what is not there, and the message holds what esbuild said.
    """
    program = next((file for pattern in PROGRAMS for file in PACKAGES.glob(pattern)), None)
    if program is None:
        raise ExtensionError(MISSING)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder).resolve()
        command = [program, *entries(), *OPTIONS, f"--outdir={folder / 'made'}", f"--metafile={folder / 'facts.json'}"]
        done = subprocess.run(command, cwd=MODULES, capture_output=True, text=True)
        if done.returncode or done.stderr:
            raise ExtensionError(f"The modules of the live figures could not be made small; mend what esbuild names.\n{done.stderr}")
        files = {file.relative_to(folder / "made").as_posix(): file.read_bytes() for file in sorted((folder / "made").rglob("*.mjs"))}
        outputs = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["outputs"]
    return Bundle(files, {served_name(path): static_imports(facts) for path, facts in outputs.items()})


def static_imports(facts):
    """The names of the files that one file imports as it begins."""
    return [served_name(one["path"]) for one in facts["imports"] if one["kind"] == "import-statement"]


def served_name(path):
    """`../../made/figures/x-ray.mjs`, as esbuild names a file that it makes, -> `figures/x-ray.mjs`."""
    return path.rpartition("made/")[2]
