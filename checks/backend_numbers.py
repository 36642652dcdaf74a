"""Numbers of the helpers on the backend that `KERAS_BACKEND` names: `python backend_numbers.py` prints them as JSON, {what: numbers}.

`test_backends.py` runs it with two backends.
"""

import json
import tempfile

import keras
import numpy as np
from safetensors.numpy import load_file

import cnnviz_helpers as helpers


def numbers(model, x, y):
    """By each way in which a helper asks a network, or reads what it gave."""
    photo = x[16]
    last = keras.layers.Dense(10, activation=keras.ops.softmax, name="last")
    fused = keras.Sequential([keras.Input((32, 32, 3)), *model.layers[:-2], last])
    last.set_weights(model.layers[-2].get_weights())
    evidence = helpers.class_evidence(fused, photo, 5)
    with tempfile.TemporaryDirectory() as folder:
        kernel = load_file(helpers.export_explorable(model, folder) / "weights.safetensors")["conv2/kernel"]
    return {
        "predict": helpers.predict(model, x[:3]),
        "maps": helpers.layer_outputs(model, photo, "conv2")["conv2"][0, 5:9, 5, :4],
        "tensor": helpers.active_share(model.layers[0](x[:3])),
        "chain": helpers.predict(helpers.as_steps(fused), x[:2]),
        "kernel": kernel[1, 1, :3, :3],
        "partial": helpers.partial_maps(model, photo, "conv2", 3)[0][4],
        "evidence": evidence.map,
        "logit": evidence.logit,
        "drops": helpers.occlusion_map(model, photo, 5, 16, 8, score="logit").drops,
        "without": helpers.predict_without(model, x[:3], "relu1", [1, 2], to="mean"),
        "matrix": helpers.confusion_matrix(y[:20], model(x[:20])),
        "random": helpers.random_evidence(model, photo, 5, n=2).shape,
    }


def refusals(model, x):
    """What those helpers say that need TensorFlow's slopes."""
    said = []
    for ask in (lambda: helpers.grad_cam(model, x[0], 5), lambda: helpers.excite(model, x[:1], "conv5", 3)):
        try:
            ask()
        except ValueError as refusal:
            said.append(str(refusal))
    return said


if __name__ == "__main__":
    network, (photos, labels) = helpers.cnn_model(), helpers.get_cifar10()
    found = {what: np.asarray(value).tolist() for what, value in numbers(network, photos, labels).items()}
    print(json.dumps({"backend": keras.backend.backend(), "refusals": refusals(network, photos), **found}))
