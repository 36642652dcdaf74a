"""The live figures in a notebook: the same modules, shown by anywidget."""

from .figures import ALL
from .files import DATA, ENGINE, FOLDER, MORE, data_file, notebook_module, opening_picture, sheets
from .mount import held_by, offered_by
from .tours import TOURS, tours_file


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
        pictures = traitlets.List().tag(sync=True)
        figures = traitlets.Dict().tag(sync=True)
        files = traitlets.Dict().tag(sync=True)

    defaults = ALL[name].defaults(own)
    state = {**defaults, **state}
    files = {file: data_file(file) for file in DATA} | (own.files if own else {})
    if name == "explorer" and not own:
        files[TOURS] = tours_file()  # they are about the book's network
    files |= {"engine.wasm": (FOLDER / ENGINE).read_bytes(), "more.wasm": (FOLDER / MORE).read_bytes()}  # slopes need both, of the book's network, too
    shown = {"picture": opening_picture(state, own), "pictures": offered_by(ALL[name], own), "figures": held_by(ALL[name], own)}
    return Explorable(state=state, defaults=defaults, files=files, **shown)
