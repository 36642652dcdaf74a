"""Train it yourself, in a browser: a run is Python's `train_network`, number by number; the same seed gives the same run; it stops at a press."""

import numpy as np
import pytest
from live_page import write_page
from live_visit import FIGURE, LiveVisit
from overheard import LISTEN, heard
from own_network import MAKERS, NAMES, PIXELS
from thorough import LOOKS, thorough
from touching import tap

from cnnviz_helpers import export_explorable, get_cifar10, small_network, train_network
from cnnviz_helpers.explorables.own import read_network

MOMENTS = "({ moment }) => moment"
LEARN = 800


def after(epochs):
    """A script: as many epochs are done."""
    return f"window.heard.some(({{ moment }}) => moment?.epoch === {epochs})"


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("train-it"), "train-it"))


def run_of(visit, script=MOMENTS):
    """The moments of what was heard."""
    return [one["moment"] for one in heard(visit.page, script)]


def test_a_run_is_that_of_python(browser, address, axe_violations):
    """Two epochs: losses, shares, the first kernel; the line of Python gives them. Again with the same seed: the same. Stop stops at once. By keys."""
    images, labels = get_cifar10()
    with LiveVisit(browser, address, "#train-it?batch=64&rate=0.03&seed=7", script=LISTEN) as visit:
        page, train = visit.page, visit.page.locator("button.x-play")
        train.press("Enter")
        visit.wait(after(2))
        assert axe_violations(page, FIGURE) == []
        found = [moment for moment in run_of(visit) if moment["epoch"] <= 2]
        line = page.locator(".x-foot code").inner_text()
        told = page.locator(".x-live").inner_text()
        train.press("Enter")
        assert train.inner_text() == "Train"
        visit.wait("window.heard.at(-1).ready")  # it has stopped
        assert max(one["done"] for one in heard(page, "({ done }) => done")) < 24
        names = {"train_network": train_network, "small_network": small_network, "x_test": images, "y_test": labels}
        run = eval(line.replace("epochs=" + line.split("epochs=")[1].split(",")[0], "epochs=2"), names)
        python = np.transpose([run.loss, run.accuracy, run.other_loss, run.other_accuracy])
        page_ = [[moment[part][name] for part in ("learned", "others") for name in ("loss", "right")] for moment in found]
        np.testing.assert_allclose(page_, python, rtol=1e-3, atol=1.3e-3)  # one photo of 800 may be as good as even
        np.testing.assert_allclose([moment["kernel"] for moment in found], run.kernels.reshape(3, -1), atol=1e-3)
        assert "After epoch" in told
        page.evaluate("window.heard.length = 0")
        train.click()
        visit.wait(after(1))
        again = run_of(visit)[:2]
        assert [moment["kernel"] for moment in again] == [moment["kernel"] for moment in found[:2]]
        assert page.locator("polyline.is-before").count() == 4  # the run before stays, in thin lines


COLOURS = (
    "([filters, maps]) => [filters, maps].map((canvas) => new Set(new Uint32Array("
    "canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size)"
)


def test_random_weights_are_seen_before(browser, address):
    """Before training, its random filters and their maps are shown, as the first moment of a run has them; other random weights give others."""
    with LiveVisit(browser, address, "#train-it?seed=7&batch=800&epochs=1", script=LISTEN) as visit:
        pictures = "[...document.querySelectorAll('.x-learning canvas')]"
        assert min(visit.page.evaluate(f"({COLOURS})({pictures})")) > 100
        data = f"{pictures}.map((canvas) => canvas.toDataURL())"
        before = visit.page.evaluate(data)
        visit.page.locator("summary").click()
        visit.page.get_by_label("seed").fill("8")
        visit.page.get_by_label("seed").press("Enter")
        visit.wait(f"{pictures}[0].toDataURL() !== {before[0]!r} && {pictures}[1].toDataURL() !== {before[1]!r}")
        visit.page.get_by_label("seed").fill("7")
        visit.page.get_by_label("seed").press("Enter")
        visit.wait(f"{pictures}[0].toDataURL() === {before[0]!r}")
        visit.page.evaluate(f"window.seen = new Set(); (function look() {{ seen.add(JSON.stringify({data})); requestAnimationFrame(look); }})()")
        visit.page.locator("button.x-play").click()
        visit.wait(after(1))
        visit.wait("window.seen.size > 1")
        assert len(visit.page.evaluate("[...window.seen]")) == 2  # the first moment looks the same; after an epoch all is another


