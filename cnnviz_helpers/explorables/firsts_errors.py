"""What the figures of the chapter *When it is wrong* open on, of a network other than the book's."""


def mistakes(own, state):
    """The class of its first photo, right."""
    return {"image": 0, "truth": max(0, own.label(0)), "answer": max(0, own.label(0))}


def what_it_uses(own, state):
    """Quarters, where the picture can be cut into such."""
    height, width, _ = own.shape
    return {"change": "upside-down" if height % 2 or width % 2 else state["change"]}
