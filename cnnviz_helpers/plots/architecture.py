"""The architecture of a network: a row for each layer, with the shape of its output and its parameters."""

from ..palette import INK, MUTED, ORANGE, RULE, VIOLET
from .canvas import WIDTH, axes, drawn, sheet, write
from .lettering import fitted, widest

ROW = 30  # a layer, in pixels of the page; with its kind under its name it takes more
STACKED = 40
TOP, FOOT = 26, 26
GAP = 14
BLOCKS = 110  # room for the blocks
MOST_NAME, MOST_SHAPE = 230, 150  # what is longer loses its middle
MOST_ROWS = 200  # of deeper networks the layers in the middle are counted only
NAME, KIND = {"size": 11, "weight": "bold"}, {"size": 10}


@drawn
def plot_model(model):
    """The layers from top to bottom: a block as wide as the map is, the shape of the output, and the parameters as bars.

    Below stand the sums: parameters; multiply-adds and bytes of all outputs for one picture, as `network_table` has them, if it knows all layers.
    Where names are long, the kind of a layer stands under its name. Of more than 200 layers those in the middle are only counted.

    Parameters
    ----------
    model : a built Keras model
    """
    rows = _without_middle(_rows(model))
    texts = [(name, _short(kind), _shape(shape), f"{parameters:,}") for name, kind, shape, parameters in rows]
    names, kinds, shapes, numbers = zip(*texts)
    kind_at = max(66, widest(names, **NAME) + 6)
    is_stacked = kind_at + widest(kinds, **KIND) > 172
    blocks_at = min(MOST_NAME, max(widest(names, **NAME), widest(kinds, **KIND))) + 16 if is_stacked else 176
    shape_at = blocks_at + BLOCKS + GAP
    bars_at = shape_at + max(120 if not is_stacked else 0, min(MOST_SHAPE, widest(shapes)) + GAP)
    row, most = STACKED if is_stacked else ROW, max(1, *(parameters for *_, parameters in rows))
    figure = sheet(TOP + len(rows) * row + FOOT)
    for x, words, side in ((blocks_at - 26, "output", "left"), (shape_at, "shape", "left"), (WIDTH, "parameters", "right")):
        write(figure, x, 0, words, color=MUTED, ha=side)
    _draw_blocks(figure, [shape for *_, shape, _ in rows], blocks_at, row)
    for i, (name, kind, shape, number) in enumerate(texts):
        middle = TOP + (i + 0.5) * row
        _write_layer(figure, name, kind, middle, kind_at, blocks_at - 16 if is_stacked else None)
        write(figure, shape_at, middle, fitted(shape, MOST_SHAPE), va="center")
        write(figure, WIDTH, middle, number, va="center", ha="right", color=INK if rows[i][3] else MUTED)
    _draw_bars(figure, [parameters / most for *_, parameters in rows], bars_at, WIDTH - bars_at - max(64, widest(numbers) + GAP), row)
    write(figure, 0, TOP + len(rows) * row + 8, _sums(model), color=MUTED)
    return figure


def _sums(model):
    """What the whole network has, in words."""
    from ..networks.costs import network_table

    words = f"{model.count_params():,} parameters"
    try:
        table = network_table(model)
    except ValueError:  # a layer that is not known
        return words
    return f"{words}, {_short_number(table.multiply_adds)} multiply-adds and {_short_number(table.bytes)} bytes of outputs for a picture"


def _short_number(number):
    return f"{number:,}" if number < 1e6 else f"{number / 1e6:,.3g} million"


def _rows(model):
    """The name, the kind, the shape of the output and the parameters of each layer, after a row for the input."""
    from ..networks.graph import check_graph, nodes

    check_graph(model)
    uses = {}
    for node in nodes(model):
        uses.setdefault(id(node.operation), []).append(node)
    rows = [("input", "the image", tuple(model.inputs[0].shape[1:]), 0)]
    for layer in model.layers:
        first, *more = uses[id(layer)]
        kind = type(layer).__name__ + (f", used {1 + len(more)} times" if more else "")
        rows.append((layer.name, kind, tuple(first.outputs[0].shape[1:]), layer.count_params()))
    return rows


def _without_middle(rows):
    """`rows`, or the first and the last of them with a row between that counts the others."""
    left_out = rows[MOST_ROWS // 2 : 1 - MOST_ROWS // 2] if len(rows) > MOST_ROWS else []
    if not left_out:
        return rows
    between = (f"{len(left_out):,} more", "layers between", (), sum(parameters for *_, parameters in left_out))
    return [*rows[: MOST_ROWS // 2], between, *rows[1 - MOST_ROWS // 2 :]]


def _short(kind):
    return kind if len(kind) < 15 else kind.replace("Global", "G. ").replace("Pooling2D", "Pool")


def _shape(shape):
    return " × ".join("any" if size is None else str(size) for size in shape)


def _write_layer(figure, name, kind, middle, kind_at, room):
    """The name and the kind of a layer, side by side, or with the kind below in `room` pixels."""
    if room is None:
        write(figure, 0, middle, name, va="center", **NAME)
        write(figure, kind_at, middle, kind, va="center", color=MUTED, **KIND)
        return
    write(figure, 0, middle - 8, fitted(name, room, **NAME), va="center", **NAME)
    write(figure, 0, middle + 9, fitted(kind, room, **KIND), va="center", color=MUTED, **KIND)


def _draw_blocks(figure, shapes, left, row):
    """A block for each output: as high and wide as its maps, compared with the largest."""
    from matplotlib.patches import Rectangle

    largest = max((shape[0] for shape in shapes if len(shape) == 3 and shape[0]), default=1)
    ax = axes(figure, left, TOP, BLOCKS, len(shapes) * row)
    ax.set(xlim=(0, BLOCKS), ylim=(len(shapes) * row, 0))
    ax.set_axis_off()
    for i, shape in enumerate(shapes):
        width = 96 * (shape[0] or largest) / largest if len(shape) == 3 else 4 if shape else 0
        ax.add_patch(Rectangle((0, (i + 0.5) * row - 8), width, 16, color=VIOLET, alpha=0.75 if len(shape) == 3 else 1, linewidth=0))


def _draw_bars(figure, shares, left, width, row):
    """The parameters of each layer as a bar, compared with the largest."""
    ax = axes(figure, left, TOP, width, len(shares) * row)
    ax.barh(range(len(shares)), shares, color=ORANGE, height=15 / row)
    ax.set(xlim=(0, 1), ylim=(len(shares) - 0.5, -0.5))
    ax.vlines(0, -0.5, len(shares) - 0.5, color=RULE, linewidth=1)
    ax.set_axis_off()
