"""Twins in training: what parts two filters that start equal."""

import numpy as np

from cnnviz_helpers import train_twins

RANDOM = np.random.default_rng(0)
PHOTOS = RANDOM.uniform(-0.5, 0.5, (16, 32, 32, 3)).astype(np.float32)
LABELS = np.eye(10, dtype=np.float32)[RANDOM.integers(0, 10, 16)]


def test_only_dropout_on_the_way_parts_them():
    """Without it none; with it those whose maps it reaches before they are read."""
    without, with_it = (train_twins(PHOTOS, LABELS, dropout, steps=2) for dropout in (False, True))
    assert list(without) == ["conv1", "conv2", "conv3", "conv4", "conv5"]
    assert max(without.values()) < 1e-3
    assert {name for name, apart in with_it.items() if apart > 0.01} == {"conv2", "conv4", "conv5"}
    assert max(with_it["conv1"], with_it["conv3"]) < 1e-3


def test_no_step_is_no_distance():
    """Before training they are equal, and 0 is said rather than a division by nothing."""
    assert set(train_twins(PHOTOS, LABELS, steps=0).values()) == {0.0}
