"""Execute chapters ahead of the build, several at a time, and keep the results as long as they are true.

MyST-NB's cache knows a chapter by its code. It does not see that a helper, an asset or a package has changed.
So the folder of the cache carries a digest of all of these in its name: a change leads to a new, empty cache,
and undoing the change leads back to the old one.
"""

import hashlib
import os
import platform
import re
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.read import create_nb_reader
from nbclient.exceptions import DeadKernelError
from sphinx.errors import ExtensionError
from sphinx.util import logging

from .kernels import kernel_managers

PACKAGE = "cnnviz_helpers"
CACHES_KEPT = 4
THREADS = ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
# A kernel warns at every start that it talks to this process in plain text; both are on this machine. A kernel that is asked to end takes a second.
KERNEL = {"extra_arguments": ["--log-level=ERROR"], "shutdown_kernel": "immediate"}
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
logger = logging.getLogger(__name__)


def setup_execution(app):
    """Register the execution of chapters with the Sphinx application `app`."""
    # 0 leaves the execution to MyST-NB, one chapter after the other.
    app.add_config_value("chapters_at_a_time", os.cpu_count() or 1, "")
    app.connect("config-inited", prepare)
    app.connect("env-before-read-docs", execute_ahead)


def prepare(app, config):
    """Let kernels, which run in the chapter's folder, find the package, and choose the folder of the cache."""
    root = str(app.srcdir)
    sys.path.insert(0, root)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    config.nb_execution_mode = "cache"
    config.nb_execution_cache_path = str(choose_cache(Path(app.outdir).parent / "executed", digest(Path(root))))


def digest(root):
    """A short name for everything but its own code that a chapter's result, or its page with a live figure in it, depends on."""
    total = hashlib.sha256(platform.python_version().encode())
    files = [file for file in (root / PACKAGE).rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    for file in sorted([*files, root / "requirements.txt", root / "package-lock.json"]):
        if file.is_file():
            total.update(str(file.relative_to(root)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    for name, version in sorted({(str(d.name).lower(), d.version) for d in metadata.distributions()}):
        total.update(f"{name}=={version}\n".encode())
    return total.hexdigest()[:16]


def choose_cache(folder, name):
    """The cache `name` in `folder`, marked as used; the ones not used for longest are deleted."""
    cache = folder / name
    cache.mkdir(parents=True, exist_ok=True)
    os.utime(cache)
    by_use = sorted((entry for entry in folder.iterdir() if entry.is_dir()), key=lambda entry: entry.stat().st_mtime, reverse=True)
    for old in by_use[CACHES_KEPT:]:
        shutil.rmtree(old)
    return cache


def execute_ahead(app, env, docnames):
    """Execute those chapters of `docnames` that the cache does not hold, so that MyST-NB finds all of them there."""
    workers = app.config.chapters_at_a_time
    cache = get_cache(env.mystnb_config.execution_cache_path)
    stale = list(stale_chapters(env, docnames, cache)) if workers else []
    if not stale:
        return
    # The longest first, as far as one can tell, so that none is left over at the end.
    stale.sort(key=lambda chapter: sum(len(cell.source) for cell in chapter[1].cells if cell.cell_type == "code"), reverse=True)
    names = ", ".join(Path(path).stem for path, _ in stale)
    logger.info(f"executing {len(stale)} of the chapters, {min(workers, len(stale))} at a time: {names}")
    began = time.monotonic()
    failed = run_all(stale, workers, env.mystnb_config.execution_timeout, cache)
    logger.info(f"executed {len(stale)} in {time.monotonic() - began:.1f} s")
    for path, fault in failed:
        logger.error(COLOURS.sub("", fault), location=(env.path2doc(path), None))
    if failed:
        names = ", ".join(sorted(Path(path).stem for path, _ in failed))
        raise ExtensionError(f"These chapters failed, so nothing is published: {names}. What went wrong is said above.")


def run_all(stale, workers, timeout, cache):
    """Execute the chapters `stale`, put the results into `cache`, and tell of each. Returns [(path, what went wrong), ...]."""
    failed = []
    with one_thread_each(workers), kernel_managers(len(stale)) as options, ThreadPoolExecutor(workers) as pool:
        jobs = {pool.submit(execute, path, notebook, timeout=timeout, **options): (path, notebook) for path, notebook in stale}
        for number, job in enumerate(as_completed(jobs), start=1):
            (seconds, fault), (path, notebook) = job.result(), jobs[job]
            logger.info(f"executed {number} of {len(stale)}: {Path(path).stem}, {seconds:.1f} s{', and it failed' if fault else ''}")
            if fault:
                failed.append((path, fault))
            else:
                bundle = CacheBundleIn(notebook, path, data={"execution_seconds": seconds})
                cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    return failed


@contextmanager
def one_thread_each(workers):
    """While several kernels run, TensorFlow and NumPy in each use their share of the processor and do not fight for it."""
    before = dict(os.environ)
    for name in THREADS:
        os.environ.setdefault(name, str(max(1, (os.cpu_count() or 1) // workers)))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def stale_chapters(env, docnames, cache):
    """Those of `docnames` that are notebooks and whose code the cache does not hold: (path, notebook) each."""
    for docname in sorted(docnames):
        path = env.doc2path(docname)
        text = Path(path).read_text(encoding="utf-8")
        reader = create_nb_reader(path, env.myst_config, env.mystnb_config, text)
        if reader is None:
            continue
        notebook = reader.read(text)
        try:
            cache.match_cache_notebook(notebook)
        except KeyError:
            yield path, notebook


def execute(path, notebook, **options):
    """Run `notebook` in a kernel of its own. Returns how many seconds it took, and what went wrong or an empty string."""
    began = time.monotonic()
    try:
        fault = single_nb_execution(notebook, cwd=str(Path(path).parent), allow_errors=False, **KERNEL, **options).err
    except DeadKernelError:
        fault = "the kernel died; a common reason is that memory ran out."
    return time.monotonic() - began, str(fault or "".join(stderr_of(notebook)))


def stderr_of(notebook):
    """What cells wrote to stderr: readers must not see it, so the build does not go on."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream" and output.name == "stderr":
                yield f"a cell wrote to stderr:\n{cell.source}\n------\n{output.text}\n"
