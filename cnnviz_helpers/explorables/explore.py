"""The live figures, seen from Python: `explore("kernel-lab", filter=3)` puts one into a page or a notebook.

The figures themselves are ES modules (`figures/`). They read the same files as Python: weights, pictures, labels.
"""

from ..arguments import finite_number, whole_number
from ..data import N_IMAGES
from ..surroundings import in_the_book
from .figures import ALL
from .mount import Mount
from .own import read_network
from .widget import widget


def explore(name, network=None, **state):
    """A live figure of the book, such as `explore("kernel-lab", image=16, filter=5)`.

    In a built page it is a still picture until the page's scripts bring it to life. In a notebook it is a widget.

    Parameters
    ----------
    name : one of "kernel-lab", "one-number", "x-ray", "being-born", "ablation", "where", "shift-lab", "sliding",
        "ten-bars"; or "workbench", in which one can choose from all of them; "explorer", which shows the whole network, or "panorama", all at one glance
    network : a folder that `export_explorable` wrote: the figure then shows that network in place of the book's. "being-born" also needs
        what `SnapshotFilters` wrote there. In a built page its weights stand in the page, so it should have few.
    state : what it opens on: numbers and words, as they stand in the address of a page

    Raises
    ------
    ValueError
        There is no such figure, it knows no such word or photo, or it cannot show this network: the sentence says what it needs.
    """
    if not isinstance(name, str) or name not in ALL:
        raise ValueError(f"There is no live figure {name!r}; the names are {', '.join(ALL)}.")
    known = ALL[name].known(state)
    unknown = sorted(set(state) - set(known))
    if unknown:
        raise ValueError(f"The live figure {name!r} has no {unknown[0]!r}; it has {', '.join(known)}.")
    own = _own(name, network)
    n_pictures = own.n_pictures if own else N_IMAGES
    make = Mount if in_the_book() else widget
    return make(name, {word: _as_in_the_address(word, value, known[word], n_pictures) for word, value in state.items()}, own)


def _as_in_the_address(word, value, first, n_pictures):
    """`value`, of which a page's address holds another than the `first` one: a number in the place of a number, a whole one of a whole one, else words."""
    if word == "image":
        return whole_number(word, value, 0, n_pictures - 1)
    if isinstance(first, float):
        return finite_number(word, value)
    is_number = hasattr(value, "__index__")
    if not (is_number or (isinstance(value, str) and isinstance(first, str))):
        raise ValueError(f"{word} must be {'a word' if isinstance(first, str) else 'a whole number'} such as {first!r}, got {value!r:.60}; put one there.")
    return str(value) if isinstance(first, str) else int(value)


def _own(name, network):
    """The network in the folder `network`, or None for the book's."""
    if network is None:
        return None
    own = read_network(network)
    refusal = ALL[name].refusal(own)
    if refusal:
        raise ValueError(refusal)
    return own
