"""Where the book asks which self-check: kept in Sphinx's environment, so that a rebuild of one page knows all."""

from sphinx.errors import SphinxError


class SelfCheckError(SphinxError):
    """A self-check that cannot be built. The message begins with file and line."""

    category = "Self-check"


def places(env):
    """{page: {"asked": [(id, "file:line"), …], "shows_progress": bool}}, a page without either left out."""
    if not hasattr(env, "cnn_selfcheck_places"):
        env.cnn_selfcheck_places, env.cnn_selfcheck_known = {}, []
    return env.cnn_selfcheck_places


def place(env):
    """The entry of the page that is being read."""
    return places(env).setdefault(env.docname, {"asked": [], "shows_progress": False})


def asked_ids(env):
    """The ids of all questions that the book asks, in the order of its pages."""
    return [name for page in sorted(places(env)) for name, _ in places(env)[page]["asked"]]


def forget_page(app, env, docname):
    """A page is about to be read anew, or is gone."""
    places(env).pop(docname, None)


def merge_pages(app, env, docnames, other):
    """Take over what another process has read."""
    places(env).update({name: entry for name, entry in places(other).items() if name in docnames})


def check_places(app, env):
    """Refuse a question asked twice. Return the pages that show progress if there is something new to count."""
    seen = {}
    for page in sorted(places(env)):
        for name, where in places(env)[page]["asked"]:
            if name in seen:
                raise SelfCheckError(f"{where}: the self-check {name!r} is already asked at {seen[name]}; ask each one once.")
            seen[name] = where
    is_new = list(seen) != env.cnn_selfcheck_known
    env.cnn_selfcheck_known = list(seen)
    return [page for page, entry in places(env).items() if is_new and entry["shows_progress"]]
