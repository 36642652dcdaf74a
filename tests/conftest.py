"""What many tests share: the network, and the images with their labels."""

import pytest

import cnnviz_helpers


@pytest.fixture(scope="session")
def model():
    """The trained network. Tests must not change it."""
    return cnnviz_helpers.cnn_model()


@pytest.fixture(scope="session")
def images():
    """The shipped images and labels, (x_test, y_test), read only."""
    x_test, y_test = cnnviz_helpers.get_cifar10()
    x_test.flags.writeable = y_test.flags.writeable = False
    return x_test, y_test


@pytest.fixture(scope="session")
def x_test(images):
    """(1000, 32, 32, 3) float32 in [-0.5, 0.5]."""
    return images[0]


@pytest.fixture(scope="session")
def y_test(images):
    """(1000, 10) one-hot."""
    return images[1]
