"""What the benchmarks compare with: the same numbers as ours, and no warning while they are measured."""

import logging

import numpy as np
from benchmarks.helpers import layer_by_layer

from cnnviz_helpers import layer_outputs


def test_the_common_way_gives_the_same_numbers_in_silence(model, x_test, caplog):
    """Model by model, over and over, as often as a measurement asks for it."""
    caplog.set_level(logging.WARNING)
    theirs = [layer_by_layer(model, x_test[:2]) for _ in range(2)][-1]
    for ours, other in zip(layer_outputs(model, x_test[:2]).values(), theirs, strict=True):
        np.testing.assert_allclose(ours, other, atol=1e-4)
    assert [record.getMessage()[:60] for record in caplog.records] == []
