"""What many tests share: the network, the images with their labels, and the built book."""

import shutil

import pytest
from books import REPO, STRICT, build

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


@pytest.fixture(scope="session")
def repo():
    """The folder of the repository."""
    return REPO


@pytest.fixture(scope="session")
def site(repo):
    """The folder of the built pages of the real book. All pages are read and written anew: a page that is not read again does not warn again."""
    pages = repo / "_build" / "html"
    shutil.rmtree(pages, ignore_errors=True)
    code, printed = build(repo, "--all", *STRICT)
    assert code == 0, printed
    return pages
