"""Words in figures: no name, however long and in whatever script, lies over another word or runs out of its sheet."""

import itertools

import numpy as np
import pytest
from matplotlib import font_manager
from thorough import some

import cnnviz_helpers as cnn
from cnnviz_helpers.plots import lettering
from cnnviz_helpers.plots.canvas import drawn, sheet, write

LONG = "Egyptian Mau, a spotted cat of an old breed"
NAMES = [LONG, "кошка", "Ελληνικός σκύλος", "猫と犬", "قطة", "from $5 to $10", "hot dog", "x", "W" * 300, "an automobile\nof two lines"]
LAYER = "block_13_expand_relu_of_the_inner_network_batch_normalization"
PHOTO = np.zeros((8, 8, 3), np.uint8)
MAPS = np.random.default_rng(0).normal(size=(4, 4, 6))
COVERED = cnn.Occlusion(MAPS[..., 0], np.zeros((4, 4, 4), int) + [0, 0, 2, 2], np.ones((8, 8)), 0.7)
MAP = cnn.Attribution("guided_backpropagation", MAPS, np.zeros((8, 8)), 0)
CURVES = cnn.OrderCurves(np.linspace(0, 1, 3), np.ones((2, 3)) / 3, np.ones((2, 3)) / 3)
SHARES = np.linspace(0, 1, 10)
CHANCES = np.tile(np.arange(10) / 45, (2, 1))


@pytest.fixture(scope="module")
def networks():
    """Networks with Keras's own names, with long ones in several scripts, with shapes of any size, and with a layer that is used twice."""
    import keras
    from keras import layers as kinds

    keras.utils.clear_session()
    plain = keras.Sequential([
        *(keras.Input((None, None, 3)), kinds.Conv2D(8, 3), kinds.BatchNormalization(), kinds.ReLU(), kinds.DepthwiseConv2D(3)),
        *(kinds.SeparableConv2D(2048, 3), kinds.GlobalAveragePooling2D(), kinds.Dense(1000), kinds.Activation("softmax")),
    ])  # fmt: skip
    image = keras.Input((224, 224, 3))
    maps = kinds.Conv2D(4096, 1, name="畳み込み層")(kinds.Conv2D(2, 1, name=LAYER)(image))
    named = keras.Model(image, kinds.Conv3D(2, 1, name="свёрточный_слой")(kinds.Reshape((224, 224, 64, 64), name="$a$")(maps)))
    twice = kinds.ReLU(name="twice")
    used = keras.Model(image, twice(kinds.Conv2D(2, 3)(twice(image))))
    deep = keras.Sequential([keras.Input((4, 4, 1)), *(kinds.Activation("linear") for _ in range(300)), kinds.Flatten()])
    return {"plain": plain, "named": named, "used": used, "deep": deep}


FIGURES = {
    "model, Keras's names": lambda n: cnn.plot_model(n["plain"]),
    "model, long names": lambda n: cnn.plot_model(n["named"]),
    "model, a layer used twice": lambda n: cnn.plot_model(n["used"]),
    "model, many layers": lambda n: cnn.plot_model(n["deep"]),
    "images": lambda n: cnn.plot_images(np.tile(PHOTO, (10, 1, 1, 1)), range(10), range(10), names=NAMES),
    "one image": lambda n: cnn.plot_images(PHOTO, [LONG]),
    "predictions": lambda n: cnn.plot_predictions(np.tile(PHOTO, (2, 1, 1, 1)), CHANCES, [0, 8], 10, NAMES),
    "one chance": lambda n: cnn.plot_predictions(PHOTO, [[0.7]], [1], 2, [LONG, "dog"]),
    "confusion": lambda n: cnn.plot_confusion_matrix(np.full((10, 10), 1000), NAMES),
    "confusion of two": lambda n: cnn.plot_confusion_matrix(np.ones((2, 2)), [LONG, NAMES[8]]),
    "confusion of a hundred": lambda n: cnn.plot_confusion_matrix(np.eye(100)),
    "class accuracy": lambda n: cnn.plot_class_accuracy(SHARES, SHARES[::-1], NAMES),
    "active share": lambda n: cnn.plot_active_share(SHARES, NAMES),
    "panorama": lambda n: cnn.plot_panorama(PHOTO, {LAYER: MAPS, LONG: MAPS}, dict(zip(NAMES, CHANCES[0]))),
    "panorama of a thousand": lambda n: cnn.plot_panorama(PHOTO, {"conv": MAPS}, {f"class {i}": 0.001 for i in range(1000)}),
    "feature maps": lambda n: cnn.plot_featuremaps(PHOTO, [MAPS, MAPS], [LAYER, NAMES[3]]),
    "before and after": lambda n: cnn.plot_before_after(MAPS, MAPS, range(6), (NAMES[8], LONG)),
    "grid": lambda n: cnn.plot_grid(np.eye(2), NAMES[8]),
    "convolution": lambda n: cnn.plot_convolution(np.eye(3), np.eye(3), names=[LONG, NAMES[8], NAMES[2]]),
    "grad-cam": lambda n: cnn.plot_grad_cam(PHOTO, cnn.GradCam(MAPS[..., 0], np.ones(6), LAYER, 1.5), NAMES[8]),
    "evidence": lambda n: cnn.plot_evidence(PHOTO, cnn.ClassEvidence(MAPS[..., 0], 0.0, 1.5), NAMES[8]),
    "attribution": lambda n: cnn.plot_attribution(PHOTO, MAP, NAMES[8]),
    "attributions": lambda n: cnn.plot_attribution(PHOTO, [MAP] * 7, NAMES[8]),
    "attributions in a row of six": lambda n: cnn.plot_attribution(PHOTO, [MAP] * 7, columns=6),
    "order curves": lambda n: cnn.plot_order_curves({name: CURVES for name in (LONG, *NAMES[:4])}, controls=[LONG]),
    "forgetting": lambda n: cnn.plot_forgetting({LONG: cnn.Forgetting([LAYER, "conv5", LAYER, "свёрточный_слой"], np.zeros((4, 1, 1)))}),
    "occlusion": lambda n: cnn.plot_occlusion(PHOTO, COVERED, LONG, "probability of " + NAMES[8]),
    "fields": lambda n: cnn.plot_receptive_field(
        PHOTO.repeat(28, 0).repeat(28, 1), {f"{i} {LAYER}": cnn.receptive_field(n["named"], LAYER) for i in range(11)}, (0, 0)
    ),
}


