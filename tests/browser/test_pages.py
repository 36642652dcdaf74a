"""Every page in a real browser: light and dark, wide and narrow, read to its end, with no other host and no fault that axe can see.

Fixtures (`conftest.py`): `site`, the folder of the built book; `browser`; `serve(folder)`, which gives an address;
`axe_violations(page)`, which lists what axe finds.
"""

import pytest
from books import contents
from listening import Listener
from waiting import wait_until

WIDE, PHONE, SMALLEST = 1280, 390, 320
HEIGHTS = {WIDE: 900, PHONE: 900, SMALLEST: 256}  # the smallest is also a window of 1280 × 1024 at 400 %
MOST_BYTES = 1_000_000  # of a first view, before compression
MOST_SHIFT = 0.05  # of a page's content, from the first paint to the last line: what readers do not notice
OUR_FONTS = {"Source Serif 4", "Hanken Grotesk", "JetBrains Mono"}
# Fonts of icons and of formulas come with the theme and with MathJax; others stand in until ours have come.
OTHER_FONTS = ("Font Awesome", "MJX", "Stand-in")

# Runs before the page: adds up how far content moves by itself, and reports what the page's policy forbids.
WATCH = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => console.error(`policy: ${effectiveDirective}, ${blockedURI}`));
"""
# Reads a page to its end, as a person does: live figures begin 600 pixels ahead, so none is still asleep when it comes into view.
READ = """async () => {
  const patience = performance.now() + 60000, rest = (time) => new Promise((go) => setTimeout(go, time));
  const painted = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
  const isAhead = (figure) => figure.getBoundingClientRect().top < innerHeight + 600;
  for (let top = 0; top < document.documentElement.scrollHeight; top += 500) {
    scrollTo(0, top);
    do await rest(30); while (performance.now() < patience && [...document.querySelectorAll("[data-explorable]:not(.is-live)")].some(isAhead));
    await painted(); // a figure that took its place in the same frame as one scrolls would count as moving by itself
  }
  await Promise.all([...document.images].filter((image) => image.checkVisibility()).map((image) => image.decode().catch(() => {})));
}"""
# Whether one sees the place that the address names.
IN_SIGHT = "(() => { const top = document.querySelector(':target')?.getBoundingClientRect().top; return top >= 0 && top < innerHeight; })()"
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
  shift: window.shift,
  asleep: [...document.querySelectorAll("[data-explorable]:not(.is-live)")].map(f => f.dataset.explorable),
  blunt: [...document.querySelectorAll("main figure img")].filter(i => i.checkVisibility() && i.complete && !i.currentSrc.endsWith(".svg"))
    .filter(i => !i.srcset && i.naturalWidth < 2 * i.clientWidth - 1).map(i => i.alt.slice(0, 40)),
})"""
# Wider than the window, and wider than what contains it lets one see.
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Controls that one sees in part or not at all, and cannot scroll to.
CUT_OFF = """() => [...document.querySelectorAll("a[href], button, input, select, summary")].filter((control) => {
  const { left, right, width } = control.getBoundingClientRect();
  if (!width || !control.checkVisibility({ visibilityProperty: true }) || (left > -1 && right < innerWidth + 1)) return false;
  for (let box = control.parentElement; box !== document.body; box = box.parentElement) {
    if (box.scrollWidth > box.clientWidth && /auto|scroll/.test(getComputedStyle(box).overflowX)) return false;
  }
  return true;
}).map((control) => control.outerHTML.slice(0, 80))"""


# As paths under the address of the book.
PAGES = [*(f"{page}.html" for page in contents()), "genindex.html"]
WELCOME, FIRST, SECOND, *_ = PAGES


@pytest.fixture(scope="module")
def address(site, serve):
    """Where the built book is served, with a slash at the end."""
    return serve(site).rstrip("/") + "/"


