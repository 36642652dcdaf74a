"""The fill-in exercise of the chapter *Whom to believe*, and what the network itself says to it."""

from functools import cache

from ..attribution.methods import attribute
from .answers import IMAGE, evidence, network
from .comparisons import number


@cache
def slope_times_photo():
    """The sum of gradient × input of photo 16, for its own class."""
    model, (x_test, y_test) = network()
    return float(attribute(model, x_test[IMAGE], int(y_test[IMAGE].argmax()), "gradient_x_input").values.sum(dtype=float))


CHECKS = {
    "bias_share": number(
        lambda: evidence().logit - slope_times_photo(),
        "What slopes × numbers leave of the logit is the share of all biases.",
        "Slopes × numbers plus the biases are the logit: take the sum of the map from the logit.",
        [
            (slope_times_photo, "That is the sum of slopes × numbers; what is left of the logit belongs to the biases."),
            (lambda: evidence().logit, "That is the whole logit; the sum of slopes × numbers must be taken from it."),
            (lambda: slope_times_photo() - evidence().logit, "The sign is turned round: it is the logit less the sum of the map."),
            (lambda: evidence().logit + slope_times_photo(), "The sum of the map must be taken from the logit, not added to it."),
            (lambda: evidence().bias, "That is the bias of the dense layer only; those of the five convolutions count as well, each times its slope."),
            (lambda: evidence().logit - slope_times_photo() / 1024, "That is the mean of the map, taken from the logit; its sum is needed."),
            (lambda: (evidence().logit - slope_times_photo()) / evidence().logit, "That is a share in parts of one; the number itself is asked for."),
            (lambda: 100 * (evidence().logit - slope_times_photo()) / evidence().logit, "That is in percent; the number itself is asked for.", 0.5),
        ],
        tolerance=5e-3,
    ),
}
