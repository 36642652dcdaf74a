"""The loss: what training makes smaller."""

import numpy as np

from ..attribution.logit import find_logits
from ..labels import class_numbers
from ..networks.forward import as_batch, as_float32, caller, parts
from ..networks.graph import check_one_output, part_of


def photo_losses(model, images, labels):
    """The loss of each photo: -log(probability of its class), with the natural logarithm. The mean of them is the loss that training makes smaller.

    It is computed from the logits, so that it is exact also where a probability is nearly zero, and in float64.
    A network that ends in one sigmoid gives the probability of class 1. Where several sigmoids stand side by side, each class is asked for
    by itself, and the losses of all of them are added.

    Parameters
    ----------
    model : one that ends in a softmax or in sigmoids
    images : (H, W, C) or (N, H, W, C) float
    labels : the true classes: (N,) or (N, 1) whole numbers, or (N, K) one-hot; for one photo also its number or its row alone

    Returns
    -------
    (N,) float64, each 0 or more

    Raises
    ------
    ValueError
        Images that do not suit the network, not a label of its classes for each, or a network that gives no probabilities.
    """
    loss, (batch, numbers) = Loss(model), labelled(model, images, labels)
    return loss.measured(batch, numbers)[0]


def labelled(model, images, labels):
    """The images as the network takes them, (N, H, W, C), and a class number for each, (N,).

    Raises
    ------
    ValueError
        As `photo_losses`.
    """
    batch, labels = as_batch(model, images), np.atleast_1d(labels)
    is_one_row = len(batch) == 1 and labels.ndim == 1 and len(labels) > 1
    numbers = class_numbers(labels[None] if is_one_row else labels, max(2, model.outputs[0].shape[1]))
    if len(numbers) != len(batch):
        raise ValueError(f"Expected a label for each image, got {len(numbers)} for {len(batch)}; use the same rows of both.")
    return batch, numbers


class Loss:
    """The loss of a network, from its logits; slopes can be taken through it.

    Raises
    ------
    ValueError
        The network has several outputs, or gives no probabilities.
    """

    def __init__(self, model):
        check_one_output(model)
        found = find_logits(model)
        if not found.before or len(model.outputs[0].shape) != 2:
            last = found.node.operation
            raise ValueError(
                f"Expected a network that gives a probability for each class, but this one ends in {last.name!r} ({type(last).__name__}); "
                "put a layer Softmax at its end."
            )
        self.n_scores, self.is_share = model.outputs[0].shape[1], "softmax" in found.before
        self.dense, self.tensor = found.dense, found.tensor
        self.part = part_of(model, found.tensor)

    def logits(self, values):
        """The logits, a tensor (n, K), for the `values` of `tensor`."""
        from keras import ops

        if self.dense is None:
            return values
        scores = ops.matmul(values, self.dense.kernel)
        return scores if self.dense.bias is None else ops.add(scores, self.dense.bias)

    def targets(self, numbers):
        """What the class numbers (n,) ask of each score, (n, K) float32: 1 for the right class and 0 for all others; of sigmoids 1 for yes, -1 for no."""
        is_right = numbers[:, None] == (np.arange(self.n_scores) if self.n_scores > 1 else [1])  # one alone is that of class 1
        return np.where(is_right, 1, 0 if self.is_share else -1).astype(np.float32)

    def of(self, logits, targets):
        """The loss of each photo, a tensor (n,), for its logits and targets (n, K)."""
        from keras import ops

        if self.is_share:
            return ops.negative(ops.sum(ops.log_softmax(logits, axis=1) * targets, axis=1))
        return ops.sum(ops.softplus(ops.negative(logits * targets)), axis=1)

    def measured(self, batch, numbers, call=None):
        """As the network predicts, in float64: the loss of each photo, (N,), and whether its answer is right, (N,) bool. `call`: a `caller` of the part."""
        pieces = parts(batch)
        call = call or caller(self.part, len(pieces))
        few_at_a_time = [as_float32(self.logits(call(few))) for few in pieces]
        logits = np.concatenate(few_at_a_time).astype(np.float64)
        targets, most = self.targets(numbers), logits.max(axis=1, keepdims=True)
        if self.is_share:
            logarithms = logits - most - np.log(np.exp(logits - most).sum(axis=1, keepdims=True))
            losses = np.where(targets == 1, -logarithms, 0).sum(axis=1)  # a product of 0 and infinity would be no number
        else:
            losses = np.logaddexp(0, -logits * targets).sum(axis=1)
        answers = logits.argmax(axis=1) if self.n_scores > 1 else (logits[:, 0] > 0).astype(int)
        return losses, answers == numbers
