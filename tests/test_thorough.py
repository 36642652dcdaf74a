"""What a quick run leaves out is a second look, and `make check` takes it."""

import re
import subprocess
from collections import defaultdict

import pytest
from thorough import LEFT_OUT, SECOND_LOOKS, diagonal, leaves_out, some

# Tests that a quick run leaves out as a whole, and why.
WHOLE = {
    "tests/browser/test_live_backwards.py::test_another_network": "another network",
    "tests/browser/test_live_backwards.py::test_looks": "other themes and widths",
    "tests/browser/test_live_name_it.py::test_accessible_in_the_dark": "another theme",
    "tests/browser/test_live_neighbours.py::test_accessible_in_the_dark": "another theme",
    "tests/browser/test_live_one_weight.py::test_another_network": "another network",
    "tests/browser/test_live_one_weight.py::test_looks": "other themes and widths",
    "tests/browser/test_live_pixels_go.py::test_a_whole_count": "counts 100 photos; one photo is compared in a quick run",
    "tests/browser/test_live_train_it.py::test_looks": "other themes and widths",
    "tests/browser/test_live_train_it.py::test_the_pictures_of_another_network": "another network",
    "tests/browser/test_live_train_it.py::test_tries_are_recognised": "trains for many epochs; a run is compared in a quick run",
    "tests/browser/test_live_two_things.py::test_another_network": "another network",
    "tests/browser/test_live_two_things.py::test_looks": "other themes and widths",
    "tests/test_by_order.py::test_areas_and_ranks_over_a_hundred_photos": "100 photos; fewer in a quick run",
    "tests/test_forgetting.py::test_how_often_the_evidence_is_right": "150 mosaics; fewer in the chapter",
    "tests/test_learning.py::test_one_weight_of_the_book_on_all_photos": "1,000 photos; fewer in a quick run",
    "tests/test_methods.py::test_conservation_in_networks_that_people_use": "large networks; small ones in a quick run",
    "tests/test_training.py::test_training_repeats_itself": "trains twice; how the network was trained seldom changes",
    "tests/browser/test_live_ablation.py::test_tries_are_recognised": (
        "counts 1,000 photos nine times; tries of other figures are recognised in a quick run, and counts compared"
    ),
}


def test_each_test_has_a_quick_case(request):
    """Of the tests of this run, none is left out by a quick one, but for those of the list."""
    is_quick = defaultdict(bool)
    for item in [*request.session.items, *request.config.stash[LEFT_OUT]]:
        is_quick[item.nodeid.partition("[")[0]] |= item.get_closest_marker("thorough") is None
    assert {name for name, quick in is_quick.items() if not quick and not in_second_looks(name)} <= set(WHOLE)


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
