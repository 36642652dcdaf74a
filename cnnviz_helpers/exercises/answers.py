"""What the network itself says to the exercises. Everything is computed when it is asked for, nothing is typed in."""

from functools import cache

import numpy as np

from ..attribution.evidence import class_evidence
from ..data import get_cifar10
from ..features import active_share, layer_outputs, partial_maps
from ..networks.model import cnn_model
from ..receptive.field import receptive_field

IMAGE = 16
MAP, ROW, COLUMN = 5, 10, 12  # the number that chapter 2 asks for


@cache
def network():
    """The network and the images that answers are compared with."""
    return cnn_model(), get_cifar10()


def kernel():
    """The weights of conv1, (3, 3, 3, 32)."""
    return network()[0].layers[0].get_weights()[0]


def zero_centred():
    """The first filter as a colour picture with zero at mid-grey, (3, 3, 3) in [0, 1]."""
    first = kernel()[..., 0]
    return 0.5 + first / (2 * np.abs(first).max())


def field_of_conv3():
    """The side of conv3's receptive field, in pixels."""
    return receptive_field(network()[0], "conv3").size[0]


@cache
def evidence():
    """The evidence map of photo 16 for its own class."""
    model, (x_test, y_test) = network()
    return class_evidence(model, x_test[IMAGE], int(y_test[IMAGE].argmax()))


@cache
def active_shares():
    """The share of units above zero of each filter of relu1, over all photos, (32,)."""
    model, (x_test, _) = network()
    # A tenth of the photos at a time: all maps at once are 131 MB, and a reader's kernel holds them already.
    tenths = [active_share(layer_outputs(model, photos, "relu1")["relu1"]) for photos in np.split(x_test, 10)]
    return np.mean(tenths, axis=0)


def map_value(row=ROW, column=COLUMN):
    """One number of feature map 5 of photo 16."""
    model, (x_test, _) = network()
    return layer_outputs(model, x_test[IMAGE], 0)["conv1"][0, row, column, MAP]


def red_and_bias():
    """The part of that number that comes from the red channel, and the bias."""
    model, (x_test, _) = network()
    maps, bias = partial_maps(model, x_test[IMAGE], 0, MAP)
    return maps[ROW, COLUMN, 0], bias
