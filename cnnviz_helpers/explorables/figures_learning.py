"""The live figures of the chapter *How a weight learns*: entries of the registry."""

from . import firsts_learning, needs, needs_learning, stills_learning
from .live_figure import LiveFigure

FIGURES = {
    "one-weight": LiveFigure(
        {"layer": "conv1", "filter": 5, "channel": 0, "row": 1, "column": 1, "n": 50, "step": 0.1, "rate": 10, "value": ""},
        stills_learning.one_weight,
        "A curve with one valley: the loss, over 21 values of one weight of {first}; a dot near the bottom of the valley, and the tangent there.",
        "One weight, one slope: choose any weight, see the loss over 21 of its values, its slope found in two ways, and let it take a step downhill.",
        own_alt="A curve: the loss, over 21 values of one weight of {first}; a dot at the value that training found, and the tangent there.",
        needs=needs_learning.a_loss,
        first=firsts_learning.weight,
    ),
    "backwards": LiveFigure(
        {"image": 16, "layer": "conv1", "filter": 5, "channel": 0, "row": 1, "column": 1, "y": 2, "x": 16, "unit": "", "all": 0},
        stills_learning.backwards,
        "Three maps side by side: what one weight of {first} read at each place, the slope of the loss at each place, and their products.",
        "Backwards: a weight's slope is a sum over all places, of what it read times the slope there; and each slope comes, gate by gate, from the loss.",
        needs=needs_learning.a_loss,
        first=firsts_learning.weight,
    ),
    "train-it": LiveFigure(
        {"rate": 0.01, "batch": 16, "seed": 1, "epochs": 24, "image": 16},
        stills_learning.train_it,
        "The filters of a small network before its training: squares of random numbers.",
        "Train it yourself: a small network learns from 800 photos, from random weights on, and is tested on 200 others. "
        "The learning rate and the batch are yours to spoil it with.",
        own_alt="The filters of a small network before its training: squares of random numbers.",
        own_caption="Train it yourself: a small network learns from four fifths of the photos, from random weights on, and is tested on the others.",
        needs=needs_learning.room_to_train,
        opens_network=False,
    ),
    "two-things": LiveFigure(
        {"image": 148, "first": 5, "second": 7, "examples": 10},
        stills_learning.two_things,
        "A photo, the map of evidence for one of two things, and the map laid over the photo.",
        "Two things of your own: by camera, from files, or two classes of the photos. Only a new last layer learns, in milliseconds; "
        "its evidence maps are exact at once.",
        needs=needs.evidence,
        first=firsts_learning.two_classes,
    ),
}
