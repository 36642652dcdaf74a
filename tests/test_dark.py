"""Figures in the dark theme: words can be read there, maps and photos are as in the light, and one PNG carries all views to the page."""

import io

import numpy as np
import pytest
from cnnbook.pages.pictures import views_in
from matplotlib.text import Text
from PIL import Image
from test_palette import contrast
from test_plots import FIGURES, MAPS, WEIGHTS, X
from thorough import some

import cnnviz_helpers as cnn
from cnnviz_helpers.palette import IN_THE_DARK, INK, MUTED, ORANGE, PAPER, to_hex, to_rgb
from cnnviz_helpers.plots.canvas import sheet, write
from cnnviz_helpers.surroundings import IN_THE_BOOK

DARK_PAPER = "#14151b"  # of the page (tokens.css)


def seen(png, paper=PAPER):
    """What a reader sees of a PNG on a page of this colour: (H, W, 3) uint8."""
    with Image.open(io.BytesIO(png)) as picture:
        page = Image.new("RGBA", picture.size, paper)
        page.alpha_composite(picture.convert("RGBA"))
        return np.asarray(page.convert("RGB"))


def in_the_dark(figure):
    return seen(figure.png(is_dark=True), DARK_PAPER)


def part(pixels, artist):
    """The pixels of a figure, twice as sharp as its sheet, that `artist` covers, in a row."""
    box = artist.get_window_extent()
    left, right, top, bottom = (round(2 * value) for value in (box.x0, box.x1, len(pixels) / 2 - box.y1, len(pixels) / 2 - box.y0))
    return pixels[max(0, top) : bottom, max(0, left) : right].reshape(-1, 3)


def ground_and_ink(pixels):
    """The most frequent colour, and the one that stands out most from it, as "#rrggbb"."""
    colours, counts = np.unique(pixels, axis=0, return_counts=True)
    named = [to_hex(colour / 255) for colour in colours]
    ground = named[counts.argmax()]
    return ground, max(named, key=lambda colour: contrast(colour, ground))


@pytest.mark.parametrize("name", some(FIGURES, *list(FIGURES)[::3]))
def test_words_can_be_read_in_the_dark(model, name):
    """Each word stands out from what it is written on: dark paper, a bar, or a picture, which is as light as ever."""
    figure = FIGURES[name](model)
    pixels, light = in_the_dark(figure), seen(figure.png())
    figure.draw_without_rendering()  # at the size of the page: words then know their places
    words = [text for text in figure.findobj(Text) if text.get_text().strip() and len(part(pixels, text))]
    shown = [text for text in words if contrast(*ground_and_ink(part(light, text))) > 4]  # names of ticks beyond an axis are not drawn
    looks = {text.get_text(): ground_and_ink(part(pixels, text)) for text in shown}
    assert {word: look for word, look in looks.items() if contrast(*look) < 4.4} == {}  # letters this small are hardly ever drawn in full
    assert shown
    assert [to_hex(corner / 255) for corner in (pixels[0, 0], pixels[0, -1], pixels[-1, 0], pixels[-1, -1])] == [DARK_PAPER] * 4
    assert (pixels != light).any()


