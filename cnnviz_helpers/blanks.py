"""The blank `___`: a cell with blanks runs, so that a check can say which of them are still empty."""


class Blank:
    """A blank to fill in.

    Calling it, indexing it, asking it for an attribute, calculating with it and comparing it by size give the blank
    again; unpacking it gives two. `==` is as for any object, and `len`, `int` and `float` raise TypeError: they must
    give a number, and a blank is none. The helpers refuse it with a sentence.
    """

    __array_ufunc__ = None  # NumPy's arrays leave `array * ___` to the blank

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

    __getitem__ = __call__
    __neg__ = __pos__ = __abs__ = __lt__ = __le__ = __gt__ = __ge__ = __call__
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __rmatmul__ = __call__
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = __call__


___ = Blank()
