"""The files the book ships: found, read and checked against `assets/manifest.json`.

Every file was written by `python -m cnnviz_helpers.training`, together with its SHA-256.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "assets"
WEIGHTS = "weights.safetensors"
IMAGES = "cifar10-1000.png"
LABELS = "labels.json"
NETWORK = "network.json"
HISTORY = "history.json"
SNAPSHOTS = "conv1-snapshots.safetensors"
MANIFEST = "manifest.json"
_MEND = "restore it with `git checkout cnnviz_helpers/assets`, or make all of them anew with `python -m cnnviz_helpers.training`"


class AssetError(RuntimeError):
    """A shipped file is missing or damaged. The message names the file and what to do."""


def sha256(data):
    """The SHA-256 of `data` (bytes) in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _read(path):
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise AssetError(f"{path} is missing; {_MEND}.") from None
    except OSError as problem:
        raise AssetError(f"{path} cannot be read ({problem.strerror}); {_MEND}.") from None


@cache
def manifest(folder=FOLDER):
    """What `manifest.json` says: files with their SHA-256 and shapes, scores, versions.

    Raises
    ------
    AssetError
        The manifest is missing, or is not the JSON that training wrote.
    """
    path = Path(folder) / MANIFEST
    try:
        content = json.loads(_read(path))
        content["files"]
    except (ValueError, KeyError, TypeError):
        raise AssetError(f"{path} is damaged: it is not the manifest that training wrote; {_MEND}.") from None
    return content


def asset_bytes(name, folder=FOLDER):
    """The bytes of the shipped file `name`, after its SHA-256 was checked.

    Raises
    ------
    AssetError
        The file is missing, not listed in the manifest, or not the one that was written.
    """
    path = Path(folder) / name
    data = _read(path)
    entry = manifest(folder)["files"].get(name)
    if entry is None:
        raise AssetError(f"{path} is not listed in {MANIFEST}; {_MEND}.")
    if sha256(data) != entry["sha256"]:
        raise AssetError(
            f"{path} is damaged: its SHA-256 should begin {entry['sha256'][:12]}, but begins {sha256(data)[:12]}; {_MEND}."
        )
    return data


def asset_json(name, folder=FOLDER):
    """The content of the shipped JSON file `name`."""
    return json.loads(asset_bytes(name, folder))


def asset_arrays(name, folder=FOLDER):
    """The named arrays of the shipped safetensors file `name`: a dict of NumPy arrays."""
    from safetensors.numpy import load

    return load(asset_bytes(name, folder))
