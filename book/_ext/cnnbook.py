"""The Sphinx extension of the book: `_config.yml` names it, and it puts the parts together."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from execution import setup_execution
from html_cleanup import setup_html_cleanup
from look import setup_look
from notebooks import setup_notebooks
from repository import setup_repository
from selfchecks import setup_selfchecks


def setup(app):
    """Called by Sphinx. Execution comes first: it puts the helper package on the path."""
    setup_execution(app)
    setup_repository(app)
    setup_notebooks(app)
    setup_selfchecks(app)
    setup_look(app)
    setup_html_cleanup(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
