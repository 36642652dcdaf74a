"""Which cases of a test a quick run leaves out: `make test` runs the others, `make check` these.

A thorough case is a second look at what another case has looked at: another browser, width, theme, figure, network, photo.
A test that is left out as a whole says why in its mark: `@pytest.mark.thorough("another network")`.
"""

from itertools import product

import pytest

# In the stash of pytest's configuration: the tests that a quick run has left out.
LEFT_OUT = pytest.StashKey()


def thorough(*case):
    """A case, a tuple of a test's arguments, that a quick run leaves out."""
    return pytest.param(*case, marks=pytest.mark.thorough)


def some(cases, *quick):
    """All `cases`, each one argument; those that are not in `quick` are left out by a quick run."""
    cases = list(cases)
    assert set(quick) <= set(cases), f"Expected cases, found {set(quick) - set(cases)}."
    return [case if case in quick else thorough(case) for case in cases]


def diagonal(cases, others, at_most=None):
    """Every pair of a case and one of the others.

    A quick run takes each once, or more often where there are fewer of them; of the pairs the first `at_most`.
    """
    n = min(len(cases), len(others))
    quick = [(one, other) for (i, one), (j, other) in product(enumerate(cases), enumerate(others)) if (i - j) % n == 0][:at_most]
    return [pair if pair in quick else thorough(*pair) for pair in product(cases, others)]


# Files whose tests a quick run leaves out, and what is left of their matter in it.
_OTHER_WAYS = "one comes to the same state by another way, by a link, a file, a step back; the states themselves are tested in a quick run"
_SAME_NUMBERS = "the same numbers in other places and networks; those that the figure opens with are compared in a quick run"
SECOND_LOOKS = {
    "test_build.py": "builds small books again and again; the book itself is built in a quick run",
    "browser/test_explorer_back.py": _OTHER_WAYS,
    "browser/test_explorer_camera.py": "pictures come by number, from a file and from the strip in a quick run",
    "browser/test_explorer_drawing.py": "pictures come by number, from a file and from the strip in a quick run",
    "browser/test_explorer_firefox.py": "another browser",
    "browser/test_explorer_links.py": _OTHER_WAYS,
    "browser/test_explorer_networks.py": "another network; that it can be chosen is tested with the workbench",
    "browser/test_live_ablation_counts.py": "counts 1,000 photos again and again; one count is compared in a quick run",
    "browser/test_live_frame.py": "what all figures have in common, figure by figure",
    "browser/test_live_kernel_lab_links.py": _OTHER_WAYS,
    "browser/test_live_links.py": _OTHER_WAYS,
    "browser/test_live_one_number_sums.py": _SAME_NUMBERS,
    "browser/test_live_own_network.py": "another network; every figure opens on one in a quick run",
    "browser/test_live_own_picture_files.py": _OTHER_WAYS,
    "browser/test_live_photos.py": "what all figures have in common, figure by figure, on a slow line",
    "browser/test_live_size.py": "what all figures have in common, figure by figure",
    "browser/test_live_sliding_sums.py": _SAME_NUMBERS,
    "browser/test_live_widget.py": "figures in a notebook, which are those of the page",
    "browser/test_narrow_rows.py": "other widths",
    "browser/test_one_screen.py": "other screens, figure by figure",
    "browser/test_own_picture_kinds.py": "rare kinds of pictures",
    "browser/test_selfcheck_memory.py": "what a browser keeps; answers are tested in a quick run",
}


# Windows' widths and themes, for figures: those of the chapters are looked at wide and light, too, with their pages.
LOOKS = [(390, "dark"), thorough(390, "light"), thorough(1280, "light"), thorough(1280, "dark")]


def leaves_out(mark_expression, args):
    """Whether the command line `args`, with `-m mark_expression`, asks for a quick run: it names neither marks nor single tests."""
    return not mark_expression and not any("::" in str(arg) for arg in args)
