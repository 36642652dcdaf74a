"""The network itself: its layers, its training, its graph, and how it is run, written to files and read from them."""
