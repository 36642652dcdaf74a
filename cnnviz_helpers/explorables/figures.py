"""The registry of the live figures: one entry a figure, with all that Python knows of it."""

from . import figures_belief, figures_errors, figures_learning, figures_units, firsts, needs, stills
from .live_figure import LiveFigure

FIGURES = {
    "kernel-lab": LiveFigure(
        {"image": 16, "filter": 5, "preset": "learned", "seed": 0, "cell": 4, "weights": ""},
        stills.kernel_lab,
        "The three kernels of one filter of {first}, in reds, greens and blues, each weight written in its cell.",
        "Kernel lab: change any of the 27 weights and the bias of one filter, and see the map and the ten probabilities follow.",
        own_alt="The kernels of one filter of {first}, each weight on its colour.",
        own_caption="Kernel lab: change any weight and the bias of one filter, and see the map and the answer follow.",
        needs=needs.a_kernel_to_change,
        first=firsts.kernel_lab,
    ),
    "one-number": LiveFigure(
        {"image": 16, "layer": "conv1", "map": 5, "row": 10, "column": 12, "way": "", "all": 0},
        stills.one_number,
        "A photo in red, green and blue; under each the map of its kernel; added up with the bias they make one feature map.",
        "One number, taken apart: press any number of any map, and see the sum that made it, down to the pixels.",
        first=firsts.one_number,
    ),
    "x-ray": LiveFigure(
        {"image": 16, "scale": "layer", "side": "after", "order": "number", "layer": "conv1", "map": 2},
        stills.x_ray,
        "Maps of {first} before ReLU in violet and orange, and below the same maps after ReLU, where violet has become white.",
        "X-ray: all layers for one photo, before and after ReLU, on the scale you choose; also for a photo of your own.",
        own_alt="Maps of {first}, and what the activation makes of them where one follows.",
        first=firsts.x_ray,
    ),
    "being-born": LiveFigure(
        {"moment": 0, "filter": 0, "scale": "one"},
        stills.being_born,
        "Eight filters at six moments of training: random squares at first, clear patterns at the end.",
        "Filters being born: move through training, from random weights to learned ones.",
        own_alt="Some filters of {first} at several moments of training.",
        needs=needs.snapshots,
        opens_network=False,
        needs_answer=False,
    ),
    "where": LiveFigure(
        {"image": 16, "class": 5, "row": 12, "column": 12, "size": 8, "weights": "trained", "unit": -1, "painted": ""},
        stills.where,
        "A photo, the seven by seven map of evidence for one class, and the map laid over the photo.",
        "Where is it looking? The evidence for any class, and a patch to cover a part of the photo with.",
        own_alt="A photo, the map of evidence for one class, and the map laid over the photo.",
        needs=needs.evidence,
        first=firsts.where,
    ),
    "ablation": LiveFigure(
        {"layer": "relu1", "off": "relu1 31", "to": "zero"},
        stills.ablation,
        "Ten pairs of bars, one pair a class: how many photos the whole network gets right, and how many without one filter.",
        "Ablation bench: switch filters off, in any layer and any combination, of several layers too, to zero or to their mean in the whole network, "
        "and count the right answers to the 1,000 photos anew. "
        "On each switch stand the patch of a photo that excites its filter most, if any does, and as a line the filter's share of units above zero.",
        own_alt="A photo, and the maps of a layer that can be switched off.",
        own_caption="Ablation bench: switch filters off, in any layer and any combination, to zero or to their mean in the whole network, and count anew. "
        "On each switch stand the patch of a photo that excites its filter most, if any does, and as a line the filter's share of units above zero.",
        needs=needs.maps_to_switch_off,
        first=firsts.ablation,
        opens_network=False,
    ),
    "shift-lab": LiveFigure(
        {"image": 16, "dx": 3, "dy": 0, "layer": "conv1", "map": 3, "edge": "wrap"},
        stills.shift_lab,
        "Four maps of {first} for a photo, and below the same maps for the photo moved three pixels to the right: they have moved along.",
        "Shift lab: slide the photo by pixels. The maps of a convolution move along; the ten probabilities do not stay put.",
        own_caption="Shift lab: slide the photo by pixels. The maps of a convolution move along; the shares of the classes do not stay put.",
        own_alt="Some maps for a photo, and below the same maps for the photo moved three pixels to the right: they have moved along.",
        needs=needs.windows,
        first=firsts.shift_lab,
    ),
    "sliding": LiveFigure(
        {"image": 16, "kernel": "upright edges", "channel": 0, "zeros": 0, "row": 9, "column": 11, "filled": 0, "speed": 2},
        stills.sliding,
        "One channel of a photo with a small box on it. From the box a beam leads to nine pixels; times nine weights, they make nine products. "
        "From their sum another beam leads up to its place on a map, which is filled row by row.",
        "A window that slides: what lies under it is multiplied by the weights, number by number, and added up; the sum becomes one number of the map.",
        own_alt="One channel of a photo with a small box on it; the numbers in the box times the weights of a kernel; their sum, one number of a map.",
        needs=needs.a_convolution,
        first=firsts.sliding,
    ),
    "ten-bars": LiveFigure(
        {"image": 16, "step": "all"},
        stills.ten_bars,
        "A photo, and beside it the names of ten classes with a bar each, the longest first; beside each bar its share of 100 percent.",
        "Ten bars: a photo, what the network gets of it, and what it says. Also for a photo of your own, and with a step of the preparation left out.",
        own_alt="A photo, and beside it the names of classes with a bar each, the longest first.",
        own_caption="What the network gets of a photo, and what it says. Also for a photo of your own, and with a step of the preparation left out.",
    ),
    **figures_learning.FIGURES,
    **figures_belief.FIGURES,
    **figures_units.FIGURES,
    **figures_errors.FIGURES,
}


