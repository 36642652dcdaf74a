"""Every page in a real browser: light and dark, wide and narrow, read to its end, with no other host and no fault that axe can see.

Fixtures (`conftest.py`): `site`, the folder of the built book; `browser`; `serve(folder)`, which gives an address;
`axe_violations(page)`, which lists what axe finds.
"""

from itertools import product

import pytest
from page_visit import (
    CODE_CUT,
    CUT_OFF,
    FIRST,
    FIRST_FIGURE,
    HEIGHTS,
    IN_SIGHT,
    LOOK,
    MOST_BYTES,
    MOST_SHIFT,
    OTHER_FONTS,
    OUR_FONTS,
    PAGES,
    PHONE,
    SECOND,
    SMALLEST,
    WIDE,
    Visit,
)
from thorough import diagonal, thorough
from waiting import wait_until


@pytest.fixture(scope="module")
def address(site, serve):
    """Where the built book is served, with a slash at the end."""
    return serve(site).rstrip("/") + "/"


def test_no_page_is_left_out(site):
    """`PAGES` are those that were built, but for the ones that have tests of their own or that nobody reads."""
    skipped = ("_static", "search.html", "py-modindex.html", "404.html", ".run.html")
    files = [path.relative_to(site).as_posix() for path in site.rglob("*.html") if "<main" in path.read_text(encoding="utf-8")]
    assert sorted(PAGES) == sorted(name for name in files if not any(part in name for part in skipped))


LOOKS = [(1280, "light"), (390, "dark"), (1280, "dark"), (390, "light")]
# Lists, in the theme's own form.
LISTS = [page for page in PAGES if page.endswith(("/about.html", "/api.html", "/glossary.html", "/references.html", "genindex.html"))]


@pytest.mark.parametrize(
    ("name", "look"),
    [*diagonal([page for page in PAGES if page not in LISTS], LOOKS), *(thorough(*pair) for pair in product(LISTS, LOOKS))],
)
def test_every_page_in_every_theme_and_width(browser, address, axe_violations, name, look):
    """A light first view; axe content; then, read to its end: all that `look_faults` looks for."""
    width, theme = look
    visit = Visit(browser, address, name, theme, width)
    n_bytes, n_complaints = visit.n_bytes() if width == WIDE else 0, len(visit.complaints)
    visit.resize(width)  # the theme learns which boxes scroll
    found = [f"axe: {violation}" for violation in axe_violations(visit.page)]
    del visit.complaints[n_complaints:]  # axe writes a style of its own into the page, which the policy forbids
    found += [] if visit.read() else ["a self-check says nothing to an answer"]
    found += [f"loads {n_bytes:,} bytes at first"] if n_bytes > MOST_BYTES else []
    found += look_faults(visit, theme)
    visit.close()
    assert found == []


