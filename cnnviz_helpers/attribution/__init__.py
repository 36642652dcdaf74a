"""Where in the image a class score comes from."""
