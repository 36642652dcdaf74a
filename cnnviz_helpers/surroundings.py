"""Where the package runs: in the build of the book, or in somebody's notebook."""

import os

IN_THE_BOOK = "CNN_BOOK_BUILD"  # set in the kernels that the book's build starts, and in those of its pages that run


def in_the_book():
    """Whether what a cell shows goes into a page of the book."""
    return bool(os.environ.get(IN_THE_BOOK))
