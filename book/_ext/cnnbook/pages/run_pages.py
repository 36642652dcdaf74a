"""A second copy of each chapter, whose code runs in the page on a Jupyter server that the reader names.

It is a page of its own because it may talk to that server; the pages that are only read may talk to no one.
"""

import re
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from cnnviz_helpers.explorables.figures import FIGURES
from cnnviz_helpers.explorables.files import sheets

from .style_sheets import add_style_sheets

# The line that leads here, and the policy of the chapter's page, from an earlier build: this page gets its own.
NOT_HERE = re.compile(r'<p class="chapter-notebooks">.*?</p>|<meta [^>]*http-equiv="Content-Security-Policy"[^>]*>', re.DOTALL)
LINK = 'class="run-link"'
ENDING = ".run.html"
BAR = """
<section class="run-bar" aria-label="Run this chapter">
<p class="run-title">Run this chapter</p>
<form inert>
<label for="run-server">Address of your Jupyter server, as Jupyter prints it</label>
<div class="run-row"><input id="run-server" type="text" name="server" required spellcheck="false" autocomplete="off" placeholder="http://127.0.0.1:8888/?token=…"/><button type="submit">Connect</button>{binder}</div>
<details><summary>How to start a server</summary>
<p>In a folder where the book's packages are installed (its README says how), this starts one that lets this page in:</p>
<pre tabindex="0">jupyter server --ServerApp.allow_origin=<span class="run-origin"></span></pre>
<p>It prints an address that ends in a token. The token is a password: this page sends it to that server only, and forgets it when you leave.</p>
</details>
</form>
<div class="run-buttons" hidden><button type="button" name="all">Run all</button><button type="button" name="stop">Stop</button><button type="button" name="restart">Restart</button><button type="button" name="end">Disconnect</button></div>
<p class="run-status" role="status"></p>
</section>
<noscript><p>Running code needs scripts, and this browser runs none.</p></noscript>
"""
BINDER = '<button type="button" name="binder" value="{hub}/build/gh/{repository}/HEAD">Start one on {host}</button>'
HEAD = '<meta content="noindex" name="robots"/><script fetchpriority="low" src="../_static/run.mjs" type="module"></script>'
START_FIGURES = '<script fetchpriority="low" src="../_static/explorables/mount.mjs" type="module"></script>'
SHEETS = (*(f"explorables/{sheet}" for sheet in dict.fromkeys(sheet for name in FIGURES for sheet in sheets(name))), "css/run.css")


def setup_run_pages(app):
    """Register the writing of these pages with the Sphinx application `app`."""
    app.connect("build-finished", write_run_pages, priority=640)  # after the clean-up of the pages, before what is made for all of them


def write_run_pages(app, error):
    """Write `02-kernels.run.html` beside `02-kernels.html`, and so on, for each page that leads to one."""
    if error or app.builder.format != "html":
        return
    for docname in app.env.found_docs:
        page = Path(app.outdir, f"{docname}.html")
        text = page.read_text(encoding="utf-8")
        if LINK not in text:
            page.with_suffix(ENDING).unlink(missing_ok=True)
            continue
        text = add_style_sheets(text, page, SHEETS)
        page.with_suffix(ENDING).write_text(run_page(text, app.config.html_theme_options), encoding="utf-8")


def run_page(text, options):
    """The HTML `text` of a chapter with the bar that connects it. `options` : the theme's, for the addresses of Binder and the repository."""
    bar = BAR.format(binder=binder_button(options))
    head = HEAD if "explorables/mount.mjs" in text else HEAD + START_FIGURES
    text = NOT_HERE.sub("", text)
    return text.replace("</head>", head + "</head>", 1).replace("</h1>", "</h1>" + bar, 1)


def binder_button(options):
    """The button that has Binder start a server, or nothing where Binder cannot know the repository."""
    hub = options.get("launch_buttons", {}).get("binderhub_url")
    if not hub:
        return ""
    repository = options["repository_url"].split("github.com/")[-1]
    return BINDER.format(hub=hub, repository=escape(repository), host=urlsplit(hub).hostname)
