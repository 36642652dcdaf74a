"""The blank `___`: a cell with blanks runs, so that a check can say which of them are still empty."""


class Blank:
    """A blank to fill in. Whatever is done to it gives a blank again; unpacking gives two."""

    def __repr__(self):
        return "a blank to fill in"

    def __iter__(self):
        return iter((self, self))  # `weights, bias = ___`

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)  # Python's and IPython's own questions get an honest answer
        return self

    def __call__(self, *args, **kwargs):
        return self

    def __getitem__(self, key):
        return self


___ = Blank()
