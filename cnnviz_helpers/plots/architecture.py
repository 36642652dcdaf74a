"""The architecture of a network: a row for each layer, with the shape of its output and its parameters."""

from ..palette import INK, MUTED, ORANGE, RULE, VIOLET
from .canvas import WIDTH, axes, drawn, sheet, write

ROW = 30


@drawn
def plot_model(model):
    """The layers from top to bottom: a block as wide as the map is, the shape of the output, and the parameters as bars.

    Parameters
    ----------
    model : a built Keras model
    """
    from ..networks.graph import check_graph, layer_output

    check_graph(model)
    rows = [("input", "the image", tuple(model.inputs[0].shape[1:]), 0)]
    rows += [(layer.name, type(layer).__name__, tuple(layer_output(model, layer).shape[1:]), layer.count_params()) for layer in model.layers]
    most = max(1, *(parameters for *_, parameters in rows))
    figure = sheet(26 + len(rows) * ROW)
    for x, words, side in ((150, "output", "left"), (300, "shape", "left"), (WIDTH, "parameters", "right")):
        write(figure, x, 0, words, color=MUTED, ha=side)
    _draw_blocks(figure, [shape for *_, shape, _ in rows])
    for i, (name, kind, shape, parameters) in enumerate(rows):
        middle = 26 + (i + 0.5) * ROW
        write(figure, 0, middle, name, va="center", size=11, weight="bold")
        write(figure, 66, middle, kind if len(kind) < 15 else kind.replace("Global", "G. ").replace("Pooling2D", "Pool"), va="center", color=MUTED, size=10)
        write(figure, 300, middle, " × ".join(map(str, shape)), va="center")
        write(figure, WIDTH, middle, f"{parameters:,}" if parameters else "0", va="center", ha="right", color=INK if parameters else MUTED)
    _draw_bars(figure, [parameters / most for *_, parameters in rows])
    return figure


def _draw_blocks(figure, shapes):
    """A block for each output: as high and wide as its maps, compared with the largest."""
    largest = max((shape[0] for shape in shapes if len(shape) == 3 and shape[0]), default=1)
    ax = axes(figure, 176, 26, 110, len(shapes) * ROW)
    ax.set(xlim=(0, 110), ylim=(len(shapes) * ROW, 0))
    ax.set_axis_off()
    from matplotlib.patches import Rectangle

    for i, shape in enumerate(shapes):
        width = 96 * (shape[0] or largest) / largest if len(shape) == 3 else 4
        ax.add_patch(Rectangle((0, i * ROW + 7), width, ROW - 14, color=VIOLET, alpha=0.75 if len(shape) == 3 else 1, linewidth=0))


def _draw_bars(figure, shares):
    """The parameters of each layer as a bar, compared with the largest."""
    ax = axes(figure, 420, 26, WIDTH - 420 - 64, len(shares) * ROW)
    ax.barh(range(len(shares)), shares, color=ORANGE, height=0.5)
    ax.set(xlim=(0, 1), ylim=(len(shares) - 0.5, -0.5))
    ax.vlines(0, -0.5, len(shares) - 0.5, color=RULE, linewidth=1)
    ax.set_axis_off()
