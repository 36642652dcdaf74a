"""The checks of the fill-in exercises: each compares an answer with what the network itself says, and says why a wrong one is wrong."""

from ..blanks import Blank
from .comparisons import Verdict
from .table import CHECKS

__all__ = ["CHECKS", "Verdict", "check"]


def check(name, value):
    """Check the answer to one fill-in exercise.

    Parameters
    ----------
    name : the exercise, such as "n_filters"
    value : the answer

    Returns
    -------
    Verdict, which shows itself as one or two sentences

    Raises
    ------
    ValueError
        There is no exercise of this name.
    """
    if not isinstance(name, str) or name not in CHECKS:
        raise ValueError(f"There is no exercise {name!r:.60}; the names are {', '.join(CHECKS)}.")
    parts = value if isinstance(value, (list, tuple)) else [value]
    if any(isinstance(part, Blank) for part in parts):
        return Verdict(False, f"{name} is still blank: put your answer where ___ stands.")
    try:
        return CHECKS[name](value)
    except Exception:  # a student's object may do anything when it is looked at
        return Verdict(False, f"{name} cannot be read as an answer: a {type(value).__name__} came. Look again at what is asked.")