def words_on(figure):
    """(words, box in pixels) of all that is written on a figure, but for what stands askew."""
    figure.draw_without_rendering()
    texts = figure.findobj(lambda artist: hasattr(artist, "get_rotation") and hasattr(artist, "get_text"))
    texts = [text for text in texts if text.get_text().strip() and text.get_visible()]
    straight = [text for text in texts if text.get_rotation() in (0, 90) and text.axes is not None or text in figure.texts]
    return [(text.get_text(), text.get_window_extent()) for text in straight]


@pytest.mark.parametrize("name", some(FIGURES, *list(FIGURES)[::2]))
def test_no_word_lies_over_another_or_runs_out(networks, name):
    figure = FIGURES[name](networks)
    found, (width, height) = words_on(figure), figure.get_size_inches() * figure.dpi
    assert found
    for words, box in found:
        assert 0 <= box.x0 and box.x1 <= width and 0 <= box.y0 and box.y1 <= height, words
    for (one, first), (other, second) in itertools.combinations(found, 2):
        across = min(first.x1, second.x1) - max(first.x0, second.x0)
        down = min(first.y1, second.y1) - max(first.y0, second.y0)
        assert across <= 1 or down <= 3, f"{one!r} and {other!r}"  # lines may touch: their boxes have room for every letter


def test_the_rows_of_a_model_say_what_keras_says(networks):
    """Every name, kind, shape and number of parameters of Keras's default names is there in full."""
    written = {words for words, _ in words_on(cnn.plot_model(networks["plain"]))}
    for layer in networks["plain"].layers:
        assert {layer.name, f"{layer.count_params():,}"} <= written
        assert " × ".join("any" if size is None else str(size) for size in layer.output.shape[1:]) in written
    assert "ReLU, used 2 times" in {words for words, _ in words_on(cnn.plot_model(networks["used"]))}


@pytest.mark.thorough("another network")
def test_of_a_deep_model_the_middle_is_counted(networks):
    """300 layers, a Flatten and the input: 199 rows and one that counts the other 103."""
    written = [words for words, _ in words_on(cnn.plot_model(networks["deep"]))]
    assert "103 more" in written and networks["deep"].layers[-1].name in written and "input" in written


def test_a_long_name_keeps_its_ends():
    """`fitted` keeps as much as there is room for; what fits stays whole, on one line."""
    assert lettering.fitted("conv1", 200) == "conv1" and lettering.fitted("a\n  b", 200) == "a b"
    cut = lettering.fitted(LAYER, 120)
    assert cut.startswith("block") and cut.endswith("zation") and "…" in cut and 100 < lettering.width_of(cut) <= 120
    assert lettering.fitted("W" * 99, 1) == "…"


def test_signs_without_a_font_stay_told_apart():
    """No font of the machine has a private sign: each is written as its code, and dollars begin no formula."""
    assert lettering.legible("a\ue123b") == "a[E123]b" != lettering.legible("a\ue124b")
    assert drawn(lambda: write(sheet(20), 0, 0, "$x$"))().get_text() == r"\$x\$"


def test_a_font_for_another_script_is_used_where_there_is_one(monkeypatch):
    """Any installed one of the list; the book's stay first."""
    lettering.families.cache_clear()
    try:
        monkeypatch.setattr(lettering, "WIDER", ("No such font", "STIXGeneral"))
        assert lettering.families() == [*lettering.OURS, "STIXGeneral"]
    finally:
        lettering.families.cache_clear()
    assert font_manager.fontManager.ttflist
