"""The live figures in a notebook: the same modules, shown by anywidget."""

from .files import DATA, ENGINE, FOLDER, bundle, data_file, opening_picture


def widget(name, state, own=None):
    """A notebook widget of the figure `name`, for the book's network or `own`. Its attribute `state` follows what the reader does.

    Raises
    ------
    ModuleNotFoundError
        The package anywidget is missing; the message says how to get it.
    """
    try:
        import anywidget
        import traitlets
    except ModuleNotFoundError:
        raise ModuleNotFoundError("Live figures in a notebook need the package anywidget: install it with `pip install anywidget`, then start the kernel again.") from None

    class Explorable(anywidget.AnyWidget):
        """One live figure."""

        _esm = bundle(name)
        _css = (FOLDER / "kit/kit.css").read_text(encoding="utf-8")
        state = traitlets.Dict().tag(sync=True)
        picture = traitlets.Dict().tag(sync=True)
        files = traitlets.Dict().tag(sync=True)

    files = {file: data_file(file) for file in DATA} | (own.files if own else {})
    files["engine.wasm"] = (FOLDER / ENGINE).read_bytes()
    files |= {f"figures/{worker.name}": bundle(worker.stem).encode() for worker in FOLDER.glob("figures/*-worker.mjs")}
    return Explorable(state=state, picture=opening_picture(state.get("image", 16), own), files=files)
