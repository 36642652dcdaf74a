"""Every page in a real browser: light and dark, wide and narrow, with no other host and no fault that axe can see.

Fixtures (`conftest.py`): `site`, the folder of the built book; `browser`; `serve(folder)`, which gives an address;
`axe_violations(page)`, which lists what axe finds.
"""

import pytest

WIDE, PHONE, SMALL_PHONE = 1280, 390, 360
OUR_FONTS = {"Source Serif 4", "Hanken Grotesk", "JetBrains Mono"}
# Fonts of icons and of formulas come with the theme and with MathJax.
OTHER_FONTS = ("Font Awesome", "MJX")

# What one look at a loaded page tells: in one call, since each call waits for the browser.
LOOK = """() => ({
  theme: document.documentElement.dataset.theme,
  filters: [...document.images].map(i => getComputedStyle(i).filter).filter(f => f !== "none"),
  unpainted: [...document.querySelectorAll("main figure img")].map(i => getComputedStyle(i).backgroundColor).filter(c => c !== "rgb(253, 252, 249)"),
  formulas: document.querySelectorAll(".math.notranslate").length,
  rendered: document.querySelectorAll(".math.notranslate mjx-container").length,
  merror: document.querySelectorAll("mjx-merror, [data-mjx-error]").length,
  fonts: [...document.fonts].filter(f => f.status === "loaded").map(f => f.family.replaceAll('"', "")),
  body: getComputedStyle(document.querySelector("main article")).fontFamily,
})"""
# Wider than the window, and wider than what contains it lets one see.
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def page_names(site):
    """The pages of the book, as paths under its address."""
    skipped = ("_static", "search.html", "py-modindex.html", "404.html", ".run.html")  # the last two have tests of their own
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return [name for name in files if not any(part in name for part in skipped) and "<main" in (site / name).read_text(encoding="utf-8")]


@pytest.fixture(scope="module")
def address(site, serve):
    """Where the built book is served, with a slash at the end."""
    return serve(site).rstrip("/") + "/"


class Visit:
    """A page opened in one theme and width, and what the browser complained about meanwhile."""

    def __init__(self, browser, address, name, theme, width=WIDE):
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        self.page = self.context.new_page()
        self.requests, self.complaints = [], []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(address + name, wait_until="load")
        self.page.evaluate("() => window.MathJax?.startup?.promise")
        self.page.evaluate("() => document.fonts.ready.then(() => true)")
        self.address = address

    def foreign(self):
        """Requests that left for another host."""
        return [url for url in self.requests if not url.startswith((self.address, "data:", "blob:"))]

    def resize(self, width):
        """Make the window `width` pixels wide, and let the theme notice: it waits a little to learn which boxes scroll now."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.wait_for_timeout(500)

    def overflow(self, width):
        """By how many pixels the page is wider than a window of `width` pixels."""
        self.page.set_viewport_size({"width": width, "height": 900})
        return self.page.evaluate(OVERFLOW)

    def close(self):
        self.context.close()


def test_every_page_in_every_theme_and_width(browser, site, address, axe_violations):
    """No request to another host, no error, no sideways scrolling, all formulas set, our fonts, pictures untouched, axe content."""
    faults = {}
    for name in page_names(site):
        for theme in ("light", "dark"):
            visit = Visit(browser, address, name, theme)
            found = look_faults(visit, theme)
            for width in (WIDE, PHONE):
                visit.resize(width)
                found += [f"axe, {width} px: {violation}" for violation in axe_violations(visit.page)]
            visit.close()
            if found:
                faults[f"{name}, {theme}"] = found
    assert faults == {}


def look_faults(visit, theme):
    """Sentences on what is wrong with the page as it looks, without axe."""
    look = visit.page.evaluate(LOOK)
    strangers = [font for font in look["fonts"] if font not in OUR_FONTS and not font.startswith(OTHER_FONTS)]
    wide = {width: visit.overflow(width) for width in (WIDE, PHONE, SMALL_PHONE)}
    checks = {
        f"asks other hosts: {visit.foreign()}": visit.foreign(),
        f"errors: {visit.complaints}": visit.complaints,
        f"is in the theme {look['theme']}": look["theme"] != theme,
        f"changes pictures' colours: {look['filters']}": look["filters"],
        f"pictures are not on paper: {look['unpainted']}": look["unpainted"],
        f"sets {look['rendered']} of {look['formulas']} formulas": look["rendered"] != look["formulas"] or look["merror"],
        f"uses fonts that are not ours: {strangers}": strangers,
        f"reads in {look['body']}": "Source Serif 4" not in look["body"],
        f"scrolls sideways: {wide}": any(pixels > 0 for pixels in wide.values()),
    }
    return [sentence for sentence, is_wrong in checks.items() if is_wrong]


PLANTED = {
    "asks other hosts": "document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.2:9/x.png'}))",
    "errors": "console.error('planted')",
    "is in the theme": "document.documentElement.dataset.theme = 'dark'",
    "changes pictures": "document.images[0].style.setProperty('filter', 'brightness(.8)', 'important')",
    "scrolls sideways": "document.querySelector('main h1').style.cssText = 'display: block; width: 2000px; max-width: none'",
    "reads in": "document.querySelector('main article').style.fontFamily = 'Arial'",
    "sets": "document.querySelector('main').insertAdjacentHTML('beforeend', '<div class=\"math notranslate\">$x$</div>')",
}


@pytest.mark.parametrize("beginning", PLANTED)
def test_each_fault_would_be_found(browser, site, address, beginning):
    """The same look on a page with one planted fault names that fault."""
    visit = Visit(browser, address, page_names(site)[0], "light")
    assert [sentence for sentence in look_faults(visit, "light") if sentence.startswith(beginning)] == []
    visit.overflow(WIDE)
    visit.page.evaluate("code => { eval(code) }", PLANTED[beginning])
    visit.page.wait_for_timeout(100)
    found = [sentence for sentence in look_faults(visit, "light") if sentence.startswith(beginning)]
    visit.close()
    assert len(found) == 1


def test_the_theme_switch_persists(browser, site, address):
    """A theme chosen by its button stays on the next page."""
    first, *_, last = page_names(site)
    visit = Visit(browser, address, first, "light")
    for _ in range(3):  # the button goes round: light, dark, as the system says
        if visit.page.evaluate("document.documentElement.dataset.mode") != "dark":
            visit.page.locator(".theme-switch-button").first.click()
    visit.page.goto(address + last)
    theme = visit.page.evaluate("document.documentElement.dataset.theme")
    paper = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    visit.close()
    assert (theme, paper) == ("dark", "rgb(20, 21, 27)")


def test_the_first_tab_skips_to_the_text(browser, site, address):
    """The first stop of the keyboard is the link to the text; its words and the ring around it can be seen."""
    visit = Visit(browser, address, page_names(site)[0], "light")
    visit.page.keyboard.press("Tab")
    look = "[link.getAttribute('href'), style.outlineStyle, style.outlineColor, style.color, getComputedStyle(link.parentElement).backgroundColor]"
    target, outline, ring, words, ground = visit.page.evaluate(f"() => {{ const link = document.activeElement, style = getComputedStyle(link); return {look}; }}")
    visit.close()
    assert (target, outline, ring, words, ground) == ("#main-content", "solid", "rgb(253, 252, 249)", "rgb(253, 252, 249)", "rgb(90, 62, 166)")
