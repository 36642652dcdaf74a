"""Files that are no networks, or are damaged: {name: (a function of a good file that gives {name: bytes}, words of the sentence)}."""

import io
import zipfile

import h5py
import numpy as np
from good_file import CONFIG, WEIGHTS, listed, zipped


def set_value(path, value):
    def change(file):
        file[path][...] = value

    return change


def replaced(path, **made):
    def change(file):
        del file[path]
        file.create_dataset(path, **made)

    return change


def without(path):
    return lambda file: file.__delitem__(path)


def h5_file():
    """An HDF5 file of some model, as older versions of Keras wrote them."""
    made = io.BytesIO()
    with h5py.File(made, "w") as file:
        file.attrs["model_config"] = "{}"
    return made.getvalue()


ZIPS = {
    "no zip": (lambda good: {"model.keras": b"these are no layers " * 50}, "which is a zip, but 'model.keras' is none"),
    "nothing in it": (lambda good: {"model.keras": b""}, "'model.keras' is none, or was cut short"),
    "another file": (lambda good: {"photo.png": b"\x89PNG" * 50}, "'photo.png' is none of them"),
    "cut at the end": (lambda good: {"model.keras": good.whole[:-30]}, "was cut short"),
    "cut in the middle": (lambda good: {"model.keras": good.whole[: len(good.whole) // 2]}, "was cut short"),
    "cut at the beginning": (lambda good: {"model.keras": b"PK\x03\x04" + good.whole[3000:]}, "damaged or was cut short|is none, or was cut short"),
    "a file of the zip cut": (lambda good: listed(good, 20, 10), "it is damaged or was cut short"),
    "another check sum": (lambda good: listed(good, 16, 12345), "'model.weights.h5' in the zip as it was packed, but it is damaged"),
    "a bomb": (
        lambda good: {"model.keras": zipped({CONFIG: b"{}", WEIGHTS: bytes(2**26)}, zipfile.ZIP_DEFLATED)},
        "'model.weights.h5' would grow to more than 50",
    ),
    "a bomb in the config": (
        lambda good: {"model.keras": zipped({CONFIG: bytes(2**26), WEIGHTS: b""}, zipfile.ZIP_DEFLATED)},
        "at most 32 MB, but 'config.json' has 64 MB",
    ),
    "a bomb that hides": (lambda good: listed(good, 24, 5000), "'model.weights.h5' in the zip as it was packed, but it is damaged"),
    "a size of 3 GB": (lambda good: listed(good, 24, 3 * 2**30), "at most 1.0 GB, but 'model.weights.h5' has 3.0 GB"),
    "a size of 1 GB": (lambda good: listed(good, 24, 2**30), "would grow to more than 50 times"),
    "a password": (lambda good: listed(good, 8, 1, 2), "a zip without a password"),
    "another packer": (lambda good: good.keras(method=zipfile.ZIP_LZMA), "'config.json' is packed in another way"),
    "a file twice": (
        lambda good: {"model.keras": zipped({CONFIG: b"{}", WEIGHTS: b"", "other/config.json": b"{}"})},
        "one file config.json, but there are several",
    ),
    "no weights": (lambda good: {"model.keras": zipped({CONFIG: b"{}"})}, "a file model.weights.h5, but there is only 'config.json'"),
    "an older .h5": (lambda good: {"model.h5": h5_file()}, "'model.h5' is an older HDF5 file"),
    "weights alone": (lambda good: {"model.weights.h5": good.weights}, "a file config.json, but there is only 'model.weights.h5'"),
    "an older .h5 as .keras": (lambda good: {"model.keras": h5_file()}, "'model.keras' is an older HDF5 file"),
}

BROKEN = {
    "signature": (lambda good: good.patched((1, b"X")), "is another"),
    "version": (lambda good: good.patched((8, b"\x07")), "another version of the format"),
    "root": (lambda good: good.patched((64, b"\xff" * 8)), "is damaged near byte"),
    "tree": (lambda good: good.patched((good.place(b"TREE"), b"FREE")), "is damaged near byte"),
    "a tree that is its own branch": (
        lambda good: good.patched((at := good.place(b"TREE"), b""), (at + 5, b"\x01"), (at + 32, at.to_bytes(8, "little"))),
        "is damaged near byte",
    ),
    "heap": (lambda good: good.patched((good.place(b"HEAP") + 24, b"\xff" * 4)), "is damaged near byte"),
    "names": (lambda good: good.patched((good.place(b"SNOD") + 8, b"\xff" * 4)), "is damaged near byte"),
    "table": (lambda good: good.patched((good.place(b"SNOD") + 6, b"\xff\xff")), "is damaged near byte"),
    "a header that goes on in itself": (
        lambda good: good.patched(
            (96, b"\x01\x00\xff\xff"), (112, b"\x10\x00\x10\x00\x00\x00\x00\x00" + (112).to_bytes(8, "little") + (24).to_bytes(8, "little"))
        ),
        "Expected weights of the layer",
    ),
    "a header without end": (lambda good: good.patched((104, b"\xff\xff\xff\x7f")), "is damaged near byte"),
    "a huge shape": (lambda good: good.patched((good.array()["shape"], b"\xff" * 6)), "is damaged near byte"),
    "numbers outside": (lambda good: good.patched((good.array()["layout"] + 2, b"\xff" * 7)), "is damaged near byte"),
    "arrays in pieces": (lambda good: good.patched((good.array()["layout"] + 1, b"\x02")), "arrays in pieces"),
    "packed arrays": (
        lambda good: good.rewritten(replaced("layers/conv2d/vars/0", data=np.zeros((3, 3, 3, 4)), compression="gzip")),
        "packed arrays|in pieces",
    ),
    "whole numbers": (lambda good: good.rewritten(replaced("layers/conv2d/vars/0", data=np.zeros((3, 3, 3, 4), int))), "numbers that are no floats"),
    "a cut file": (lambda good: good.keras(weights=good.weights[:2000]), "damaged near byte"),
    "nothing": (lambda good: good.keras(weights=b""), "model.weights.h5 is another"),
    "a layer's weights missing": (lambda good: good.rewritten(without("layers/dense")), "weights of the layer 'last' at layers/dense/vars/0"),
    "a bias missing": (lambda good: good.rewritten(without("layers/dense/vars/1")), "weights of the layer 'last' at layers/dense/vars/1"),
    "another shape": (
        lambda good: good.rewritten(replaced("layers/conv2d/vars/0", data=np.zeros((3, 3, 4, 3), np.float32))),
        r"the shape \(3, 3, 3, 4\) for 'conv/kernel', but there are some of the shape \(3, 3, 4, 3\)",
    ),
    "not a number": (lambda good: good.rewritten(set_value("layers/dense/vars/1", np.nan)), "'last/bias', but some are infinite or not a number"),
    "infinite": (lambda good: good.rewritten(set_value("layers/conv2d/vars/0", np.inf)), "'conv/kernel', but some are infinite"),
}
