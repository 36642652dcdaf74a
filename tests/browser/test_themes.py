"""Light and dark: figures are drawn for the theme that one reads in, on paper for paper, and all of it holds without scripts too."""

import pytest
from books import REPO
from fontTools.ttLib import TTFont
from page_visit import PAGES, PHONE, WELCOME, WIDE, Visit
from thorough import diagonal, some, thorough
from waiting import wait_until

from cnnviz_helpers.plots.canvas import STYLE

CHAPTERS = [name for name in PAGES if name.split("/")[-1][:2].isdigit()]
# Of each figure that one sees the view, by its file's name; none for one that has not been loaded.
VIEWS = """() => [...document.querySelectorAll("main picture img")].filter((image) => image.checkVisibility())
  .map((image) => image.currentSrc.match(/-(narrow-dark|narrow|dark)\\.webp$/)?.[1] ?? (image.currentSrc && "light"))"""
# A picture whose source changes while it is decoded, as another theme or width asks for another one, is decoded anew.
LOADED = """() => Promise.all([...document.querySelectorAll("main picture img")].map((image) => {
  image.loading = "eager";
  return image.decode().catch(() => image.decode());
}))"""
# Words that are not dark enough on what is behind them, or not light enough, by WCAG's contrast ratio.
PALE = """() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (rgb) => rgb.slice(0, 3).map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  function behind(element) {
    for (let box = element; box; box = box.parentElement) {
      const colour = parse(getComputedStyle(box).backgroundColor);
      if ((colour[3] ?? 1) > 0.9) return colour;
    }
    return [255, 255, 255];
  }
  const pale = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
    if (!text || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest("script, style, noscript, svg")) continue;
    const [high, low] = [parse(getComputedStyle(element).color), behind(element)].map(luminance).sort((a, b) => b - a);
    if ((high + 0.05) / (low + 0.05) < 4.5) pale.push(`${element.tagName} ${text.slice(0, 30)}`);
  }
  return pale;
}"""
PAPERS = {"light": "rgb(253, 252, 249)", "dark": "rgb(20, 21, 27)"}
# Where a page shows its ground, its side bar, a box, and code.
GROUNDS = """[document.body, document.querySelector(".bd-sidebar-primary"), ...document.querySelectorAll("main pre")]
  .map((part) => getComputedStyle(part).backgroundColor)"""


@pytest.fixture(scope="module")
def address(site, serve):
    """Where the built book is served, with a slash at the end."""
    return serve(site).rstrip("/") + "/"


@pytest.fixture
def without_scripts(browser, address):
    """A function: a page opened where no script runs, in a scheme of the reader's system and a window of this width."""
    contexts = []

    def open_page(name, scheme, width):
        contexts.append(browser.new_context(java_script_enabled=False, color_scheme=scheme, viewport={"width": width, "height": 800}))
        page = contexts[-1].new_page()
        page.goto(address + name)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("name", "scheme"), diagonal(["book/02-kernels.html", WELCOME, "book/teaching.html"], PAPERS))
def test_without_scripts_a_page_is_all_light_or_all_dark(browser, address, without_scripts, name, scheme):
    """As the reader's system is: it has the colours that the same page has with scripts, every word can be read, and code is coloured."""
    page, visit = without_scripts(name, scheme, WIDE), Visit(browser, address, name, scheme)
    code = "[...document.querySelectorAll('main .highlight :is(span, pre)')].slice(0, 200).map((token) => getComputedStyle(token).color)"
    looks = [(one.evaluate(GROUNDS), one.evaluate(code)) for one in (page, visit.page)]
    visit.close()
    assert looks[0] == looks[1] and looks[0][0][0] == PAPERS[scheme]
    assert page.evaluate(PALE) == []


@pytest.mark.parametrize(("scheme", "view"), [thorough("light", "light"), ("dark", "dark")])
def test_without_scripts_one_sees_stills_and_questions(without_scripts, scheme, view):
    """Each live figure is its still picture, each question stands there with its answers, and no button is offered that does nothing."""
    page = without_scripts("book/06-activations.html", scheme, PHONE)
    page.evaluate(LOADED)
    assert set(page.evaluate(VIEWS)) == {view}
    stills = page.evaluate("[...document.querySelectorAll('.explorable-still')].map((image) => [image.checkVisibility(), image.naturalWidth > 500])")
    assert len(stills) >= 2 and stills == [[True, True]] * len(stills)
    assert page.locator("form.selfcheck").count() == page.locator("form.selfcheck:visible").count() == page.locator(".selfcheck-answers:visible").count() > 2
    buttons = page.locator("button:visible")
    assert [buttons.nth(i).get_attribute("aria-label") for i in range(buttons.count())] == []
    page.locator(".bd-sidebar-primary a", has_text="Kernels").click()  # on a phone the list of chapters stands at the end
    assert page.url.endswith("book/02-kernels.html")


