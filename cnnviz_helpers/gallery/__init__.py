"""Every figure of the book for one network."""
