"""The graph of one model: what each of its layers reads and gives *in this model*.

A layer, or a whole model, may be used in several models. Then `layer.input` and `layer.output` belong to one of
them, not always to ours. So we walk back from the outputs of our model, over the nodes that Keras keeps: a node is
one use of one layer, with the tensors that went in and came out.
"""

from ..arguments import filled

ADVICE = "start a Sequential with keras.Input(shape), or call keras.Model(inputs, outputs)"


def made_by(tensor):
    """The node that gave the symbolic `tensor`."""
    layer, index, _ = tensor._keras_history
    return layer._inbound_nodes[index]


def nodes(model):
    """All nodes of `model`, from its outputs back to its inputs."""
    found, waiting = {}, list(model.outputs)
    while waiting:
        node = made_by(waiting.pop())
        if id(node) not in found:
            found[id(node)] = node
            waiting += node.input_tensors
    return list(found.values())


def check_graph(model):
    """Refuse a model whose layers are not joined in a graph, or that takes more than one input.

    Raises
    ------
    ValueError
        The model was subclassed, never built, or has several inputs.
    """
    filled("model", model)
    try:
        used = {id(node.operation) for node in nodes(model)}
        has_graph = bool(model.inputs) and all(id(layer) in used for layer in model.layers)
    except (AttributeError, ValueError, TypeError):
        has_graph = False
    if not has_graph:
        raise ValueError(f"Expected a Sequential or functional Keras model that knows its input, got {type(model).__name__}; build one: {ADVICE}.")
    if len(model.inputs) != 1:
        raise ValueError(f"Expected a model with one input, got {len(model.inputs)}; build a model of the part that takes the image.")


def check_one_output(model):
    """Refuse a model that has no graph, or gives more than one output.

    Raises
    ------
    ValueError
        As `check_graph`, or the model has several outputs.
    """
    check_graph(model)
    if len(model.outputs) != 1:
        raise ValueError(f"Expected a model with one output, got {len(model.outputs)}; choose one: keras.Model(model.inputs, model.outputs[0]).")


def use_of(model, layer):
    """The node of `layer` in `model`.

    Raises
    ------
    ValueError
        The model uses the layer more than once.
    """
    uses = [node for node in nodes(model) if node.operation is layer]
    if len(uses) != 1:
        raise ValueError(f"The layer {layer.name!r} is used {len(uses)} times in this model, so it has no single output; ask for a layer after it.")
    return uses[0]


def layer_input(model, layer):
    """The symbolic tensor that `layer` reads in `model`; a list of them if it reads several."""
    tensors = use_of(model, layer).input_tensors
    return tensors[0] if len(tensors) == 1 else tensors


def layer_output(model, layer):
    """The symbolic tensor that `layer` gives in `model`.

    Raises
    ------
    ValueError
        The layer gives several tensors, or is used more than once.
    """
    tensors = use_of(model, layer).outputs
    if len(tensors) != 1:
        raise ValueError(f"The layer {layer.name!r} gives {len(tensors)} outputs, where one is expected; ask for a layer after it.")
    return tensors[0]


def find_layer(model, layer):
    """The layer of `model` called `layer`: a name, an index as in `model.layers`, or the layer itself.

    Raises
    ------
    ValueError
        There is no such layer; the message lists those there are.
    """
    check_graph(model)
    if any(layer is one for one in model.layers):
        return layer
    names = [one.name for one in model.layers]
    if isinstance(layer, str) and layer in names:
        return model.layers[names.index(layer)]
    is_index = hasattr(layer, "__index__") and not isinstance(layer, bool)
    if is_index and -len(names) <= layer < len(names):
        return model.layers[layer]
    raise ValueError(f"Expected a layer's name, or an index from 0 to {len(names) - 1}, got {layer!r}; the layers are {', '.join(names)}.")


def part_of(model, outputs):
    """A network from the input of `model` to the symbolic `outputs` (one, or a list), sharing its weights."""
    import keras

    return keras.Model(model.inputs[0], outputs)


def check_channels_last(layer):
    """Refuse a layer, or a model with a layer at any depth, that has its channels first.

    Raises
    ------
    ValueError
        Rows would be mistaken for channels.
    """
    for one in (layer, *(layer._flatten_layers() if hasattr(layer, "layers") else ())):
        if getattr(one, "data_format", "channels_last") != "channels_last":
            raise ValueError(f"Expected channels along the last axis, but {one.name!r} has them first; build the model with channels_last.")
