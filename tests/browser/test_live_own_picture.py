"""A picture of the reader's own in a real browser: shown step by step, by file, paste, drop and camera, and left for a photo again."""

import base64
from contextlib import contextmanager

import numpy as np
import pytest
from cnnbook.publishing.chromium import launch
from conftest import OFFLINE
from live_page import write_page
from own_picture_page import averaged
from waiting import wait_until
from x_ray_page import FAULT, Visit, address, as_file, colourful, visit  # noqa: F401  (fixtures)

from cnnviz_helpers import layer_outputs
from cnnviz_helpers.plots.colours import signed_colours

CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { globalThis.copied = text; } } }); var copied = '';"
GIVE = """([kind, base64, name]) => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)), files = new DataTransfer();
  files.items.add(new File([bytes], name));
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: files, bubbles: true })
    : new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true });
  return (kind === "paste" ? document.body : document.querySelector(".x-wall")).dispatchEvent(event);
}"""


def test_own_picture_is_shown_step_by_step(visit, model):
    here = visit()
    pixels = colourful(64, 96)
    here.give(as_file(pixels))
    here.page.wait_for_selector(".x-steps")
    here.says("Nothing else was allowed")
    small, numbers = (here.page.locator(f".x-steps > li:nth-child({n}) canvas") for n in (2, 3))
    assert abs(here.pixels(small) - averaged(pixels)).max() <= 1
    red = averaged(pixels)[..., 0].round() / 255 - 0.5
    assert abs(here.pixels(numbers)[:, :32].astype(int) - signed_colours(red, 0.5)).max() <= 6

    photo = (here.pixels(small) / 255 - 0.5).astype(np.float32)
    shares = layer_outputs(model, photo, "softmax")["softmax"][0]
    texts = here.page.locator(".x-answer .x-value").all_text_contents()
    assert all(abs(float(text[:-2]) / 100 - share) <= 0.0051 for text, share in zip(texts, shares, strict=True))
    words = here.page.locator(".x-frame").inner_text()
    assert words.count("of its 10 answers") == words.count("Nothing else was allowed") == 1
    assert here.page.locator(".x-foot code").text_content() == 'layer_outputs(model, x, "relu1")["relu1"][0, :, :, 2]  # x: your picture'
    assert "never leaves this page" in here.page.locator(".x-own").text_content()

    slider = here.page.get_by_label("move it")
    slider.focus()
    here.page.keyboard.press("Home")
    assert abs(here.pixels(small) - averaged(pixels, 0)).max() <= 1
    edges = here.page.locator(".x-crop").evaluate("(box) => [box, box.children[1]].map((e) => e.getBoundingClientRect().left)")
    assert abs(edges[0] - edges[1]) < 1


@pytest.fixture(params=["x-ray", "ten-bars"])
def figure(request, browser, serve, tmp_path):
    """A visit to a figure that takes pictures of one's own."""
    here = Visit(browser, serve(write_page(tmp_path / "page", request.param)), tmp_path, f"#{request.param}?image=41", script=CLIPBOARD)
    yield here
    here.close()


def test_back_among_the_photos(figure):
    """Next goes on from the photo that was there before; the steps go, what a link leaves out is said no more, nor what was wrong with a file."""
    page, link = figure.page, figure.page.get_by_role("button", name="Copy a link to this state")
    note, says = page.locator(".x-foot [role=status]"), "A link cannot hold your picture"
    figure.give(as_file(colourful(64, 96)))
    page.wait_for_selector(".x-steps")
    link.click()
    wait_until(page, "words => document.querySelector('.x-foot [role=status]').textContent.startsWith(words)", arg=says)
    assert "image=41&" in page.evaluate("copied")
    page.get_by_role("button", name="next photo").click()
    wait_until(page, "document.querySelector('.x-photo').getAttribute('aria-label').startsWith('photo 42,')")
    assert page.locator(".x-steps").is_hidden() and page.locator(".x-own input[type=range]").is_hidden()
    page.get_by_role("button", name="Copied").wait_for(state="detached", timeout=4000)
    link.click()
    wait_until(page, "() => copied.includes('image=42&')")
    assert note.text_content() == ""
    figure.give(as_file(colourful(20, 20)))  # and they come again
    page.wait_for_selector(".x-steps")
    figure.give(b"no picture", "words.png")
    page.wait_for_selector(FAULT)
    file = page.locator(".x-own input[type=file]")
    assert file.input_value().endswith("words.png")
    page.get_by_label("photo", exact=True).fill("7")
    page.get_by_label("photo", exact=True).dispatch_event("change")
    wait_until(page, "document.querySelector('.x-photo').getAttribute('aria-label').startsWith('photo 7,')")
    assert page.locator(".x-steps").is_hidden() and page.locator(FAULT).is_hidden() and file.input_value() == ""


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_paste_and_drop(visit, kind):
    here = visit()
    here.page.locator(".x-own summary").click()
    untouched = here.page.evaluate(GIVE, [kind, base64.b64encode(as_file(colourful(50, 30))).decode(), "a.png"])
    assert untouched == (kind == "paste")  # else the browser would open a dropped file itself
    here.page.wait_for_selector(".x-steps canvas")
    assert here.page.locator(".x-name").text_content() == "your own"