class Visit:
    """A page opened in one theme and width, and what the browser complained about meanwhile."""

    def __init__(self, browser, address, name, theme, width=WIDE):
        self.context = browser.new_context(viewport={"width": width, "height": HEIGHTS[width]}, color_scheme=theme)
        self.heard, self.page, self.address = Listener(self.context), self.context.new_page(), address
        self.page.add_init_script(WATCH)
        self.page.goto(address + name, wait_until="load")
        self.page.evaluate("() => window.MathJax?.startup?.promise")
        self.page.evaluate("() => document.fonts.ready.then(() => true)")

    @property
    def complaints(self):
        """Errors of scripts and of the console, and what the policy has forbidden."""
        return self.heard.complaints

    def foreign(self):
        """Requests that left for another host."""
        return self.heard.foreign(self.address)

    def n_bytes(self):
        """How much has been loaded when the network has come to rest, before compression."""
        self.page.wait_for_load_state("networkidle")
        return sum(len(response.body()) for response in self.heard.responses if response.url.startswith("http") and response.ok)

    def read(self):
        """Read to the end, start every live figure, and answer the first question; what it says to that."""
        self.page.evaluate(READ)
        question = self.page.locator("form.selfcheck[data-kind=choice]").first
        if not question.count():
            return "no question"
        question.locator(".selfcheck-option label").first.click()
        question.get_by_role("button", name="Check").click()
        return question.locator("[role=status]").inner_text()

    def resize(self, width):
        """Make the window `width` pixels wide, and let the theme notice: it waits a little to learn which boxes scroll now."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        self.page.wait_for_timeout(500)

    def overflow(self, width):
        """By how many pixels the page is wider than a window of `width` pixels."""
        self.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        return self.page.evaluate(OVERFLOW)

    def close(self):
        self.context.close()


def test_no_page_is_left_out(site):
    """`PAGES` are those that were built, but for the ones that have tests of their own or that nobody reads."""
    skipped = ("_static", "search.html", "py-modindex.html", "404.html", ".run.html")
    files = [path.relative_to(site).as_posix() for path in site.rglob("*.html") if "<main" in path.read_text(encoding="utf-8")]
    assert sorted(PAGES) == sorted(name for name in files if not any(part in name for part in skipped))


@pytest.mark.parametrize(("theme", "width"), [("light", WIDE), ("dark", PHONE)])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_in_every_theme_and_width(browser, address, axe_violations, name, theme, width):
    """A light first view; axe content; then, read to its end: all that `look_faults` looks for."""
    visit = Visit(browser, address, name, theme, width)
    n_bytes, found, n_complaints = visit.n_bytes() if width == WIDE else 0, [], len(visit.complaints)
    for other in (WIDE + PHONE - width, width):
        visit.resize(other)
        found += [f"axe, {other} px: {violation}" for violation in axe_violations(visit.page)]
    del visit.complaints[n_complaints:]  # axe writes a style of its own into the page, which the policy forbids
    found += [] if visit.read() else ["a self-check says nothing to an answer"]
    found += [f"loads {n_bytes:,} bytes at first"] if n_bytes > MOST_BYTES else []
    found += look_faults(visit, theme)
    visit.close()
    assert found == []


def look_faults(visit, theme):
    """Sentences on what is wrong with the page as it looks now, without axe: other hosts, errors, the policy, colours, formulas, fonts, room."""
    look = visit.page.evaluate(LOOK)
    strangers = [font for font in look["fonts"] if font not in OUR_FONTS and not font.startswith(OTHER_FONTS)]
    wide = {width: visit.overflow(width) for width in HEIGHTS}
    visit.resize(SMALLEST)
    cut_off = visit.page.evaluate(CUT_OFF)
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
        f"cuts off controls: {cut_off}": cut_off,
        f"moves by itself: {look['shift']:.3f}": look["shift"] >= MOST_SHIFT,
        f"has live figures that did not start: {look['asleep']}": look["asleep"],
        f"has pictures that are not sharp: {look['blunt']}": look["blunt"],
    }
    return [sentence for sentence, is_wrong in checks.items() if is_wrong]


PLANTED = {
    "asks other hosts": "document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.2:9/x.png'}))",
    "errors": "console.error('planted')",
    "is in the theme": "document.documentElement.dataset.theme = 'dark'",
    "changes pictures": "document.images[0].style.setProperty('filter', 'brightness(.8)', 'important')",
    "scrolls sideways": "document.querySelector('main h1').style.cssText = 'display: block; width: 2000px; max-width: none'",
    "cuts off": "document.querySelector('main').prepend(Object.assign(document.createElement('button'), { id: 'x' })); x.style.marginLeft = '-20px'",
    "moves": "document.querySelector('main h1').style.marginTop = '300px'",
    "has live": "document.querySelector('main').insertAdjacentHTML('beforeend', '<div data-explorable=\"planted\"></div>')",
    "has pictures": "document.querySelector('main figure img').style.cssText = 'display: block; width: 3000px; max-width: none !important'",
    "reads in": "document.querySelector('main article').style.fontFamily = 'Arial'",
    "sets": "document.querySelector('main').insertAdjacentHTML('beforeend', '<div class=\"math notranslate\">$x$</div>')",
}


@pytest.mark.parametrize("beginning", PLANTED)
def test_each_fault_would_be_found(browser, address, beginning):
    """The same look on a page with one planted fault names that fault."""
    visit = Visit(browser, address, FIRST, "light")
    assert [sentence for sentence in look_faults(visit, "light") if sentence.startswith(beginning)] == []
    visit.resize(WIDE)
    visit.page.evaluate(f"() => {{ {PLANTED[beginning]} }}")
    visit.page.wait_for_timeout(100)
    found = [sentence for sentence in look_faults(visit, "light") if sentence.startswith(beginning)]
    visit.close()
    assert len(found) == 1


def test_the_theme_switch_persists(browser, address):
    """A theme chosen by its button stays on the next page."""
    visit = Visit(browser, address, FIRST, "light")
    for _ in range(3):  # the button goes round: light, dark, as the system says
        if visit.page.evaluate("document.documentElement.dataset.mode") != "dark":
            visit.page.locator(".theme-switch-button").first.click()
    visit.page.goto(address + SECOND)
    theme = visit.page.evaluate("document.documentElement.dataset.theme")
    paper = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    visit.close()
    assert (theme, paper) == ("dark", "rgb(20, 21, 27)")


def test_the_first_tab_skips_to_the_text(browser, address):
    """The first stop of the keyboard is the link to the text; its words and the ring around it can be seen."""
    visit = Visit(browser, address, FIRST, "light")
    visit.page.keyboard.press("Tab")
    look = "[link.getAttribute('href'), style.outlineStyle, style.outlineColor, style.color, getComputedStyle(link.parentElement).backgroundColor]"
    target, outline, ring, words, ground = visit.page.evaluate(f"() => {{ const link = document.activeElement, style = getComputedStyle(link); return {look}; }}")
    visit.close()
    assert (target, outline, ring, words, ground) == ("#main-content", "solid", "rgb(253, 252, 249)", "rgb(253, 252, 249)", "rgb(90, 62, 166)")


# What somebody could try to put into a page: the rule of the policy that forbids it, and the attempt.
FORBIDDEN = {
    "script-src-elem": "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))",
    "script-src-attr": "document.body.insertAdjacentHTML('beforeend', '<b onclick=\"window.ran = true\">x</b>'); document.body.lastChild.click()",
    "style-src-elem": "document.head.append(Object.assign(document.createElement('style'), { textContent: 'main { color: red }' }))",
    "style-src-attr": "document.querySelector('main').setAttribute('style', 'color: red')",
    "img-src": "new Image().src = 'http://127.0.0.2:9/x.png'",
    "connect-src": "fetch('http://127.0.0.2:9/').catch(() => {})",
    "frame-src": "document.body.append(Object.assign(document.createElement('iframe'), { src: 'http://127.0.0.2:9/' }))",
    "base-uri": "document.head.prepend(Object.assign(document.createElement('base'), { href: 'http://127.0.0.2:9/' }))",
}


@pytest.mark.parametrize("rule", FORBIDDEN)
def test_the_policy_is_in_force(browser, address, rule):
    """What the build has not put into the page does not run, does not show, asks no other host, and is reported."""
    visit = Visit(browser, address, FIRST, "light")
    ink = visit.page.evaluate("getComputedStyle(document.querySelector('main')).color")
    with visit.page.expect_console_message(lambda message: message.text.startswith("policy: ")):
        visit.page.evaluate(f"() => {{ {FORBIDDEN[rule]} }}")
    after = visit.page.evaluate("[window.ran ?? false, getComputedStyle(document.querySelector('main')).color, document.baseURI]")
    reported = [complaint for complaint in visit.complaints if complaint.startswith(f"policy: {rule},")]
    visit.close()
    assert after == [False, ink, address + FIRST] and len(reported) == 1
    assert not any(response.url.startswith("http://127.0.0.2") for response in visit.heard.responses)


def test_the_themes_buttons_work_under_the_policy(browser, address):
    """Printing and the whole screen are asked for by the button's name, not by a script in it."""
    visit = Visit(browser, address, FIRST, "light")
    visit.page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    visit.page.locator(".dropdown-download-buttons > button").click()
    visit.page.locator(".btn-download-pdf-button").click()
    visit.page.locator(".btn-fullscreen-button").click()
    visit.page.wait_for_selector("html:fullscreen", timeout=5000)
    printed, complaints = visit.page.evaluate("window.printed"), visit.complaints
    visit.close()
    assert printed and complaints == []


