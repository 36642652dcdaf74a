"""The tours of the explorer: cards that set the view and ask for one thing to do, read strictly from YAML files, one file a tour.

    name: why-dog                      of the address: #explorer?tour=why-dog&card=0
    title: Why dog?
    cards:
      - words: at most 50 words; *these* are stressed
        state: {image: 16}             what the explorer is set to when the card begins; what is not named stays as the reader has it
        try: Press map 93 of conv5.    one sentence that asks for one thing
        wait: {layer: conv5, map: 93}  by what one knows that it is done: all of it must be so at once
        chapter: 07-where#from-maps-to-one-score

`state` takes the names of the explorer's state (`figures.py`). `wait` takes these names and those of `FACTS`, each with a value, a list of values,
the word changed (another one than when the card began), or bounds, such as {above: 0.5}. A tour begins with the explorer as it first opens.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..assets import NETWORK, asset_bytes
from ..data import N_IMAGES
from ..selfchecks.yaml_nodes import QuestionError, fail, kind_of, mapping, number, root_node, sequence, text

TOURS = "tours.json"
MOST_WORDS, MOST_CARDS = 50, 9  # a card for each number key
CHANGED, BOUNDS = "changed", ("above", "below")
# What a card can wait for beside the state; the values are of these types. A page finds them in explorer/tour-facts.mjs.
FACTS = {
    "answer": str,  # the name of the class that the network says
    "label": str,  # that of the photo's class; of a picture of the reader's own it has none
    "explained": str,  # that of the class whose score the lines explain
    "right": bool,  # whether the answer is the photo's class
    "own": bool,  # whether the picture is the reader's own
    "covered": bool,
    "shifted": bool,
    "edited": float,  # how many weights are others than learned
    "silenced": float,  # how many filters are switched off
    "repainted": float,  # how many pixels
}
SHARE = "share of "  # and a class: its share of 1
# The words that the explorer knows where its state holds a word.
WORDS = {
    "level": ("network", "map", "number", "pixel"),
    "side": ("after", "before"),
    "scale": ("layer", "map", "network"),
    "order": ("number", "share"),
    "weights": ("trained", "random"),
}
READING, DOING = 200, 1 / 6  # words a minute; minutes for what a card asks for
_PACKAGE = Path(__file__).resolve().parents[1]
_FOLDERS = (_PACKAGE.parent / "book" / "questions" / "tours", _PACKAGE / "question_files" / "tours")  # the second where the package is installed


@dataclass(frozen=True)
class Card:
    """One card: its words, the state it sets, what it asks for and by what one knows that it is done, and a page of the book with its place."""

    words: str
    state: dict
    ask: str = ""
    wait: dict | None = None
    chapter: str = ""


@dataclass(frozen=True)
class Tour:
    """One tour."""

    name: str
    title: str
    cards: tuple

    @property
    def minutes(self):
        """How long it takes, about."""
        words = sum(len(f"{card.words} {card.ask}".split()) for card in self.cards)
        return max(1, round(words / READING + DOING * sum(bool(card.ask) for card in self.cards)))

    def as_data(self):
        """What the page gets of it."""
        cards = [{"words": card.words, "state": card.state, "try": card.ask, "wait": card.wait, "chapter": card.chapter} for card in self.cards]
        return {"name": self.name, "title": self.title, "minutes": self.minutes, "cards": [{k: v for k, v in card.items() if v} for card in cards]}


def tours_folder():
    """The folder of the tours: beside this package, or in it."""
    return next((folder for folder in _FOLDERS if folder.is_dir()), _FOLDERS[0])


@cache
def tours_file():
    """The bytes of tours.json, which a page asks for when a reader opens the list of tours."""
    return json.dumps([tour.as_data() for tour in read_tours(tours_folder())], ensure_ascii=False).encode()


def read_tours(folder):
    """The tours of the .yml files in `folder`, in the order of the files' names.

    Raises
    ------
    QuestionError
        With file and line: a file is not YAML, or a tour is not complete, too long, or asks for what the explorer does not know.
    """
    tours = [read_tour(path) for path in sorted(Path(folder).glob("*.yml"))]
    names = [tour.name for tour in tours]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise QuestionError(f"{folder}: the name {twice!r} stands in two tours; give one of them another.")
    return tours


def read_tour(path):
    """The tour of one file, a `Tour`."""
    root = root_node(path)
    if root is None:
        raise QuestionError(f"{path}:1: the file holds no tour; write one, or delete the file.")
    fields = mapping(root, "a tour", ("name", "title", "cards"))
    name = text(fields["name"], "the name")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        fail(fields["name"], f"expected a name of small letters, digits and single hyphens, got {str(name)!r}.")
    cards = sequence(fields["cards"], "cards", at_least=2)
    if len(cards) > MOST_CARDS:
        fail(fields["cards"], f"expected at most {MOST_CARDS} cards, one for each number key, got {len(cards)}; make two tours of it.")
    return Tour(str(name), str(text(fields["title"], "the title")), tuple(_card(node, Path(path)) for node in cards))


def _card(node, path):
    fields = mapping(node, "a card", ("words",), ("state", "try", "wait", "chapter"))
    if ("try" in fields) != ("wait" in fields):
        fail(node, "a card has `try` and `wait` together: what it asks for, and by what one knows that it is done; write both, or none.")
    known, network = _explorer(), json.loads(asset_bytes(NETWORK))
    state = {key: _state_value(key, value, known, network) for key, value in _pairs(fields.get("state"), "state", known)}
    facts = [*known, *FACTS, *(SHARE + name for name in network["classes"])]
    wait = {key: _condition(key, value, known, network) for key, value in _pairs(fields.get("wait"), "wait", facts)}
    chapter = _chapter(fields["chapter"], path) if "chapter" in fields else ""
    return Card(_words(fields["words"], "the words"), state, _words(fields["try"], "`try`") if wait else "", wait or None, chapter)


def _explorer():
    """The names and first values of the explorer's state, but for what the tour itself sets."""
    from .figures import ALL

    return {key: value for key, value in ALL["explorer"].state.items() if key not in ("tour", "card", "present")}


