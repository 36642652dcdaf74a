"""`python book/_ext/write_notebooks.py FOLDER`: what Binder runs when it starts (`cnnbook/notebooks/write.py` says what it does)."""

import sys
from pathlib import Path

from cnnbook.notebooks.write import main

main(Path(sys.argv[1]))
