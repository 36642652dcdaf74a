"""What the helpers do on whatever versions are installed: `python use_helpers.py FOLDER` writes into the empty FOLDER, and ends with an error if one is wrong.

`test_versions.py` runs it with a Python that has nothing but the package and what that brings along.
"""

import os
import platform
import sys
import warnings
from pathlib import Path

import numpy as np

import cnnviz_helpers as helpers
from cnnviz_helpers.__main__ import SHOWN, gallery, version
from cnnviz_helpers.assets import manifest

PHOTO = 16
# What the package itself is warned of. Old packages are warned of much by others that are new.
warnings.filterwarnings("error", module="cnnviz_helpers")


def main(folder):
    """Use the helpers one after the other. Returns the network's accuracy."""
    assert Path(helpers.__file__).is_relative_to(sys.prefix), helpers.__file__
    import keras

    x_test, y_test = helpers.get_cifar10()
    model, photo = helpers.cnn_model(), x_test[PHOTO : PHOTO + 1]
    accuracy = model.evaluate(x_test, y_test, verbose=0)[1]
    assert abs(accuracy - manifest()["accuracy"]["first_1000"]) < 2e-3, accuracy

    # The exercise's own way, and the short one.
    maps = keras.Model(inputs=model.input, outputs=model.layers[0].output).predict(photo, verbose=0)
    layers = helpers.layer_outputs(model, photo)
    assert np.allclose(maps, layers["conv1"], atol=1e-5) and (layers["relu1"] == np.maximum(0, layers["conv1"])).all()
    helpers.plot_featuremaps(photo, maps, "conv1").savefig(folder / "maps.png")

    chosen = int(layers["softmax"].argmax())
    evidence = helpers.class_evidence(model, photo, chosen)
    assert np.isclose(evidence.mean + evidence.bias, evidence.logit, atol=1e-4) and np.isclose(evidence.logit, layers["dense"][0, chosen], atol=1e-4)
    # For this kind of network, Grad-CAM is the evidence map without its bias, a mean in the place of a sum.
    cam = helpers.grad_cam(model, photo, chosen, layer="relu5").map
    assert np.allclose(cam * cam.size, evidence.map, atol=1e-3), np.abs(cam * cam.size - evidence.map).max()

    written = helpers.export_explorable(model, folder / "own")
    assert "_repr_mimebundle_" in dir(helpers.explore("x-ray", network=folder / "own")), written
    os.environ["CNN_BOOK_BUILD"] = "1"
    assert helpers.explore("kernel-lab", filter=3)._repr_html_().startswith("<figure")
    assert gallery(folder / "gallery") == 0 and "Not drawn" not in (folder / "gallery" / "index.html").read_text()
    return accuracy


if __name__ == "__main__":
    right = main(Path(sys.argv[1]))
    print(", ".join([f"Python {platform.python_version()}", *(f"{names[0]} {version(*names)}" for names in SHOWN), f"{right:.1%} right"]))