# The whole network on a page of its own.
EXPLORER = LiveFigure(
    {
        **{"image": 16, "level": "network", "layer": "conv5", "map": 93, "row": 3, "column": 3, "class": -1},
        **{"side": "after", "pools": 0, "scale": "layer", "order": "number", "edits": "", "off": "", "patch": "", "shift": "", "paint": ""},
        **{"weights": "trained", "tour": "", "card": 0, "present": 0},
    },
    stills.explorer,
    "A photo on the left, five blocks of small maps, coarser from block to block, and on the right ten bars, one for each class.",
    "The whole network: one photo, every map of every convolution, and the answer.",
    own_alt="A photo, and the maps of {first}.",
    own_caption="The whole network: one picture, every map of every convolution, and the answer.",
    needs=needs.maps,
    first=firsts.explorer,
    is_first=True,
)
HELD = {**FIGURES, "explorer": EXPLORER}


def _draw_held(figure, own=None, **state):
    """The still picture of one of `HELD`."""
    held = HELD[figure]
    return held.draw(**{**held.defaults(own), **state}, **({"own": own} if own else {}))


# All of them in one place, on one network: the book's, or one that a reader brings.
WORKBENCH = LiveFigure(
    {"figure": "x-ray"},
    _draw_held,
    "One of the live figures: maps of {first} in violet and orange.",
    "Workbench: any of the figures on one network, and what each of its steps costs.",
    own_alt="One of the live figures, on this network.",
    needs_answer=False,
    holds=HELD,
)
# The whole network at one glance, for the first page of the book.
PANORAMA = LiveFigure(
    {"image": 16},
    stills.explorer,
    EXPLORER.alt,
    "One photo on its way through the network. Each tile is one feature map; orange is positive, violet negative. At the end stand the shares of the classes.",
    own_alt=EXPLORER.own_alt,
    offers=(16, 8, 13, 4, 18, 24),  # the last one is taken for something else
    is_first=True,
)
ALL = {**FIGURES, "workbench": WORKBENCH, "explorer": EXPLORER, "panorama": PANORAMA}
