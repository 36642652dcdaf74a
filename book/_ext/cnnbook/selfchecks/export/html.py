"""MyST Markdown as the HTML that a test system shows."""

from html import escape

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from cnnviz_helpers.plain_text import to_markdown


def _formula(content, options):
    """TeX in the brackets that MathJax looks for in Moodle and Canvas alike."""
    signs = escape(content, quote=False)
    return rf"\[{signs}\]" if options["display_mode"] else rf"\({signs}\)"


_MARKDOWN = MarkdownIt("commonmark").use(dollarmath_plugin, renderer=_formula)


def to_html(text):
    """The MyST `text` as paragraphs. Roles and links within the book become words, pictures their words in brackets."""
    return _MARKDOWN.render(to_markdown(text)).strip()
