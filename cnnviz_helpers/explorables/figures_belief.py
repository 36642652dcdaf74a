"""The live figures of the chapter *Whom to believe*: entries of the registry."""

from . import needs, needs_belief, stills_belief
from .live_figure import LiveFigure

FIGURES = {
    "bench": LiveFigure(
        {
            **{"image": 16, "class": -1, "method": "evidence", "show": "signed", "n": 16, "noise": 0.1, "seed": 0},
            **{"baseline": "grey", "steps": 32, "draw": 0},
        },
        stills_belief.bench,
        "A photo, and maps of it in violet and orange: of several methods that say where a score comes from, and of controls that ask no network.",
        "The bench: seven methods say where a score comes from, and beside the chosen one stand its controls: maps without a network, "
        "and the same method while the network forgets, layer by layer.",
        needs=needs.maps,
        opens_network=False,
    ),
    "pixels-go": LiveFigure(
        {"image": 16, "order": "evidence", "fill": "grey", "block": 1, "gone": 5},
        stills_belief.pixels_go,
        "Two curves over the share of a photo's pixels: one falls as they go, one rises as they come, in the order of a map.",
        "Pixels go: take a photo's pixels away in the order of a map, or bring them, and see the probability; with areas for all methods, "
        "for orders that ask no network, on this photo and over 100.",
        needs=needs.maps,
        opens_network=False,
    ),
    "adds-up": LiveFigure(
        {"image": 16, "class": -1, "layer": "relu5"},
        stills_belief.adds_up,
        "A photo, and maps of it at the last layer in violet and orange: by several methods, all of them alike.",
        "One answer at the top, several below: the score shared out among the places of any layer, in several ways, and whether the shares add up.",
        needs=needs.maps,
        first=lambda own, state: {"layer": ""},  # the last one, which the figure finds
        opens_network=False,
    ),
    "mosaic": LiveFigure(
        {"number": 0, "quarter": 0},
        stills_belief.mosaic,
        "Four photos in one picture, two above and two below.",
        "Where is it, really? Four photos in one picture, the evidence for the class of each, and how often it is largest in the right photo.",
        needs=needs_belief.mosaic,
        opens_network=False,
    ),
}
