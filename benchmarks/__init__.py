"""What `make bench` measures: the book's way against the plain or obvious one."""