def _pairs(node, what, known):
    """The names of `node` with their nodes; none, if there is no node."""
    return mapping(node, f"`{what}`", (), tuple(known)).items() if node is not None else ()


def _words(node, what):
    words = text(node, what)
    n = len(words.split())
    if n > MOST_WORDS:
        fail(node, f"expected at most {MOST_WORDS} words, got {n}; say less, or make two cards of it.")
    if re.search(r"[`_#\[\]<>\\]|\*\*", words) or words.count("*") % 2:
        fail(node, f"{what} may hold no Markdown but *words* between two asterisks; write plain text.")
    return " ".join(words.split())


def _value(node, what, kind):
    """The value of `node`, which is of the type `kind`: a text, a number, or true and false."""
    if kind is str:
        return str(node.value) if getattr(node, "value", None) == "" else str(text(node, what))
    if kind is bool:
        if node.value not in ("true", "false"):
            fail(node, f"expected {what} as true or false, got {kind_of(node)}.")
        return node.value == "true"
    value = number(node, what)
    return int(value) if value.is_integer() else value


def _state_value(key, node, known, network):
    value = _value(node, f"`{key}`", str if isinstance(known[key], str) else float)
    fault = _fault(key, value, network)
    if fault:
        fail(node, fault)
    return value


def _fault(key, value, network):
    """A sentence on what is wrong with a value of the state, or None."""
    names = [layer["name"] for layer in network["layers"]]
    allowed = {**WORDS, "layer": names}.get(key)
    if allowed and value not in allowed:
        return f"there is no {key} {value!r}; it is one of {', '.join(allowed)}."
    numbers = {"image": (0, N_IMAGES - 1), "class": (-1, len(network["classes"]) - 1), "pools": (0, 1)}.get(key)
    if numbers and not (value == int(value) and numbers[0] <= value <= numbers[1]):
        return f"expected {key} as a whole number from {numbers[0]} to {numbers[1]}, got {value}."
    return None


def _condition(key, node, known, network):
    """What a card waits for in one fact: a value, a list of values, "changed", or bounds."""
    kind = FACTS.get(key) or (str if isinstance(known.get(key), str) else float)
    if node.id == "sequence":
        return [_wanted(key, one, kind, network) for one in sequence(node, f"the values of `{key}`")]
    if node.id == "mapping":
        bounds = mapping(node, f"the bounds of `{key}`", (), BOUNDS)
        if kind is not float or not bounds:
            fail(node, f"`{key}` takes bounds only as a number, such as {{above: 0.5}}; give a value, a list of values, or the word {CHANGED}.")
        return {name: number(value, f"`{name}`") for name, value in bounds.items()}
    return CHANGED if node.value == CHANGED else _wanted(key, node, kind, network)


def _wanted(key, node, kind, network):
    value = _value(node, f"`{key}`", kind)
    fault = _fault(key, value, network)
    if key in ("answer", "label", "explained") and value not in network["classes"]:
        fault = f"there is no class {value!r}; the classes are {', '.join(network['classes'])}."
    if fault:
        fail(node, fault)
    return value


def _chapter(node, path):
    """A page of the book and a heading on it, `07-where#cover-and-look`; it is looked up where the book's pages are: two folders up."""
    link = text(node, "the chapter")
    page, _, anchor = link.partition("#")
    source = path.resolve().parents[2] / f"{page}.md"
    if any(source.parent.glob("*.md")):
        if not source.is_file():
            fail(node, f"there is no page {page!r}; name one of the book, without its ending.")
        if anchor and anchor not in _anchors(source):
            fail(node, f"the page {page!r} has no heading {anchor!r}; it has {', '.join(_anchors(source))}.")
    return str(link)


def _anchors(source):
    """The names that the headings of a page have in its address."""
    lines = re.sub(r"^(`{3,}).*?^\1", "", source.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE).splitlines()
    return [re.sub(r"[^a-z0-9]+", "-", line.lower()).strip("-") for line in lines if re.match(r"#{1,6} ", line)]