def test_the_search_leads_to_the_place(browser, address):
    """It finds "receptive field"; the first hit leads to the entry about it, and that entry is in view."""
    visit = Visit(browser, address, FIRST, "light")
    visit.page.get_by_role("button", name="Search").first.click()
    visit.page.keyboard.type("receptive field")
    visit.page.keyboard.press("Enter")
    visit.page.get_by_text("Search finished").wait_for()
    visit.page.locator("#search-results li a").first.click()
    visit.page.wait_for_load_state()
    words = visit.page.locator(":target").inner_text()
    wait_until(visit.page, IN_SIGHT)
    wrong = [*visit.complaints, *visit.foreign()]
    visit.close()
    assert words.lower().startswith("receptive field") and wrong == []


def test_the_book_can_be_walked_at_400_percent(browser, address):
    """In the smallest window the lists of chapters and of sections open, and lead on."""
    visit = Visit(browser, address, FIRST, "light", SMALLEST)
    visit.page.locator("button.primary-toggle").click()
    visit.page.locator(f"#pst-primary-sidebar-modal a[href$='{SECOND.removeprefix('book/')}']").click()
    visit.page.wait_for_url(address + SECOND)
    visit.page.locator("button.secondary-toggle").click()
    visit.page.locator("#pst-secondary-sidebar-modal .page-toc a").nth(1).click()
    wait_until(visit.page, IN_SIGHT)
    visit.close()


def test_a_chapter_can_be_read_from_a_folder(browser, site):
    """Opened as a file, where modules cannot run, it shows stills, answers and our fonts, and its policy forbids none of them."""
    visit = Visit(browser, f"{site.as_uri()}/", "book/02-kernels.html", "light")
    visit.page.locator(".explorable-still").scroll_into_view_if_needed()
    still = visit.page.evaluate("document.querySelector('.explorable-still').decode().then(() => document.querySelector('.explorable-still').naturalWidth)")
    answers = visit.page.locator(".selfcheck-answers:visible").count()
    fonts = set(visit.page.evaluate(LOOK)["fonts"])
    forbidden = [complaint for complaint in visit.complaints if complaint.startswith("policy: ")]
    visit.close()
    assert still > 500 and answers > 2 and OUR_FONTS <= fonts and forbidden == []
