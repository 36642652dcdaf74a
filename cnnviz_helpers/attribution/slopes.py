"""Slopes of a class's score: by how much it rises if a number before it does, in the photo or behind any layer."""

import numpy as np

from ..networks.forward import as_float32, parts, tensorflow, traced
from ..networks.graph import part_of
from .logit import find_logits


def slopes_of(asked_by, model, n, tensor=None):
    """A function that gives the slopes of one score a photo, the number before a softmax or a sigmoid at the end.

    Parameters
    ----------
    asked_by : str, who asks, for a refusal
    n : for how many parts of batches it will be asked in all, whatever the network's weights are then
    tensor : the symbolic tensor that the slopes are wanted for; by default the photo itself

    Returns
    -------
    A function of a batch, (N, H, W, C) float32, and its classes, (N,) int, which each photo is asked about. It returns

    values : (N, ...) float32, the numbers of `tensor`
    slopes : (N, ...) float32, by how much the score of photo i rises for each of its numbers
    scores : (N,) float32

    Raises
    ------
    ValueError
        A score that has no slope, or another backend than TensorFlow.
    """
    tf, logits = tensorflow(asked_by), find_logits(model)
    part = part_of(model, logits.tensor if tensor is None else [tensor, logits.tensor])

    of_few = traced(lambda few, own: _of_few(tf, asked_by, part, logits, few, own), n, part.inputs[0].shape, "int32")

    def slopes(batch, classes):
        few_at_a_time = zip(parts(batch), parts(np.asarray(classes), batch.shape))
        found = [[as_float32(tensor) for tensor in of_few(few, own)] for few, own in few_at_a_time]
        return tuple(np.concatenate(each) for each in zip(*found))

    return slopes


def _of_few(tf, asked_by, part, logits, few, classes):
    photos = tf.convert_to_tensor(few)
    with tf.GradientTape() as tape:
        tape.watch(photos)
        values, last = (photos, part(photos, training=False)) if len(part.outputs) == 1 else part(photos, training=False)
        scores = tf.gather(logits.of(last), classes, batch_dims=1)  # (n,); no photo's score depends on another photo
    try:
        slopes = tape.gradient(scores, values)
    except (LookupError, ValueError):
        raise ValueError(
            f"{asked_by} expects layers that TensorFlow can take slopes through, but it cannot through one behind the maps; use occlusion_map."
        ) from None
    if slopes is None:
        raise ValueError(f"{asked_by} expects a score that changes smoothly with the maps, this one has no slope; name another layer.")
    return values, slopes, scores
