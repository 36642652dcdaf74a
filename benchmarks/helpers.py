"""The helpers against what one would write without them. Each time is the best of several runs, after one to warm up."""

import io
import subprocess
import sys
import time

RUNS = 5
DPI = 200


def measurements():
    """A title, the name of the yardstick, and the rows (label, our seconds, its seconds)."""
    return "helpers, best of 5", "obvious", rows()


def rows():
    from cnnviz_helpers import cnn_model, get_cifar10, layer_outputs, plot_featuremaps

    (x_test, _), model = get_cifar10(), cnn_model()
    maps = layer_outputs(model, x_test[16], 0)["conv1"]
    ours, theirs = best(lambda: png(plot_featuremaps(x_test[16], maps, "conv1"))), best(lambda: png(subplots(maps[0])))
    yield "all 32 maps of conv1 as a picture; 32 subplots", ours, theirs
    for n in (1, 200):
        ours, theirs = best(lambda: layer_outputs(model, x_test[:n])), best(lambda: layer_by_layer(model, x_test[:n]))
        yield f"the outputs of all layers, images: {n}; a model for each layer", ours, theirs
    yield "import cnnviz_helpers; import keras and pyplot", import_time("cnnviz_helpers"), import_time("keras, matplotlib.pyplot")


def best(work):
    """The shortest of `RUNS` runs of `work`, in seconds."""
    work()
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def png(figure):
    """The figure's PNG, as a notebook would show it, twice as sharp."""
    if hasattr(figure, "_repr_png_"):
        return figure._repr_png_()
    target = io.BytesIO()
    figure.savefig(target, dpi=DPI)
    return target.getvalue()


def subplots(maps):
    """The common way to show feature maps, (h, w, C): a subplot for each."""
    from matplotlib import pyplot

    pyplot.switch_backend("agg")
    pyplot.close("all")
    figure, axes = pyplot.subplots(4, 8, figsize=(8, 4.5))
    for index, axis in enumerate(axes.flat):
        axis.imshow(maps[..., index], cmap="gray")
        axis.set_title(f"filter {index}", fontsize=6)
        axis.axis("off")
    return figure


def layer_by_layer(model, images):
    """The common way to look into a network: a model for each layer, and a call of each. `predict` would trace each anew, and TensorFlow warn of it."""
    from keras import Model
    from keras.ops import convert_to_numpy

    return [convert_to_numpy(Model(inputs=model.input, outputs=layer.output)(images)) for layer in model.layers]


def import_time(modules):
    """How long a fresh Python takes to import `modules`, without its own start, in seconds."""
    code = f"import time; t = time.perf_counter(); import {modules}; print(time.perf_counter() - t)"
    commands = [subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(3)]
    return min(float(done.stdout.split()[-1]) for done in commands)
