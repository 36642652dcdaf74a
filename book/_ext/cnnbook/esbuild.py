"""Scripts as pages get them: without comments, with short names, and what several live figures need in files of their own.

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

from cnnviz_helpers.explorables.figures import ALL
from cnnviz_helpers.explorables.files import FOLDER as MODULES
from cnnviz_helpers.explorables.files import LATER, LATER_OF

PACKAGES = Path(sys.prefix) / "node_modules" / "@esbuild"
PROGRAMS = ("*/bin/esbuild", "*/esbuild.exe")  # the second on Windows
OPTIONS = ("--bundle", "--minify", "--format=esm", "--log-level=warning")
APART = ("--splitting", "--out-extension:.js=.mjs", "--chunk-names=chunks/[hash]")
MISSING = f"Expected the program esbuild in {PACKAGES}, found none: say `make book`, or without make the line with npm in README.md."


@dataclass(frozen=True)
class Bundle:
    """The modules of all live figures, made small, for pages that may show any figure.

    files : {name: bytes}, such as "figures/x-ray.mjs" or "chunks/7AIRTSAY.mjs"
    imports : {name: [names of the files that it imports as it begins]}
    """

    files: dict
    imports: dict

    def loaded(self, name):
        """The names of the file `name` and of all that come with it, what is imported first."""
        return list(dict.fromkeys([*(file for one in self.imports[name] for file in self.loaded(one)), name]))


def entries():
    """What such a page, or the worker of a figure, asks for by name: a part of a figure, such as `x-ray.words.mjs`, comes with the figure."""
    figures = (file for file in MODULES.glob("figures/*.mjs") if "." not in file.stem)
    return ["any-figure.mjs", *sorted(file.relative_to(MODULES).as_posix() for file in figures)]


@cache
def bundle():
    """All live figures as one `Bundle`.

    Raises
    ------
    ExtensionError
        esbuild is not installed, and the message says how to get it; or a module imports what is not there, and the message holds what esbuild said.
    """
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder).resolve()
        run(*entries(), *APART, f"--outdir={folder / 'made'}", f"--metafile={folder / 'facts.json'}")
        files = {file.relative_to(folder / "made").as_posix(): file.read_bytes() for file in sorted((folder / "made").rglob("*.mjs"))}
        outputs = json.loads((folder / "facts.json").read_text(encoding="utf-8"))["outputs"]
    imports = {served_name(path): static_imports(facts) for path, facts in outputs.items()}
    # What comes later comes alone, and brings the little that it shares: else it would bring all that figures share.
    later = [*LATER, *(name for names in LATER_OF.values() for name in names)]
    return Bundle(files | {name: run(name) for name in later}, imports | {name: [] for name in later})


@cache
def page_module(figures):
    """The one module of a page that shows these `figures`, a tuple of names, as bytes: what starts them, the figures, and their workers.

    Of a figure that holds others, the one that it opens with is there; the others come when they are asked for.

    One file is a fifth smaller than the same modules in several, since each is compressed on its own.
    """
    figures = tuple(sorted({*figures, *(ALL[name].state["figure"] for name in figures if ALL[name].holds)}))
    workers = [f"figures/{name}-worker.mjs" for name in figures if (MODULES / f"figures/{name}-worker.mjs").is_file()]
    known = ", ".join(f'"{name}": figure{i}' for i, name in enumerate(figures))
    here = ", ".join(f'"{name}": import.meta.url' for name in workers)
    lines = [
        'import { bringToLife } from "./mount.mjs";',
        *(f'import figure{i} from "./figures/{name}.mjs";' for i, name in enumerate(figures)),
        *(f'import "./{name}";' for name in workers),
        # A worker runs the same file, and has no document.
        f"if (globalThis.document) bringToLife(async (name) => ({{ {known} }})[name], {{ {here} }});",
    ]
    return run(text="\n".join(lines))


def page_file(figures):
    """The name of that module: `page.ablation.x-ray.mjs`."""
    return f"page.{'.'.join(figures)}.mjs"


@cache
def small(file):
    """The script `file` and all that it imports, in one, as bytes."""
    return run(str(file))


def run(*words, text=None):
    """Call esbuild in the folder of the live figures' modules, with the entry `text` if there is one; returns what it prints, as bytes."""
    program = next((file for pattern in PROGRAMS for file in PACKAGES.glob(pattern)), None)
    if program is None:
        raise ExtensionError(MISSING)
    done = subprocess.run([program, *words, *OPTIONS], cwd=MODULES, input=(text or "").encode(), capture_output=True)
    if done.returncode or done.stderr:
        raise ExtensionError(f"Scripts could not be made small; mend what esbuild names.\n{done.stderr.decode()}")
    return done.stdout


def static_imports(facts):
    """The names of the files that one file imports as it begins."""
    return [served_name(one["path"]) for one in facts["imports"] if one["kind"] == "import-statement"]


def served_name(path):
    """`../../made/figures/x-ray.mjs`, as esbuild names a file that it makes, -> `figures/x-ray.mjs`."""
    return path.rpartition("made/")[2]
