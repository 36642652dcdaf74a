"""The live camera of the explorer: a film as Chromium's camera, whose frames run through the network as they come."""

from contextlib import contextmanager

import numpy as np
import pytest
from cnnbook.publishing.chromium import launch
from conftest import OFFLINE
from explorer_page import explorer_address  # noqa: F401  (fixture)
from live_page import LivePage
from own_picture_page import averaged
from picture_bar import FAULT, PANEL, assert_answered, is_closed, open_panel, opener, photo, wait_for_photo
from thorough import some, thorough
from waiting import wait_until

HEIGHT, WIDTH, FRAMES, RATE = 240, 320, 15, 30  # as the camera is asked for: of a larger film Chromium would give a part
LENS = ".x-camera video"
# Notes what was asked of the browser, each stream that came, and each picture that the network got, with its time.
WATCH = """
Object.assign(window, { wishes: [], streams: [], times: [] });
const { mediaDevices } = navigator, ask = mediaDevices.getUserMedia.bind(mediaDevices);
mediaDevices.getUserMedia = async (wish) => { wishes.push(wish.video); const stream = await ask(wish); streams.push(stream); return stream; };
"""
# After each frame of the screen: whether the photo in the stage is another one.
COUNT = """
let seen = 0;
requestAnimationFrame(function look() {
  const canvas = document.querySelector(".x-photo-field canvas");
  if (canvas?.width) {
    const sum = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.reduce((a, b, i) => a + b * (i % 97), 0);
    if (sum !== seen) times.push(performance.now());
    seen = sum;
  }
  requestAnimationFrame(look);
});
"""
STATES = "streams.map((stream) => stream.getTracks()[0].readyState)"


