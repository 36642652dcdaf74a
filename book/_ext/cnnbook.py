"""The Sphinx extension of the book: `_config.yml` names it, and it puts the parts together."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# The parts of the extension, and the helper package: nothing needs to be installed for a build.
sys.path[:0] = [folder for folder in (str(HERE), str(HERE.parents[1])) if folder not in sys.path]

from execution import setup_execution  # noqa: E402
from html_cleanup import setup_html_cleanup  # noqa: E402
from live import setup_live  # noqa: E402
from look import setup_look  # noqa: E402
from notebooks import setup_notebooks  # noqa: E402
from policy import setup_policy  # noqa: E402
from publishing import setup_publishing  # noqa: E402
from repository import setup_repository  # noqa: E402
from run_pages import setup_run_pages  # noqa: E402
from selfchecks import setup_selfchecks  # noqa: E402
from teaching import setup_teaching  # noqa: E402


def setup(app):
    """Called by Sphinx."""
    setup_execution(app)
    setup_repository(app)
    setup_publishing(app)
    setup_notebooks(app)
    setup_selfchecks(app)
    setup_teaching(app)
    setup_live(app)
    setup_look(app)
    setup_html_cleanup(app)
    setup_run_pages(app)
    setup_policy(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
