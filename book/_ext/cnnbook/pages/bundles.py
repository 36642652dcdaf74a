"""One file in the place of the many style sheets or scripts that a page asks for: each question takes a phone a sixth of a second.

The first line of a bundle names the files it is made of, so that a build which writes few pages can renew all bundles.
"""

import hashlib
from pathlib import Path

FOLDER = "_static/bundles"


def bundle_address(addresses, page, ending):
    """The address of the bundle of these files of `_static`, as written in the file `page`. The bundle is filled when all pages are written.

    An address may also be that of a bundle: then what that is made of is taken.
    """
    root = addresses[0].partition("_static/")[0]
    parts = [address.partition("_static/")[2].partition("?")[0] for address in addresses]
    parts = [name for part in parts for name in (made_of(page.parent / root / "_static" / part) if f"_static/{part}".startswith(FOLDER) else [part])]
    names = " ".join(dict.fromkeys(parts))
    name = f"{FOLDER}/book-{hashlib.sha256(names.encode()).hexdigest()[:8]}.{ending}"
    file = page.parent / root / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"/* {names} */\n", encoding="utf-8")
    return root + name


def made_of(bundle):
    """The names of the files in `_static` that a bundle is made of."""
    return bundle.read_text(encoding="utf-8").partition("\n")[0].strip("/* ").split()


def fill_bundles(site, ending, join):
    """Write the bundles of the folder `site` anew from what they are made of; `join` makes a text of a list of files."""
    for bundle in sorted((Path(site) / FOLDER).glob(f"*.{ending}")):
        names = made_of(bundle)
        text = f"/* {' '.join(names)} */\n{join([Path(site) / '_static' / name for name in names])}"
        if text != bundle.read_text(encoding="utf-8"):
            bundle.write_text(text, encoding="utf-8")