def film(change):
    """A film, as bytes: `change(frame)` gives (HEIGHT, WIDTH) uint8, the brightness of each pixel of a frame without colour."""
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420jpeg\n".encode()
    chroma = bytes([128]) * (HEIGHT * WIDTH // 2)
    return head + b"".join(b"FRAME\n" + change(frame).tobytes() + chroma for frame in range(FRAMES))


def moving(frame):
    """A bright bar that moves on by a fifteenth of the width with each frame, over a ramp from left to right."""
    picture = np.tile(np.linspace(40, 160, WIDTH).astype(np.uint8), (HEIGHT, 1))
    left = frame * WIDTH // FRAMES
    picture[:, left : left + 20] = 230
    return picture


def still(frame):
    """Dark above, a ramp below: neither half nor mirror image are like the whole."""
    picture = np.tile(np.linspace(60, 200, WIDTH).astype(np.uint8), (HEIGHT, 1))
    picture[: HEIGHT // 3] = 40
    return picture


def as_seen(brightness):
    """(HEIGHT, WIDTH, 3) bytes of a frame: a film's brightness goes from 16, black, to 235, white."""
    return np.repeat(np.clip((brightness[..., None].astype(float) - 16) * 255 / 219, 0, 255), 3, -1)


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """{name: the path of a film}."""
    folder = tmp_path_factory.mktemp("films")
    for change in (moving, still):
        (folder / f"{change.__name__}.y4m").write_bytes(film(change))
    return {name: folder / f"{name}.y4m" for name in ("moving", "still")}


@pytest.fixture
def camera(browser, explorer_address):
    """A function: the explorer in a browser with `n` cameras, or one that plays a film. Nothing may go wrong, nothing be asked of other hosts."""

    @contextmanager
    def start(film=None, n=1, script="", **options):
        device = [f"--use-fake-device-for-media-stream=device-count={n}", *([f"--use-file-for-fake-video-capture={film}"] if film else [])]
        own = launch(browser.browser_type, OFFLINE, "--use-fake-ui-for-media-stream", *device)
        try:
            here = LivePage(own, explorer_address, "#explorer?image=16", script=WATCH + script, **options)
            here.page.wait_for_selector(".x-pictures")
            yield here
            assert here.close() == []
        finally:
            own.close()

    return start


def switch_on(here):
    open_panel(here, "Camera", LENS)
    wait_until(here.page, "document.querySelector('.x-picker input').value === ''")


def is_off(here):
    """The light is off: every stream that there was has ended."""
    wait_until(here.page, f"{STATES}.every((state) => state === 'ended')", timeout=3000)
    assert opener(here, "Camera").is_visible()


@pytest.mark.parametrize("script", ["", "delete globalThis.VideoFrame;"], ids=["copied", "drawn"])
def test_a_frame_is_cut_mirrored_and_averaged(camera, films, model, script):
    """As by a mirror; the exact means of the square in the middle, but for what the film's colours lose on their way; Keras's answer to it."""
    with camera(films["still"], script=script) as here:
        assert here.page.evaluate(STATES) == []  # not before a press
        switch_on(here)
        here.page.wait_for_timeout(300)
        expected = averaged(as_seen(still(0)))[:, ::-1]
        shown = assert_answered(here, model).astype(int)
        print("largest difference", abs(shown - expected).max())
        assert abs(shown - expected).max() <= 4 < abs(shown[:, ::-1] - expected).max()


@pytest.mark.parametrize(("slower", "least"), [(1, 4), thorough(4, 2)])
def test_frames_a_second(camera, films, slower, least):
    """Every frame is a new picture. What was measured is printed; a busy machine has less than an idle one, so little is asked of it here."""
    with camera(films["moving"], script=COUNT) as here:
        here.page.context.new_cdp_session(here.page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        switch_on(here)
        here.page.evaluate("times.length = 0")
        here.page.wait_for_timeout(3000)
        times = np.array(here.page.evaluate("times"))
        print(f"\n{(len(times) - 1) / (times[-1] - times[0]) * 1000:.1f} frames a second, {slower} × slower; longest gap {np.diff(times).max():.0f} ms")
        assert len(times) >= 3 * least


@pytest.mark.parametrize("end", some(["press", "escape", "close", "panel", "photo", "hidden", "unplugged"], "press", "hidden", "unplugged"))
def test_the_light_goes_off(camera, films, end):
    """By the button, with the panel, with another picture, with the page that is hidden, with the cable. The last frame stays, but for a photo."""
    with camera(films["still"]) as here:
        switch_on(here)
        assert here.page.evaluate(STATES) == ["live"]
        if end == "press":
            opener(here, "Camera off").click()
        elif end == "escape":
            here.page.keyboard.press("Escape")
        elif end == "close":
            here.page.get_by_role("button", name="Close", exact=True).click()
        elif end == "panel":
            open_panel(here, "Draw", ".x-draw")
        elif end == "photo":
            here.page.get_by_role("button", name="next photo").click()
            wait_for_photo(here, 17)
        elif end == "hidden":
            here.page.evaluate("Object.defineProperty(document, 'hidden', { value: true }); document.dispatchEvent(new Event('visibilitychange'))")
        else:
            here.page.evaluate("streams[0].getTracks()[0].stop(); streams[0].getTracks()[0].dispatchEvent(new Event('ended'))")
        is_off(here)
        assert (here.page.locator(".x-picker input").input_value() == "") == (end != "photo")
        if end in ("press", "escape", "close", "photo"):
            assert is_closed(here)


def test_a_photo_stays_though_frames_still_come(camera, films):
    """What was chosen last is shown: no frame comes after it."""
    with camera(films["moving"]) as here:
        switch_on(here)
        here.page.locator(".x-picker input").fill("41")
        here.page.keyboard.press("Enter")
        wait_for_photo(here, 41)
        here.page.wait_for_timeout(300)
        assert here.page.locator(".x-picker input").input_value() == "41"


def test_freeze_keeps_a_frame(camera, films):
    """Until it is pressed again; the picture goes on to be the network's."""
    with camera(films["moving"]) as here:
        switch_on(here)
        freeze = here.page.get_by_role("button", name="Freeze")
        freeze.click()
        kept = photo(here)
        here.page.wait_for_timeout(300)
        assert (photo(here) == kept).all() and freeze.get_attribute("aria-pressed") == "true"
        freeze.click()
        wait_until(here.page, "document.querySelector('.x-camera video').paused === false")
        here.page.wait_for_timeout(300)
        assert (photo(here) != kept).any()


def test_on_a_phone_the_camera_at_the_back_and_then_the_other(camera):
    """The one at the back is asked for; a button turns to the next one, and the one before goes off. Of one camera there is no such button."""
    with camera(n=2, width=390, has_touch=True) as here:
        opener(here, "Camera").tap()
        turn = here.page.get_by_role("button", name="Other camera")
        turn.wait_for()
        assert here.page.evaluate("wishes[0].facingMode") == "environment"
        turn.tap()
        wait_until(here.page, "streams.length === 2 && streams[1].active")
        assert here.page.evaluate(STATES) == ["ended", "live"]
        first, second = here.page.evaluate("streams.map((stream, i) => i ? stream.getTracks()[0].getSettings().deviceId : wishes[1].deviceId.exact)")
        assert first == second
        opener(here, "Camera off").tap()
        is_off(here)
    with camera() as here:
        switch_on(here)
        assert here.page.get_by_role("button", name="Other camera").is_hidden()


def test_a_camera_at_the_back_is_no_mirror(camera, films):
    """What stands left in front of it stands left in the picture."""
    back = """const settings = MediaStreamTrack.prototype.getSettings;
    MediaStreamTrack.prototype.getSettings = function () { return { ...settings.call(this), facingMode: "environment" }; };"""
    with camera(films["still"], script=back) as here:
        switch_on(here)
        here.page.wait_for_timeout(300)
        assert abs(photo(here).astype(int) - averaged(as_seen(still(0)))).max() <= 4


def test_browsers_that_do_not_tell_of_frames(camera, films, model):
    """Without requestVideoFrameCallback each frame of the screen is asked."""
    with camera(films["moving"], script="delete HTMLVideoElement.prototype.requestVideoFrameCallback;" + COUNT) as here:
        switch_on(here)
        wait_until(here.page, "times.length > 8", timeout=20_000)
        here.page.get_by_role("button", name="Freeze").click()
        assert_answered(here, model)


REFUSALS = {
    "NotAllowedError": "Expected a camera, but it was not allowed; allow it in the browser's settings of this page, or choose a file.",
    "NotReadableError": "Expected a camera that is free, but another program or page is using it; close that one, or choose a file.",
    "NotFoundError": "Expected a camera, but there is none, or it was not allowed; choose a file.",
}


@pytest.mark.parametrize("name", some([*REFUSALS, "nothing to ask"], *list(REFUSALS)[:1], "nothing to ask"))
def test_a_refusal_is_one_sentence_and_can_be_tried_again(camera, films, name):
    with camera(films["still"]) as here:
        refuse = f"async () => {{ throw new DOMException('x', '{name}'); }}" if name in REFUSALS else "undefined"
        here.page.evaluate(f"window.ask = navigator.mediaDevices.getUserMedia; navigator.mediaDevices.getUserMedia = {refuse}; 0")
        opener(here, "Camera").click()
        here.page.locator(FAULT).wait_for()
        assert here.page.locator(FAULT).inner_text() == REFUSALS.get(name, REFUSALS["NotFoundError"])
        assert here.page.locator(LENS).is_hidden() and here.page.locator(".x-picker input").input_value() == "16"
        here.page.evaluate("navigator.mediaDevices.getUserMedia = ask; 0")
        switch_on(here)
        assert here.page.locator(FAULT).is_hidden() and here.page.evaluate(STATES) == ["live"]


def test_who_leaves_while_it_is_asked_for_is_not_filmed(camera, films):
    """The answer to the browser's question comes late: the camera goes off at once."""
    with camera(films["still"]) as here:
        here.page.evaluate("""() => {
          const { mediaDevices } = navigator, ask = mediaDevices.getUserMedia;
          mediaDevices.getUserMedia = async (wish) => { await new Promise((go) => { window.allow = go; }); return ask(wish); };
        }""")
        opener(here, "Camera").click()
        wait_until(here.page, "Boolean(window.allow)")
        here.page.keyboard.press("Escape")
        here.page.evaluate("allow()")
        wait_until(here.page, "streams.length === 1")
        is_off(here)
        assert here.page.locator(".x-picker input").input_value() == "16"


@pytest.mark.parametrize("theme", some(["light", "dark"], "dark"))
def test_it_is_accessible(camera, axe_violations, films, theme):
    with camera(films["still"], theme=theme) as here:
        switch_on(here)
        for width, height in ((1280, 720), (390, 788)):
            here.page.set_viewport_size({"width": width, "height": height})
            here.drawn()
            assert axe_violations(here.page) == [], width
            assert here.page.locator(PANEL).is_visible() and here.overflow() == 0


def test_a_step_back_switches_it_off(camera, films):
    """All its frames are one step; forward again the last of them is shown. An address that is typed shows its own photo."""
    with camera(films["still"]) as here:
        pure, steps = photo(here), here.page.evaluate("history.length")
        switch_on(here)
        here.page.wait_for_timeout(300)
        assert here.page.evaluate("history.length") == steps + 1
        here.page.go_back()
        is_off(here)
        here.page.wait_for_timeout(300)
        assert (photo(here) == pure).all() and is_closed(here)
        here.page.go_forward()
        wait_until(here.page, "document.querySelector('.x-photoname').textContent === 'what the camera sees'", timeout=8000)
        assert (photo(here) != pure).any()
        here.page.evaluate("location.hash = 'explorer?image=18'")
        wait_for_photo(here, 18)
