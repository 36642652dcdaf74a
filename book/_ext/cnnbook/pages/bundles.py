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


def drop_old_bundles(app):
    """Delete the bundles that no page asks for any more: what they were made of may be gone."""
    site = Path(app.outdir)
    pages = "".join(page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
    for bundle in (site / FOLDER).glob("book-*"):
        if bundle.name not in pages:
            bundle.unlink()


def fill_bundles(site, ending, join, others=b""):
    """Write those bundles of the folder `site` anew whose parts have changed; their second line is a digest of these.

    Parameters
    ----------
    join : makes the text of a list of files
    others : what else that text follows from
    """
    for bundle in sorted((Path(site) / FOLDER).glob(f"*.{ending}")):
        names = made_of(bundle)
        files = [Path(site) / "_static" / name for name in names]
        digest = hashlib.sha256(b"\0".join([others, *(file.read_bytes() for file in files)])).hexdigest()[:16]
        head = f"/* {' '.join(names)} */\n/* {digest} */\n"
        if not bundle.read_text(encoding="utf-8").startswith(head):
            bundle.write_text(head + join(files), encoding="utf-8")
