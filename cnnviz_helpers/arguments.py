"""What a reader hands to a helper, checked: each refusal says what was expected, what came, and what to do."""

import math
import operator
import sys

import numpy as np

from .blanks import Blank


def filled(name, value):
    """`value`, unless it is a blank `___` that nobody has filled in."""
    if isinstance(value, Blank):
        raise ValueError(f"{name} must be filled in first, got a blank; put your answer in the place of ___ and run its cell again.")
    return value


def whole_number(name, value, low, high=None):
    """`value` as an int from `low` to `high` (no limit if left out). NumPy's integers are taken, truth values and 3.0 are not."""
    filled(name, value)
    try:
        number = None if isinstance(value, (bool, np.bool_)) else operator.index(value)
    except TypeError:
        number = None
    if number is None or number < low or (high is not None and number > high):
        limits = f"of at least {low}" if high is None else f"from {low} to {high}"
        raise ValueError(f"{name} must be a whole number {limits}, got {value!r:.60}; choose one of these.")
    return number


def finite_number(name, value):
    """`value` as a float that is neither NaN nor infinite. A text is no number."""
    filled(name, value)
    try:
        number = math.nan if isinstance(value, (str, bytes, bool)) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name} must be a finite number, got {value!r:.60}; give a number such as 0.5.")
    return number


def as_numpy(value):
    """`value` as an array; of a tensor of Keras' backend the numbers, wherever they lie and whatever follows their slopes."""
    keras = sys.modules.get("keras")  # whoever holds such a tensor has imported it
    if keras and keras.ops.is_tensor(value) and not isinstance(value, keras.Variable):  # a variable is fetched by NumPy itself
        is_strange = keras.backend.standardize_dtype(value.dtype) == "bfloat16"  # which NumPy does not know
        return keras.ops.convert_to_numpy(keras.ops.cast(value, "float32") if is_strange else value)
    return np.asarray(value)


def as_array(name, value):
    """`value` as an array, with a sentence for lists whose rows differ in length, and for what NumPy cannot read."""
    filled(name, value)
    try:
        array = as_numpy(value)
    except ValueError:
        raise ValueError(f"{name} must be an array, got a list whose parts differ in shape; make all of them alike.") from None
    except (TypeError, RuntimeError):
        kind = type(value).__name__
        raise ValueError(f"{name} must be an array, got a {kind} that NumPy cannot read; turn it into an array first.") from None
    return array.astype(np.float32) if array.dtype.name == "bfloat16" else array


def finite(name, array, dtype=float):
    """`array` as numbers without NaN or infinity, as float64; `dtype=None` leaves them as they are, which saves a copy."""
    kind, array = type(array).__name__, as_array(name, array)
    if array.dtype.kind not in "iufb":
        raise ValueError(f"{name} must be an array of numbers, got {kind} of {array.dtype}; pass the array itself.")
    if not array.size or not np.isfinite(array).all():
        what = "nothing in it" if not array.size else "NaN or infinity in it"
        raise ValueError(f"{name} must be an array of finite numbers, got one with {what}; check how it was computed.")
    return array if dtype is None else array.astype(dtype, copy=False)


def word(name, value, words):
    """`value`, if it is one of `words`."""
    if not isinstance(value, str) or value not in words:
        raise ValueError(f"{name} must be {' or '.join(map(repr, words))}, got {value!r:.60}; choose one of these.")
    return value


def entries(name, table, keys):
    """`table`, if it has all of `keys`."""
    try:
        missing = [key for key in keys if key not in table]
    except TypeError:
        missing = list(keys)
    if missing or not hasattr(table, "keys"):
        got = ", ".join(map(repr, table)) if hasattr(table, "keys") and table else "none of them"
        raise ValueError(f"{name} must be a dict with {', '.join(map(repr, keys))}, got {got}; pass it whole.")
    return table
