"""A book of two pages with one question of each kind, to build and to click through."""

import contextlib
import io
import sys
from pathlib import Path

from PIL import Image
from sphinx.cmd.build import main

ROOT = Path(__file__).resolve().parents[1]
EXTENSIONS = ROOT / "book" / "_ext"

CONF = f"""
import sys
sys.path.insert(0, {str(EXTENSIONS)!r})
from cnnbook.after_build import setup_after_build
from cnnbook.look import copy_mathjax, drop_files, setup_look
from cnnbook.pages.loading import fill_scripts
from cnnbook.pages.policy import setup_policy
from cnnbook.pages.style_sheets import fill_sheets
from cnnbook.scripts import setup_scripts
from cnnbook.selfchecks.directives import setup_selfchecks
extensions = ["myst_nb"]
myst_enable_extensions = ["dollarmath", "amsmath", "attrs_inline", "colon_fence"]
nb_execution_mode = "off"
html_theme = "sphinx_book_theme"
project = "Sample"
exclude_patterns = ["_build", "book/questions"]
def setup(app):
    setup_look(app)
    setup_scripts(app)
    setup_selfchecks(app)
    setup_policy(app)
    setup_after_build(app, before=(copy_mathjax, drop_files), after=(fill_scripts, fill_sheets))
"""
QUESTIONS = """\
- id: kernels-and-filters
  misconception: M1
  kind: choice
  question: |
    The weights of `conv1` have the shape $(3, 3, 3, 32)$. How many kernels and filters are there?

    ![nine squares, the middle one orange](../_static/small.png)
  options:
    - text: "$32$ and $32$"
      feedback: "A filter has one kernel for **each** input channel."
    - text: "96 kernels and 32 filters"
      correct: true
      feedback: |
        Each of the 32 filters holds 3 kernels, one a channel: $3 \\times 32 = 96$.
    - text: "32 kernels and 96 filters"
      feedback: "The two words are swapped. The last axis of the shape counts *filters*."
- id: what-a-map-needs
  misconception: M4
  kind: choose-all
  question: "What is added up to make one number of a feature map?"
  options:
    - text: "the three partial maps, at this place"
      correct: true
      feedback: "The partial maps of R, G and B are added, place by place."
    - text: "the bias"
      correct: true
      feedback: "One bias a filter is added everywhere."
    - text: "the `ReLU`"
      feedback: "`ReLU` is a layer of its own, and comes after the sum."
    - text: "the maps of the other filters"
      feedback: "Filters do not see each other."
- id: patch-times-kernel
  misconception: M13
  kind: number
  question: |
    Multiply place by place and add up: $0.5 \\cdot 2 + (-0.1) \\cdot 3$.
  answer: 0.7
  tolerance: 0.005
  right: "Products first, then one sum: $1.0 - 0.3 = 0.7$."
  mistakes:
    - value: 1.3
      feedback: 'A minus got lost: $(-0.1) \\cdot 3$ is negative.'
    - value: -0.3
      feedback: "This is the second product alone."
  otherwise: "Make both products first, then add them."
"""
FIRST = """# First page

```{progress}
```

## Kernels

```{self-check} kernels-and-filters
```

```{self-check} what-a-map-needs
```
"""
SECOND = """# Second page

```{self-check} patch-times-kernel
```
"""
INDEX = "# Sample\n\n```{toctree}\nbook/first\nbook/second\n```\n"


def make_sample(folder, questions=QUESTIONS, first=FIRST, second=SECOND):
    """Write the sources of the sample into `folder`."""
    for name in ("book/questions", "book/_static"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    files = {"conf.py": CONF, "index.md": INDEX, "book/first.md": first, "book/second.md": second, "book/questions/sample.yml": questions}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    Image.new("RGB", (60, 60), "#e69c5e").save(folder / "book" / "_static" / "small.png")
    return folder


def build(folder, builder="html", *options):
    """Build the sample with `builder`: (exit code, what was printed, the folder of results)."""
    out, printed = folder / "_build" / builder, io.StringIO()
    path = list(sys.path)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        code = main(["-b", builder, "--no-color", *options, str(folder), str(out)])
    sys.path[:] = path
    return code, printed.getvalue(), out
