"""The mistakes, as a museum, in a browser: its table, its photos and its sums are Python's; mouse, touch, keys, the address, its tries."""

import numpy as np
import pytest
from errors_page import DONE, NAMES, figure_page, reals, shares  # noqa: F401  (fixtures)
from live_visit import FIGURE, LiveVisit
from thorough import LOOKS
from waiting import wait_until

from cnnviz_helpers import confusion_matrix, evidence_difference

CAT, DOG, FROG = 3, 5, 6
LEDGER = "rows => rows.map((row) => [...row.children].map((cell) => cell.textContent))"


@pytest.fixture(scope="module")
def seen(browser, figure_page):
    """The page with the figure, counted to its end."""
    with LiveVisit(browser, figure_page("mistakes")) as visit:
        visit.wait(DONE)
        yield visit


def cell(visit, truth, answer):
    """The button of a cell of the table."""
    return visit.page.locator(".x-confusion button").nth(10 * truth + answer)


def of_cell(shares, y_test, truth, answer):
    """The numbers of the photos of a cell, the surest first."""
    photos = np.flatnonzero((y_test.argmax(axis=1) == truth) & (shares.argmax(axis=1) == answer))
    return photos[np.argsort(-shares[photos, answer], kind="stable")]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_accessible(seen, axe_violations, width, theme):
    """Nothing that axe finds, wide and narrow; no sideways scrolling at 320 pixels either."""
    seen.page.emulate_media(color_scheme=theme)
    seen.page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
    seen.page.set_viewport_size({"width": width, "height": 900})
    assert axe_violations(seen.page, FIGURE) == []
    seen.page.set_viewport_size({"width": 320, "height": 700})
    assert seen.overflow() <= 0
    seen.page.set_viewport_size({"width": 1280, "height": 900})


def test_a_cell_opens_its_photos(seen, shares, y_test):
    """By mouse and by keys; counts, order and confidence are Python's; the most frequent mistake is recognised."""
    table = seen.page.eval_on_selector_all(".x-confusion button", "cells => cells.map((cell) => Number(cell.textContent) || 0)")
    assert np.array_equal(np.reshape(table, (10, 10)), confusion_matrix(y_test, shares))
    cell(seen, FROG, DOG).click()
    seen.page.wait_for_selector(".x-shots button")
    for _ in range(FROG - DOG):
        seen.page.keyboard.press("ArrowUp")
    for _ in range(DOG - CAT):
        seen.page.keyboard.press("ArrowLeft")
    seen.page.keyboard.press("Enter")
    photos = of_cell(shares, y_test, DOG, CAT)
    wait_until(seen.page, "n => document.querySelectorAll('.x-shots button').length === n", len(photos))
    assert [words.strip() for words in seen.texts(".x-shots button")] == [f"{i}: {100 * shares[i, CAT]:.0f} %" for i in photos]
    assert seen.texts(".x-body > div > p")[0] == f"{len(photos)} times dog was called cat, the surest first:"
    assert cell(seen, DOG, CAT).get_attribute("aria-label") == f"dog, answer cat: {len(photos)}"
    wait_until(seen.page, f"() => location.hash.includes('image={photos[0]}&truth={DOG}&answer={CAT}')")
    back = confusion_matrix(y_test, shares)[CAT, DOG]
    seen.says(f"{len(photos)} times dog is called cat; the other way round {back} times.")


def test_the_shares_of_a_difference(seen, model, x_test, shares, y_test):
    """Of a photo that was picked: the largest shares, what they are made of, ties, the sum, and the scale of the map."""
    cell(seen, DOG, CAT).click()
    image = int(of_cell(shares, y_test, DOG, CAT)[1])
    seen.page.locator(".x-shots button").nth(1).click()
    wait_until(seen.page, "i => document.querySelector('.x-exhibit strong').textContent === `photo ${i}: dog`", image)
    expected = evidence_difference(model, x_test[image], CAT, DOG)
    rows = seen.page.eval_on_selector_all(".x-terms tr", LEDGER)[1:]
    order = np.argsort(-abs(expected.terms), kind="stable")[:6]
    weights = model.layers[-2].get_weights()[0]
    for (name, product, share, tie), map_ in zip(rows, order, strict=False):
        weight = weights[map_, CAT] - weights[map_, DOG]
        mean = expected.terms[map_] / weight
        assert (int(name), *reals(product.replace("×", " ")), *reals(share)) == pytest.approx((map_, mean, weight, expected.terms[map_]), abs=0.0051)
        at = mean - expected.logit / weight
        assert (reals(tie)[0] == pytest.approx(at, abs=0.0051)) if at >= 0 else tie == "–"
    rest = expected.terms.sum() - expected.terms[order].sum()
    assert [reals(row[2])[0] for row in rows[6:]] == pytest.approx([rest, expected.bias, expected.logit], abs=0.0051)
    low, high = (reals(words)[0] for words in seen.texts(".x-scale > span")[::2][:2])
    assert (-low, high) == pytest.approx((abs(expected.map).max(),) * 2, abs=0.051)
    code = seen.page.locator(".x-foot code").inner_text()
    assert code == f"evidence_difference(model, x_test[{image}], {CAT}, {DOG}).terms"
    with_share = (expected.terms > expected.logit).sum()
    seen.says(f"Of 128 maps, {with_share if with_share else 'none'} ha")


def test_touch_tries_and_the_address(browser, figure_page, shares, y_test, model, x_test):
    """A finger opens the diagonal, where the least sure answer comes first; a mistake that one map has turned; a link leads to both."""
    labels, sure = y_test.argmax(axis=1), shares.max(axis=1)
    mistakes = [int(i) for i in np.flatnonzero(shares.argmax(axis=1) != labels) if sure[i] < 0.5]
    turned = next(i for i in mistakes if (d := evidence_difference(model, x_test[i], int(shares[i].argmax()), int(labels[i]))).terms.max() > d.logit
                  and abs(d.terms).max() == d.terms.max())
    state = f"#mistakes?image={turned}&truth={labels[turned]}&answer={shares[turned].argmax()}"
    with LiveVisit(browser, figure_page("mistakes"), state, width=390, has_touch=True) as visit:
        visit.wait(DONE)
        assert visit.texts(".x-exhibit strong") == [f"photo {turned}: {NAMES[labels[turned]]}"]
        chosen = visit.page.locator(".x-shots [aria-current=true]")
        assert chosen.inner_text().strip().startswith(f"{turned}:")
        chosen.tap()
        visit.page.wait_for_selector(".x-tries li:nth-child(2).is-done")
        box = cell(visit, CAT, CAT).bounding_box()
        assert box["width"] >= 24 and box["height"] >= 24
        cell(visit, CAT, CAT).tap()
        closest = of_cell(shares, y_test, CAT, CAT)[-1]
        wait_until(visit.page, "i => document.querySelector('.x-exhibit strong').textContent === `photo ${i}: cat`", int(closest))
        visit.page.wait_for_selector(".x-tries li:nth-child(3).is-done")
        visit.page.goto(figure_page("mistakes") + "#mistakes?image=5000&truth=-1&answer=cat")
        visit.page.reload()
        visit.page.wait_for_selector(".x-exhibit")
        assert visit.texts(".x-exhibit strong") == ["photo 439: automobile"]
