"""The Sphinx extension of the book: `_config.yml` names it, and it puts the parts together."""

import sys

from .paths import ROOT

# The helper package: nothing needs to be installed for a build.
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))


def setup(app):
    """Called by Sphinx."""
    from .after_build import setup_after_build
    from .execution import setup_execution
    from .live import setup_live
    from .look import setup_look
    from .notebooks.pages import setup_notebooks
    from .pages.policy import setup_policy
    from .publishing.moved import setup_moved
    from .publishing.site import setup_publishing
    from .repository import setup_repository
    from .scripts import setup_scripts
    from .selfchecks.directives import setup_selfchecks
    from .selfchecks.teaching import setup_teaching

    setup_execution(app)
    setup_repository(app)
    setup_publishing(app)
    setup_moved(app)
    setup_notebooks(app)
    setup_scripts(app)
    setup_selfchecks(app)
    setup_teaching(app)
    setup_live(app)
    setup_look(app)
    setup_policy(app)
    setup_after_build(app)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
