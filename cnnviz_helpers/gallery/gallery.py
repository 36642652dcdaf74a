"""Every figure of the book for one network, in a folder: `write_gallery(model, images, "gallery")`."""

from html import escape
from pathlib import Path

from ..networks.forward import as_batch
from .figures import Subject, figures

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Gallery</title>
<style>body {{ font-family: sans-serif; max-width: 704px; margin: 2rem auto; padding: 0 1rem }} figure {{ margin: 2rem 0 }} img {{ max-width: 100%; height: auto }}</style>
</head><body><main><h1>Gallery</h1>
{figures}
{refused}
</main></body></html>
"""


def write_gallery(model, images, folder, labels=None, history=None, snapshots=None):
    """Draw every figure that suits the network, and write the pictures and an `index.html` into `folder`.

    A figure that does not suit it, or lacks what it needs, is named in `index.html` with the reason.

    Parameters
    ----------
    model : a Keras 3 Sequential or functional model with one image input, channels last
    images : (N, H, W, C) float, as the network takes them; the first one is looked at closely
    folder : where to write; it is made if it is missing
    labels : N class numbers or one-hot rows
    history : {"loss": [...], "accuracy": [...]}, from training
    snapshots : the first layer's weights at moments of training, as `conv1_snapshots` gives them

    Returns
    -------
    the `Path` of `index.html`

    Raises
    ------
    ValueError
        The images do not suit the network, or something that is no folder is in the way.
    """
    subject = Subject(model, as_batch(model, images), labels, history, snapshots)
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise ValueError(f"Expected a folder to write the gallery to, got {str(folder)!r} ({problem.strerror}); name another one.") from None
    shown, refused = [], []
    for name, words, draw in figures(subject):
        try:
            (folder / f"{name}.png").write_bytes(draw()._repr_png_())
            shown.append(f'<figure><img src="{name}.png" alt="{escape(words)}"><figcaption>{escape(words)}</figcaption></figure>')
        except ValueError as problem:
            refused.append(f"<li>{escape(words)}: {escape(str(problem))}</li>")
    rest = f"<h2>Not drawn</h2><ul>{''.join(refused)}</ul>" if refused else ""
    (folder / "index.html").write_text(PAGE.format(figures="\n".join(shown), refused=rest), encoding="utf-8")
    return folder / "index.html"
