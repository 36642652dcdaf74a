"""What the tests of the kernel lab share: its page, the same maps in Keras, and how weights are read and typed."""

import numpy as np
import pytest
from live_page import LivePage, write_page
from waiting import wait_until

from cnnviz_helpers import cnn_model, layer_outputs
from cnnviz_helpers.plots.colours import signed_colours

MAP, DONE = ".x-lab > div > canvas.x-map", ".x-tries li.is-done"


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    return serve(write_page(tmp_path_factory.mktemp("lab"), "kernel-lab"))


@pytest.fixture
def lab(browser, address):
    """Opens a page, and at the end asks whether anything was wrong."""
    opened = []

    def start(query="", **options):
        opened.append(LivePage(browser, address, query, **options))
        return opened[-1]

    yield start
    assert [wrong for page in opened for wrong in page.close()] == []


def keras_map(x_test, image, filter, change=lambda weights, bias: None):
    """The feature map and the probabilities of the network after `change(weights, bias)` of conv1."""
    model = cnn_model()
    weights, bias = model.layers[0].get_weights()
    change(weights, bias)
    model.layers[0].set_weights([weights, bias])
    outputs = layer_outputs(model, x_test[image])
    return outputs["conv1"][0, :, :, filter], outputs["softmax"][0]


def assert_shows(page, expected):
    """The canvas shows this map on its own zero-centred scale; the page's colours are rounded, so each may differ by 3 of 255."""
    colours = signed_colours(expected, np.abs(expected).max())
    assert np.abs(np.array(page.pixels(MAP)) - colours.astype(int)).max() <= 3


def chances(page):
    """The ten numbers beside the bars."""
    return [float(text.removesuffix(" %")) for text in page.page.locator(".x-value").all_text_contents()]


def assert_weights(page, weights):
    """The cells show these weights, (3, 3, 3, 1): a still picture draws what the page shows."""
    shown = [float(text.replace("−", "-")) for text in page.texts(".x-weight")]
    assert np.abs(np.array(shown) - weights.transpose(2, 0, 1, 3).ravel()).max() <= 0.0051


def set_weights(page, weights):
    """Choose each cell (its number among all 27), and type its weight."""
    for cell, value in weights.items():
        page.page.locator(".x-weight").nth(cell).click()
        page.page.get_by_label("weight").first.fill(value)
        page.page.get_by_label("weight").first.blur()  # typed to its end
        shows = "([cell, value]) => Math.abs(document.querySelectorAll('.x-weight')[cell].textContent.replace('−', '-') - value) < 0.006"
        wait_until(page.page, shows, arg=[cell, value])
