"""What many tests share: the network, the images with their labels, and the built book."""

import shutil
import subprocess

import pytest
from books import REPO, STRICT, build, make_book

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


@pytest.fixture(scope="session")
def fork(tmp_path_factory):
    """The folder of the built pages of a tiny book in somebody's fork, whose git knows where it came from."""
    folder = tmp_path_factory.mktemp("fork")
    long = "This book opens one network, and lets you look at every number in it, for as long as you like to, and then some."
    chapters = {"intro": f"# Welcome\n\n```{{note}}\nA box is not what the page is about, however long it may be and whatever it says.\n```\n\n{long}\n{long}\n"}
    make_book(folder, chapters | {"short": "# More & <less>\n\nShort.\n"})
    for command in (["init", "-q"], ["remote", "add", "origin", "git@github.com:Someone/Fork.git"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    code, printed = build(folder, *STRICT)
    assert code == 0, printed
    return folder / "_build" / "html"
