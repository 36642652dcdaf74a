"""What a quick run leaves out is a second look, and `make check` takes it."""

import re
import subprocess
from collections import defaultdict

import pytest
from thorough import LEFT_OUT, SECOND_LOOKS, diagonal, leaves_out, some

def test_each_test_has_a_quick_case(request):
    """Of the tests of this run, none is left out by a quick one as a whole, but for those whose mark says why."""
    explained = defaultdict(bool)
    for item in [*request.session.items, *request.config.stash[LEFT_OUT]]:
        mark = item.get_closest_marker("thorough")
        explained[item.nodeid.partition("[")[0]] |= mark is None or bool(mark.args)
    assert [name for name, is_so in explained.items() if not is_so and not in_second_looks(name)] == []


def in_second_looks(name):
    """Whether a test stands in a file that a quick run leaves out."""
    return name.partition("::")[0].removeprefix("tests/") in SECOND_LOOKS


def test_files_left_out_are_there(repo):
    """None has another name by now."""
    assert [file for file in SECOND_LOOKS if not (repo / "tests" / file).is_file()] == []


def test_make_check_takes_what_make_test_leaves_out(repo):
    """The one runs all that is marked, the other names no mark; and every change on GitHub gets both looks."""
    assert {"make second-looks", ".ci/run"} <= set(re.findall(r"run: (.*)", (repo / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")))
    goals = ("check", "second-looks", "test")
    check, looks, test = (subprocess.run(["make", "-n", goal], cwd=repo, capture_output=True, text=True, check=True).stdout for goal in goals)
    assert "-m thorough tests" in looks and "-m thorough tests" in check and "-m pytest checks" in check and "thorough" not in test


@pytest.mark.parametrize(
    ("marks", "args", "is_quick"),
    [
        ("", [], True),
        ("", ["tests/test_a.py"], True),
        ("thorough", [], False),
        ("", ["tests/test_a.py::test_b[light]"], False),
    ],
)
def test_who_names_a_test_gets_it(marks, args, is_quick):
    """A run is quick unless one says which marks or which single tests one wants."""
    assert leaves_out(marks, args) == is_quick


def test_each_value_has_a_quick_case():
    """`diagonal` leaves out pairs, but no value, unless one wants fewer; `some` leaves out what is not named."""
    quick = [pair for pair in diagonal("abc", "xy") if not hasattr(pair, "marks")]
    assert quick == [("a", "x"), ("b", "y"), ("c", "x")] and len(diagonal("abc", "xy")) == 6
    assert [hasattr(case, "marks") for case in diagonal("abc", "xy", at_most=1)] == [False, True, True, True, True, True]
    assert [getattr(case, "marks", None) is None for case in some("abc", "b")] == [False, True, False]
