"""Running images through a network. Everything else that asks a network leans on this."""

import numpy as np

from ..arguments import as_array, as_numpy, filled

BATCH = 32  # Keras's own choice; larger ones need more memory and save little time
MOST_PIXELS = BATCH * 128 * 128  # of all pictures of a batch: Keras keeps what every layer makes of them until the last one is done
WORTH_TRACING = 4  # calls: to trace a network takes as long as two or three


def as_batch(model, images):
    """`images` with a batch axis, checked against what `model` takes.

    Parameters
    ----------
    images : (H, W, C) or (N, H, W, C) float

    Returns
    -------
    (N, H, W, C) float32

    Raises
    ------
    ValueError
        Another shape than the network's input, whole numbers (for a network that takes these: fractions), or numbers
        that are not finite.
    """
    wanted = tuple(model.inputs[0].shape[1:])
    array = as_array("images", filled("images", images))
    batch = array[None] if array.ndim == len(wanted) else array
    fits = batch.ndim == len(wanted) + 1 and all(w in (None, have) for w, have in zip(wanted, batch.shape[1:]))
    if not fits or not len(batch):
        raise ValueError(
            f"The network expects images of the shape {_shape(wanted)}, one or several, got an array of the shape {array.shape}; "
            "choose images with x_test[16] or x_test[:5], or resize yours."
        )
    precision = model.inputs[0].dtype
    takes_whole_numbers = "int" in precision
    if not takes_whole_numbers and not np.issubdtype(batch.dtype, np.floating):
        raise ValueError(f"The network expects images as floats in the range it was trained on, got {batch.dtype}; for ours use to_input(pixels).")
    if not np.isfinite(batch).all():
        raise ValueError("The network expects finite numbers, got NaN or infinity in the images; replace them first.")
    if takes_whole_numbers and (batch != np.round(batch)).any():
        raise ValueError(f"The network expects images as whole numbers ({precision}), got {batch.dtype} with fractions; give it the bytes themselves.")
    return batch.astype(np.float32)


def _shape(shape):
    return "(" + ", ".join("any" if size is None else str(size) for size in shape) + ")"


def one_image(model, image):
    """`image` with a batch axis of 1, (1, H, W, C) float32, checked as `as_batch` does."""
    batch = as_batch(model, image)
    if len(batch) != 1:
        raise ValueError(f"Expected one image, got {len(batch)}; choose one, such as x_test[16].")
    return batch


def tensorflow(asked_by):
    """TensorFlow, which `asked_by` takes slopes with.

    Raises
    ------
    ValueError
        Keras runs on another backend.
    """
    import keras

    if keras.backend.backend() != "tensorflow":
        raise ValueError(f"{asked_by} expects Keras on TensorFlow, got {keras.backend.backend()!r}; set KERAS_BACKEND=tensorflow before Keras is imported.")
    import tensorflow

    return tensorflow


def parts(things, shape=None):
    """A few of `things` at a time, 32 or fewer: what a network makes of all of them can be more than fits into memory.

    `shape` is that of the pictures, (N, H, W, C); by default the things are the pictures. Of large ones fewer are taken.
    """
    shape = np.shape(things) if shape is None else shape
    n = max(1, min(BATCH, MOST_PIXELS // (shape[1] * shape[2]))) if len(shape) == 4 else BATCH
    return [things[i : i + n] for i in range(0, len(things), n)]


def as_float32(tensor):
    """The numbers of a tensor of any backend as an array; floats of any precision as float32."""
    array = as_numpy(tensor)
    return array if array.dtype.kind in "biu" else array.astype(np.float32, copy=False)


def run(model, batch, call=None):
    """The outputs of `model` for `batch`, a few images at a time: a float32 array, or a list of arrays for several outputs.

    `call` is what a `caller` of `model` has made, where it runs again and again.
    """
    import keras

    pieces, outputs, done = parts(batch), [], 0
    call = call or caller(model, len(pieces))
    for few in pieces:
        found = [as_float32(tensor) for tensor in keras.tree.flatten(call(few))]
        # Filled part by part, so that no output is ever in memory twice.
        outputs = outputs or [np.empty((len(batch), *array.shape[1:]), array.dtype) for array in found]
        for output, array in zip(outputs, found):
            output[done : done + len(few)] = array
        done += len(few)
    return outputs if len(outputs) > 1 else outputs[0]


def caller(model, n):
    """A function: a few images -> what `model` predicts for them, to be called about `n` times."""
    return traced(lambda images: model(images, training=False), n, model.inputs[0].shape)


def traced(function, n, shape, *dtypes):
    """`function`, to be called about `n` times. For many calls TensorFlow traces it once, and a call takes half as long, or less; the numbers are the same.

    Parameters
    ----------
    function : one that takes float32 of the `shape` (None, ...), and for each of the `dtypes` (None,) of that
    """
    import keras

    if n < WORTH_TRACING or keras.backend.backend() != "tensorflow":
        return function
    import tensorflow as tf

    specs = [tf.TensorSpec(shape, "float32"), *(tf.TensorSpec((None,), dtype) for dtype in dtypes)]
    try:  # by hand: TensorFlow warns where several networks are traced one after the other
        found = tf.function(function, autograph=False).get_concrete_function(*specs)
    except Exception:  # a layer of the reader's own may do what cannot be traced
        return function
    return lambda *arrays: found(*(tf.constant(array, spec.dtype) for array, spec in zip(arrays, specs)))
