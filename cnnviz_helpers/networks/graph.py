"""The graph of one model: what each of its layers reads and gives *in this model*.

A layer, or a whole model, may be used in several models. Then `layer.input` and `layer.output` belong to one of
them, not always to ours. So we walk back from the outputs of our model, over the nodes that Keras keeps: a node is
one use of one layer, with the tensors that went in and came out.
"""

from collections import Counter
from dataclasses import dataclass

from ..arguments import filled

ADVICE = "start a Sequential with keras.Input(shape), or call keras.Model(inputs, outputs)"


def made_by(tensor):
    """The node that gave the symbolic `tensor`."""
    layer, index, _ = tensor._keras_history
    return layer._inbound_nodes[index]


def nodes(model):
    """All nodes of `model`, each after those that it reads from."""
    found, waiting = {}, [made_by(tensor) for tensor in model.outputs]
    while waiting:
        node = waiting[-1]
        before = [one for one in map(made_by, node.input_tensors) if id(one) not in found]
        if not before:
            found.setdefault(id(waiting.pop()), node)
        waiting += before
    return list(found.values())


@dataclass(frozen=True)
class Step:
    """One use of one layer in a model. A layer that is used twice makes two steps.

    Attributes
    ----------
    name : the layer's; with "_1", "_2" … behind it if the layer is used several times
    node : what Keras keeps of the use
    """

    name: str
    node: object

    @property
    def layer(self):
        """The layer, which other models may use as well."""
        return self.node.operation

    @property
    def input(self):
        """The symbolic tensor that the step reads; a list of them if it reads several."""
        tensors = self.node.input_tensors
        return tensors[0] if len(tensors) == 1 else tensors

    @property
    def output(self):
        """The symbolic tensor that the step gives.

        Raises
        ------
        ValueError
            It gives several.
        """
        tensors = self.node.outputs
        if len(tensors) != 1:
            raise ValueError(f"The layer {self.name!r} gives {len(tensors)} outputs, where one is expected; ask for a layer after it.")
        return tensors[0]


def named_steps(nodes):
    """The `nodes` as steps, each with its name."""
    uses, seen = Counter(id(node.operation) for node in nodes), Counter()
    found = []
    for node in nodes:
        name, key = node.operation.name, id(node.operation)
        seen[key] += 1
        found.append(Step(f"{name}_{seen[key]}" if uses[key] > 1 else name, node))
    return found


def steps(model):
    """Every use of a layer in `model`, in the order of `model.layers`, each after those that it reads from."""
    ordered = nodes(model)
    depth = dict.fromkeys(map(id, ordered), 0)  # how many steps follow at most
    for node in reversed(ordered):
        for before in map(made_by, node.input_tensors):
            depth[id(before)] = max(depth[id(before)], depth[id(node)] + 1)
    place = {id(layer): i for i, layer in enumerate(model.layers)}
    own = [node for node in ordered if id(node.operation) in place]
    return named_steps(sorted(own, key=lambda node: (-depth[id(node)], place[id(node.operation)])))


def check_graph(model):
    """Refuse a model whose layers are not joined in a graph, or that takes more than one input.

    Raises
    ------
    ValueError
        The model was subclassed with a `call` of its own, never built, or has several inputs.
    """
    filled("model", model)
    try:
        used = {id(node.operation) for node in nodes(model)}
        has_graph = is_network(model) and all(id(layer) in used for layer in model.layers)
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
    raise ValueError(
        f"Expected a layer's name, or an index from 0 to {len(names) - 1}, got {layer!r}; the layers are {', '.join(names)}"
        f"{_where_else(model, layer)}."
    )


def find_step(model, layer):
    """The step of `model` called `layer`: the name of a step, or what `find_layer` takes if that layer is used once.

    Raises
    ------
    ValueError
        As `find_layer`, or the layer is used more than once.
    """
    check_graph(model)
    all_steps = steps(model)
    named = [step for step in all_steps if isinstance(layer, str) and step.name == layer]
    if len(named) == 1:
        return named[0]
    found = find_layer(model, layer)
    uses = [step for step in all_steps if step.layer is found]
    if len(uses) != 1:
        names = " or ".join(repr(step.name) for step in uses)
        raise ValueError(f"The layer {found.name!r} is used {len(uses)} times in this model, so it has no single output; ask for {names}.")
    return uses[0]


def networks_inside(model):
    """The networks that `model` uses as layers."""
    return [layer for layer in model.layers if is_network(layer)]


def is_network(layer):
    """Whether `layer` is a Sequential or functional model that runs its own graph: one whose layers can be walked over."""
    import keras

    return isinstance(layer, keras.Model) and type(layer).call.__module__.startswith("keras.") and bool(getattr(layer, "inputs", None))


def ways_inside(model):
    """How a reader gets at the networks that `model` uses as layers, for a sentence; "" if there are none."""
    return " or ".join(f"model.get_layer({network.name!r})" for network in networks_inside(model))


def _where_else(model, name):
    """A hint for the name of a layer that belongs to a network inside."""
    inner = next((one for one in networks_inside(model) if any(layer.name == name for layer in one.layers)), None)
    return f"; {name!r} is inside {inner.name!r}, so ask model.get_layer({inner.name!r})" if inner else ""


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
    for one in layer._flatten_layers() if hasattr(layer, "_flatten_layers") else [layer]:
        if getattr(one, "data_format", "channels_last") != "channels_last":
            raise ValueError(f"Expected channels along the last axis, but {one.name!r} has them first; build the model with channels_last.")
