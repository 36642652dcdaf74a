"""MyST Markdown where nothing renders MyST: as plain text for a terminal, as common Markdown for a notebook."""

import re

# What a formula of the self-checks holds, in signs that a terminal has.
_TEX = {
    r"\times": "×", r"\cdot": "·", r"\pm": "±", r"\leq": "≤", r"\geq": "≥", r"\le": "≤", r"\ge": "≥", r"\neq": "≠", r"\ne": "≠",
    r"\approx": "≈", r"\to": "→", r"\rightarrow": "→", r"\sum": "Σ", r"\max": "max", r"\min": "min", r"\ldots": "…", r"\dots": "…",
    r"\,": " ", r"\;": " ", r"\quad": "  ", r"\%": "%", r"\_": "_", r"\{": "{", r"\}": "}",
}  # fmt: skip
_CODE_OR_MATH = re.compile(r"(?<!\})(`+)(?P<code>.+?)\1|\$\$(?P<block>.+?)\$\$|(?<![\\$])\$(?P<math>[^$\n]+?)\$", re.DOTALL)
# A block of code is matched first, so that what looks like a role inside it stays.
_BLOCK_OR_ROLE = re.compile(r"(?P<block>^```.*?^```)|\{[\w:-]+\}`(?P<words>[^`<]+?)(?:\s*<[^>`]*>)?`", re.MULTILINE | re.DOTALL)
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)(\{[^}]*\})?")
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]*\)")
_WEB_LINK = re.compile(r"\[([^\]]+)\]\((https?:[^)\s]+)\)")


def to_plain(text):
    """The words of the MyST `text` without its marks: formulas in plain signs, pictures as their alt texts."""
    return _outside_code(_strip_markup, _plain_piece, text)


def to_markdown(text):
    """The MyST `text` as Markdown with $TeX$, as notebooks render it: roles, pictures and links within the book become words."""
    return _outside_code(_strip_references, lambda match: match[0], text)


def _outside_code(change, keep, text):
    """`text` with `change` done between its code and formulas, and `keep` done on each of these."""
    text, pieces = _BLOCK_OR_ROLE.sub(lambda match: match["block"] or match["words"], text), []
    end = 0
    for match in _CODE_OR_MATH.finditer(text):
        pieces += [change(text[end : match.start()]), keep(match)]
        end = match.end()
    return "".join([*pieces, change(text[end:])])


def _strip_references(text):
    return _LINK.sub(r"\1", _IMAGE.sub(r"(picture: \1)", text))


def _strip_markup(text):
    text = _WEB_LINK.sub(r"\1 (\2)", _strip_references(text))
    text = re.sub(r"\*\*(\S(?:.*?\S)?)\*\*", r"\1", text)
    return re.sub(r"(?<![\w*])[*_](\S(?:[^*_]*?\S)?)[*_](?![\w*])", r"\1", text).replace(r"\$", "$")


def _plain_piece(match):
    if match["code"] is not None:
        return match["code"]
    tex = re.sub(r"\\(?:text|mathrm|mathbf|operatorname)\{([^}]*)\}", r"\1", match["math"] or match["block"])
    tex = re.sub(r"\\frac\{([^{}]*)\}\{([^{}]*)\}", r"\1/\2", tex)
    for command, sign in sorted(_TEX.items(), key=lambda pair: -len(pair[0])):
        tex = tex.replace(command, sign)
    return tex.strip()
