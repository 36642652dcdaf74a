"""Writing files of the site."""


def write_changed(file, content):
    """Write the bytes `content` to `file`, if they are not there already."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or file.read_bytes() != content:
        file.write_bytes(content)
