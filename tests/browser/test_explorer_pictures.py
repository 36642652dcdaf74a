"""Which picture the explorer shows: by number, from the strip of all photos, from a file, pasted or dropped; by mouse, finger and keys."""

import base64
import re

import numpy as np
import pytest
from explorer_page import explorer, explorer_address  # noqa: F401  (fixtures)
from explorer_window import write_window
from live_page import LivePage
from own_network import CLASSES, make_own, with_pictures
from own_picture_page import averaged
from picture_bar import PANEL, assert_answered, is_closed, open_panel, opener, photo, wait_for_photo
from test_live_own_picture import GIVE
from test_live_own_picture_files import READ, REFUSED
from thorough import some
from touching import swipe
from waiting import wait_until
from x_ray_page import as_file, colourful

from cnnviz_helpers import cifar10dict, export_explorable, layer_outputs
from cnnviz_helpers.explorables.own import read_network

WALL, WORDS, CHIPS = ".x-browse .x-cells", ".x-browse-words", ".x-chips[aria-label=class] button"
ROWS = 3
# Kept once the strip has not moved for ten frames.
AT_REST = """new Promise((done) => {
  let left = -1, still = 0;
  requestAnimationFrame(function look() {
    const { scrollLeft } = document.querySelector(".x-browse-scroll");
    still = scrollLeft === left ? still + 1 : 0;
    left = scrollLeft;
    if (still < 10) requestAnimationFrame(look);
    else done();
  });
})"""


@pytest.fixture(scope="module")
def answers(model, x_test):
    """The class that Keras gives to each of the 1,000 photos."""
    return layer_outputs(model, x_test, "softmax")["softmax"].argmax(axis=1)


@pytest.fixture(scope="module")
def labels(y_test):
    return y_test.argmax(axis=1)


def answered(here):
    """Wait until the worker has answered all photos."""
    wait_until(here.page, "document.querySelector('.x-browse progress').hidden", timeout=60_000)


def counts(here):
    """{class: how many photos} of the chips."""
    return {name: int(n) for name, n in (text.rsplit(" ", 1) for text in here.page.locator(CHIPS).all_inner_texts())}


def expected_counts(classes):
    numbers = {cifar10dict[c]: int(n) for c, n in enumerate(np.bincount(classes, minlength=10)) if n}
    return {"all": len(classes), **numbers}


def filter_by(here, by, judgement):
    """Sort by what photos are labelled or answered as; those that are all, right or wrong."""
    here.page.locator(".x-browse select").select_option(by)
    here.page.locator(".x-browse-filters .x-chips").get_by_role("button", name=judgement, exact=True).click()


