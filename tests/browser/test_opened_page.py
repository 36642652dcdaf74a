"""The page that `python -m cnnviz_helpers open` shows, in a browser: the network's figures live, with its own pictures, and ask nobody else."""

import numpy as np
import pytest
from listening import Listener
from own_network import make_residual
from PIL import Image
from thorough import thorough
from waiting import wait_until

from cnnviz_helpers import layer_outputs
from cnnviz_helpers.opening import write_site

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # of Keras, as it saves a file


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A network of grey pictures of its own, four classes, and the model: (folder of the page, model, pictures)."""
    folder, model = tmp_path_factory.mktemp("opened"), make_residual()
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (4, 24, 20), np.uint8)
    for i, picture in enumerate(pixels):
        place = folder / "pictures" / "abcd"[i]
        place.mkdir(parents=True)
        Image.fromarray(picture).save(place / "one.png")
    model.save(folder / "small.keras")
    write_site(folder / "small.keras", folder / "site", folder / "pictures", "0..255")
    return folder / "site", model, pixels


@pytest.mark.parametrize(("width", "theme"), [thorough(1280, "light"), (390, "dark")])
def test_the_figures_live(browser, serve, axe_violations, made, width, theme):
    folder, model, pixels = made
    address = serve(folder)
    context = browser.new_context(viewport={"width": width, "height": 850}, color_scheme=theme)
    page, heard = context.new_page(), Listener(context)
    page.goto(address + "#figure=ten-bars&image=2")
    page.locator(".x-shown .x-frame").wait_for()
    shares = layer_outputs(model, pixels[2:3, ..., None].astype(np.float32))["answer"][0]
    assert page.inner_text(".x-shown .x-title").startswith("Ten bars.") and page.get_by_label("photo", exact=True).input_value() == "2"
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    assert page.inner_text(".x-shown .x-name") == "c"  # the class of its folder
    best = int(shares.argmax())
    row = page.locator(".x-bars > *", has_text="abcd"[best]).first
    assert f"{100 * shares[best]:.0f}" in row.inner_text() or f"{100 * shares[best]:.1f}" in row.inner_text()
    shown, tabs = set(), page.locator(".x-tabs button:visible").all()[1:]
    for tab in tabs:
        page.evaluate("document.querySelector('.x-shown').firstChild.dataset.before = ''")
        tab.click()
        wait_until(page, "document.querySelector('.x-shown > :not([data-before])')?.innerText")
        shown.add(page.inner_text(".x-shown"))
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{tab.inner_text()} is too wide"
    assert len(shown) == len(tabs) >= 6 and "figure=ten-bars" not in page.url
    page.evaluate("location.hash = '#figure=ten-bars&image=3'")  # as one who goes back, or changes the address
    wait_until(
        page,
        "document.querySelector('.x-shown .x-title')?.innerText.startsWith('Ten bars.') "
        "&& document.querySelector('.x-shown .x-picker input')?.value === '3'",
    )
    assert axe_violations(page) == []
    # The mosaic says so where a network gives its photos too few answers, as this one does; if it was shown long enough to find out.
    foreseen = "Expected a network that gives its photos at least 4 different answers"
    assert [words for words in heard.complaints if foreseen not in words] == [] and heard.foreign(address) == []
    context.close()
