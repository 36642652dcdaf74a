"""What a reader hands to `explore`: words of the state, and folders that are not as they were written; and labels for the twins."""

import numpy as np
import pytest

from cnnviz_helpers import explore, export_explorable, train_twins
from cnnviz_helpers.assets import LABELS, NETWORK, WEIGHTS


@pytest.fixture(scope="module")
def exported(model, tmp_path_factory):
    """The files of the book's network, as `export_explorable` writes them, {name: bytes}."""
    folder = export_explorable(model, tmp_path_factory.mktemp("network"))
    return {name: (folder / name).read_bytes() for name in (NETWORK, LABELS, WEIGHTS)}


DAMAGE = {
    "half a description": (NETWORK, lambda content: content[: len(content) // 2]),
    "an empty description": (NETWORK, lambda content: b""),
    "a list": (NETWORK, lambda content: b"[]"),
    "no layers": (NETWORK, lambda content: b'{"input": [32, 32, 3]}'),
    "bytes": (NETWORK, lambda content: b"\xff\xfe\x00"),
    "half the weights": (WEIGHTS, lambda content: content[: len(content) // 2]),
    "no weights": (WEIGHTS, lambda content: b""),
    "half the labels": (LABELS, lambda content: content[:20]),
    "labels by name": (LABELS, lambda content: b"{}"),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_a_damaged_file_of_a_network_is_named(exported, tmp_path, case):
    damaged, harm = DAMAGE[case]
    for name, content in exported.items():
        (tmp_path / name).write_bytes(harm(content) if name == damaged else content)
    with pytest.raises(ValueError, match=f"^Expected a folder that export_explorable wrote, but .*{damaged} is damaged; export the model into it again.$"):
        explore("x-ray", network=tmp_path)


@pytest.mark.parametrize(
    ("name", "state", "words"),
    [
        ("x-ray", {"image": 1000}, "image must be a whole number from 0 to 999, got 1000"),
        ("x-ray", {"image": -1}, "image must be a whole number from 0 to 999, got -1"),
        ("ten-bars", {"image": "dog"}, "image must be a whole number from 0 to 999, got 'dog'"),
        ("where", {"row": 1.5}, "row must be a whole number such as 12, got 1.5"),
        ("where", {"row": "3"}, "row must be a whole number such as 12, got '3'"),
        ("x-ray", {"scale": None}, "scale must be a word such as 'layer', got None"),
        ("train-it", {"rate": "fast"}, "rate must be a finite number, got 'fast'"),
        (["x-ray"], {}, "There is no live figure"),
        ("x-ray", {"network": 3}, "network must be a folder that export_explorable wrote, got 3"),
    ],
)
def test_what_no_address_can_hold_is_refused(name, state, words):
    with pytest.raises(ValueError, match=words):
        explore(name, **state)


def test_numpys_numbers_are_numbers_and_a_number_is_a_word():
    """As they come out of a computation."""
    assert explore("where", row=np.int64(3), image=np.uint8(7)).state["row"] == 3
    assert explore("sliding", kernel=4).state["kernel"] == "4"
    assert explore("train-it", rate=np.float32(0.5)).state["rate"] == 0.5 and explore("train-it", rate=1).state["rate"] == 1


def test_a_filter_that_is_not_there_is_named():
    from cnnviz_helpers.explorables.mount import Mount

    with pytest.raises(ValueError, match="filter must be a whole number from 0 to 31, got 99"):
        Mount("kernel-lab", {"filter": 99})._repr_html_()


def test_twins_take_labels_in_every_form(x_test, y_test):
    """And refuse others in a sentence, where Keras would speak of ranks."""
    numbers = y_test[:8].argmax(axis=1)
    found = [train_twins(x_test[:8], labels, dropout=False, steps=1) for labels in (y_test[:8], numbers[:, None].astype(np.uint8))]
    assert found[0] == found[1]
    for images, labels, words in (
        (x_test[:8], numbers[:4], "a label for each image, got 4 for 8"),
        (x_test[:8], numbers + 10, "class numbers from 0 to 9"),
        (x_test[:8, :4], numbers, "expects images of the shape"),
    ):
        with pytest.raises(ValueError, match=words):
            train_twins(images, labels)
