"""What the figures of the chapter *How a weight learns* need of a network; the page's `kit/needs.mjs` says the same, in the same sentences."""

from .needs import SHARES


def a_loss(own):
    """The last layer makes shares of scores, and there is a plain convolution or dense layer."""
    last = own.description["layers"][-1]
    if last["kind"] not in SHARES:
        return f"Expected a softmax or a sigmoid as the last layer, so that there is a loss, but it is {last['name']}; use one number, or the x-ray."
    if not own.named(("conv", "dense")):
        return "Expected a plain convolution or a dense layer, whose weights can be chosen, but this network has none; use one number, or the x-ray."
    return None


def room_to_train(own):
    """Pictures in which two windows and two pools have room, and classes."""
    height, width, channels = own.shape
    if channels not in (1, 3) or min(height, width) < 10 or len(own.description["classes"]) < 2:
        return f"Expected pictures of 1 or 3 channels and at least 10 × 10 pixels, of two classes or more, but they are {height} × {width} × {channels}."
    return None
