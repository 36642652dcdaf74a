"""The place of a live figure in a page, which `mount.mjs` brings to life."""

import base64
import html
import json

from .figures import FIGURES
from .files import opening_picture


class Mount:
    """The place of a live figure in a page: its still picture, and what the page's script needs to know."""

    def __init__(self, name, state, own=None):
        self.name, self.state, self.own = name, state, own

    def _repr_html_(self):
        figure = FIGURES[self.name]
        picture = base64.b64encode(figure.draw(**self.state, **({"own": self.own} if self.own else {}))._repr_png_()).decode()
        width, height = png_size(base64.b64decode(picture))
        words = html.escape(figure.alt.replace("conv1", self.own.first) if self.own else figure.alt, quote=True)
        data = {"state": self.state, "picture": opening_picture(self.state.get("image", 16), self.own)}
        if self.own:
            data["files"] = {name: base64.b64encode(content).decode() for name, content in self.own.files.items()}
        attributes = " ".join(f"data-{key}='{html.escape(json.dumps(value), quote=True)}'" for key, value in data.items())
        return (
            f'<figure class="explorable" data-explorable="{self.name}" {attributes}>'
            f'<img class="explorable-still" src="data:image/png;base64,{picture}" width="{width // 2}" height="{height // 2}" alt="{words}" decoding="async">'
            f'<figcaption class="explorable-caption">{html.escape(figure.caption)} '
            '<span class="explorable-note">This figure is live where scripts can run; here you see one state of it.</span></figcaption></figure>'
        )


def png_size(png):
    """(width, height) of a PNG, from its header."""
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
