"""Where things are in the repository."""

from pathlib import Path

BOOK = Path(__file__).resolve().parents[2]
ROOT = BOOK.parent
STATIC = BOOK / "_static"
