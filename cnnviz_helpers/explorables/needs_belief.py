"""What the live figures of the chapter *Whom to believe* need of a network; the page's `kit/needs.mjs` says the same, in the same sentences."""

from .needs import evidence

QUARTERS = 4  # of a mosaic


def mosaic(own):
    n = len(own.description["classes"])
    few = f"A mosaic has photos of {QUARTERS} classes, but this network has {n}; use where." if n < QUARTERS else None
    return evidence(own) or few
