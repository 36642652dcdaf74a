"""The files of the live figures: the compiled ones are what their sources give, all are small, and each figure fits into one module for notebooks."""

import re
from collections import Counter

import pytest
from cnnbook.live import minify, served

from cnnviz_helpers.explorables import files as explorables
from cnnviz_helpers.explorables import make as engine
from cnnviz_helpers.explorables import figures as stills

FOLDER = explorables.FOLDER
ENGINE = ("engine.mjs", "files.mjs")
MODULES = sorted(file.name for file in FOLDER.glob("*.mjs"))
BEGINNINGS = [name.removesuffix(".mjs") for name in MODULES if "export default" in (FOLDER / name).read_text(encoding="utf-8") or "-worker" in name]


def size(*names):
    """How many bytes these files have together, as pages get them."""
    return sum(len(served(name) if name.endswith(".mjs") else (FOLDER / name).read_bytes()) for name in names)


def test_made_files_are_what_their_sources_give(tmp_path):
    """`make engine` changes nothing: the committed engine is the compiled source byte for byte, the colours are the palette's."""
    (tmp_path / "engine.c").write_bytes((FOLDER / "engine.c").read_bytes())
    engine.main(tmp_path)
    for name in ("engine.wasm", "colours.mjs"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_another_source_gives_another_engine(tmp_path):
    """The comparison can fail: one sign in the source changes the bytes."""
    (tmp_path / "engine.c").write_text((FOLDER / "engine.c").read_text(encoding="utf-8").replace("in[i] > 0", "in[i] < 0"), encoding="utf-8")
    assert engine.compiled(tmp_path / "engine.c") != (FOLDER / "engine.wasm").read_bytes()


def test_a_source_that_does_not_compile_says_so(tmp_path):
    (tmp_path / "engine.c").write_text("int f( {", encoding="utf-8")
    with pytest.raises(RuntimeError, match="(?s)engine.c could not be compiled; mend it.*error"):
        engine.compiled(tmp_path / "engine.c")


def test_the_engine_is_small():
    """The engine, and what reads its files, are under 20 kB before compression."""
    assert size(*ENGINE, "engine.wasm") < 20_000


def test_the_figures_are_small():
    """All seven together, without the engine, are under 60 kB before compression; on Macs, which have no program to make them small, twice that."""
    assert size(*(name for name in MODULES if name not in ENGINE)) < (60_000 if minify else 120_000)


def test_figures_and_modules_go_together():
    """A module that begins a figure has its still picture, under the same name."""
    assert {name for name in BEGINNINGS if "-worker" not in name} <= set(stills.FIGURES)


def top_level_names(text):
    """The names that a module's outermost lines declare: `const a = 1, b = 2` gives both."""
    for line in re.findall(r"^(?:export (?:default )?)?((?:async )?function\*? .*|class .*|(?:const|let|var) .*)", text, re.MULTILINE):
        kind, rest = re.fullmatch(r"(?:async )?(function\*?|class|const|let|var) (.*)", line).groups()
        if kind in ("const", "let", "var"):
            yield from declared(rest)
        else:
            yield re.match(r"[\w$]+", rest)[0]


def declared(text):
    """The names before the outermost `=` of `a = f(1, 2), [b, c] = d`."""
    depth, part, parts = 0, "", []
    for sign in re.sub(r'"[^"]*"|`[^`]*`|//.*', "", text):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(sign, 0)
        if sign in ",;" and depth == 0:
            parts.append(part)
            part = ""
        else:
            part += sign
    for part in [*parts, part]:
        yield from re.findall(r"[\w$]+", part.partition("=")[0])


def test_the_reader_of_names_finds_them():
    text = 'export const A = f(1, 2), [b, c] = "x, y"; // z, q\nexport async function run() {\n  const inner = 1;\n}\nclass Net {\nlet many = {\n'
    assert list(top_level_names(text)) == ["A", "b", "c", "run", "Net", "many"]


@pytest.mark.parametrize("name", BEGINNINGS)
def test_a_figure_fits_into_one_module(name):
    """Nothing is left to import, one thing is exported, and no two modules use the same name."""
    text = explorables.bundle(name)
    assert not re.findall(r"^import\b.*|\bimport\(.*|import\.meta.*", text, re.MULTILINE)
    assert [line.strip() for line in re.findall(r"^\s*export\b.*", text, re.MULTILINE)] in ([], ["export default { render };"])
    assert [name for name, n in Counter(top_level_names(text)).items() if n > 1] == []
