"""Two things of one's own, in a browser: the new layer is Python's `teach_classes`, its map and answer too; pictures of one's own; nothing leaves the page."""

import io

import numpy as np
import pytest
from live_page import PIXELS as CANVAS
from live_page import as_pixels, write_page
from live_visit import FIGURE, LiveVisit
from own_network import MAKERS, NAMES, PIXELS
from PIL import Image
from thorough import LOOKS, thorough
from touching import tap

from cnnviz_helpers import class_evidence, cnn_model, export_explorable, get_cifar10, predict, teach_classes
from cnnviz_helpers.explorables.own import read_network


@pytest.fixture(scope="module")
def address(tmp_path_factory, serve):
    """Where the page with the figure is served."""
    return serve(write_page(tmp_path_factory.mktemp("two-things"), "two-things"))


def said(visit):
    """The mean of the map, the bias and the score, as the page writes them."""
    visit.drawn()
    words = visit.page.locator(".x-taught p", has_text="mean of the map").inner_text().replace("−", "-")
    mean, rest = words.removeprefix("mean of the map ").split(" + bias ")
    bias, rest = rest.split(" = ")
    return float(mean), float(bias), float(rest.split(",")[0])


def png(pixels):
    """The bytes of a picture, for a file field."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def test_two_classes_are_taught_as_python_does_it(browser, address, axe_violations):
    """The answer, the map's mean, bias and colours, and how many other photos are right are Python's; the line below gives the same layer. By keys."""
    model, (images, labels) = cnn_model(), get_cifar10()
    classes = labels.argmax(axis=1)
    with LiveVisit(browser, address) as visit:
        page = visit.page
        visit.wait("document.querySelector('.x-lesson').textContent.includes('are right')")
        assert axe_violations(page, FIGURE) == []
        line = page.locator(".x-foot code").inner_text()
        scope = {"np": np, "teach_classes": teach_classes, "model": model, "x_test": images, "y_test": labels}
        few, line = line.split("; ")
        exec(few, scope)
        taught = eval(line, scope)
        image = int(page.get_by_label("photo", exact=True).input_value())
        (kernel, bias), maps = taught.layers[-2].get_weights(), [class_evidence(taught, images[image], k).map for k in (0, 1)]
        evidence = (maps[1] - maps[0]).astype(float)
        assert said(visit) == pytest.approx((evidence.mean(), bias[1] - bias[0], evidence.mean() + bias[1] - bias[0]), abs=2e-3)
        shares = predict(taught, images[[image]])[0]
        visit.says(f"dog {100 * shares[0]:.1f} %, horse {100 * shares[1]:.1f} %")
        drawn = as_pixels(page.eval_on_selector(".x-taught .x-over canvas:last-child", CANVAS)).astype(int)
        assert drawn.shape[:2] == evidence.shape
        clear = np.abs(evidence) > np.abs(evidence).max() / 4
        assert ((drawn[..., 0] > drawn[..., 2]) == (evidence > 0))[clear].all()  # orange for the second, violet for the first
        rest = np.concatenate([np.flatnonzero(classes == c)[10:] for c in (5, 7)])
        right = int((predict(taught, images[rest]).argmax(axis=1) == (classes[rest] == 7)).sum())
        assert f"Of {len(rest)} others {right} are right" in page.locator(".x-lesson").inner_text()
        page.get_by_label("first thing", exact=True).press("ArrowDown")
        visit.wait("() => location.hash.includes('first=6')")


def test_ones_own_pictures(browser, address):
    """A red and a blue picture, from files: each is added to a thing, and a third one is told apart. Then they are forgotten. Nothing is sent."""
    red, blue = (np.full((40, 40, 3), colour, np.uint8) for colour in ((200, 30, 30), (20, 40, 200)))
    with LiveVisit(browser, address) as visit:
        page = visit.page
        page.locator(".x-own summary").click()
        before = len(visit.requests)
        for name, pixels in (("first", red), ("second", blue)):
            page.locator(".x-own input[type=file]").set_input_files({"name": f"{name}.png", "mimeType": "image/png", "buffer": png(pixels)})
            page.locator(".x-steps li").first.wait_for()
            visit.wait("document.querySelector('.x-name').textContent.includes('your own')")
            page.get_by_role("button", name=f"Add the picture to the {name}").click()
            visit.wait(f"() => location.hash.includes('{name}=-1')")
        page.locator(".x-own input[type=file]").set_input_files(
            {"name": "other.png", "mimeType": "image/png", "buffer": png((red * 0.9).astype(np.uint8))})
        visit.wait("/your first thing (9|100|8)\\d*\\.?\\d* %/.test(document.querySelector('.x-live').textContent)")
        sent = [url for url in list(visit.requests)[before:] if "own-picture" not in str(url) and not str(url).startswith(("data:", "blob:"))]
        assert sent == []
        page.get_by_role("button", name="Forget my pictures").click()
        visit.says("Both things need a picture")


def test_a_mistake_is_recognised(browser, address):
    """With one example of each, a photo of one that it takes for the other; and two classes that one example each is enough for."""
    model, (images, labels) = cnn_model(), get_cifar10()
    classes = labels.argmax(axis=1)
    few = np.concatenate([np.flatnonzero(classes == c)[:1] for c in (6, 8)])
    taught = teach_classes(model, images[few], [0, 1])
    rest = np.flatnonzero(np.isin(classes, (5, 7)))
    three = teach_classes(model, images[np.concatenate([np.flatnonzero(classes == c)[:10] for c in (5, 7)])], np.repeat([0, 1], 10))
    shares = predict(three, images[rest])[:, 1]
    wrong = int(rest[np.argmax(np.where(classes[rest] == 5, shares, 0))])
    with LiveVisit(browser, address, f"#two-things?image={wrong}") as visit:
        visit.page.locator(".x-tries li:nth-child(2).is-done").wait_for()
        assert visit.page.locator(".x-tries li:nth-child(1).is-done").count() == 0
        for name, c in (("first", "6"), ("second", "8")):
            visit.page.get_by_label(f"{name} thing", exact=True).select_option(c)
        visit.page.get_by_label("examples of each").select_option("1")
        visit.page.locator(".x-tries li:nth-child(1).is-done").wait_for()
        others = np.flatnonzero(np.isin(classes, (6, 8)) & ~np.isin(np.arange(1000), few))
        right = int((predict(taught, images[others]).argmax(axis=1) == (classes[others] == 8)).sum())
        assert f"Of {len(others)} others {right} are right" in visit.page.locator(".x-lesson").inner_text()


@pytest.mark.thorough("other themes and widths")
@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_looks(browser, address, axe_violations, width, theme):
    """Wide and narrow, light and dark; also at 320 pixels nothing hangs out; a finger adds a picture."""
    with LiveVisit(browser, address, width=width, theme=theme, has_touch=True) as visit:
        visit.wait("document.querySelector('.x-lesson').textContent.includes('are right')")
        assert axe_violations(visit.page, FIGURE) == []
        tap(visit.page, visit.page.get_by_role("button", name="Add the picture to the second"))
        visit.wait("() => location.hash.includes('second=-1')")
        visit.page.set_viewport_size({"width": 320, "height": 700})
        assert visit.overflow() <= 0


@pytest.mark.thorough("another network")
@pytest.mark.parametrize("network", [thorough("residual")])
def test_another_network(browser, tmp_path, serve, network):
    """On the averages of another network, with two pictures of its album, one for each thing."""
    own = read_network(export_explorable(MAKERS[network](), tmp_path / "own", pixels=PIXELS[network], classes=NAMES[network]))
    taught = teach_classes(own.model, np.stack([own.numbers(i) for i in (0, 1)]), [0, 1])
    with LiveVisit(browser, serve(write_page(tmp_path / "page", "two-things", own)), "#two-things?image=0") as visit:
        visit.page.get_by_role("button", name="Add the picture to the first").click()
        visit.page.get_by_role("button", name="next photo").click()
        visit.page.get_by_role("button", name="Add the picture to the second").click()
        visit.page.get_by_role("button", name="next photo").click()
        share = predict(taught, own.numbers(2)[None])[0, 0]
        visit.says(f"your first thing {100 * share:.1f} %")
