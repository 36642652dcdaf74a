"""One answer at the top, in a browser: sums and biases' shares at every layer are Python's; the slider by keyboard and touch; tries; another network."""

import pytest
from live_page import LivePage, write_page
from live_visit import FIGURE
from own_network import MAKERS, PIXELS
from thorough import LOOKS

from cnnviz_helpers import cnn_model, export_explorable, get_cifar10, layer_shares
from cnnviz_helpers.explorables.own import read_network

DOG, PHOTO, STEPS = 5, 16, 64
ROWS = {
    "Grad-CAM, signed": "grad_cam",
    "gradient × activation": "gradient",
    "Integrated Gradients from zero": "integrated_gradients",
    "one cell set to zero": "occlusion",
}
BIASES = "the same, and the biases’ share"


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("adds-up"), "adds-up"))


def real(words):
    return float(words.replace("−", "-"))


def table(page, layer):
    """{row: [adds up to, should, verdict]}, once all is known of the layer."""
    page.said(f"At {layer} ")
    rows = [[cell.inner_text().strip() for cell in row.locator("th, td").all()] for row in page.page.locator(".x-shares tbody tr").all()]
    return {row[0]: row[2:] for row in rows}


def agrees(found, theirs):
    """Whether the table's numbers are Python's, to the digits shown."""
    sums = theirs.sums
    near = [abs(real(found[words][0]) - sums[name]) <= 0.0051 + 1e-4 * abs(sums[name]) for words, name in ROWS.items()]
    near += [abs(real(found[words][1]) - (theirs.logit - theirs.zero)) <= 0.0051 for words in ROWS]
    near.append(abs(real(found[BIASES][0]) - sums["gradient"] - theirs.biases) <= 0.0051 and abs(real(found[BIASES][1]) - theirs.logit) <= 0.0051)
    return all(near)


def test_sums_at_layers(browser, address):
    """At the last maps all is exact; one layer below, signed Grad-CAM is not; at the photo only the slopes with the biases' share are. By keys and touch."""
    model, photo = cnn_model(), get_cifar10()[0][PHOTO]
    page = LivePage(browser, address, width=390, has_touch=True)
    found = table(page, "relu5")
    assert agrees(found, layer_shares(model, photo, DOG, "relu5", steps=STEPS))
    assert len(found) == 6 and {row[2] for row in found.values()} == {"exact"} and not page.page.locator(".is-done").count()
    page.said("only sums: gap and dense")
    page.page.get_by_role("slider", name="layer").focus()
    page.page.keyboard.press("ArrowLeft")
    found = table(page, "conv5")
    page.reached(0)
    assert found["Grad-CAM, signed"][2].startswith("off by") and found["evidence ÷ places"][2] == "at the last maps only"
    page.wait("() => location.hash.includes('layer=conv5')")
    page.page.keyboard.press("ArrowLeft")
    page.page.keyboard.press("ArrowLeft")
    assert agrees(table(page, "relu4"), layer_shares(model, photo, DOG, "relu4", steps=STEPS))
    box = page.page.get_by_role("slider", name="layer").bounding_box()
    page.page.touchscreen.tap(box["x"] + 3, box["y"] + box["height"] / 2)
    found = table(page, "the photo")
    assert agrees(found, layer_shares(model, photo, DOG, steps=STEPS))
    assert [words for words, row in found.items() if row[2] == "exact"] == [BIASES]
    for number in (1, 2):
        page.reached(number)
    assert page.page.locator(".x-foot code").inner_text() == "layer_shares(model, x_test[16], steps=64)"
    assert page.overflow() == 0 and page.close() == []


def test_the_slider_stays_where_it_is_put(browser, address):
    """While the numbers of a layer are computed, the slider does not go back to the layer before."""
    page = LivePage(browser, address)
    table(page, "relu5")
    stays = page.page.get_by_role("slider", name="layer").evaluate("""async (slider) => {
      slider.value = 0;
      slider.dispatchEvent(new Event("input"));
      const seen = [];
      for (let i = 0; i < 3; i++) {
        await new Promise(requestAnimationFrame);
        seen.push([slider.value, slider.getAttribute("aria-valuetext")]);
      }
      return seen;
    }""")
    assert stays == 3 * [["0", "the photo"]]
    assert len(table(page, "the photo")) == 6 and page.close() == []


def test_another_class_and_a_bad_address(browser, address):
    """The class and the photo of the address; what it cannot mean is ignored: an unknown layer is the last one."""
    page = LivePage(browser, address, "#adds-up?image=3&class=8&layer=conv99")
    assert agrees(table(page, "relu5"), layer_shares(cnn_model(), get_cifar10()[0][3], 8, "relu5", steps=STEPS))
    page.page.get_by_label("class").select_option("0")
    page.wait("() => location.hash.includes('class=0')")
    page.page.locator(".x-sentence", has_text="airplane").wait_for()
    assert page.close() == []


@pytest.mark.thorough("another network")
def test_another_network(browser, serve, tmp_path):
    """A residual network with batch normalisation: only layers that all ways lead over; behind a SiLU it is not exact."""
    export_explorable(MAKERS["residual"](), tmp_path / "network", pixels=PIXELS["residual"])
    own = read_network(tmp_path / "network")
    page = LivePage(browser, serve(write_page(tmp_path / "page", "adds-up", own)), "#adds-up?image=3&class=1")
    page.said("only sums")
    names = page.page.locator(".x-ticks span").all_inner_texts()
    assert "stem" in names and "add" in names and "conv" not in names  # there is a way around conv
    page.page.get_by_role("slider", name="layer").fill(str(names.index("add")))
    found = table(page, "add")
    assert agrees(found, layer_shares(own.model, own.numbers(3), 1, "add", steps=STEPS))
    assert page.close() == []


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_accessible(browser, address, axe_violations, width, theme):
    """Nothing for axe to find, and nothing to scroll sideways."""
    page = LivePage(browser, address, width=width, theme=theme)
    table(page, "relu5")
    assert axe_violations(page.page, FIGURE) == []
    assert page.overflow() == 0
    page.page.set_viewport_size({"width": 320, "height": 800})
    assert page.overflow() == 0 and page.close() == []
