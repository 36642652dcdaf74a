"""The live figures of the chapter *What a unit wants*: entries of the registry."""

from . import firsts_units, needs, stills_units
from .live_figure import LiveFigure

FIGURES = {
    "picture-for-a-unit": LiveFigure(
        {
            **{"layer": "conv5", "map": 93, "row": 3, "column": 3, "start": "noise", "image": 16, "seed": 0},
            **{"steps": 60, "behind": 0, "jitter": 0, "smooth": 0},
        },
        stills_units.picture_for_a_unit,
        "Five pictures: noise, and what becomes of it in 60 steps: inside of a square, and only there, a pattern of strong colours.",
        "A picture for a unit: choose any unit, and let the pixels climb, step by step, to what makes its number largest. "
        "Beside it stands the photo that excites its map most.",
        needs=needs.maps,
        first=firsts_units.unit,
    ),
    "name-it": LiveFigure(
        {"layer": "conv5", "map": 93, "share": 1.0, "field": 0, "name": "", "test": 0, "seed": 0, "given": ""},
        stills_units.name_it,
        "Nine small patches of photos, in the order in which they excite one filter.",
        "Name it: the patches that excite a filter most, or half as much; give the filter a name, and test it on patches that you have not seen.",
        needs=needs.maps,
        first=firsts_units.unit,
        opens_network=False,
    ),
    "neighbours": LiveFigure(
        {"image": 16, "space": "layer", "zoom": 0, "x": 500, "y": 500},
        stills_units.neighbours,
        "Two rows of photos, each beginning with the same one: its nearest by pixels, then its nearest by the averages of the last maps.",
        "Neighbours: the photos nearest to one in pixels and in what the network makes of them, and a map of all photos to wander in.",
        own_alt="Two rows of photos, each beginning with the same one: its nearest by pixels, then its nearest by what a layer makes of them.",
        opens_network=False,
    ),
}
