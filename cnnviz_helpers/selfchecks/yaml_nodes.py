"""A YAML file read strictly: every value is checked where it stands, and every fault names its file and line."""

import math
import re
from difflib import get_close_matches
from pathlib import Path

import yaml

_MAP, _LIST, _TEXT = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:str"
_KINDS = {"map": "names with values", "seq": "a list", "str": "a text", "int": "a number", "float": "a number", "bool": "true or false"}
# "\times" in double quotes would silently become a tab and "imes".
_LOST_BACKSLASH = re.compile(r'(?<!\\)(?:\\\\)*\\[^\\"\n]')
_NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")


class QuestionError(ValueError):
    """A self-check cannot be read or found. The message is one sentence; on a file's fault it begins with file and line."""


class Text(str):
    """A text of a YAML file that remembers the `line` its first words stand on."""

    line = 0


def fail(node, sentence):
    """Raise a QuestionError located at the YAML `node`."""
    raise QuestionError(f"{node.start_mark.name}:{node.start_mark.line + 1}: {sentence}")


def root_node(path):
    """The node at the top of the YAML file `path`, or None for a file without content.

    Raises
    ------
    QuestionError
        The file cannot be read, is not UTF-8, or is not YAML.
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as problem:
        raise QuestionError(f"{path}:1: the file cannot be read ({problem.strerror}).") from None
    except UnicodeDecodeError as problem:
        line = problem.object[: problem.start].count(b"\n") + 1
        raise QuestionError(f"{path}:{line}: expected UTF-8, got the byte 0x{problem.object[problem.start]:02x}; save the file as UTF-8.") from None
    return _compose(text, path)


def _compose(text, path):
    loader = None
    try:
        loader = yaml.SafeLoader(text)
        loader.name = str(path)  # each node's mark carries it
        return loader.get_single_node()
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line, what = mark.line + 1, problem.problem or problem.context
    except yaml.reader.ReaderError as problem:
        line, what = text.count("\n", 0, problem.position) + 1, f"a character is not allowed, code {problem.character:#x}"
    except RecursionError:
        line, what = 1, "brackets are nested too deeply"
    raise QuestionError(f"{path}:{line}: this is not YAML ({what}); indent with spaces, and put texts with a colon or a backslash behind a bar (|).")


def kind_of(node):
    """What `node` holds, in words."""
    return _KINDS.get(node.tag.rpartition(":")[2], "nothing")


def sequence(node, what, at_least=1):
    """The nodes in the list `node`, which `what` names in errors."""
    if node.tag != _LIST or not isinstance(node, yaml.SequenceNode):
        fail(node, f"expected {what} as a list, got {kind_of(node)}; begin each entry with a hyphen.")
    if len(node.value) < at_least:
        fail(node, f"expected at least {at_least} {what}, got {len(node.value)}; add what is missing.")
    return node.value


def mapping(node, what, required, optional=()):
    """The mapping `node` as {name: node}, with all of the `required` names and no other than these and the `optional` ones."""
    if node.tag != _MAP or not isinstance(node, yaml.MappingNode):
        fail(node, f"expected {what} as names with values, got {kind_of(node)}; write `name: value` lines.")
    known, found = (*required, *optional), {}
    for key, value in node.value:
        name = key.value if isinstance(key.value, str) else "a name that is not a text"
        if name not in known:
            near = get_close_matches(name, known, 1, 0.7)
            fail(key, f"{what} has no {name!r}; " + (f"did you mean {near[0]!r}?" if near else f"it may have {', '.join(known)}."))
        if name in found:
            fail(key, f"{what} has {name!r} twice; keep one of them.")
        found[name] = value
    missing = [name for name in required if name not in found]
    if missing:
        fail(node, f"{what} lacks {', '.join(map(repr, missing))}; add it.")
    return found


def text(node, what):
    """The words of `node` as a Text, stripped; never empty."""
    if node.tag != _TEXT or not isinstance(node, yaml.ScalarNode):
        fail(node, f"expected {what} as a text, got {kind_of(node)}; put it in quotes.")
    if not node.value.strip():
        fail(node, f"{what} is empty; write it.")
    source = node.start_mark.buffer[node.start_mark.pointer : node.end_mark.pointer]
    if node.style == '"' and _LOST_BACKSLASH.search(source):
        fail(node, f"{what} has a backslash in double quotes, where YAML changes it; use single quotes, or a bar (|).")
    words = Text(node.value.strip())
    is_block = node.style in ("|", ">")
    blank_lines = len(node.value) - len(node.value.lstrip("\n")) if is_block else 0
    words.line = node.start_mark.line + 1 + is_block + blank_lines
    return words


def number(node, what):
    """The finite number of `node`, a float."""
    is_number = isinstance(node, yaml.ScalarNode) and node.style is None and _NUMBER.fullmatch(node.value)
    value = float(node.value) if is_number else math.nan
    if not math.isfinite(value):
        got = repr(node.value) if isinstance(node, yaml.ScalarNode) else kind_of(node)
        fail(node, f"expected {what} as a plain number, got {got}; write it like 0.7, without quotes.")
    return value


def flag(node, what):
    """The truth value of `node`: only the words true and false are taken."""
    if not isinstance(node, yaml.ScalarNode) or node.style is not None or node.value not in ("true", "false"):
        fail(node, f"expected {what} as true or false, got {node.value if isinstance(node, yaml.ScalarNode) else kind_of(node)!r}.")
    return node.value == "true"
