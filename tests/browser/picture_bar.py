"""What the tests of the explorer's pictures share: its buttons and panels, the photo in its stage, and what Keras says of that photo."""

import numpy as np
from live_page import PIXELS, as_pixels
from waiting import wait_until

from cnnviz_helpers import layer_outputs

PHOTO, PANEL, FAULT, FIELD = ".x-photo-field canvas", ".x-panel", ".x-panel > .x-fault", ".x-draw-field"
STATUS = ".x-explorer > .x-live"
SHOWN = "[...document.querySelectorAll('.x-says .x-bars li')].map((row) => row.innerText.split(/\\s+/).filter(Boolean))"


def opener(here, name):
    """The button in the bar with this name."""
    return here.page.locator(".x-pictures > .x-row").get_by_role("button", name=name, exact=True)


def open_panel(here, name, inside):
    """Press the button in the bar, and wait until `inside`, a selector, is in its panel."""
    opener(here, name).click()
    here.page.locator(f"{PANEL} {inside}").wait_for()


def photo(here):
    """(H, W, 3) uint8 of the photo in the stage."""
    here.drawn()
    return as_pixels(here.page.eval_on_selector(PHOTO, PIXELS))


def assert_answered(here, model):
    """The answer that stands there is Keras's to the photo that stands there. Returns the photo."""
    here.drawn()
    rows = {name: float(share) / 100 for name, share, _ in here.page.evaluate(SHOWN)}
    shown = photo(here)
    expected = layer_outputs(model, (shown / 255 - 0.5).astype(np.float32), "softmax")["softmax"][0]
    assert abs(np.array(list(rows.values())) - expected).max() <= 0.0051
    return shown


def wait_for_photo(here, number):
    """Wait until the stage shows the photo with this number; that in the bar may be only typed."""
    wait_until(here.page, f"/^photo {number}\\b/.test(document.querySelector('.x-photoname').textContent)", timeout=20_000)
    here.drawn()


def is_closed(here):
    """Whether no panel is open, by what one sees and what the buttons say."""
    return here.page.locator(PANEL).is_hidden() and here.page.locator(".x-pictures [aria-expanded=true]").count() == 0
