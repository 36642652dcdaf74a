"""A network as single steps: the networks that it uses as layers are taken apart, and each step knows which others it reads."""

from collections import Counter
from dataclasses import dataclass

from .graph import Step, is_network, nodes

PICTURE = "input"  # what a step reads that reads the picture itself


@dataclass(frozen=True)
class SingleStep(Step):
    """One use of one layer, or of a function of Keras.

    Attributes
    ----------
    reads : names of the steps that it reads, in the layer's order; "input" is the picture
    froms : the shapes of what it reads, as Keras has them, without the batch
    shape : the shape of what it gives
    """

    reads: tuple
    froms: tuple
    shape: tuple


@dataclass(eq=False)
class _Use:
    """A step that has no name yet, or the picture, which has no node. `path` names the networks around it, `sources` are other uses."""

    node: object
    path: tuple
    sources: list
    shape: tuple


def single_steps(model):
    """The steps of `model` that its output needs, each after those that it reads; the last one gives the output.

    A layer that is used several times makes several steps, with "_1", "_2" … behind its name. Where layers of two networks inside have one name,
    the network's name stands before it.

    Raises
    ------
    ValueError
        A layer that is no network gives several outputs, or a layer is called "input".
    """
    picture, found = _Use(None, (), [], tuple(model.inputs[0].shape[1:])), []
    (last,) = _walk(model, [picture], (), found)
    needed, waiting = {picture}, [last]
    while waiting:
        use = waiting.pop()
        waiting += [] if use in needed else use.sources
        needed.add(use)
    uses = [use for use in found if use in needed]
    names = _names(uses, {PICTURE, model.inputs[0].name}) | {picture: PICTURE}
    return [
        SingleStep(names[use], use.node, tuple(names[one] for one in use.sources), tuple(one.shape for one in use.sources), use.shape) for use in uses
    ]


def _walk(model, given, path, found):
    """The uses that give the outputs of `model`, where `given` are those that give its inputs; all uses are added to `found`."""
    made = {_key(tensor): use for tensor, use in zip(model.inputs, given)}
    for node in nodes(model):
        if not node.input_tensors:
            continue
        operation, sources = node.operation, [made[_key(tensor)] for tensor in node.input_tensors]
        if is_network(operation):
            outputs = _walk(operation, sources, (*path, operation.name), found)
        else:
            outputs = [_Use(node, path, sources, _shape(node, sources))]
            found += outputs
        made.update(zip(map(_key, node.outputs), outputs))
    return [made[_key(tensor)] for tensor in model.outputs]


def _key(tensor):
    layer, index, place = tensor._keras_history
    return id(layer), index, place


def _shape(node, sources):
    """The shape of what the step gives here: a network that is used as a layer may have been built for another size of pictures, or for any."""
    import keras

    if len(node.outputs) != 1:
        raise ValueError(
            f"Expected layers that give one output each, but {node.operation.name!r} gives {len(node.outputs)} outputs; export the part before it."
        )
    if all(use.shape == tensor.shape[1:] for use, tensor in zip(sources, node.input_tensors)):
        return tuple(node.outputs[0].shape[1:])
    tensors = {id(tensor): keras.KerasTensor((None, *use.shape), tensor.dtype) for tensor, use in zip(node.input_tensors, sources)}
    arguments, options = node.arguments.fill_in(tensors)
    return tuple(node.operation.compute_output_spec(*arguments, **options).shape[1:])


def _names(uses, taken):
    """A name of its own for each use, {use: name}; none of those `taken`."""
    n_uses, seen, labels, found = Counter(id(use.node.operation) for use in uses), Counter(), {}, {}
    for use in uses:
        name, key = use.node.operation.name, id(use.node.operation)
        seen[key] += 1
        labels[use] = f"{name}_{seen[key]}" if n_uses[key] > 1 else name
        if name == PICTURE and not use.path:
            raise ValueError(f"Expected a name of its own for each layer, but {PICTURE!r} comes twice, as it is the picture's; give the layer another name.")
    n_same = Counter(labels.values())
    for use in sorted(uses, key=lambda use: (len(use.path), n_uses[id(use.node.operation)] > 1)):  # the model's own layers keep their names
        label = labels[use]
        longer = [label] * (not use.path or n_same[label] == 1) + ["_".join([*use.path[-depth:], label]) for depth in range(1, len(use.path) + 1)]
        found[use] = free_name(longer, taken)
    return found


def free_name(wanted, taken):
    """The first of the names `wanted` that is not among those `taken`, or the last one with a number; from then on it is taken."""
    numbered = (f"{wanted[-1]}_{i}" for i in range(2, len(taken) + 3))
    name = next(name for name in (*wanted, *numbered) if name not in taken)
    taken.add(name)
    return name
