"""The scripts of the book's pages beside the live figures: each comes to a reader as one small file."""

from pathlib import Path

from ..esbuild import small
from ..files import write_changed

FOLDER = Path(__file__).parent
SCRIPTS = ("run.mjs", "selfcheck.mjs")  # pages ask for these; the others of the folder are parts of them


def setup_scripts(app):
    """Register the scripts with the Sphinx application `app`."""
    app.connect("builder-inited", write_scripts)


def write_scripts(app):
    """Put the scripts into the site, before there is any page: its address of a script holds a digest of what is there."""
    if app.builder.format == "html":
        for name in SCRIPTS:
            write_changed(Path(app.outdir) / "_static" / name, small(FOLDER / name))
