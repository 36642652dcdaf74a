"""The figures of *When is it wrong?* on other networks than the book's: one sigmoid and pixels from 0 to 255; grey pictures of another size."""

import numpy as np
import pytest
from errors_page import DONE, reals
from live_page import write_page
from live_visit import LiveVisit
from own_network import MAKERS, NAMES, PIXELS
from thorough import thorough
from waiting import wait_until

from cnnviz_helpers import export_explorable, reliability
from cnnviz_helpers.explorables.mount import Mount
from cnnviz_helpers.explorables.own import read_network
from cnnviz_helpers.perturbations import pictures, pushes

IMAGE = 16


@pytest.fixture(scope="module")
def on(serve, tmp_path_factory, y_test):
    """A function: the network of this name, labelled, and where a figure on it is served."""
    known, patch = {}, pytest.MonkeyPatch()
    patch.setattr(Mount, "_still", lambda self: "")  # stills are looked at elsewhere

    def network(name, figure, n_classes):
        if name not in known:
            labels = y_test.argmax(axis=1) % n_classes
            folder = export_explorable(MAKERS[name](), tmp_path_factory.mktemp(name) / "own", pixels=PIXELS[name], classes=NAMES[name], labels=labels)
            known[name] = read_network(folder)
        own = known[name]
        return own, serve(write_page(tmp_path_factory.mktemp(figure), figure, own))

    yield network
    patch.undo()


def answers(own, images):
    """(N, K) shares, two of them for a single sigmoid."""
    rows = own.model.predict(images, verbose=0)
    return np.hstack([1 - rows, rows]) if rows.shape[1] == 1 else rows


@pytest.mark.parametrize(("name", "n_classes"), [thorough("residual", 4), ("chance", 2)])
def test_what_it_uses(browser, on, name, n_classes):
    """Only changes that make sense: a grey picture has no colour to lose, and 8 tiles do not fit into 20 pixels. The answers are Keras's."""
    own, address = on(name, "what-it-uses", n_classes)
    photo = own.numbers(IMAGE)
    with LiveVisit(browser, address, f"#what-it-uses?image={IMAGE}&change=tiles-4") as visit:
        offered = visit.page.locator(".x-uses option").evaluate_all("options => options.map((option) => option.value)")
        assert {"grey", "tiles-8"} & set(offered) == (set() if name == "residual" else {"grey", "tiles-8"})
        for change, changed in (("tiles-4", pictures.shuffled(photo, 4, first=IMAGE)), ("mirrored", pictures.mirrored(photo))):
            visit.page.get_by_label("change", exact=True).select_option(change)
            row = answers(own, changed[None])[0]
            visit.says(f": {NAMES[name][row.argmax()]}, {100 * row.max():.0f} %.")


def test_a_push_along_the_slope_of_one_sigmoid(browser, on):
    """In the network's own range, from 0 to 255."""
    own, address = on("chance", "small-push", 2)
    photo = own.numbers(IMAGE)
    push = pushes.small_push(own.model, photo, own.label(IMAGE), 16 / 255, low=0, high=255)
    row, before = answers(own, push.pictures)[0], answers(own, photo[None])[0]
    with LiveVisit(browser, address, f"#small-push?image={IMAGE}&size=16") as visit:
        words = visit.texts(".x-live")[0]
        assert words.startswith(f"16/255 along the slope: {NAMES['chance'][row.argmax()]}, {100 * row.max():.0f} %; before: ")
        assert f"{NAMES['chance'][before.argmax()]}, {100 * before.max():.0f} %." in words


@pytest.mark.parametrize("figure", [thorough("calibration"), "mistakes"])
def test_counts_and_shares(browser, on, figure):
    """Of all photos how many are right; of one photo what made the difference of the scores."""
    own, address = on("chance", figure, 2)
    labels = np.array([own.label(i) for i in range(own.n_pictures)])
    rows = answers(own, np.stack([own.numbers(i) for i in range(own.n_pictures)]))
    with LiveVisit(browser, address, f"#{figure}?image={IMAGE}&truth=0&answer=0") as visit:
        wait_until(visit.page, DONE, timeout=120_000)
        if figure == "calibration":
            found = reals(visit.texts(".x-body > .x-outcome")[0])
            expected = reliability(rows, labels)
            assert found == pytest.approx([100 * rows.max(axis=1).mean(), 100 * expected.right.sum() / len(labels), expected.error], abs=0.06)
        else:
            table = visit.page.locator(".x-confusion button").evaluate_all("cells => cells.map((cell) => Number(cell.textContent) || 0)")
            assert table == np.bincount(2 * labels + rows.argmax(axis=1), minlength=4).tolist()
            sign = 1 if rows[IMAGE].argmax() else -1
            logit = sign * np.log(rows[IMAGE, 1] / rows[IMAGE, 0])
            assert reals(visit.texts(".x-terms .is-total")[0])[-1] == pytest.approx(logit, abs=0.0051)