def test_one_step_is_that_of_the_tape(browser, address):
    """With a batch of all photos an epoch is one step: every weight of the first kernel moves by rate times the slope that TensorFlow's tape finds."""
    from cnnviz_helpers import weight_slopes

    images, labels = get_cifar10()
    model = small_network(seed=1)
    slope = weight_slopes(model, images[:LEARN], labels[:LEARN])["conv1/kernel"]
    with LiveVisit(browser, address, "#train-it?batch=800&rate=0.1&seed=1&epochs=1", script=LISTEN) as visit:
        visit.page.locator("button.x-play").click()
        visit.wait(after(1))
        before, then = (np.array(moment["kernel"]) for moment in run_of(visit))
        assert np.abs(before - model.layers[0].get_weights()[0].ravel()).max() < 1e-7
        np.testing.assert_allclose((before - then) / 0.1, slope.ravel(), rtol=1e-4, atol=1e-4 * np.abs(slope).max())
        assert visit.page.locator("button.x-play").inner_text() == "Train"  # it has ended by itself


@pytest.mark.thorough("trains for many epochs; a run is compared in a quick run")
def test_tries_are_recognised(browser, address):
    """A rate that is too large ends no better than guessing; many epochs on the same photos end in overfitting. An epoch takes at most 5 s."""
    with LiveVisit(browser, address, "#train-it?rate=0.3&batch=16&epochs=2", script=LISTEN) as visit:
        page = visit.page
        page.locator("button.x-play").click()
        page.locator(".x-tries li:nth-child(2).is-done").wait_for(timeout=60_000)
        visit.wait(after(2))
        page.evaluate("window.heard.length = 0; location.hash = '#train-it?rate=0.01&batch=16&epochs=24'")
        page.wait_for_timeout(500)
        page.locator("button.x-play").click()
        page.locator(".x-tries li:nth-child(1).is-done").wait_for(timeout=200_000)
        run = run_of(visit)
        assert run[-1]["others"]["loss"] > min(moment["others"]["loss"] for moment in run) + 0.2 and run[-1]["learned"]["loss"] < run[-2]["learned"]["loss"]
        assert np.median([moment["milliseconds"] for moment in run[1:]]) < 5000


@pytest.mark.thorough("other themes and widths")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_looks(browser, address, axe_violations, width, theme):
    """Wide and narrow, light and dark, before and after an epoch; also at 320 pixels nothing hangs out; a finger starts it."""
    with LiveVisit(browser, address, "#train-it?batch=256", width=width, theme=theme, has_touch=True, script=LISTEN) as visit:
        assert axe_violations(visit.page, FIGURE) == []
        tap(visit.page, visit.page.locator("button.x-play"))
        visit.wait(after(1))
        assert axe_violations(visit.page, FIGURE) == []
        visit.page.set_viewport_size({"width": 320, "height": 700})
        assert visit.overflow() <= 0


@pytest.mark.thorough("another network")
@pytest.mark.parametrize("network", [thorough("residual"), thorough("chance")])
def test_the_pictures_of_another_network(browser, tmp_path, serve, network):
    """A small network for the shape of its pictures and for its classes; without labels it learns what the network says."""
    own = read_network(export_explorable(MAKERS[network](), tmp_path / "own", pixels=PIXELS[network], classes=NAMES[network]))
    with LiveVisit(browser, serve(write_page(tmp_path / "page", "train-it", own)), "#train-it?batch=256&epochs=1", script=LISTEN) as visit:
        visit.page.locator("button.x-play").click()
        visit.wait(after(1))
        wanted = small_network(own.shape, len(own.description["classes"])).layers[0].get_weights()[0]
        assert np.abs(np.array(run_of(visit)[0]["kernel"]) - wanted.ravel()).max() < 1e-7
