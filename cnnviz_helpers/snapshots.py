"""The filters of a network's first convolution at moments of its training, for the live figure "being-born"."""

from pathlib import Path

import keras
import numpy as np

from .arguments import whole_number
from .output import made_folder, write_file

FILE = "snapshots.safetensors"


class SnapshotFilters(keras.callbacks.Callback):
    """Writes the kernels of the first convolution at moments of training: `model.fit(..., callbacks=[SnapshotFilters(folder)])`.

    The moments lie closer together at first, where most happens. The file `snapshots.safetensors` in the folder is written at the end of each epoch,
    so that a training that is stopped leaves something too. Its arrays are those of `conv1_snapshots`. The loss at a moment is the mean of the batches
    since the moment before, as `fit` counts it; at 0 it is that of the first batch, before any step.

    Parameters
    ----------
    folder : where to write, such as that of `export_explorable`; it is made if it is missing
    moments : how many moments at most, 2 or more

    Raises
    ------
    ValueError
        Another number of moments; or, when training begins, no plain convolution that reads 1 or 3 channels.
    """

    def __init__(self, folder, moments=20):
        super().__init__()
        self.folder, self.moments = folder, whole_number("moments", moments, 2)

    def on_train_begin(self, logs=None):
        self._conv = next((layer for layer in _all_layers(self.model) if isinstance(layer, keras.layers.Conv2D)), None)
        if self._conv is None or self._conv.kernel.shape[2] not in (1, 3):
            read = "has none" if self._conv is None else f"begins with {self._conv.name!r}, which reads {self._conv.kernel.shape[2]}"
            raise ValueError(f"SnapshotFilters expects a model whose first convolution reads 1 or 3 channels, but this one {read}; leave it out.")
        steps = (self.params.get("epochs") or 1) * (self.params.get("steps") or 1000)  # a generator may not say how many there are
        self._wanted = np.unique(np.geomspace(1, max(steps, 2), self.moments - 1).round().astype(int)).tolist()
        self._step, self._epoch_began, self._losses, self._mean = 0, 0, [], (0, 0.0)
        self._found = {"step": [0], "loss": [], "kernel": [self._conv.get_weights()[0]]}

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch_began, self._mean = self._step, (0, 0.0)

    def on_train_batch_end(self, batch, logs=None):
        many, mean = self._mean
        n, now = batch + 1, float((logs or {}).get("loss", np.nan))
        self._losses.append((n * now - many * mean) / (n - many))  # `fit` gives the mean of the epoch so far
        self._step, self._mean = self._epoch_began + n, (n, now)
        if not self._found["loss"]:
            self._found["loss"].append(self._losses[0])
        if self._wanted and self._step >= self._wanted[0]:
            self._wanted = [step for step in self._wanted if step > self._step]
            self._keep()

    def on_epoch_end(self, epoch, logs=None):
        self._write()

    def on_train_end(self, logs=None):
        if self._losses:
            self._keep()
        self._write()

    def _keep(self):
        """Take down the kernels as they are, and the loss since the moment before."""
        self._found["step"].append(self._step)
        self._found["loss"].append(float(np.mean(self._losses)))
        self._found["kernel"].append(self._conv.get_weights()[0])
        self._losses = []

    def _write(self):
        from safetensors.numpy import save

        n = len(self._found["loss"])
        types = {"step": np.int32, "loss": np.float32, "kernel": np.float32}
        arrays = {name: np.asarray(self._found[name][:n], kind) for name, kind in types.items()}
        write_file(made_folder(self.folder, "the snapshots") / FILE, save(arrays))


def _all_layers(model):
    """The layers of a model, and in their place those of a model that is used as a layer."""
    for layer in model.layers:
        yield from _all_layers(layer) if isinstance(layer, keras.Model) else [layer]


def as_snapshots(content):
    """The arrays in the bytes of a file of snapshots, as `conv1_snapshots` gives them."""
    from safetensors.numpy import load

    return {name: array.astype(np.float32) if name == "kernel" else array for name, array in load(content).items()}


def filter_snapshots(folder):
    """What `SnapshotFilters` wrote into `folder`: the kernels of the first convolution at moments of training.

    Returns
    -------
    dict with
        step : (S,) int, training steps done; 0 is before the first
        kernel : (S, kh, kw, C, filters) float32, as `get_weights()` gives them
        loss : (S,) float32

    Raises
    ------
    ValueError
        There is no such file.
    """
    file = Path(folder) / FILE
    if not file.is_file():
        raise ValueError(f"Expected a folder with the file {FILE}, but {folder} has none; train with fit(…, callbacks=[SnapshotFilters(folder)]).")
    return as_snapshots(file.read_bytes())
