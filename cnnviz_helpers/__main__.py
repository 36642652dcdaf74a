"""`python -m cnnviz_helpers` says what is here and whether it is whole; `gallery FOLDER` behind it draws every figure, and
`open model.keras` shows the live figures on a network of the reader's own.
"""

import platform
import sys
from importlib import metadata

from .assets import FOLDER, AssetError, asset_bytes, manifest
from .output import command, made_folder

SHOWN = (("keras",), ("tensorflow", "tensorflow-cpu"), ("numpy",), ("matplotlib",), ("safetensors",))
USAGE = "Expected nothing, gallery and a folder, or open and a file, got {got!r}; say python -m cnnviz_helpers gallery FOLDER, for example."


def version(*names):
    """The version of the first of these packages that is installed."""
    for name in names:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return "is not installed"


def report():
    """Print what this is, with which versions, and whether the shipped files are those of the manifest; 0 if they are, else 1."""
    own = version("cnnviz-helpers")
    print(f"cnnviz_helpers {'from a folder' if own == 'is not installed' else own}: the helpers of the book “Investigating CNNs”")
    print(f"in {FOLDER.parent}")
    print(", ".join([f"Python {platform.python_version()}", *(f"{names[0]} {version(*names)}" for names in SHOWN)]))
    faults = damaged()
    print("\n".join(faults) if faults else f"assets: all {len(manifest()['files'])} files are intact")
    return 1 if faults else 0


def damaged():
    """What is wrong with the shipped files, a sentence each."""
    faults = []
    try:
        names = list(manifest()["files"])
    except AssetError as problem:
        return [str(problem)]
    for name in names:
        try:
            asset_bytes(name)
        except AssetError as problem:
            faults.append(str(problem))
    return faults


def gallery(folder):
    """Write every figure for the book's network to `folder`."""
    folder = made_folder(folder, "the gallery")  # a slip is told at once
    from .data import get_cifar10
    from .gallery.gallery import write_gallery
    from .networks.history import conv1_snapshots, training_history
    from .networks.model import cnn_model

    images, labels = get_cifar10()
    order = [16, *range(16), *range(17, len(images))]  # the chapters begin with this photo
    page = write_gallery(cnn_model(), images[order], folder, labels[order], training_history(), conv1_snapshots())
    print(f"The gallery is in {page}.")
    return 0


def main(words):
    """Do what the `words` of the command line ask for; returns the exit code. A mistake is one sentence on stderr."""
    return command(lambda: asked_for(words))


def asked_for(words):
    """What the `words` ask for."""
    if not words:
        return report()
    if len(words) == 2 and words[0] == "gallery":
        return gallery(words[1])
    if words[0] == "open":
        from .opening import open_network

        return open_network(words[1:])
    raise ValueError(USAGE.format(got=" ".join(words)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
