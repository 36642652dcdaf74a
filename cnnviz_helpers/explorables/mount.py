"""The place of a live figure in a page. `mount.mjs`, beside this file, reads its attributes and brings it to life.

What the figure reads by `model.get(key)` stands in `data-<key>`, as JSON: `state`, what was asked for; `defaults`, the first
values; `picture`, the photo it opens with; `pictures`, those that one can choose at once; `files`, {name: base64} of a network other than the book's.
"""

import base64
import html
import json

from ..assets import NETWORK
from .figures import ALL
from .files import data_file, opening_picture
from .own import ShownNetwork

NOTE = "This figure is live where scripts can run; here you see one state of it."


class Mount:
    """The place of a live figure in a page: its still picture, and what the page's script needs to know.

    Parameters
    ----------
    name : one of `ALL`
    state : what of its state differs from the first values
    own : ShownNetwork, where it shows another network than the book's
    """

    def __init__(self, name, state, own=None):
        self.name, self.figure, self.own = name, ALL[name], own
        self.defaults = self.figure.defaults(own)
        self.state = {**self.defaults, **state}

    def _repr_html_(self):
        caption = (self.own and self.figure.own_caption) or self.figure.caption
        return (
            f'<figure class="explorable" data-explorable="{self.name}" {self._data()}>'
            f'{self._still()}<figcaption class="explorable-caption">{html.escape(caption)} '
            f'<span class="explorable-note">{NOTE}</span></figcaption></figure>'
        )

    def _data(self):
        """The attributes that `mount.mjs` reads."""
        data = {"state": self.state, "defaults": self.defaults, "picture": opening_picture(self.state, self.own)}
        if self.own:
            data["files"] = {name: base64.b64encode(content).decode() for name, content in self.own.files.items()}
        if self.figure.offers:
            data["pictures"] = offered_by(self.figure, self.own)
        if self.figure.holds:
            data["figures"] = held_by(self.figure, self.own)
        return " ".join(f"data-{key}='{html.escape(json.dumps(value), quote=True)}'" for key, value in data.items())

    def _still(self):
        """The still picture, half as large as it has pixels, for sharp screens."""
        png = self.figure.draw(**self.state, **({"own": self.own} if self.own else {}))._repr_png_()
        width, height = png_size(png)
        network = self.own or ShownNetwork({NETWORK: data_file(NETWORK)})
        words = html.escape((self.figure.own_alt if self.own else self.figure.alt).format(first=network.first), quote=True)
        return (
            f'<img class="explorable-still" src="data:image/png;base64,{base64.b64encode(png).decode()}" '
            f'width="{width // 2}" height="{height // 2}" alt="{words}" decoding="async">'
        )


def offered_by(figure, own=None):
    """The photos that come with `figure`, as `opening_picture` gives them: those that there are."""
    return [opening_picture({"image": index}, own) for index in figure.offers if own is None or index < own.n_pictures]


def held_by(figure, own=None):
    """The figures that one can choose from inside of `figure`, with the first values of their states: {name: state}."""
    return {name: held.defaults(own) for name, held in figure.holds.items() if not (own and held.refusal(own))}


def png_size(png):
    """(width, height) of a PNG, from its header."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