def thumb(here, k):
    """The middle of the `k`-th thumb of the strip, on the page."""
    box = here.page.locator(WALL).bounding_box()
    side = box["height"] / ROWS
    return box["x"] + (k // ROWS + 0.5) * side, box["y"] + (k % ROWS + 0.5) * side


def test_a_photo_by_its_number(explorer, x_test, model):
    here = explorer("#explorer?image=16")
    here.page.locator(".x-picker input").fill("41")
    here.page.keyboard.press("Enter")
    wait_for_photo(here, 41)
    assert abs(assert_answered(here, model) / 255 - 0.5 - x_test[41]).max() < 1e-6
    here.page.get_by_role("button", name="next photo").click()
    wait_for_photo(here, 42)
    assert abs(photo(here) / 255 - 0.5 - x_test[42]).max() < 1e-6
    wait_until(here.page, "location.hash.includes('image=42')")
    here.page.get_by_role("button", name="any photo").click()
    wait_until(here.page, "document.querySelector('.x-picker input').value !== '42'")


@pytest.mark.thorough("counts 1,000 photos again; one count is compared in a quick run")
def test_the_strip_counts_what_keras_answers(explorer, answers, labels):
    """As labelled or as answered, all, right or wrong: the numbers on the chips are those of Keras for all 1,000."""
    here = explorer()
    open_panel(here, "Photos", WALL)
    answered(here)
    right = answers == labels
    for by, classes in (("label", labels), ("answer", answers)):
        for judgement, chosen in (("all", right | True), ("right", right), ("wrong", ~right)):
            filter_by(here, by, judgement)
            assert counts(here) == expected_counts(classes[chosen]), (by, judgement)
    here.page.locator(CHIPS, has_text="dog").click()
    n = (~right & (answers == 5)).sum()
    assert here.page.locator(".x-browse [role=status]").inner_text() == f"{n} photos, answered as trained"


@pytest.mark.thorough("one comes to the same state by another way")
def test_a_thumb_is_chosen_with_the_mouse(explorer, answers, labels, x_test):
    """One that is pointed at says what it is; pressed, it is the photo; its picture in the strip is that photo's; the strip goes."""
    here = explorer("#explorer?image=16")
    open_panel(here, "Photos", WALL)
    answered(here)
    filter_by(here, "label", "wrong")
    k, image = 7, int(np.flatnonzero(answers != labels)[7])
    here.page.mouse.move(*thumb(here, k))
    words = f"photo {image}, labelled {cifar10dict[labels[image]]}, answered {cifar10dict[answers[image]]}, wrong"
    wait_until(here.page, "words => document.querySelector('.x-browse-words').textContent === words", arg=words)
    here.drawn()
    shown = here.page.eval_on_selector(
        f"{WALL} canvas", "(canvas, [x, y]) => [...canvas.getContext('2d').getImageData(x, y, 32, 32).data]", [k // ROWS * 32, k % ROWS * 32]
    )
    assert abs(np.reshape(shown, (32, 32, 4))[..., :3] / 255 - 0.5 - x_test[image]).max() < 1e-6
    here.page.mouse.click(*thumb(here, k))
    wait_for_photo(here, image)
    assert abs(photo(here) / 255 - 0.5 - x_test[image]).max() < 1e-6 and is_closed(here)


def test_the_strip_by_keys(explorer, answers, labels):
    """Into it with Enter, along it with arrows, Enter chooses, Escape leads out, to the button; and not out of a level."""
    here = explorer("#explorer?image=16&level=map&layer=conv5&map=93")
    opener(here, "Photos").focus()
    here.page.keyboard.press("Enter")
    wait_until(here.page, "document.activeElement.matches('.x-browse .x-cells')")
    answered(here)
    label = here.page.locator(WALL).get_attribute("aria-label")
    assert label == "all photos, photo 16, labelled dog, answered dog, right"
    for key in ("ArrowRight", "ArrowRight", "ArrowDown"):
        here.page.keyboard.press(key)
    image = 16 + 2 * ROWS + 1
    words = f"photo {image}, labelled {cifar10dict[labels[image]]}, answered {cifar10dict[answers[image]]}"
    assert words in here.page.locator(WALL).get_attribute("aria-label")
    assert here.page.locator(".x-picker input").input_value() == "16"  # not before it is chosen
    here.page.keyboard.press("Enter")
    wait_for_photo(here, image)
    assert here.page.locator(PANEL).is_visible()  # by keys one walks on
    here.page.locator(CHIPS).nth(0).focus()
    here.page.keyboard.press("ArrowRight")
    here.page.keyboard.press("Enter")
    assert here.page.locator(CHIPS).nth(1).get_attribute("aria-pressed") == "true"
    here.page.keyboard.press("Escape")
    assert is_closed(here) and here.page.evaluate("document.activeElement.textContent") == "Photos"
    assert "level=map" in here.page.evaluate("location.hash")


@pytest.mark.thorough("one comes to the same state by another way")
def test_the_strip_by_touch(explorer):
    """A finger moves it from side to side, and a tap chooses; both parts of the phone's first screen stay in sight."""
    here = explorer("#explorer?image=16", width=390, height=788, has_touch=True)
    opener(here, "Photos").tap()
    here.page.locator(WALL).wait_for()
    answered(here)
    box = here.page.locator(".x-browse-scroll").bounding_box()
    before = here.page.eval_on_selector(".x-browse-scroll", "one => one.scrollLeft")
    swipe(here.page, (box["x"] + 300, box["y"] + 60), right=-200)
    wait_until(here.page, f"document.querySelector('.x-browse-scroll').scrollLeft > {before} + 100")
    here.page.evaluate(AT_REST)
    top = here.page.locator(PANEL).bounding_box()["y"]
    lowest = here.page.locator(".x-photo-field canvas").bounding_box()
    assert lowest["y"] + lowest["height"] <= top and here.overflow() == 0
    here.page.touchscreen.tap(box["x"] + 100, box["y"] + 60)
    wait_until(here.page, "document.querySelector('.x-picker input').value !== '16'")
    assert is_closed(here)


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_one_panel_at_a_time(explorer):
    """Each button opens its own and closes the others; once more closes it."""
    here = explorer()
    for name, inside in (("Photos", WALL), ("Draw", ".x-draw"), ("Your picture", ".x-own")):
        open_panel(here, name, inside)
        assert opener(here, name).get_attribute("aria-expanded") == "true"
        assert here.page.locator(".x-pictures [aria-expanded=true]").count() == 1
        assert here.page.locator(PANEL).get_attribute("aria-label") == name
    opener(here, "Your picture").click()
    assert is_closed(here)
    open_panel(here, "Draw", ".x-draw")
    here.page.get_by_role("button", name="Close", exact=True).click()
    assert is_closed(here) and here.page.evaluate("document.activeElement.textContent") == "Draw"


def give(here, data, folder, name="picture.png"):
    """Choose a file."""
    (folder / name).write_bytes(data)
    here.page.locator(".x-own input[type=file]").set_input_files(folder / name)


def test_a_picture_of_ones_own(explorer, model, tmp_path):
    """Shown step by step; its square can be moved; a photo of the album takes its place, and the steps go."""
    here, pixels = explorer("#explorer?image=16"), colourful(64, 96)
    open_panel(here, "Your picture", ".x-own")
    give(here, as_file(pixels), tmp_path)
    here.page.wait_for_selector(".x-steps")
    assert abs(assert_answered(here, model) - averaged(pixels)).max() <= 1
    assert here.page.locator(".x-picker input").input_value() == ""
    here.page.get_by_label("move it").focus()
    here.page.keyboard.press("Home")
    assert abs(photo(here) - averaged(pixels, 0)).max() <= 1
    here.page.get_by_role("button", name="next photo").click()
    wait_for_photo(here, 17)
    assert here.page.locator(".x-steps").is_hidden()


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_pasted_and_dropped(explorer, kind):
    """Anywhere on the page, with no panel open; what was done to it is then shown."""
    here, pixels = explorer(), colourful(50, 30)
    here.page.wait_for_selector(".x-pictures")
    here.page.evaluate("document.querySelector('.x-stage').classList.add('x-wall')")  # where GIVE drops
    untouched = here.page.evaluate(GIVE, [kind, base64.b64encode(as_file(pixels)).decode(), "a.png"])
    assert untouched == (kind == "paste")
    here.page.wait_for_selector(".x-steps canvas")
    assert abs(photo(here) - averaged(pixels)).max() <= 1


def test_bad_pictures_get_one_sentence(explorer, tmp_path):
    """All of the hostile files; the photo stays, and nothing is asked for but the code that reads them."""
    here = explorer("#explorer?image=16")
    open_panel(here, "Your picture", ".x-own")
    before, n = photo(here), len(here.requests)
    for name, (make, sentence) in REFUSED.items():
        give(here, make(), tmp_path, name)
        fault = here.page.locator(".x-own .x-fault", has_text=sentence)
        fault.wait_for(timeout=8000)
        assert len(re.findall(r"\.(?: |$)", fault.inner_text())) == 1
        assert here.page.locator(".x-steps").is_hidden()
    assert (photo(here) == before).all()
    assert [url for url in here.requests[n:] if not url.startswith("blob:") and not url.endswith("kit/own-picture.mjs")] == []


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_rare_pictures_are_read_rightly(explorer, tmp_path):
    here = explorer()
    open_panel(here, "Your picture", ".x-own")
    for name, (make, is_right) in READ.items():
        here.page.evaluate("document.querySelector('.x-steps').hidden = true")
        give(here, make(), tmp_path, name)
        here.page.wait_for_selector(".x-steps", timeout=20_000)
        assert is_right(photo(here)), name


@pytest.fixture(scope="module")
def own_address(serve, tmp_path_factory, x_test):
    """Where a page with another network is served, whose nine pictures have no labels."""
    folder = export_explorable(make_own(), tmp_path_factory.mktemp("own"), CLASSES)
    with_pictures(folder, np.round((x_test[:9] + 0.5) * 255).astype(np.uint8), 3)
    return serve(write_window(tmp_path_factory.mktemp("page"), read_network(folder)))


@pytest.mark.thorough("another network")
def test_a_network_whose_photos_have_no_labels(browser, own_address, x_test):
    """There is nothing to be right about: the photos are sorted by its answers alone."""
    here = LivePage(browser, own_address)
    here.page.wait_for_selector(".x-explorer.is-ready")
    open_panel(here, "Photos", WALL)
    answered(here)
    found = layer_outputs(make_own(), x_test[:9], "answer")["answer"].argmax(axis=1)
    assert counts(here) == {"all": 9, **{CLASSES[c]: int((found == c).sum()) for c in (0, 1) if (found == c).any()}}
    assert here.page.locator(".x-browse select").is_hidden() and here.page.locator(".x-browse-filters .x-chips").is_hidden()
    here.page.keyboard.press("Home")  # from the last photo, in the last line of the strip
    assert here.page.locator(WORDS).inner_text() == f"photo 2, answered {CLASSES[found[2]]}"
    assert here.close() == []


PANELS = {"Photos": WALL, "Draw": ".x-draw", "Your picture": ".x-own"}


@pytest.mark.parametrize("theme", some(["light", "dark"], "dark"))
def test_panels_are_accessible(explorer, axe_violations, theme, tmp_path):
    """Wide and on a phone, each panel open; of a picture of one's own with its steps, and what was wrong with a file."""
    here = explorer(theme=theme)
    for name, inside in PANELS.items():
        open_panel(here, name, inside)
        if name == "Photos":
            answered(here)
        if name == "Your picture":
            give(here, as_file(colourful(64, 96)), tmp_path)
            here.page.wait_for_selector(".x-steps")
            give(here, b"no picture", tmp_path, "words.txt")
            here.page.locator(".x-own .x-fault").wait_for()
        for width, height in ((1280, 720), (390, 788)):
            here.page.set_viewport_size({"width": width, "height": height})
            here.drawn()
            assert axe_violations(here.page) == [], (name, width)
            assert here.overflow() == 0, (name, width)
