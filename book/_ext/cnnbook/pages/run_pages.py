"""A second copy of each chapter, whose code runs in the page on a Jupyter server that the reader names.

It is a page of its own because it may talk to that server; the pages that are only read may talk to no one.
"""

from copy import deepcopy
from dataclasses import replace
from html import escape
from urllib.parse import urlsplit

from bs4 import BeautifulSoup

from ..live import SHEETS
from .style_sheets import add_style_sheets

ENDING = ".run.html"
BAR = """
<section class="run-bar" aria-label="Run this chapter">
<p class="run-title">Run this chapter</p>
<form inert>
<label for="run-server">Address of your Jupyter server, as Jupyter prints it</label>
<div class="run-row"><input id="run-server" type="text" name="server" required spellcheck="false" autocomplete="off"
placeholder="http://127.0.0.1:8888/?token=…"/><button type="submit">Connect</button>{binder}</div>
<details><summary>How to start a server</summary>
<p>In a folder where the book's packages are installed (its README says how), this starts one that lets this page in:</p>
<pre tabindex="0">jupyter server --ServerApp.allow_origin=<span class="run-origin"></span></pre>
<p>It prints an address that ends in a token. The token is a password: this page sends it to that server only, and forgets it when you leave.</p>
</details>
</form>
<div class="run-buttons" hidden><button type="button" name="all">Run all</button><button type="button" name="stop">Stop</button><button
type="button" name="restart">Restart</button><button type="button" name="end">Disconnect</button></div>
<p class="run-status" role="status"></p>
</section>
<noscript><p>Running code needs scripts, and this browser runs none.</p></noscript>
"""
BINDER = '<button type="button" name="binder" value="{hub}/build/gh/{repository}/HEAD">Start one on {host}</button>'
HEAD = '<meta content="noindex" name="robots"/><script fetchpriority="low" src="../_static/run.mjs" type="module"></script>'
START_FIGURES = '<script fetchpriority="low" src="../_static/explorables/any-figure.mjs" type="module"></script>'


def run_copy(page):
    """`02-kernels.run.html` for `02-kernels.html`, and so on, if `page` leads to such a copy. If it leads to none, that of an earlier build goes."""
    file = page.file.with_suffix(ENDING)
    if not page.soup.select_one("a.run-link"):
        file.unlink(missing_ok=True)
        return None
    copy = replace(page, soup=deepcopy(page.soup), file=file)
    let_it_run(copy.soup, copy.app.config.html_theme_options)
    add_style_sheets(copy, (*SHEETS, "css/run.css"))
    return copy


def let_it_run(soup, options):
    """Put into a chapter's page the bar that connects it. `options` : the theme's, for the addresses of Binder and the repository."""
    soup.select_one("p.chapter-notebooks").decompose()  # it leads here
    soup.head.extend(tags(HEAD))
    for script in soup.select("script[src*='explorables/page.']"):
        script.decompose()  # it knows only the figures that the chapter shows
    soup.head.extend(tags(START_FIGURES))
    soup.h1.insert_after(*tags(BAR.format(binder=binder_button(options))))


def tags(text):
    """What the HTML `text` holds, as a list."""
    return [tag.extract() for tag in list(BeautifulSoup(text, "html.parser").contents)]


def binder_button(options):
    """The button that has Binder start a server, or nothing where Binder cannot know the repository."""
    hub = options.get("launch_buttons", {}).get("binderhub_url")
    if not hub:
        return ""
    repository = options["repository_url"].split("github.com/")[-1]
    return BINDER.format(hub=hub, repository=escape(repository), host=urlsplit(hub).hostname)
