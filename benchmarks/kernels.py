"""`python -m benchmarks.kernels [CHAPTER.md ...]`: what one student costs, in memory and processor time, chapter by chapter.

Each chapter runs in a fresh kernel, as on a hub, with a thread for each processor. A last cell asks the kernel about itself.
"""

import json
import os
import sys
import time
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

REPO = Path(__file__).resolve().parent.parent
ROW = "{:<18} {:>12} {:>14} {:>10} {:>8}"
ASK = """\
import json, psutil, resource, sys
used, unit = resource.getrusage(resource.RUSAGE_SELF), 1 if sys.platform == "darwin" else 1024
print(json.dumps({"peak": used.ru_maxrss * unit, "after": psutil.Process().memory_info().rss, "cpu": used.ru_utime + used.ru_stime}))"""


def main(files):
    """Print a row for each chapter of `files`, by default all, and the largest numbers. Returns the exit code."""
    rows = {}
    print(ROW.format("kernel", "peak memory", "memory after", "processor", "time"))
    for file in [Path(name) for name in files] or sorted((REPO / "book").glob("[0-9]*.md")):
        rows[file.stem] = measure(file)
        print(line(file.stem, rows[file.stem]), flush=True)
    print(line("largest", {key: max(row[key] for row in rows.values()) for key in next(iter(rows.values()))}))
    return 0


def measure(file):
    """Run the chapter `file`: {"peak" and "after" in bytes, "cpu" and "time" in seconds}, start of the kernel included."""
    notebook = jupytext.read(file)
    notebook.cells.append(nbformat.v4.new_code_cell(ASK))
    began = time.perf_counter()
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(REPO), os.environ.get("PYTHONPATH")]))
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(file.parent)}}, extra_arguments=["--log-level=ERROR"]).execute()
    return json.loads(notebook.cells[-1].outputs[0].text) | {"time": time.perf_counter() - began}


def line(name, row):
    """One line of the table."""
    return ROW.format(name, f"{row['peak'] / 1e6:.0f} MB", f"{row['after'] / 1e6:.0f} MB", f"{row['cpu']:.1f} s", f"{row['time']:.1f} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
