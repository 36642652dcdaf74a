"""The package as a whole: what importing it costs, what it offers, what it prints, and its files."""

import hashlib
import json
import shutil
import subprocess
import sys

import pytest

import cnnviz_helpers
from cnnviz_helpers import assets
from cnnviz_helpers.assets import AssetError, asset_arrays, asset_bytes, asset_json, manifest


def python(code):
    """Run `code` in a fresh Python, and give what it wrote."""
    return subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)


def test_import_loads_nothing_heavy():
    """Neither TensorFlow nor Keras nor matplotlib nor NumPy, until a name is used."""
    heavy = python("import sys, cnnviz_helpers; print({'tensorflow', 'keras', 'matplotlib', 'numpy'} & set(sys.modules))").stdout
    assert heavy.strip() == "set()"


def test_names_can_be_found():
    """Every name is listed by `dir`, loads, and has a docstring."""
    for name in cnnviz_helpers.__all__:
        assert name in dir(cnnviz_helpers)
        thing = getattr(cnnviz_helpers, name)
        assert thing.__doc__, name


def test_an_unknown_name_lists_the_known():
    """A slip of the pen gets the list of what there is."""
    with pytest.raises(AttributeError, match="no 'get_cifar'; it has .*get_cifar10"):
        cnnviz_helpers.get_cifar  # noqa: B018


def test_tensorflow_starts_without_noise():
    """Loading the network and asking it writes nothing to the reader."""
    result = python("from cnnviz_helpers import cnn_model, predict, get_cifar10; predict(cnn_model(), get_cifar10()[0][:2])")
    assert (result.stdout, result.stderr) == ("", "")


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped files that may be broken."""
    manifest.cache_clear()
    return shutil.copytree(assets.FOLDER, tmp_path / "assets")


def test_files_are_those_of_the_manifest(folder):
    """Each file is listed with its SHA-256, and no other file is there."""
    listed = manifest(folder)["files"]
    assert {file.name for file in folder.iterdir()} == {*listed, assets.MANIFEST}
    for name, entry in listed.items():
        data = asset_bytes(name, folder)
        assert hashlib.sha256(data).hexdigest() == entry["sha256"] and len(data) == entry["bytes"]


def test_shapes_are_those_of_the_manifest():
    """What the manifest says about the arrays is true."""
    for name in (assets.WEIGHTS, assets.SNAPSHOTS):
        shapes = {key: list(array.shape) for key, array in asset_arrays(name).items()}
        assert shapes == manifest()["files"][name]["shapes"]


@pytest.mark.parametrize("name", [assets.WEIGHTS, assets.IMAGES, assets.LABELS, assets.HISTORY, assets.SNAPSHOTS])
def test_a_damaged_file_is_named(folder, name):
    """One changed byte, a cut file, an empty one, none at all: the message names the file and says what to do."""
    whole = (folder / name).read_bytes()
    for damaged in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[: len(whole) // 2], b""):
        (folder / name).write_bytes(damaged)
        with pytest.raises(AssetError, match=f"{name} is damaged.*git checkout"):
            asset_bytes(name, folder)
    (folder / name).unlink()
    with pytest.raises(AssetError, match=f"{name} is missing.*git checkout"):
        asset_bytes(name, folder)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff"])
def test_a_damaged_manifest_is_named(folder, content):
    """Not JSON, or not this manifest."""
    (folder / assets.MANIFEST).write_bytes(content)
    with pytest.raises(AssetError, match="manifest.json is damaged"):
        asset_json(assets.LABELS, folder)


def test_a_stray_file_is_named(folder):
    """A file that training did not write is not trusted."""
    (folder / "extra.json").write_text(json.dumps([]))
    with pytest.raises(AssetError, match="extra.json is not listed"):
        asset_json("extra.json", folder)


def test_a_folder_instead_of_a_file(folder):
    """What cannot be read is named too."""
    (folder / assets.LABELS).unlink()
    (folder / assets.LABELS).mkdir()
    with pytest.raises(AssetError, match="labels.json cannot be read"):
        asset_bytes(assets.LABELS, folder)
