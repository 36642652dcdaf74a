"""What `make bench` measures: the book's way against the plain or obvious one."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "book" / "_ext"))  # live figures are measured as the build gives them to pages
