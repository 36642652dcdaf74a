"""Labels, probabilities and names of classes in every form that Keras hands out, against NumPy and Keras itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnnviz_helpers import (
    cifar10dict,
    confusion_matrix,
    errors_by_chance,
    mistakes,
    plot_class_accuracy,
    plot_confusion_matrix,
    predict,
    reliability,
    top_classes,
)
from cnnviz_helpers.labels import class_names
from cnnviz_helpers.networks.export import describe, known_labels

TRUE = np.array([0, 2, 1, 2, 0])
# The same five labels of three classes, as data sets, `to_categorical` and `ravel` hand them out.
FORMS = {
    "list": TRUE.tolist(),
    "column": TRUE[:, None],
    "bytes": TRUE.astype(np.uint8),
    "column of bytes": TRUE[:, None].astype(np.uint8),  # as keras.datasets gives them
    "floats": TRUE.astype(np.float32),
    "one-hot": np.eye(3)[TRUE],
    "one-hot bytes": np.eye(3, dtype=np.uint8)[TRUE],
    "one-hot flags": np.eye(3, dtype=bool)[TRUE],
    "smoothed": np.eye(3)[TRUE] * 0.9 + 0.1 / 3,
    "scores before softmax": np.eye(3)[TRUE] * 8 - 3,
}


@pytest.mark.parametrize("form", FORMS)
def test_labels_in_every_form_count_alike(form):
    answers = np.array([0, 2, 2, 2, 1])
    expected = np.zeros((3, 3), int)
    for row, column in zip(TRUE, answers):
        expected[row, column] += 1
    assert confusion_matrix(FORMS[form], answers, 3).tolist() == expected.tolist()
    assert confusion_matrix(answers, FORMS[form], 3).tolist() == expected.T.tolist()


def test_bytes_do_not_overflow():
    """99 * 100 + 99 is more than a byte holds: labels of CIFAR-100 come as bytes."""
    matrix = confusion_matrix(np.array([99, 3], np.uint8), np.array([99, 98], np.uint8), 100)
    assert matrix[99, 99] == matrix[3, 98] == 1 and matrix.sum() == 2


@pytest.fixture(scope="module")
def one_sigmoid():
    """A network that ends in one sigmoid, pictures, labels of both kinds of errors, and Keras's own accuracy on them."""
    import keras

    keras.utils.set_random_seed(5)
    model = keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Flatten(), keras.layers.Dense(1, "sigmoid")])
    model.compile(loss="binary_crossentropy", metrics=["accuracy"])
    x, y = np.random.default_rng(5).normal(size=(40, 4, 4, 1)).astype(np.float32), np.arange(40) % 2
    return model, x, y, model.evaluate(x, y, verbose=0)[1]


def test_one_sigmoid_answers_as_keras_counts(one_sigmoid):
    """Class 1 above 0.5: as many right answers as Keras says, for the matrix, the mistakes and the reliability."""
    model, x, y, accuracy = one_sigmoid
    chance = predict(model, x)
    assert chance.shape == (40, 1) and 0 < accuracy < 1
    counts = confusion_matrix(y, chance, 2)
    assert counts.trace() == pytest.approx(accuracy * 40) and counts[:, 1].sum() == (chance > 0.5).sum()
    wrong = mistakes(chance, y)
    assert sorted(wrong) == np.flatnonzero((chance[:, 0] > 0.5) != y).tolist()
    assert (np.diff(np.abs(chance[wrong, 0] - 0.5)) <= 0).all()  # the surest first
    assert reliability(chance, y).right.sum() == counts.trace() and len(errors_by_chance(chance, 3)) == 3
    assert mistakes(chance, y[:, None]).tolist() == mistakes(chance, np.eye(2)[y]).tolist() == wrong.tolist()


@given(st.floats(0, 1))
def test_one_chance_is_that_of_class_1(chance):
    """In each form in which one number may come; a chance of exactly a half is not above it."""
    for form in ([chance], [[chance]], np.float32([[chance]])):
        first, second = top_classes(form, names=["no", "yes"])
        assert first[0] == ("yes" if np.asarray(form).item() > 0.5 else "no")
        assert first[1] + second[1] == pytest.approx(1) and dict([first, second])["yes"] == pytest.approx(chance, abs=1e-6)
    assert confusion_matrix([1], [[chance]], 2)[1, int(chance > 0.5)] == 1


def test_several_sigmoids_side_by_side():
    """Their chances do not add up to 1, and each stays what it is."""
    assert top_classes([[0.9, 0.8, 0.1]], 2) == [("class 0", 0.9), ("class 1", 0.8)]
    assert mistakes([[0.9, 0.8, 0.1], [0.2, 0.7, 0.6]], [1, 1]).tolist() == [0]


NAMES = {0: "cat", 1: "dog", 2: "frog"}
WORDS = list(NAMES.values())
NAME_FORMS = {
    **{"dict": NAMES, "list": WORDS, "tuple": tuple(WORDS), "array": np.array(WORDS), "values": NAMES.values()},
    **{"unordered dict": dict(reversed(NAMES.items())), "NumPy's numbers": {np.int64(number): word for number, word in NAMES.items()}},
}
TAKERS = {
    "top_classes": lambda names: top_classes([0.2, 0.5, 0.3], names=names),
    "plot_confusion_matrix": lambda names: plot_confusion_matrix(np.eye(3), names)._repr_png_(),
    "plot_class_accuracy": lambda names: plot_class_accuracy([0, 0.5, 1], [0, 0.5, 1], names)._repr_png_(),
    "export": lambda names: describe(three_outputs(), names)["classes"],
}


