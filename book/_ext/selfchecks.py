"""The directives `self-check` and `progress`.

A self-check's texts stand in a YAML file (`cnnviz_helpers/questions.py` reads it) and are parsed as MyST where the directive stands.
A fault in a question, an unknown id or one used twice ends the build with file and line, also without `-W`.
"""

import sys
from contextlib import contextmanager
from difflib import get_close_matches
from os.path import relpath
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # the command `jupyter-book` does not look into the folder it is called from
    sys.path.insert(0, str(ROOT))

from cnnviz_helpers.questions import QuestionError, read_questions  # noqa: E402
from selfcheck_nodes import RenderSelfChecks, depart_tag, part, progress, selfcheck, tag, visit_tag  # noqa: E402

STATIC = Path(__file__).resolve().parent.parent / "_static"


class SelfCheckError(SphinxError):
    """A self-check that cannot be built. The message begins with file and line."""

    category = "Self-check"


def setup_selfchecks(app):
    """Register the self-checks with the Sphinx application `app`."""
    app.add_config_value("selfcheck_folder", "book/questions", "env", str)
    app.add_directive("self-check", SelfCheckDirective)
    app.add_directive("progress", ProgressDirective)
    app.add_node(tag, html=(visit_tag, depart_tag))
    app.add_post_transform(RenderSelfChecks)
    app.connect("config-inited", serve_static)
    app.connect("builder-inited", load_questions)
    app.connect("env-purge-doc", forget_page)
    app.connect("env-merge-info", merge_pages)
    app.connect("env-updated", check_places)
    app.add_css_file("css/selfcheck.css", priority=910)
    app.add_js_file("selfcheck.mjs", type="module")


def serve_static(app, config):
    """The style sheet and the script are served from the book's static folder."""
    if str(STATIC) not in config.html_static_path:
        config.html_static_path.append(str(STATIC))


def load_questions(app):
    """Read all questions before any page: a fault in any of them ends the build at once."""
    folder = Path(app.srcdir) / app.config.selfcheck_folder
    try:
        app.selfcheck_questions = read_questions(folder) if folder.is_dir() else {}
    except QuestionError as problem:
        raise SelfCheckError(str(problem)) from None


def places(env):
    """Where questions are asked: {page: [(id, "file:line"), …]}, and the pages that show progress under None."""
    if not hasattr(env, "cnn_selfcheck_places"):
        env.cnn_selfcheck_places = {}
    return env.cnn_selfcheck_places


def selfcheck_ids(env):
    """The ids of all questions that the book asks, in the order of its pages."""
    return [name for page in sorted(places(env)) for name, _ in places(env)[page]]


BuildEnvironment.selfcheck_ids = selfcheck_ids  # where the post-transform finds it, in the pickled environment too


def forget_page(app, env, docname):
    """A page is read anew, or gone."""
    places(env).pop(docname, None)


def merge_pages(app, env, docnames, other):
    """Take over what another process has read."""
    places(env).update({name: asked for name, asked in places(other).items() if name in docnames})
