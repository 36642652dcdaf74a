"""What the tests of the ablation bench share: its page, the same counts in Keras, and how its bars are read."""

from functools import cached_property

import numpy as np
import pytest
from live_page import write_page

from cnnviz_helpers import cnn_model, get_cifar10, layer_outputs, predict

COUNTED = "() => document.querySelector('.x-row progress ~ span')?.textContent.startsWith('1,000 of 1,000 photos in')"


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("ablation"), "ablation"))


class Keras:
    """The answers of the network in Keras: `whole`, and with filters off. Each is computed once: all photos take it a second or two."""

    def __init__(self):
        self.images, labels = get_cifar10()
        self.labels = labels.argmax(axis=1)
        self.known = {}
        self.whole = self.answers("relu1", [])

    def answers(self, layer, off, to="zero"):
        """As `answers_without`, of one layer."""
        return self.answers_without({layer: off}, to)

    def answers_without(self, layers, to="zero"):
        """The class numbers of all photos, with the weights of some filters at zero, and their biases at zero or at the mean that ReLU gave."""
        key = repr((layers, to))
        if key not in self.known:
            model = cnn_model()
            for layer, off in layers.items():
                conv = model.get_layer(layer.replace("relu", "conv"))
                kernel, bias = conv.get_weights()
                kernel[..., off], bias[off] = 0, self.means[layer][off] if to == "mean" else 0
                conv.set_weights([kernel, bias])
            self.known[key] = predict(model, self.images).argmax(axis=1)
        return self.known[key]

    @cached_property
    def means(self):
        """{layer: the mean of each of its maps over all photos and places}, of every ReLU."""
        model, names = cnn_model(), [f"relu{number}" for number in range(1, 6)]
        tenths = [layer_outputs(model, tenth, names) for tenth in np.split(self.images, 10)]
        return {name: np.mean([tenth[name].mean(axis=(0, 1, 2), dtype=float) for tenth in tenths], axis=0) for name in names}

    def right(self, answers):
        """How many right answers there are for each class."""
        return np.bincount(self.labels[answers == self.labels], minlength=10)


@pytest.fixture(scope="module")
def keras():
    """The network in Keras."""
    return Keras()


def counted(visit, keras):
    """(right answers by class, the same of the whole network), read from the lengths of the bars."""
    visit.wait(COUNTED)
    read = """(bars) => bars.map((bar) => {
      const [fill, line] = bar.children;
      return [parseFloat(getComputedStyle(fill).backgroundSize), parseFloat(line.style.left)];
    })"""
    shares = np.array(visit.page.eval_on_selector_all(".x-counts .x-bar", read)).T
    counts = shares / 100 * np.bincount(keras.labels)
    assert np.abs(counts - counts.round()).max() < 1e-3
    return counts.round().astype(int)


def switch_off(visit, layer, off, to="zero"):
    """Choose a layer and what takes a map's place, and press filters, after all of all layers have been switched on."""
    visit.page.get_by_label("layer", exact=True).select_option(layer)
    visit.page.get_by_label("set to", exact=True).select_option(to)
    visit.page.get_by_role("button", name="none off", exact=True).click()
    for filter in off:
        visit.page.get_by_role("button", name=f"filter {filter} off", exact=True).click()


def pressed(visit):
    """The filters that are off, of the layer that is shown."""
    return visit.page.evaluate("() => [...document.querySelectorAll('.x-switches [aria-pressed=true]')].map((cell) => Number(cell.textContent))")