def three_outputs():
    import keras

    return keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Flatten(), keras.layers.Dense(3)])


@pytest.mark.parametrize("taker", TAKERS)
def test_names_in_every_form_are_the_same(taker):
    results = [TAKERS[taker](names) for names in NAME_FORMS.values()]
    assert all(result == results[0] for result in results)
    assert class_names(NAME_FORMS["dict"], 3) == ["cat", "dog", "frog"]


BAD_NAMES = {
    "round the wrong way": ({"cat": 0, "dog": 1, "frog": 2}, "got texts as keys, such as 'cat'; turn it round"),
    "one is missing": ({0: "cat", 2: "frog", 3: "horse"}, "numbers 0 to 2 as keys.* but 1 is missing"),
    "one too many": ({**NAMES, 7: "ship"}, "but 7 is no number of a class"),
    "too few": (["cat", "dog"], "3 texts, one for each class, got 2"),
    "CIFAR's ten": (cifar10dict, "but 3 is no number of a class"),
    "numbers": ([5, 6, 7], "must be texts, got 5 for class 0"),
    "nothing": (["cat", " ", "frog"], "must be texts, got ' ' for class 1"),
    "twice": (("cat", "dog", "cat"), "0 and 2 are both 'cat'"),
    "one text": ("cat", "list of texts or a dict .*, got 'cat'"),
    "a set": ({"cat", "dog", "frog"}, "list of texts or a dict"),
    "a number": (3, "list of texts or a dict .*, got 3"),
}


@pytest.mark.parametrize("taker", TAKERS)
@pytest.mark.parametrize("case", BAD_NAMES)
def test_bad_names_get_the_same_sentence_everywhere(taker, case):
    names, words = BAD_NAMES[case]
    with pytest.raises(ValueError, match=f"^(names|classes) .*{words}") as caught:
        TAKERS[taker](names)
    assert len(str(caught.value).splitlines()) == 1


def test_without_names_ten_classes_are_those_of_cifar_and_others_have_numbers():
    """Four classes of somebody's network are not airplane, automobile, bird and cat."""
    assert [name for name, _ in top_classes(np.eye(10)[9])][0] == "truck"
    assert top_classes([0.1, 0.2, 0.6, 0.1], 1) == [("class 2", 0.6)]


def test_labels_of_an_exported_network_come_in_every_form():
    numbers = np.arange(1000) % 3
    for labels in (numbers, numbers[:, None], np.eye(3)[numbers], numbers.astype(float)):
        assert known_labels(labels, ["a", "b", "c"]) == numbers.tolist()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: confusion_matrix([0, 1], [[0.2], [3.0]], 2), "one number an image must be chances from 0 to 1, got 0.2 to 3; end the network in a sigmoid"),
        (lambda: mistakes([[-2.0], [3.0]], [0, 1]), "chances from 0 to 1, got -2 to 3"),
        (lambda: mistakes([0.2, 0.9], [0, 1]), r"got the shape \(2,\); probabilities\[:, None\] for a chance each"),
        (lambda: confusion_matrix([0, 1], [0.2, 0.9], 2), "chances > 0.5 behind one sigmoid"),
        (lambda: confusion_matrix([[1, 0, 1]], [0], 3), "a single 1 in each, got none, several"),
        (lambda: confusion_matrix([[False, False, False]], [0], 3), "a single 1 in each"),
        (lambda: confusion_matrix([[3, 5]], [0], 2), "a single 1 in each"),
        (lambda: confusion_matrix(np.eye(3), [0, 1, 2]), "Expected rows of 10 numbers, one for each class, got 3"),
        (lambda: confusion_matrix([-1], [0], 2), "class numbers from 0 to 1, got -1"),
        (lambda: mistakes([[0.2, 0.8]], [2]), "from 0 to 1, got 2"),
        (lambda: mistakes([[0.2, 0.8]], [-1]), "from 0 to 1, got -1"),
        (lambda: confusion_matrix([], [], 2), "nothing in it"),
        (lambda: confusion_matrix([np.nan], [0], 2), "NaN"),
        (lambda: confusion_matrix(["cat"], [0], 2), "array of numbers"),
        (lambda: confusion_matrix(np.zeros((1, 1, 1)) + 0.5, [0], 2), r"shape \(1, 1, 1\)"),
        (lambda: top_classes([5.0, -3.0]), "from 0 to 1, .* -3 to 5; use predict of a network that ends in a softmax"),
        (lambda: top_classes([[3.0]]), "chances from 0 to 1, got 3 to 3"),
        (lambda: top_classes(0.5), "Expected the probabilities of one image"),
        (lambda: reliability([[3.0], [-1.0]], [0, 1]), "chances from 0 to 1"),
        (lambda: known_labels(np.zeros(1000) - 1, ["a", "b"]), "labels must be 1000 whole numbers from 0 to 1"),
        (lambda: known_labels(np.zeros(999), ["a", "b"]), "labels must be 1000 whole numbers from 0 to 1"),
        (lambda: known_labels(np.full(1000, 0.5), ["a", "b"]), "labels must be 1000 whole numbers from 0 to 1"),
    ],
)
def test_what_names_no_class_gets_a_sentence(call, words):
    with pytest.raises(ValueError, match=words) as caught:
        call()
    assert len(str(caught.value).splitlines()) == 1