def test_figures_follow_the_button(browser, address):
    """One reads in the light of a dark system, and the other way round: a press of the button, and every figure is the other one."""
    visit = Visit(browser, address, "book/06-activations.html", "dark")
    visit.page.evaluate(LOADED)
    assert set(visit.page.evaluate(VIEWS)) == {"dark"}
    for _ in range(3):  # the button goes round
        visit.page.locator(".theme-switch-button").first.click()
        theme = visit.page.evaluate("document.documentElement.dataset.theme")
        visit.page.evaluate(LOADED)
        views = visit.page.evaluate(VIEWS)
        assert len(views) > 3 and set(views) == {theme}
    visit.page.locator(".theme-switch-button").first.click()
    visit.page.goto(address + "book/05-feature-maps.html")  # what was chosen holds on the next page
    visit.page.evaluate(LOADED)
    assert set(visit.page.evaluate(VIEWS)) == {visit.page.evaluate("document.documentElement.dataset.theme")}
    visit.close()


def test_figures_follow_the_system(browser, address):
    """Who has chosen no theme has the system's, from the first sight on and when it changes."""
    visit = Visit(browser, address, "book/03-filters.html", "dark")
    for scheme in ("dark", "light", "dark"):
        visit.page.emulate_media(color_scheme=scheme)
        wait_until(visit.page, f"() => document.documentElement.dataset.theme === '{scheme}'")
        visit.page.evaluate(LOADED)
        assert set(visit.page.evaluate(VIEWS)) == {scheme}
    visit.close()


@pytest.mark.parametrize(("name", "width"), diagonal(CHAPTERS, [PHONE, WIDE], at_most=3))
def test_live_figures_are_as_wide_in_the_dark(browser, address, name, width):
    """Rows that only just have room in the light have it in the dark, too."""
    widths = {}
    for scheme in PAPERS:
        visit = Visit(browser, address, name, scheme, width)
        figures = "[...document.querySelectorAll('figure.explorable')].map((figure) => figure.clientWidth)"
        widths[scheme] = visit.page.evaluate(figures)
        visit.close()
    assert widths["dark"] == widths["light"]


@pytest.mark.parametrize("scheme", PAPERS)
def test_only_the_view_that_is_shown_is_loaded(browser, address, scheme):
    visit = Visit(browser, address, "book/02-kernels.html", scheme)
    visit.read()
    pictures = [response.url for response in visit.heard.responses if response.url.endswith(".webp")]
    visit.close()
    assert len(pictures) > 3 and {url.endswith("-dark.webp") for url in pictures} == {scheme == "dark"}


def test_paper_is_light(browser, address):
    """Who reads in the dark prints the light figures, also where a browser had not loaded them."""
    visit = Visit(browser, address, "book/06-activations.html", "dark")
    visit.page.emulate_media(media="print")
    visit.page.evaluate(LOADED)
    views = visit.page.evaluate(VIEWS)
    visit.close()
    assert len(views) > 3 and set(views) == {"light"}


@pytest.mark.parametrize("scheme", PAPERS)
def test_the_welcome_picture_can_be_read_on_a_phone(without_scripts, scheme):
    """Where it stays a picture, its smallest words have capitals of at least 9 pixels; a wide window gets the wide one."""
    views = []
    for width in (WIDE, PHONE):
        page = without_scripts(WELCOME, scheme, width)
        page.evaluate(LOADED)
        views.append(page.evaluate(VIEWS)[0])
    measure = "({ clientWidth, naturalWidth, x }) => [2 * clientWidth / naturalWidth, x + clientWidth]"
    scale, right = page.eval_on_selector(".explorable-still", measure)
    with TTFont(REPO / "cnnviz_helpers" / "fonts" / "HankenGrotesk-Regular.ttf") as font:
        capital = font["OS/2"].sCapHeight / font["head"].unitsPerEm
    assert views == (["dark", "narrow-dark"] if scheme == "dark" else ["light", "narrow"])
    assert scale * STYLE["font.size"] * 100 / 72 * capital >= 9 and right <= PHONE


@pytest.mark.parametrize("name", some(CHAPTERS, CHAPTERS[1], CHAPTERS[-1]))
def test_nothing_lies_over_a_figure_on_a_phone(browser, address, name):
    """Whoever reads down a page and a little up again sees its figures whole, but for the bar at the top."""
    visit = Visit(browser, address, name, "light", PHONE)
    visit.page.mouse.wheel(0, 2500)
    visit.page.wait_for_timeout(200)
    visit.page.mouse.wheel(0, -200)
    visit.page.wait_for_timeout(200)
    over = visit.page.evaluate("""() => [...document.querySelectorAll("body *")].filter((one) => {
      const { position } = getComputedStyle(one), { bottom, height } = one.getBoundingClientRect();
      return (position === "fixed" || position === "sticky") && one.checkVisibility({ visibilityProperty: true })
        && height && bottom > innerHeight / 2 && !one.closest(".explorable-live");
    }).map((one) => one.outerHTML.slice(0, 60))""")
    visit.close()
    assert over == []
