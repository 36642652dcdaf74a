"""Random numbers, the same for the same seed here and in the live figures (`kit/random.mjs`).

Sources: G. Marsaglia, "Xorshift RNGs", 2003, section 3; the end of A. Appleby's MurmurHash3, 2011, stirs the first state.
"""

import numpy as np

GOLDEN = 0x9E3779B9  # 2 ** 32 divided by the golden ratio: multiples of it lie far apart
HIGHEST = 2**32


def states_of(seed, numbers):
    """The state that the random numbers of each picture begin with: those of one picture do not depend on which others there are.

    seed · 0x9e3779b9 + i + 1, modulo 2 ** 32, for picture i, its bits stirred.

    Parameters
    ----------
    seed : whole number
    numbers : (N,) whole numbers, those of the pictures

    Returns
    -------
    (N,) uint32, none of them 0
    """
    states = ((seed * GOLDEN + np.asarray(numbers, dtype=np.uint64) + 1) % HIGHEST).astype(np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        states = (states ^ (states >> np.uint32(shift))) * np.uint32(factor)
    return np.maximum(states ^ (states >> np.uint32(16)), np.uint32(1))


def xorshift(states, count):
    """xorshift32: from each state a row of `count` numbers, each from 0 up to 1 and less than 1.

    Parameters
    ----------
    states : (N,) uint32, none of them 0
    count : how many for each

    Returns
    -------
    (N, count) float64
    """
    states = np.array(states, dtype=np.uint32)
    found = np.empty((count, len(states)))
    for row in found:
        states ^= states << np.uint32(13)
        states ^= states >> np.uint32(17)
        states ^= states << np.uint32(5)
        row[:] = states
    return found.T / HIGHEST


def random_order(randoms):
    """0 to n - 1 in random order (Fisher and Yates): place j, from the last one down to 1, changes with place floor(random · (j + 1)).

    Parameters
    ----------
    randoms : (n - 1,) float from 0 up to 1, in the order in which they are used
    """
    order = list(range(len(randoms) + 1))
    for j, random in zip(range(len(randoms), 0, -1), randoms):
        other = int(random * (j + 1))
        order[j], order[other] = order[other], order[j]
    return np.array(order)
