"""The live figures in a notebook: the same modules, shown by anywidget."""

from .figures import ALL
from .files import DATA, ENGINE, FOLDER, MORE, data_file, notebook_module, opening_picture, sheets
from .mount import held_by


def widget(name, state, own=None):
    """A notebook widget of the figure `name`, for the book's network or `own`. Its attribute `state` follows what the reader does.

    Parameters
    ----------
    name : one of `ALL`
    state : what of its state differs from the first values
    own : ShownNetwork, where it shows another network than the book's

    Raises
    ------
    ModuleNotFoundError
        The package anywidget is missing; the message says how to get it.
    """
    try:
        import anywidget
        import traitlets
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "Live figures in a notebook need the package anywidget: "
            "install it with `pip install anywidget`, then start the kernel again."
        ) from None

    class Explorable(anywidget.AnyWidget):
        """One live figure. What its modules read by `model.get(key)` is a trait of that name."""

        _esm = notebook_module(name, tuple(ALL[name].holds))
        _css = "\n".join((FOLDER / sheet).read_text(encoding="utf-8") for sheet in sheets(name, ALL[name].holds))
        state = traitlets.Dict().tag(sync=True)
        defaults = traitlets.Dict().tag(sync=True)
        picture = traitlets.Dict().tag(sync=True)
        figures = traitlets.Dict().tag(sync=True)
        files = traitlets.Dict().tag(sync=True)

    defaults = ALL[name].defaults(own)
    state = {**defaults, **state}
    files = {file: data_file(file) for file in DATA} | (own.files if own else {})
    files["engine.wasm"] = (FOLDER / ENGINE).read_bytes()
    if own:
        files["more.wasm"] = (FOLDER / MORE).read_bytes()
    return Explorable(state=state, defaults=defaults, figures=held_by(ALL[name], own), picture=opening_picture(state, own), files=files)
