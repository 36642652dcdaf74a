"""What happens to the HTML of a page after Sphinx has written it."""
