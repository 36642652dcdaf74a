"""What the tests of "Where is it looking?" share: its page, its network in Keras, and how its table and its maps are read."""

import shutil

import pytest
from live_page import write_page

from cnnviz_helpers import cnn_model, get_cifar10
from cnnviz_helpers.explorables.files import FOLDER

DOG, CAT, PHOTO = 5, 3, 16
PATCH, SQUARES, DROPS = ".x-where > .x-cells", ".x-over .x-cells", ".x-over > canvas.x-map:not(:first-child)"
MIDDLES = """(canvas) => { const { width, height } = canvas, { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  return Array.from({ length: width * height }, (_, i) => [...data.slice(4 * i, 4 * i + 3)]); }"""


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    folder = write_page(tmp_path_factory.mktemp("where"), "where")
    shutil.copytree(FOLDER, folder / "source")  # the modules as written: what a page loads are bundles
    return serve(folder)


@pytest.fixture(scope="module")
def model():
    """The network in Keras."""
    return cnn_model()


@pytest.fixture(scope="module")
def photo():
    """The photo that the figure opens with."""
    return get_cifar10()[0][PHOTO]


def table(visit):
    """The table of the photo and the covered photo, as lists of words."""
    return [row.split("\t") for row in visit.page.locator(".x-where table").inner_text().splitlines()]
