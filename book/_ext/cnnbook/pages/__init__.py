"""What happens to the HTML of a page after Sphinx has written it."""

# Written into <html>: a page that carries it is done, and a page the build has just written does not.
MARK = "data-mended"