def test_a_dropped_word_is_no_picture(visit):
    here = visit()
    drop = "(wall) => wall.dispatchEvent(new DragEvent('drop', { dataTransfer: new DataTransfer(), bubbles: true, cancelable: true }))"
    here.page.eval_on_selector(".x-wall", drop)
    here.page.wait_for_selector(FAULT)
    assert "Expected a picture file" in here.page.locator(FAULT).text_content()


@contextmanager
def cameras(browser, address, folder, n):
    """A visit with `n` cameras, which records what was asked for, and what came."""
    flags = [f"--use-fake-device-for-media-stream=device-count={n}", "--use-fake-ui-for-media-stream"]
    own = launch(browser.browser_type, OFFLINE, *flags)
    try:
        here = Visit(own, address, folder)
        here.page.evaluate("""() => {
          const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
          Object.assign(window, { wishes: [], streams: [] });
          devices.getUserMedia = async (wish) => { wishes.push(wish.video); const stream = await ask(wish); streams.push(stream); return stream; };
        }""")
        here.page.locator(".x-own summary").click()
        yield here
        here.close()
    finally:
        own.close()


STATES = "streams.map((stream) => stream.getTracks()[0].readyState)"
DEVICES = "streams.map((stream) => stream.getTracks()[0].getSettings().deviceId)"


def test_camera(browser, address, tmp_path):
    with cameras(browser, address, tmp_path, 1) as here:
        assert here.page.evaluate(STATES) == []  # not before a click
        here.page.get_by_role("button", name="Camera", exact=True).click()
        here.page.get_by_role("button", name="Take the photo").click()
        here.page.wait_for_selector(".x-steps")
        assert here.page.evaluate(STATES) == ["ended"]
        assert here.pixels(here.page.locator(".x-steps > li:nth-child(2) canvas")).std() > 5
        here.page.get_by_role("button", name="Camera", exact=True).click()
        here.page.wait_for_selector("text=Take the photo")
        assert here.page.evaluate(STATES) == ["ended", "live"]
        assert here.page.get_by_role("button", name="Other camera").count() == 0  # there is none
        here.page.evaluate("location.hash = '#x-ray?image=17'")  # the figure ends and begins anew
        wait_until(here.page, f"{STATES}.every((state) => state === 'ended')")


@pytest.mark.thorough("a rare way to use it; usual ones are tested in a quick run")
def test_the_camera_at_the_back_first_and_then_the_others(browser, address, tmp_path):
    """One after the other and round again; the one before is off; the photo is that of the one that is on; a closed panel switches it off."""
    with cameras(browser, address, tmp_path, 3) as here:
        here.page.get_by_role("button", name="Camera", exact=True).click()
        other = here.page.get_by_role("button", name="Other camera")
        for n in range(1, 5):
            wait_until(here.page, f"streams.length === {n} && !document.querySelector('.x-own video').hidden")
            other.wait_for()
            assert here.page.evaluate(STATES) == ["ended"] * (n - 1) + ["live"]
            if n < 4:
                other.click()
        wishes, devices = here.page.evaluate("wishes"), here.page.evaluate(DEVICES)
        assert wishes[0] == {"facingMode": "environment"}
        assert len(set(devices[:3])) == 3 and devices[3] == devices[0]
        here.page.get_by_role("button", name="Take the photo").click()
        here.page.wait_for_selector(".x-steps")
        assert here.page.evaluate(STATES) == ["ended"] * 4 and other.is_hidden()
        here.page.get_by_role("button", name="Camera", exact=True).click()
        other.wait_for()
        here.page.locator(".x-own summary").click()
        wait_until(here.page, f"{STATES}.every((state) => state === 'ended')")


@pytest.mark.parametrize("prepare", ["", "Object.defineProperty(navigator, 'mediaDevices', { value: undefined })"])
def test_no_camera_is_one_sentence(visit, prepare):
    here = visit()
    here.page.evaluate(prepare or "0")
    here.page.locator(".x-own summary").click()
    here.page.get_by_role("button", name="Camera", exact=True).click()
    here.page.wait_for_selector(FAULT)
    assert here.page.locator(FAULT).text_content() == "Expected a camera, but there is none, or it was not allowed; choose a file."
