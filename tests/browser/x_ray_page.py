"""A page with the live figure "x-ray", and what its tests and those of a reader's own pictures share."""

import io
import shutil

import numpy as np
import pytest
from listening import Listener
from live_page import PIXELS, as_pixels, write_page
from PIL import Image
from waiting import wait_until

from cnnviz_helpers.explorables.files import FOLDER

STATUS, FAULT = ".x-live", ".x-own .x-fault"
LARGE, LENS, FACT, LAYERS = ".x-large .x-cells", ".x-look > div > .x-map", ".x-look > p", ".x-wall button"


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    """Where a page with the figure is served."""
    folder = write_page(tmp_path_factory.mktemp("x-ray"), "x-ray")
    shutil.copytree(FOLDER, folder / "source")  # the modules as written: what a page loads are bundles
    return serve(folder)


class Visit:
    """A page with the figure, and what went wrong on it."""

    def __init__(self, browser, address, folder, state="", script="", **context):
        self.folder = folder
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 1000}, **context})
        listener = Listener(self.context)
        self.page = self.context.new_page()
        self.page.add_init_script(script)
        self.address, self.listener = address, listener
        self.page.goto(address + state)
        self.page.wait_for_selector(".is-live .x-photo")

    def close(self):
        """Nothing went wrong, and nothing was asked of another host."""
        self.context.close()
        assert not self.listener.complaints
        assert not self.listener.foreign(self.address)

    def says(self, words):
        """Wait until the live region says `words` (a pattern)."""
        wait_until(self.page, "([where, words]) => new RegExp(words).test(document.querySelector(where).textContent)", arg=[STATUS, words], timeout=5000)

    def mosaic(self, layer):
        """The small picture of the `layer`-th layer."""
        return self.page.locator(LAYERS).nth(layer).locator("canvas")

    def tile(self, place):
        """The middle of the tile at `place` in the large maps, on the page."""
        rows, columns = self.grid()
        box = self.page.locator(LARGE).bounding_box()
        row, column = divmod(place, columns)
        return box["x"] + (column + 0.5) * box["width"] / columns, box["y"] + (row + 0.5) * box["height"] / rows

    def grid(self):
        """[rows, columns] of the large maps, from where the frame of the chosen one lies."""
        read = "(box) => [box.style.height, box.style.width].map((part) => Math.round(100 / parseFloat(part)))"
        return self.page.eval_on_selector(f"{LARGE} .x-cursor", read)

    def pixels(self, locator):
        """(height, width, 3) uint8 of a canvas."""
        return as_pixels(locator.evaluate(PIXELS))

    def give(self, data, name="picture.png"):
        """Choose a file."""
        path = self.folder / name
        path.write_bytes(data)
        self.page.locator(".x-own input[type=file]").set_input_files(path)


@pytest.fixture
def visit(browser, address, tmp_path):
    """A function that opens the page; at the end it is checked that nothing went wrong."""
    visits = []

    def start(state="", **context):
        visits.append(Visit(browser, address, tmp_path, state, **context))
        return visits[-1]

    yield start
    for each in visits:
        each.close()


def as_file(pixels, kind="PNG", **options):
    """The bytes of a picture file."""
    file = io.BytesIO()
    (pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)).save(file, kind, **options)
    return file.getvalue()


def colourful(height, width):
    """(height, width, 3) uint8, smooth, and different in every corner."""
    y, x = np.mgrid[:height, :width] / [[[height]], [[width]]]
    return np.round(255 * np.stack([x, y, (1 - x) * (1 - y)], -1)).astype(np.uint8)
