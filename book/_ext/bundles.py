"""One file in the place of the many style sheets or scripts that a page asks for: each question takes a phone a sixth of a second.

The first line of a bundle names the files it is made of, so that a build which writes few pages can renew all bundles.
"""

import hashlib
from pathlib import Path

FOLDER = "_static/bundles"


def bundle_address(addresses, page, ending):
    """The address of the bundle of these files of `_static`, as written in the file `page`. The bundle is filled when all pages are written."""
    root = addresses[0].partition("_static/")[0]
    names = " ".join(address.partition("_static/")[2].partition("?")[0] for address in addresses)
    name = f"{FOLDER}/book-{hashlib.sha256(names.encode()).hexdigest()[:8]}.{ending}"
    file = page.parent / root / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"/* {names} */\n", encoding="utf-8")
    return root + name


def fill_bundles(site, ending, join):
    """Write the bundles of the folder `site` anew from what they are made of; `join` makes a text of a list of files."""
    for bundle in sorted((Path(site) / FOLDER).glob(f"*.{ending}")):
        old = bundle.read_text(encoding="utf-8")
        first = old.partition("\n")[0]
        text = f"{first}\n{join([Path(site) / '_static' / name for name in first.strip('/* ').split()])}"
        if text != old:
            bundle.write_text(text, encoding="utf-8")
