"""A network as a chain: its steps from input to output, networks used as layers taken apart."""

from .graph import as_steps, is_network, made_by
from .weights import kernel_and_bias


def chain(model):
    """The steps of `model` from input to output, networks used as layers taken apart. Each use of a layer is a step.

    Raises
    ------
    ValueError
        A layer reads several tensors, or holds layers that are joined in no graph.
    """
    return as_steps(_nodes(model))


def _nodes(model):
    """The nodes of `model` in order, those of the networks inside in their place."""
    found, tensor = [], model.outputs[0]
    while tensor is not model.inputs[0]:
        node = made_by(tensor)
        layer, before = node.operation, node.input_tensors
        if len(before) != 1 or len(node.outputs) != 1:
            what = f"takes {len(before)} inputs" if len(before) != 1 else f"gives {len(node.outputs)} outputs"
            raise ValueError(f"Expected a model whose layers follow each other, but {layer.name!r} {what}; export the part before it.")
        found = [*(_nodes(layer) if is_network(layer) else [node]), *found]
        tensor = before[0]
    return found


def arrays(model):
    """The weights of the steps by name, `{"conv1/kernel": array, ...}`, float32. A missing bias is zeros."""
    found = {}
    for step in chain(model):
        if hasattr(step.layer, "kernel"):
            found[f"{step.name}/kernel"], found[f"{step.name}/bias"] = kernel_and_bias(step.layer)
    return found
