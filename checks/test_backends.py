"""The package on another backend of Keras than TensorFlow: the same numbers, and a sentence where slopes are needed."""

import json
import tomllib

import numpy as np
from books import REPO
from clean import environment, interpreters, run

NEEDS = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]


def test_jax_gives_the_same_numbers_as_tensorflow(tmp_path):
    here = interpreters()
    python = environment("backends", here[max(here)], [*NEEDS, "jax"])
    ours, theirs = (
        json.loads(run(python, REPO / "checks" / "backend_numbers.py", folder=tmp_path, KERAS_BACKEND=name, PYTHONPATH=str(REPO)).splitlines()[-1])
        for name in ("tensorflow", "jax")
    )
    assert (ours.pop("backend"), theirs.pop("backend")) == ("tensorflow", "jax")
    said = [sentence.split(",")[0] for sentence in theirs.pop("refusals")]
    assert (ours.pop("refusals"), said) == ([], ["grad_cam expects Keras on TensorFlow", "excite expects Keras on TensorFlow"])
    assert ours.keys() == theirs.keys() and len(ours) > 10
    for what, numbers in ours.items():
        np.testing.assert_allclose(theirs[what], numbers, atol=1e-4, err_msg=what)
