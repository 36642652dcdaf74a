"""The files of the live figures: the compiled ones are what their sources give, what a page loads of code is little, and each figure has its parts."""

import gzip
import re
import shutil

import pytest
from books import REPO, contents
from cnnbook.esbuild import entries, page_file, page_module

from cnnviz_helpers.explorables import files, make
from cnnviz_helpers.explorables.figures import ALL

FOLDER = files.FOLDER
SOURCES = sorted(FOLDER.glob("engine/*.c"))
DATA = 11  # WebAssembly's number of the section with a program's data
PAGES = {page: re.findall(r'\bexplore\("([\w-]+)"', (REPO / f"{page}.md").read_text(encoding="utf-8")) for page in contents()}
MOST, MOST_GZIPPED = 60_000, 25_000  # bytes of live code for one page, the engine included


def test_made_files_are_what_their_sources_give(tmp_path):
    """`make engine` changes nothing: the committed programs are the compiled sources byte for byte, the colours are the palette's."""
    for name in ("engine", "kit"):
        (tmp_path / name).mkdir()
    for source in SOURCES:
        shutil.copy(source, tmp_path / "engine")
    make.main(tmp_path)
    programs = sorted(f"engine/{file.name}" for file in FOLDER.glob("engine/*.wasm"))
    assert len(SOURCES) == len(programs) >= 2 and files.ENGINE in programs
    for name in (*programs, "kit/colours.mjs"):
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_program_holds_no_data_of_its_own(source):
    """All of them work in one memory, one after the other: what one kept there, another would write over."""
    assert DATA not in sections(source.with_suffix(".wasm").read_bytes())


def test_data_in_a_program_is_found(tmp_path):
    (tmp_path / "table.c").write_text("const int table[] = {3, 1, 4}; __attribute__((export_name(\"at\"))) int at(int i) { return table[i]; }")
    assert DATA in sections(make.compiled(tmp_path / "table.c"))


def sections(program):
    """The numbers of the sections of a WebAssembly program: each begins with its number and its length, seven bits a byte."""
    found, at = [], 8
    while at < len(program):
        found.append(program[at])
        length, shift = 0, 0
        while True:
            at += 1
            length |= (program[at] & 127) << shift
            shift += 7
            if program[at] < 128:
                break
        at += 1 + length
    return found


def test_another_source_gives_another_engine(tmp_path):
    """The comparison can fail: one sign in the source changes the bytes."""
    source = (FOLDER / "engine/engine.c").read_text(encoding="utf-8")
    (tmp_path / "engine.c").write_text(source.replace("in[i] > 0", "in[i] < 0"), encoding="utf-8")
    assert make.compiled(tmp_path / "engine.c") != (FOLDER / files.ENGINE).read_bytes()


def test_a_source_that_does_not_compile_says_so(tmp_path):
    (tmp_path / "engine.c").write_text("int f( {", encoding="utf-8")
    with pytest.raises(ValueError, match="(?s)engine.c could not be compiled; mend it.*error"):
        make.compiled(tmp_path / "engine.c")


def live_code(figures):
    """What a page with these figures loads of code, {name: bytes}: one module with the figures, their workers and what starts them; the engine."""
    names = tuple(sorted(set(figures)))
    return {page_file(names): page_module(names), files.ENGINE: (FOLDER / files.ENGINE).read_bytes()}


# The page of the explorer is measured whole, photo and weights included: browser/test_explorer_page.py.
@pytest.mark.parametrize("page", [page for page, figures in PAGES.items() if figures and "explorer" not in figures])
def test_a_page_loads_little_code(page):
    """Each file comes compressed on its own."""
    code = live_code(PAGES[page]).values()
    size, gzipped = sum(map(len, code)), sum(len(gzip.compress(content)) for content in code)
    print(f"\n{page}: {size:,} bytes of live code, {gzipped:,} gzipped")
    assert size <= MOST and gzipped <= MOST_GZIPPED


def test_the_pages_show_all_figures():
    """The limit is asked of each."""
    assert {figure for figures in PAGES.values() for figure in figures} == set(ALL)


def test_figures_and_modules_go_together():
    """A module that begins a figure stands in the registry under the same name, and has a style sheet."""
    begun = {name.removeprefix("figures/").removesuffix(".mjs") for name in entries() if name.startswith("figures/") and "-worker" not in name}
    assert begun == set(ALL)
    assert [sheet for name in ALL for sheet in files.sheets(name) if not (FOLDER / sheet).is_file()] == []


def test_a_name_in_a_style_sheet_belongs_to_one_figure():
    """All sheets hold on all pages of the book: what two figures call alike would get the looks of both. What the kit makes may be styled by each."""
    kit = "".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("kit/*"))
    # A figure with a room of its own is on its own page; what else can stand there is told from it: `:where(.x-explorer)`, `:where(.x-body)`.
    alone = {file.stem: file for file in FOLDER.glob("figures/*.css") if file.stem not in files.ROOMS}
    sheets = {name: file.read_text(encoding="utf-8").replace(":not(.x-explorer)", "") for name, file in alone.items()}
    names = {figure: {name for name in re.findall(r"[.](x-[\w-]+)", sheet) if name not in kit} for figure, sheet in sheets.items()}
    homes = {name: [figure for figure in names if name in names[figure]] for name in set().union(*names.values())}
    assert {name: figures for name, figures in homes.items() if len(figures) > 1} == {}
