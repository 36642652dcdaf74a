"""The Content Security Policy of each page: what a browser may run, show and ask for, and nothing else.

The site has no server of its own to send the policy as a header, so it stands in the page, before everything it is about.
"""

import hashlib
from base64 import b64encode

NAME = "Content-Security-Policy"
# A `<script>` of another type, such as "application/ld+json", holds data, which no browser runs.
RUN = ("", "module", "importmap", "text/javascript", "application/javascript")
# A page that runs its chapter may talk to the Jupyter server that its reader names.
SERVERS = ("http:", "https:", "ws:", "wss:")
# MathJax writes style sheets and, for its menu, style attributes as text into the page, which the policy forbids.
# What a script sets as an object is allowed. The emptied sheet stays in the page: MathJax adds rules to it later.
MATHJAX_STYLES = """
    document.head.appendChild = function (node) {
      if (node.localName === "style") {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(node.textContent);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        node.textContent = "";
      }
      return Node.prototype.appendChild.call(this, node);
    };
    const setAttribute = Element.prototype.setAttribute;
    Element.prototype.setAttribute = function (name, value) {
      if (name === "style") this.style.cssText = value;
      else setAttribute.call(this, name, value);
    };
"""
# The theme's buttons call functions by `onclick`, which the policy forbids. Instead, they name the function for this script.
CALLS = """
    const CALLS = { "window.print()": () => print(), "toggleFullScreen()": () => toggleFullScreen() };
    addEventListener("click", ({ target }) => CALLS[target.closest?.("[data-calls]")?.dataset.calls]?.());
"""


def setup_policy(app):
    """Register what formulas need under the policy with the Sphinx application `app`."""
    app.connect("html-page-context", prepare_formulas)


def prepare_formulas(app, pagename, templatename, context, doctree):
    """On a page with formulas, what MathJax needs runs before it."""
    if app.env.get_domain("math").has_equations(pagename):
        app.add_js_file(None, body=MATHJAX_STYLES, priority=100)


def add_policy(page):
    """Give a page its policy. It is the last change: each script's hash stands in the policy."""
    call_by_script(page.soup)
    with_policy(page.soup)


def with_policy(soup):
    """The page `soup` with its policy, in front of all that it is about."""
    tag = soup.new_tag("meta", attrs={"http-equiv": NAME, "content": policy(soup)})
    encoding = soup.head.find("meta", charset=True)  # browsers look for it in the first 1,024 bytes, so it stays first
    encoding.insert_after(tag) if encoding else soup.head.insert(0, tag)
    return soup


def call_by_script(soup):
    """A button names what it calls, and one script of the page calls it."""
    buttons = soup.select("[onclick]")
    for button in buttons:
        button["data-calls"] = button.attrs.pop("onclick")
    if buttons:
        script = soup.new_tag("script")
        script.string = CALLS
        soup.body.append(script)


def policy(soup):
    """The policy of a page: files from the book's own place, and the scripts and styles in the page that the build itself has put there."""
    scripts = [text_in(tag) for tag in soup.select("script:not([src])") if tag.get("type", "").lower() in RUN]
    has_formulas = MATHJAX_STYLES in scripts
    styles = [text_in(tag) for tag in soup.select("style")] + [""] * has_formulas
    looks = [tag["style"] for tag in soup.select("[style]")]
    engine = ["'wasm-unsafe-eval'"] if soup.select("[data-explorable]") else []
    rules = {
        "default-src": ["'none'"],
        "script-src": ["'self'", *engine, *hashes(scripts)],
        "script-src-attr": ["'none'"],
        "style-src": ["'self'", *hashes(styles)],
        "style-src-attr": ["'unsafe-hashes'", *hashes(looks)] if looks else ["'none'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", *SERVERS] if soup.select(".run-bar") else ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
    }
    return "; ".join(f"{rule} {' '.join(sources)}" for rule, sources in rules.items())


def text_in(tag):
    """The text of a script or a style as it will stand in the page, also of one that the build has changed: to `get_text` that is no script."""
    return "".join(tag.contents)


def hashes(texts):
    """Each text once, as a policy names it."""
    return [f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in dict.fromkeys(texts)]
