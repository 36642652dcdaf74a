"""Charts of numbers: training, sparsity, calibration, and the confusion matrix."""

import numpy as np

from ..arguments import entries, finite
from ..calibration import Reliability
from ..labels import class_names
from ..learning.small import TrainingRun
from ..palette import FAINT, INK, MUTED, ORANGE, PAPER, RULE, VIOLET
from .canvas import WIDTH, axes, drawn, sheet, write
from .colours import amount_colours, ink_on
from .lettering import fitted_all, widest


@drawn
def plot_training(history):
    """Loss and accuracy, epoch by epoch: on the photos that it learned from, and, if they were watched, on others.

    Parameters
    ----------
    history : {"loss": [...], "accuracy": [...]}, from `training_history`, one number after each epoch;
        or a TrainingRun, from `train_network`, which begins before the first
    """
    if isinstance(history, TrainingRun):
        found, first = {name: getattr(history, name) for name in ("loss", "accuracy", "other_loss", "other_accuracy")}, 0
    else:
        entries("history", history, ("loss", "accuracy"))
        found, first = {name: finite(f"history[{name!r}]", history[name]) for name in ("loss", "accuracy")}, 1
    is_watched = "other_loss" in found and not np.isnan(found["other_loss"]).all()
    figure = sheet(276 if is_watched else 250)
    for i, (name, colour) in enumerate((("loss", ORANGE), ("accuracy", VIOLET))):
        left = 46 + i * (WIDTH / 2 + 4)
        ax = axes(figure, left, 30, WIDTH / 2 - 56, 168)
        epochs = range(first, first + len(found[name]))
        if is_watched:
            ax.plot(epochs, found[f"other_{name}"], color=colour, linewidth=2.2, linestyle=(0, (4, 2)), marker="o", markersize=4, markerfacecolor=PAPER)
        ax.plot(epochs, found[name], color=colour, linewidth=2.2, marker="o", markersize=4)
        ax.set(xlabel="epoch", xticks=[first, *range(4, epochs[-1] + 1, 4)], ylim=(0, None if name == "loss" else 1))
        ax.grid(axis="y", color=RULE, linewidth=0.8)
        ax.set_axisbelow(True)
        ax.tick_params(length=0)
        write(figure, left, 0, name, size=11, weight="bold", color=colour)
    if is_watched:
        write(figure, 46, 254, "full lines: photos that it learns from    dashed lines: other photos", color=MUTED)
    return figure


@drawn
def plot_active_share(shares, names=None):
    """How often each filter is active: a bar for each, in the order of the filters.

    Parameters
    ----------
    shares : (C,) float in [0, 1], from `active_share`
    names : C words for the axis, a list or a dict; the filters' numbers if left out
    """
    shares = finite("shares", shares)
    if shares.ndim != 1 or shares.min() < 0 or shares.max() > 1:
        raise ValueError(f"shares must be (C,) numbers from 0 to 1, got the shape {shares.shape}, {shares.min():.3g} to {shares.max():.3g}; use active_share.")
    n = len(shares)
    every = 1 if names is not None and n <= 16 else max(1, round(n / 16))
    ticks = range(0, n, every)
    words = list(map(str, ticks)) if names is None else [class_names(names, n, of="filter")[i] for i in ticks]
    words, is_long = fitted_all(words, 120, 10), widest(words, 10) > (WIDTH - 70) / n * every - 4
    figure = sheet(270 + (widest(words, 10) * is_long))
    ax = axes(figure, 66, 14, WIDTH - 70, 200)
    ax.bar(range(n), shares, color=ORANGE, width=0.78)
    ax.set(xlim=(-0.7, n - 0.3), ylim=(0, 1))
    ax.set_xticks(ticks, words, rotation=90 if is_long else 0)
    ax.set(xlabel="filter", ylabel="share of units above zero", yticks=[0, 0.25, 0.5, 0.75, 1], yticklabels=["0 %", "25 %", "50 %", "75 %", "100 %"])
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    for i in np.flatnonzero(shares == 0):
        ax.text(i, 0.02, "0", ha="center", color=INK, weight="bold")
    return figure


