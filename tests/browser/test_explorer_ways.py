"""From every figure of a chapter a link leads into the explorer; what it carries of each is compared in `test_explorer_links.py`.

Fixtures: `state_for` (explorer_ways.py).
"""

from explorer_ways import place, state_for  # noqa: F401  (fixtures)

from cnnviz_helpers.explorables.figures import ALL, FIGURES


def test_no_figure_is_left_out(state_for):
    """Each of them in the state it opens in gives what the explorer's registry knows, of the same kinds."""
    for name in FIGURES:
        known = ALL["explorer"].state
        assert all(isinstance(value, type(known[key])) for key, value in state_for(name, {}).items()), name