PICTURES = {
    "photo": lambda: cnn.plot_images(X[:1]),
    "map": lambda: cnn.plot_featuremaps(X[0], MAPS, "conv"),
    "numbers on colours": lambda: cnn.plot_grid(WEIGHTS[..., 0, 0]),
    "counts on colours": lambda: cnn.plot_confusion_matrix(np.arange(100).reshape(10, 10)),
    "a box on a photo": lambda: cnn.plot_occlusion(X[0], cnn.Occlusion(MAPS[..., 1], np.zeros((8, 8, 4), int) + [8, 8, 16, 16], np.ones((32, 32)), 0.7)),
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_keep_their_colours(name):
    """What stands on a map or a photo is the same in both themes, pixel for pixel, numbers and boxes too: only paper and what stands on it differ."""
    figure = PICTURES[name]()
    dark, light = in_the_dark(figure), seen(figure.png())
    n_kept = 0
    for box, pixels in figure.pictures():
        if pixels is None or pixels.all():  # but for grids of tiles, which are looked at below
            left, right, top, bottom = (round(2 * value) for value in (box.x0, box.x1, len(dark) / 2 - box.y1, len(dark) / 2 - box.y0))
            inside = np.s_[top + 2 : bottom - 2, left + 2 : right - 2]  # a frame may stand on the edge
            assert (dark[inside] == light[inside]).all()
            n_kept += 1
        else:
            painted = (light != [round(255 * value) for value in to_rgb(PAPER)]).any(axis=2) & (dark == light).all(axis=2)
            n_kept += painted.sum() > 1000
    assert n_kept


def test_between_tiles_one_sees_the_page():
    """The gaps of a grid are dark in the dark, and the numbers above its tiles are written there for the dark."""
    figure = cnn.plot_images(X, [1, 2, 3, 4])
    dark, light = in_the_dark(figure), seen(figure.png())
    gaps = (light == [round(255 * value) for value in to_rgb(PAPER)]).all(axis=2)
    assert {to_hex(colour / 255) for colour in np.unique(dark[gaps], axis=0)} == {DARK_PAPER}


def test_drawing_for_the_dark_leaves_the_figure_alone():
    """Afterwards the light one has the same bytes, and colours that the book does not know stay theirs."""
    figure = sheet(40)
    write(figure, 0, 0, "words", color=INK)
    own = write(figure, 100, 0, "own", color="#123456")
    before = figure.png()
    figure.png(is_dark=True)
    assert figure.png() == before and own.get_color() == "#123456"


def test_one_png_carries_all_views(monkeypatch):
    """In the book a figure's PNG is its light picture, and holds the dark one, pixel for pixel; elsewhere it holds nothing else."""
    figure = cnn.plot_grid([[1, -2], [0, 3]], "numbers")
    monkeypatch.delenv(IN_THE_BOOK, raising=False)
    plain = figure._repr_png_()
    monkeypatch.setenv(IN_THE_BOOK, "1")
    carrying = figure._repr_png_()
    with Image.open(io.BytesIO(carrying)) as picture, Image.open(io.BytesIO(plain)) as alone:
        views = views_in(picture)
        assert set(views) == {"dark"} and views_in(alone) == {}
        assert (np.asarray(picture) == np.asarray(alone)).all() and picture.info["dpi"] == alone.info["dpi"]
        assert (np.asarray(views["dark"]) == np.asarray(Image.open(io.BytesIO(figure.png(is_dark=True))))).all()


def test_the_panorama_has_a_view_for_phones(monkeypatch):
    """As wide as a phone, in both themes, with every map and every class of the wide one."""
    monkeypatch.setenv(IN_THE_BOOK, "1")
    figure = cnn.plot_panorama(X[0], {"a": MAPS, "b": np.ones((7, 7, 40))}, {"yes": 0.9, "no": 0.1})
    with Image.open(io.BytesIO(figure._repr_png_())) as picture:
        views = views_in(picture)
    assert set(views) == {"dark", "narrow", "narrow-dark"}
    assert views["dark"].size == picture.size and views["narrow"].size == views["narrow-dark"].size and views["narrow"].width <= 2 * 390 - 2 * 16
    words = [{text.get_text() for text in one.findobj(Text) if text.get_text()} for one in (figure, figure.narrow)]
    assert words[0] == words[1] >= {"a", "b", "yes", "no", "probability"}


def test_tiles_of_large_maps_do_not_overlap():
    """Also those of 224 × 224 numbers stand beside each other, in both views: between two columns one sees paper."""
    figure = cnn.plot_panorama(X[0], {"a": np.ones((224, 224, 40))}, {"yes": 0.9, "no": 0.1})
    for one in (figure, figure.narrow):
        pixels = seen(one.png())
        box, tiles = one.pictures()[-1]
        middle = pixels[round(len(pixels) - 2 * box.y1) + 4, round(2 * box.x0) : round(2 * box.x1)]
        gaps = (middle == [round(255 * value) for value in to_rgb(PAPER)]).all(axis=1)
        assert 0 < gaps.mean() < 0.4 and (np.diff(gaps.astype(int)) == 1).sum() >= 2


@pytest.mark.parametrize("colour", IN_THE_DARK)
def test_dark_colours_stand_out(colour):
    """Words and bars by at least as much as text must; lines and bars that are not spoken of less than in words, as in the light."""
    dark = contrast(DARK_PAPER, IN_THE_DARK[colour])
    assert dark >= 4.5 if contrast(PAPER, colour) >= 3 else 1.2 < dark < contrast(DARK_PAPER, IN_THE_DARK[MUTED])
    assert to_hex(to_rgb(IN_THE_DARK[colour])) == IN_THE_DARK[colour] != colour and ORANGE in IN_THE_DARK