def look_faults(visit, theme):
    """Sentences on what is wrong with the page as it looks now, without axe: other hosts, errors, the policy, colours, formulas, fonts, room."""
    look, wide = visit.page.evaluate(LOOK), {width: visit.overflow(width) for width in (PHONE, WIDE)}
    strangers = [font for font in look["fonts"] if font not in OUR_FONTS and not font.startswith(OTHER_FONTS)]
    visit.resize(WIDE)
    code_cut, first = visit.page.evaluate(CODE_CUT, False), visit.page.evaluate(FIRST_FIGURE)
    is_chapter = visit.page.url.rsplit("/", 1)[-1][:2].isdigit()
    wide[SMALLEST] = visit.overflow(SMALLEST)
    visit.resize(SMALLEST)
    cut_off, words_cut = visit.page.evaluate(CUT_OFF), visit.page.evaluate(CODE_CUT, True)
    checks = {
        f"asks other hosts: {visit.foreign()}": visit.foreign(),
        f"errors: {visit.complaints}": visit.complaints,
        f"is in the theme {look['theme']}": look["theme"] != theme,
        f"changes pictures' colours: {look['filters']}": look["filters"],
        f"pictures are not on paper, or of another theme: {look['unpainted']}": look["unpainted"],
        f"sets {look['rendered']} of {look['formulas']} formulas": look["rendered"] != look["formulas"] or look["merror"],
        f"uses fonts that are not ours: {strangers}": strangers,
        f"reads in {look['body']}": "Source Serif 4" not in look["body"],
        f"scrolls sideways: {wide}": any(pixels > 0 for pixels in wide.values()),
        f"cuts off controls: {cut_off}": cut_off,
        f"hides ends of code: {code_cut}": code_cut,
        f"lets one scroll for words: {words_cut}": words_cut,
        f"moves by itself: {look['shift']:.3f}": look["shift"] >= MOST_SHIFT,
        f"has nothing to touch in its first two screens, but at {first} px": is_chapter and not 0 < (first or 0) < 2 * HEIGHTS[WIDE],
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
    "hides ends": "document.querySelector('.cell pre').append('x'.repeat(200))",
    "lets one": "document.querySelector('.cell_output pre').textContent = 'One must see it whole. '.repeat(9),"
    " document.querySelector('.cell_output pre').className = ''",
    "pictures are": "document.querySelector('main picture source').media = 'all'",
    "moves": "document.querySelector('main h1').style.marginTop = '300px'",
    "has nothing": "document.querySelector('main h1').style.marginBottom = '3000px'",
    "has live": "document.querySelector('main').insertAdjacentHTML('beforeend', '<div data-explorable=\"planted\"></div>')",
    "has pictures": "document.querySelector('main figure img').style.cssText = 'display: block; width: 3000px; max-width: none !important'",
    "reads in": "document.querySelector('main article').style.fontFamily = 'Arial'",
    "sets": "document.querySelector('main').insertAdjacentHTML('beforeend', '<div class=\"math notranslate\">$x$</div>')",
}


def test_each_fault_would_be_found(browser, address):
    """A look at a page with planted faults names each of them, once; before, none."""
    visit = Visit(browser, address, FIRST, "light")
    visit.page.wait_for_selector("[data-explorable].is-live")
    before = look_faults(visit, "light")
    visit.resize(WIDE)
    visit.page.wait_for_timeout(600)  # what moves within half a second after a change of the window counts as the reader's doing
    for plant in PLANTED.values():
        visit.page.evaluate(f"() => {{ {plant} }}")
    visit.page.wait_for_timeout(200)
    after = look_faults(visit, "light")
    visit.close()
    assert [sentence for sentence in before if sentence.startswith(tuple(PLANTED))] == []
    assert {beginning: sum(sentence.startswith(beginning) for sentence in after) for beginning in PLANTED} == dict.fromkeys(PLANTED, 1)


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
    read = f"() => {{ const link = document.activeElement, style = getComputedStyle(link); return {look}; }}"
    target, outline, ring, words, ground = visit.page.evaluate(read)
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


def test_the_policy_is_in_force(browser, address):
    """What the build has not put into the page does not run, does not show, asks no other host, and is reported."""
    visit = Visit(browser, address, FIRST, "light")
    ink = visit.page.evaluate("getComputedStyle(document.querySelector('main')).color")
    for rule, attempt in FORBIDDEN.items():
        with visit.page.expect_console_message(lambda message, rule=rule: message.text.startswith(f"policy: {rule},")):
            visit.page.evaluate(f"() => {{ {attempt} }}")
    after = visit.page.evaluate("[window.ran ?? false, getComputedStyle(document.querySelector('main')).color, document.baseURI]")
    reported = [complaint.partition(",")[0] for complaint in visit.complaints if complaint.startswith("policy: ")]
    visit.close()
    assert after == [False, ink, address + FIRST] and reported == [f"policy: {rule}" for rule in FORBIDDEN]
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
    visit.page.locator(".explorable-still").first.scroll_into_view_if_needed()
    still = visit.page.evaluate("document.querySelector('.explorable-still').decode().then(() => document.querySelector('.explorable-still').naturalWidth)")
    answers = visit.page.locator(".selfcheck-answers:visible").count()
    fonts = set(visit.page.evaluate(LOOK)["fonts"])
    forbidden = [complaint for complaint in visit.complaints if complaint.startswith("policy: ")]
    visit.close()
    assert still > 500 and answers > 2 and OUR_FONTS <= fonts and forbidden == []
