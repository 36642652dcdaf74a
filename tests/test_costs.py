"""What a network costs, against sums by hand and against Keras."""

import keras
import pytest
from architectures import resnet_20
from keras import layers

from cnnviz_helpers import network_table
from cnnviz_helpers.networks.kinds import KINDS


def test_sums_by_hand():
    """Each place of an output meets the whole kernel; what goes into a transposed convolution does so, too."""
    parts = {
        "conv": (layers.Conv2D(4, (3, 2), strides=2, padding="same", name="conv", activation="relu"), 4 * 3 * 4 * (3 * 2 * 3), 3 * 2 * 3 * 4 + 4),
        "norm": (layers.BatchNormalization(name="norm"), 0, 4 * 4),
        "groups": (layers.Conv2D(6, 3, padding="same", groups=2, use_bias=False, name="groups"), 4 * 3 * 6 * (9 * 2), 9 * 2 * 6),
        "alone": (layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, name="alone"), 4 * 3 * 12 * 9, 9 * 12 + 12),
        "turned": (layers.Conv2DTranspose(5, 2, strides=2, name="turned"), 4 * 3 * 12 * (4 * 5), 4 * 5 * 12 + 5),
        "pool": (layers.MaxPooling2D(2, name="pool"), 0, 0),
        "dense": (layers.Dense(7, name="dense"), 4 * 3 * 5 * 7, 5 * 7 + 7),
    }
    table = network_table(keras.Sequential([keras.Input((8, 6, 3)), *(layer for layer, *_ in parts.values())]))
    rows = {row.name: row for row in table.rows}
    assert {name: (row.multiply_adds, row.parameters) for name, row in rows.items() if name in parts} == {name: tuple(two) for name, (_, *two) in parts.items()}
    assert (rows["conv_relu"].kind, rows["conv_relu"].shape, rows["conv_relu"].bytes) == ("relu", (4, 3, 4), 4 * 48)
    assert rows["turned"].shape == (8, 6, 5) and set(row.kind for row in table.rows) <= set(KINDS)


def test_a_separable_convolution_is_two_steps():
    """The first one ends with as many channels as it has kernels."""
    model = keras.Sequential([keras.Input((6, 6, 3)), layers.SeparableConv2D(5, 3, depth_multiplier=2, name="two")])
    first, second = network_table(model).rows
    assert (first.shape, first.multiply_adds, first.parameters) == ((4, 4, 6), 16 * 54, 54)
    assert (second.shape, second.multiply_adds, second.parameters) == ((4, 4, 5), 16 * 30, 30 + 5)


def test_the_sums_of_known_networks(model):
    """ResNet-20 has 0.27 million parameters in its paper; 41 million multiply-adds are what many count."""
    table = network_table(resnet_20())
    assert table.parameters == pytest.approx(0.27e6, rel=0.02) and table.multiply_adds == pytest.approx(40.8e6, rel=0.01)
    ours = network_table(model)
    assert ours.parameters == model.count_params() and [row.name for row in ours.rows] == [layer.name for layer in model.layers]


def test_the_printed_table(model):
    """A line a step, a head, the sums; numbers end below each other."""
    table = network_table(model)
    head, *lines, total = str(table).splitlines()
    assert head.split() == ["step", "kind", "output", "parameters", "multiply-adds", "bytes"] and len(lines) == len(model.layers)
    assert lines[0].split() == ["conv1", "conv", "32", "×", "32", "×", "32", "896", "884,736", "131,072"]
    assert total.split() == ["sum", f"{table.parameters:,}", f"{table.multiply_adds:,}", f"{table.bytes:,}"]
    assert len({len(line) for line in (head, *lines, total)}) == 1 and repr(table) == str(table)


def test_a_layer_of_no_kind_is_named():
    with pytest.raises(ValueError, match="cannot compute the layer 'strange'"):
        network_table(keras.Sequential([keras.Input((4, 4, 3)), layers.GroupNormalization(1, name="strange")]))


def test_the_drawing_says_the_same_sums(model):
    """Below `plot_model`; of a network with an unknown layer the parameters alone."""
    from cnnviz_helpers import plot_model

    def last_words(network):
        return plot_model(network).texts[-1].get_text()

    table = network_table(model)
    assert last_words(model) == (
        f"{table.parameters:,} parameters, {table.multiply_adds / 1e6:.3g} million multiply-adds "
        f"and {table.bytes:,} bytes of outputs for a picture"
    )
    strange = keras.Sequential([keras.Input((8, 8, 4)), layers.GroupNormalization(2)])
    assert last_words(strange) == "8 parameters"