@drawn
def plot_class_accuracy(before, after, names=None):
    """The share of right answers for each class, before and after a change: two bars a class, and the change in words.

    Parameters
    ----------
    before, after : (K,) float in [0, 1]
    names : K words, a list or a dict; by default those of CIFAR-10 for ten classes, else "class 0" and so on
    """
    shares = [finite(word, values) for word, values in (("before", before), ("after", after))]
    n = shares[0].size
    for word, values in zip(("before", "after"), shares):
        if values.shape != (n,) or values.min() < 0 or values.max() > 1:
            raise ValueError(
                f"{word} must be ({n},) numbers from 0 to 1, one a class, got the shape {values.shape}, {values.min():.3g} to {values.max():.3g}; "
                "divide each class's right answers by its photos."
            )
    words = fitted_all(class_names(names, n), 240, 10)
    rows, left = np.arange(n), max(90, widest(words, 10) + 12)
    figure = sheet(70 + 34 * n)
    ax = axes(figure, left, 30, WIDTH - 60 - left, 34 * n)
    for values, colour, side in zip(shares, (FAINT, ORANGE), (-1, 1)):
        ax.barh(rows + side * 0.18, values, color=colour, height=0.34)
    ax.set(xlim=(0, 1), ylim=(n - 0.5, -0.5), xticks=[0, 0.25, 0.5, 0.75, 1], xticklabels=["0 %", "25 %", "50 %", "75 %", "100 %"])
    ax.set_yticks(rows, words)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    changes = 100 * (1 + 1e-9) * (shares[1] - shares[0])  # a half, such as 7 of 112 photos, goes away from zero, as in the live figure
    for i, change in enumerate(changes):
        ax.text(1.02, i, f"{change:+.1f}".replace("-", "−") if round(change, 1) else "0.0", va="center", color=INK if change else MUTED)
    write(figure, left, 0, "whole network", color=MUTED, weight="bold")
    write(figure, left + 110, 0, "after the change", color=ORANGE, weight="bold")
    write(figure, WIDTH, 0, "points", ha="right", color=MUTED)
    return figure


@drawn
def plot_reliability(found):
    """How often answers of each confidence are right: a bar for each bin, with its 95 % interval, and the line where both are equal.

    Parameters
    ----------
    found : Reliability, from `reliability`
    """
    if not isinstance(found, Reliability):
        raise ValueError(f"found must come from reliability, got {type(found).__name__}; pass what it returns.")
    filled = np.flatnonzero(found.counts)
    counts, right = found.counts[filled], found.right[filled]
    figure = sheet(330)
    ax = axes(figure, 66, 14, WIDTH - 70, 262)
    ax.bar(found.edges[filled], right / counts, np.diff(found.edges)[filled], align="edge", color=FAINT, edgecolor=RULE)
    ax.plot([0, 1], [0, 1], color=MUTED, linestyle=(0, (4, 3)), linewidth=1.4)
    ax.vlines(found.confidence[filled], *found.intervals[filled].T, color=ORANGE, linewidth=2)
    ax.plot(found.confidence[filled], right / counts, "o", color=ORANGE, markersize=6)
    for middle, count in zip((found.edges[:-1] + found.edges[1:])[filled] / 2, counts):
        ax.text(middle, 0.02, str(count), ha="center", color=INK)
    ticks, words = [0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"]
    ax.set(xlim=(0, 1), ylim=(0, 1), xticks=found.edges if len(found.edges) < 16 else ticks, yticks=ticks, yticklabels=words)
    ax.set(xlabel="confidence: probability of the answer", ylabel="share of right answers")
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    return figure


@drawn
def plot_confusion_matrix(matrix, names=None):
    """How often each class was taken for each: the true class to the left, the answer above.

    Right answers stand on the diagonal, in outline; the colours belong to the mistakes.

    Parameters
    ----------
    matrix : (K, K) int, from `confusion_matrix`
    names : K words, a list or a dict; by default those of CIFAR-10 for ten classes, else "class 0" and so on
    """
    counts = finite("matrix", matrix)
    size = len(np.atleast_1d(counts))
    if counts.shape != (size, size):
        raise ValueError(f"matrix must be square, a row and a column for each class, got {counts.shape}; use confusion_matrix.")
    words = fitted_all(class_names(names, size), 200, 10)
    mistakes = np.where(np.eye(size, dtype=bool), 0, counts)
    colours = amount_colours(mistakes, mistakes.max())
    across, up = (part * widest(words, 10) for part in (np.cos(np.radians(40)), np.sin(np.radians(40))))
    left, top = max(104, widest(words, 10) + 12), max(78, up + 34)
    side = min(58, (WIDTH - 6 - left) / size, (WIDTH + 8 - left - across) / max(0.5, size - 0.5))
    figure = sheet(top + 30 + size * side)
    ax = axes(figure, left, top, size * side, size * side)
    ax.imshow(colours, interpolation="nearest", aspect="auto")
    down, right = (range(0, size, int(np.ceil(room / side))) for room in (13, 22))  # as many words as have a line each
    ax.set_xticks(right, [words[i] for i in right], rotation=40, ha="left", rotation_mode="anchor")
    ax.set_yticks(down, [words[i] for i in down])
    ax.tick_params(length=0, labelcolor=INK, labeltop=True, labelbottom=False)
    ax.spines[:].set(visible=True, color=RULE)
    for (row, column), count in np.ndenumerate(counts):
        if count and side >= 16:  # else the colour alone says it
            is_right = row == column
            looks = {"weight": "bold", "color": VIOLET} if is_right else {"color": ink_on(colours[row, column])}
            ax.text(column, row, f"{count:.0f}", ha="center", va="center", **looks)
    write(figure, 0, top - 22, "true class ↓", color=MUTED)
    legend = "violet: right answers    orange: mistakes" if side >= 16 else "orange: mistakes"
    write(figure, max(left + size * side, 330), top + 8 + size * side, legend, ha="right", color=MUTED)
    write(figure, left, 0, "the network's answer →", color=MUTED)
    return figure
