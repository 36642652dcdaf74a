"""`python -m cnnviz_helpers.training`: how the weights were made (`networks/training.py`)."""

from .networks.training import start

if __name__ == "__main__":
    start()
