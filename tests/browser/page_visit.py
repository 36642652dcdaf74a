"""A visit to a page of the built book: what moved, which fonts were used, what was asked for."""

from books import contents
from listening import Listener

WIDE, PHONE, SMALLEST = 1280, 390, 320
HEIGHTS = {WIDE: 900, PHONE: 900, SMALLEST: 256}  # the smallest is also a window of 1280 × 1024 at 400 %
MOST_BYTES = 1_000_000  # of a first view, before compression
# Of the content, from the first paint to the last line; up to this, Core Web Vitals call a page good.
# One line that breaks elsewhere when a font comes is about 0.07.
MOST_SHIFT = 0.1
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
  unpainted: [...document.querySelectorAll("main figure img")].filter(i => i.checkVisibility() && (i.closest("picture")?.querySelector("[data-dark]")
    ? i.currentSrc.includes("dark.webp") !== (document.documentElement.dataset.theme === "dark")
    : getComputedStyle(i).backgroundColor !== "rgb(253, 252, 249)")).map(i => i.alt.slice(0, 40)),
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
# Code, and what it prints, of which one does not see the ends of lines, also in what is folded; a table as wide as its numbers may, where `isNarrow`.
CODE_CUT = """(isNarrow) => {
  const folded = [...document.querySelectorAll("main details:not([open])")].filter((fold) => !fold.closest(".explorable"));
  folded.forEach((fold) => { fold.open = true; });
  const cut = [...document.querySelectorAll("main pre")].filter((pre) => pre.checkVisibility() && pre.scrollWidth > pre.clientWidth)
    .filter((pre) => !isNarrow || (pre.closest(".cell_output") && /[a-z)]{2}[.:?] *$/m.test(pre.textContent)) || /^\\S+$/.test(pre.textContent.trim()))
    .map((pre) => pre.textContent.split("\\n").sort((a, b) => b.length - a.length)[0]);
  folded.forEach((fold) => { fold.open = false; });
  return cut;
}"""
# Where the first live figure begins.
FIRST_FIGURE = """() => {
  const figure = document.querySelector("[data-explorable]");
  return figure && Math.round(figure.getBoundingClientRect().top + scrollY);
}"""
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
WELCOME, EXPLORER, FIRST, SECOND, *_ = PAGES


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
        return self.heard.n_bytes()

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
