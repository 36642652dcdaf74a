"""Photos in the order in which they excite a filter: those at a share of the most, and pairs to test a name on.

The test is J. Borowski et al., "Exemplary natural images explain CNN activations better than state-of-the-art feature visualization",
2021, section 3. We part from it: the photos that are shown and the answers are the reader's own, and the weak ones are drawn from the lower half.
"""

import numpy as np

from ..arguments import finite_number, whole_number
from ..features import each_strongest
from ..perturbations.seeded import random_order, states_of, xorshift


def units_at_share(activations, filter, share=0.5, n=9):
    """The `n` images whose strongest unit comes nearest to a share of the largest number of the map over all images.

    Parameters
    ----------
    activations : (N, h, w, C) float; a number above zero must be among those of the filter
    share : of the largest, 0 to 1; 1 gives what `strongest_units` gives

    Returns
    -------
    list of (image number, row, column, value), the nearest to the share first; of two that are as near, the lower image number

    Raises
    ------
    ValueError
        A filter that gives nothing above zero on these images.
    """
    n, share = whole_number("n", n, 1), finite_number("share", share)
    if not 0 <= share <= 1:
        raise ValueError(f"share must lie from 0 to 1, got {share:g}; 0.5 is half of the largest.")
    units, values = each_strongest(activations, filter)
    most = values.max()
    if most <= 0:
        raise ValueError(f"Filter {filter} gives nothing above zero on these images, so there is no share of it; choose another filter.")
    order = np.argsort(np.abs(values - np.float32(share) * most), kind="stable")
    return [units[i] for i in order[:n]]


def naming_pairs(activations, filter, shown, n=10, seed=0):
    """Pairs of images to test a name on: in each the first excites the filter more, and neither has been shown.

    The first ones are the `n` strongest that were not shown. The second ones are drawn, without repetition, from the weaker half of all images,
    those with the ranks N // 2 to N - 1, again without those shown: in the order of `random_order` (`perturbations/seeded.py`) of the random
    numbers of picture 0, the first `n`.

    Parameters
    ----------
    activations : (N, h, w, C) float
    shown : image numbers that the name was found on

    Returns
    -------
    list of (unit, unit), each unit (image number, row, column, value) as `strongest_units` gives it, the stronger one first

    Raises
    ------
    ValueError
        Too few images for `n` pairs, an image number that there is not.
    """
    n, seed = whole_number("n", n, 1), whole_number("seed", seed, 0)
    units, values = each_strongest(activations, filter)
    shown = {whole_number("shown", image, 0, len(units) - 1) for image in shown}
    order = np.argsort(-values, kind="stable")
    half = len(order) // 2
    strong = [i for i in order[:half] if i not in shown][:n]
    weak = [i for i in order[half:] if i not in shown]
    if min(len(strong), len(weak)) < n:
        raise ValueError(f"{n} pairs need as many images in each half that were not shown, got {len(strong)} and {len(weak)}; ask for fewer pairs.")
    drawn = random_order(xorshift(states_of(seed, [0]), len(weak) - 1)[0])[:n]
    return [(units[one], units[weak[other]]) for one, other in zip(strong, drawn)]
