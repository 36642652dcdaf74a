"""The look of the book: style sheets, logo, icon, and MathJax, all served from the book itself."""

import shutil
from importlib import metadata
from pathlib import Path

from .paths import STATIC

# In this order: a later sheet may lean on an earlier one, and all of them come after the theme's.
STYLE_SHEETS = ("tokens", "type", "page", "boxes", "code", "figures", "welcome", "explorer", "print")

# One script with TeX input and HTML output; beside it what that script may ask for later:
# fonts, rarer TeX commands, and the accessibility menu (spoken mathematics, in English).
RARE_TEX = "action bbox boldsymbol braket cancel color enclose extpfeil unicode verb".split()
MATHJAX_PARTS = (
    "tex-chtml.js",
    "output/chtml/fonts/woff-v2/*.woff",
    *(f"input/tex/extensions/{name}.js" for name in RARE_TEX),
    "a11y/*.js",
    "sre/mathmaps/base.json",
    "sre/mathmaps/en.json",
)

# The theme writes scripts for things this book does not have, a server to run cells on and widgets, and colours of code that ours replace, all of them.
UNWANTED = ("thebe", "require.js", "require.min.js", "embed-amd.js", "pygments.css")

# Files of the theme that no page asks for: icons as a script (the fonts draw them), and source maps.
UNWANTED_FILES = ("_static/scripts/fontawesome.js*", "_static/scripts/*.map", "_static/styles/*.map", "_static/sphinx-thebe.*")


def setup_look(app):
    """Register the look with the Sphinx application `app`."""
    app.connect("config-inited", configure)
    app.connect("html-page-context", drop_scripts, priority=900)
    app.connect("env-get-outdated", renew_static)
    for name in STYLE_SHEETS:
        app.add_css_file(f"css/{name}.css", priority=900)


def configure(app, config):
    """Set what every build needs, whatever `_config.yml` says."""
    if str(STATIC) not in config.html_static_path:
        config.html_static_path.append(str(STATIC))
    config.html_favicon = str(STATIC / "favicon.svg")
    config.html_theme_options["logo"] = {
        "image_light": str(STATIC / "logo.svg"),
        "image_dark": str(STATIC / "logo-dark.svg"),
        "alt_text": "Investigating CNNs, the first page",
    }
    config.mathjax_path = "mathjax/tex-chtml.js"
    # MyST NB names another host for its widget scripts; our pages hold no widgets.
    config.nb_ipywidgets_js = {}


def renew_static(app, env, added, changed, removed):
    """Where a style sheet or a script has changed, the first page is written anew: without a page to write, Sphinx copies no such file."""
    copies = Path(app.outdir) / "_static"
    files = {file: copies / file.relative_to(STATIC) for file in STATIC.rglob("*") if file.is_file()}
    is_new = any(not copy.is_file() or copy.read_bytes() != file.read_bytes() for file, copy in files.items())
    return [app.config.root_doc] if is_new else []


def drop_scripts(app, pagename, templatename, context, doctree):
    """Take scripts and sheets off the page that serve nothing here or would ask another host."""
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context.get(kind, ()) if not is_unwanted(file)]


def is_unwanted(file):
    """Whether `file`, a name or a Sphinx script with a body, is one of `UNWANTED`."""
    text = f"{getattr(file, 'filename', file)} {getattr(file, 'attributes', {}).get('body', '')}"
    return any(name in text.lower() for name in UNWANTED)


def mathjax_folder():
    """The folder of MathJax's files in the package that brings them."""
    for file in metadata.files("sphinx-mathjax-offline") or ():
        if file.name == "tex-chtml.js":
            return Path(file.locate()).parent
    raise FileNotFoundError("MathJax was expected in the package sphinx-mathjax-offline, which lacks it: install requirements.txt again.")


def copy_mathjax(app):
    """Copy the parts of MathJax that a page can ask for into the built book."""
    source, target = mathjax_folder(), Path(app.outdir) / "_static" / "mathjax"
    for part in MATHJAX_PARTS:
        for file in source.glob(part):
            copy = target / file.relative_to(source)
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, copy)


def drop_files(app):
    """Delete the theme's files that no page asks for, so that the book is 5 MB lighter."""
    for pattern in UNWANTED_FILES:
        for file in Path(app.outdir).glob(pattern):
            file.unlink()
