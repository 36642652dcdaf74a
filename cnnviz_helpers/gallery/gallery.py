"""Every figure of the book for one network, in a folder: `write_gallery(model, images, "gallery")`."""

import re
from html import escape
from urllib.parse import quote

from ..arguments import as_array
from ..networks.forward import as_batch
from ..networks.graph import check_graph
from ..output import made_folder, write_file
from .figures import Subject, figures

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Gallery</title>
<style>
:root {{ color-scheme: light dark }} body {{ font-family: sans-serif; max-width: 704px; margin: 2rem auto; padding: 0 1rem }}
figure {{ margin: 2rem 0 }} img {{ max-width: 100%; height: auto }} @media print {{ :root {{ color-scheme: light }} }}
</style>
</head><body><main><h1>Gallery</h1>
{figures}
{refused}
</main></body></html>
"""
FIGURE = """<figure><picture><source srcset="dark/{file}" media="screen and (prefers-color-scheme: dark)"><img src="{file}" alt="{words}"></picture>
<figcaption>{words}</figcaption></figure>"""


def write_gallery(model, images, folder, labels=None, history=None, snapshots=None, show=None, names=None):
    """Draw every figure that suits the network, and write the pictures and an `index.html` into `folder`; those for a dark screen into `dark`.

    A figure that does not suit it, lacks what it needs, or goes wrong in whatever way, is named in `index.html` with the reason; the
    others stand. One for which there is not enough memory counts among these, as the next one may need less. Who stops the work has
    `index.html` with all that was drawn until then.

    Parameters
    ----------
    model : a Keras 3 Sequential or functional model with one image input, channels last
    images : (N, H, W, C) float, as the network takes them; the first one is looked at closely
    folder : where to write; it is made if it is missing
    labels : N class numbers or one-hot rows
    history : {"loss": [...], "accuracy": [...]}, from training
    snapshots : the first layer's weights at moments of training, as `conv1_snapshots` gives them
    show : (N, H, W, 3), the same images for the eye, uint8 or float in [0, 1], for a network that takes other ranges than
        [-0.5, 0.5] or [0, 1]; `to_pixels` makes them
    names : K words for the classes, a list or a dict; by default those of CIFAR-10 for ten classes, else "class 0" and so on

    Returns
    -------
    the `Path` of `index.html`

    Raises
    ------
    ValueError
        The images do not suit the network, those for the eye are others, or nothing can be written there.
    """
    check_graph(model)
    images = as_batch(model, images)
    subject = Subject(model, images, labels, history, snapshots, _for_the_eye(show, images), names)
    folder, taken, shown, refused = made_folder(folder, "the gallery"), set(), [], []
    try:
        for name, words, draw in figures(subject):
            file = _file_name(name, taken)
            try:
                figure = draw()
                write_file(made_folder(folder / "dark", "the gallery") / file, figure.png(is_dark=True))
                write_file(folder / file, figure.png())
                shown.append(FIGURE.format(file=quote(file), words=escape(words)))
            except Exception as problem:  # whatever it is: the other figures stand
                refused.append(f"<li>{escape(words)}: {escape(_reason(problem))}</li>")
    finally:  # also when the reader stops it
        rest = f"<h2>Not drawn</h2><ul>{''.join(refused)}</ul>" if refused else ""
        write_file(folder / "index.html", PAGE.format(figures="\n".join(shown), refused=rest).encode(errors="xmlcharrefreplace"))
    return folder / "index.html"


def _for_the_eye(show, images):
    """`show` with a batch axis, one picture of the same size for each of `images`; None stays None."""
    if show is None:
        return None
    array = as_array("show", show)
    array = array[None] if array.ndim == 3 else array
    if array.ndim != 4 or array.shape[:3] != images.shape[:3]:
        expected = f"the same {len(images)} images for the eye, {images.shape[:3]} and colours"
        raise ValueError(f"show must be {expected}, got the shape {array.shape}; use to_pixels on them.")
    return array


def _file_name(name, taken):
    """A name that any disk takes, and that none of `taken` has, capitals or not; it is added to them."""
    stem = plain = re.sub(r"[^\w.-]", "-", name)[:60]
    number = 2
    while stem.lower() in taken:
        stem, number = f"{plain}-{number}", number + 1
    taken.add(stem.lower())
    return f"{stem}.png"


def _reason(problem):
    """Why a figure could not be drawn, in one sentence."""
    text = " ".join(str(problem).split())
    if isinstance(problem, ValueError) and len(str(problem).splitlines()) == 1:
        return text
    if isinstance(problem, MemoryError) or type(problem).__name__ == "ResourceExhaustedError":
        return "there is not enough memory for it; give smaller images, or fewer."
    short = text if len(text) <= 200 else f"{text[:200]}…"
    return f"it could not be drawn, because of a fault that the helpers do not know ({type(problem).__name__}{short and f': {short}'})."
