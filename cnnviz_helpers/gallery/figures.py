"""Each figure of the book as it is drawn for any network: what it needs is taken from the network, or it says what is missing."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .. import plots
from ..ablation import predict_without
from ..attribution.by_order import order_curves
from ..attribution.evidence import class_evidence
from ..attribution.forgetting import forget_by_layer
from ..attribution.grad_cam import grad_cam
from ..attribution.methods import attribute
from ..attribution.occlusion import occlusion_map
from ..calibration import reliability
from ..features import active_share, convolve, layer_outputs, partial_maps, strongest_units
from ..labels import class_names, class_numbers, class_rows
from ..learning.weights import slope_by_neighbours, slope_by_places, weight_curve
from ..networks.forward import parts
from ..networks.graph import find_step, steps, ways_inside
from ..networks.weights import computes_as, kernel_and_bias
from ..plots.inputs import pictures
from ..predictions import confusion_matrix, predict
from ..receptive.field import receptive_field


@dataclass(frozen=True)
class Subject:
    """What the figures are about, and what several of them need, computed once.

    images : as the network takes them; show : the same for the eye, or None where figures can tell black and white by themselves
    """

    model: object
    images: np.ndarray
    labels: object = None
    history: dict = None
    snapshots: dict = None
    show: np.ndarray = None
    given_names: object = None

    @property
    def photo(self):
        """The first image as the network takes it, (H, W, C)."""
        return self.images[0]

    @cached_property
    def shown(self):
        """All images for the eye, (N, H, W, 3) uint8. What is black and what is white is decided by all of them together."""
        try:
            return np.array(pictures(*(("images", self.images) if self.show is None else ("show", self.show))))
        except ValueError as problem:
            raise ValueError(f"it needs pictures for the eye, but {str(problem).rstrip('.')}, and give these to write_gallery as show=.") from None

    @cached_property
    def convs(self):
        """The names of the model's own convolutions, each use of one."""
        import keras

        return [step.name for step in steps(self.model) if computes_as(step.layer, keras.layers.Conv2D)]

    def conv(self, index=0):
        """The convolution at a place, first or last, as a step."""
        if not self.convs:
            better = ways_inside(self.model) or "the part that has"
            raise ValueError(f"it needs a Conv2D layer, and the model has none of its own; give it {better}.")
        return find_step(self.model, self.convs[index])

    @cached_property
    def outputs(self):
        """What every layer makes of the first image: {name: (1, ...)}."""
        return layer_outputs(self.model, self.photo)

    @cached_property
    def probabilities(self):
        """(N, K) float; a network that ends in one sigmoid has two classes."""
        return class_rows(predict(self.model, self.images))

    def given(self, name):
        """What the caller gave under this name."""
        if getattr(self, name) is None:
            raise ValueError(f"it needs {name}, which were not given; call write_gallery with {name}=.")
        return getattr(self, name)

    @property
    def weights(self):
        """The first convolution's, (kh, kw, C_in, filters)."""
        return kernel_and_bias(self.conv().layer)[0]

    @property
    def top(self):
        """The number of the class that the network gives the first image."""
        return int(self.probabilities[0].argmax())

    @property
    def asked(self):
        """The output whose score is explained, and its name: the top class, or the one class of which a single sigmoid gives the chance."""
        is_single = self.model.outputs[0].shape[-1] == 1
        return (0, self.names[1]) if is_single else (self.top, self.names[self.top])

    @property
    def names(self):
        """A word for each class, as a list."""
        return class_names(self.given_names, self.probabilities.shape[1])

    @property
    def true(self):
        """The images' own classes, (N,) int."""
        return class_numbers(self.given("labels"), len(self.names))


def figures(subject):
    """(file name, words, function that draws) of each figure, from the whole network to single numbers."""
    yield from of_the_network(subject)
    yield from of_the_first_weights(subject)
    yield from of_the_maps(subject)


def of_the_network(s):
    """The network as a whole, and its answers."""
    yield "model", "The layers, their shapes and their parameters", lambda: plots.plot_model(s.model)
    yield "images", "The first images", lambda: plots.plot_images(s.shown[:16])
    yield "predictions", "What the network says of the first images", lambda: plots.plot_predictions(s.shown[:6], s.probabilities[:6], names=s.names)
    yield "panorama", "The first image on its way through the network", lambda: draw_panorama(s)
    yield "training", "Loss and accuracy, epoch by epoch", lambda: plots.plot_training(s.given("history"))
    yield "snapshots", "Filters at moments of training", lambda: plots.plot_snapshots(s.given("snapshots"))
    yield "confusion-matrix", "How often each class was taken for each", lambda: plots.plot_confusion_matrix(matrix(s), s.names)
    yield "reliability", "How often answers of each confidence are right", lambda: draw_reliability(s)
    yield "class-accuracy", "Right answers by class, before and after the first filter is switched off", lambda: draw_without_a_filter(s)


def of_the_first_weights(s):
    """The first convolution's weights."""
    yield "filters", "The filters of the first convolution, each on its own range", lambda: plots.plot_filters(s.weights)
    yield "filters-zero", "The same filters, each zero-centred", lambda: plots.plot_filters(s.weights, "zero")
    yield "filter", "One filter as a colour picture", lambda: plots.plot_filter(s.weights)
    yield "kernels", "The kernels of one filter", lambda: plots.plot_kernels(s.weights)
    yield "grid", "One kernel as numbers", lambda: plots.plot_grid(s.weights[:, :, 0, 0])
    yield "convolution", "One step of the first convolution", lambda: plots.plot_convolution(patch(s), s.weights[:, :, 0, 0])
    yield "sliding", "The first kernel on its way over the first image", lambda: draw_sliding(s)


def of_the_maps(s):
    """What layers make of the images, and where the answer comes from."""
    for name in s.convs:
        yield f"maps-{name}", f"The feature maps of {name}", lambda name=name: plots.plot_featuremaps(s.shown[0], s.outputs[name], name)
    yield "before-after", "Maps before and after the first activation", lambda: draw_before_after(s)
    yield "active-share", "How often each filter is active", lambda: draw_active_share(s)
    yield "filters-and-maps", "The filters of the first convolution, each beside its map", lambda: draw_filters_and_maps(s)
    yield "partial-maps", "A feature map taken apart by colour", lambda: draw_partial_maps(s)
    yield "strongest", "What excites the first filter of the last convolution most", lambda: draw_strongest(s)
    yield "receptive-fields", "What units of each convolution can see", lambda: draw_fields(s)
    yield "evidence", "Where the score comes from", lambda: draw_evidence(s)
    yield "grad-cam", "Grad-CAM: the maps, each weighted by the mean slope of the score", lambda: draw_grad_cam(s)
    yield "occlusion", "What happens when a window is covered", lambda: draw_occlusion(s)
    yield "attributions", "Where the score comes from, by several methods", lambda: draw_attributions(s)
    yield "order-curves", "The probability while pixels go, and come, in the order of a map", lambda: draw_order_curves(s)
    yield "forgetting", "How alike the maps stay while layers forget", lambda: draw_forgetting(s)
    yield "weight-curve", "The loss of some images over one weight of the first convolution", lambda: draw_weight_curve(s)
    yield "place-slopes", "The slope of that weight, place by place of the first image", lambda: draw_place_slopes(s)


def matrix(s):
    """The confusion matrix, (K, K) int."""
    return confusion_matrix(s.true, s.probabilities, len(s.names))


def draw_reliability(s):
    return plots.plot_reliability(reliability(s.probabilities, s.true))


def maps_of(s, index):
    """The maps of one convolution, (n, h, w, C), with the numbers of their images, (n,): a few images at a time."""
    name = s.conv(index).name
    for few in parts(np.arange(len(s.images)), s.images.shape):
        yield few, layer_outputs(s.model, s.images[few], name)[name]


def draw_active_share(s):
    shares = [(len(few), active_share(maps)) for few, maps in maps_of(s, 0)]
    return plots.plot_active_share(sum(n * share for n, share in shares) / len(s.images))


def patch(s):
    """The first channel of the first image under the first kernel, in the middle."""
    height, width = s.weights.shape[:2]
    top, left = ((size - length) // 2 for size, length in zip(s.photo.shape, (height, width)))
    return s.photo[top : top + height, left : left + width, 0]


def draw_sliding(s):
    channel, kernel = s.photo[..., 0], s.weights[:, :, 0, 0]
    sums = convolve(channel, kernel)
    return plots.plot_sliding(channel, kernel, sums, *(size // 2 for size in sums.shape))


def draw_panorama(s):
    layers = {name: s.outputs[name][0] for name in s.convs}
    return plots.plot_panorama(s.shown[0], layers, dict(zip(s.names, s.probabilities[0])))


def draw_without_a_filter(s):
    without = predict_without(s.model, s.images, s.conv().name, 0)
    both = [confusion_matrix(s.true, chances, len(s.names)) for chances in (s.probabilities, without)]
    return plots.plot_class_accuracy(*(counts.diagonal() / np.maximum(1, counts.sum(axis=1)) for counts in both), s.names)


def draw_filters_and_maps(s):
    return plots.plot_filters_and_maps(s.shown[0], s.weights, s.outputs[s.conv().name])


def draw_grad_cam(s):
    output, name = s.asked
    return plots.plot_grad_cam(s.shown[0], grad_cam(s.model, s.photo, output), name)


def draw_before_after(s):
    name = s.conv().name
    after = list(s.outputs)[list(s.outputs).index(name) + 1]
    count = min(6, s.outputs[name].shape[-1])
    return plots.plot_before_after(s.outputs[name], s.outputs[after], range(count), (f"after {name}", f"after {after}"))


def draw_partial_maps(s):
    layer = s.conv()
    maps, bias = partial_maps(s.model, s.photo, layer.name)
    return plots.plot_partial_maps(s.shown[0], maps, bias, s.outputs[layer.name][0, :, :, 0])


def draw_strongest(s):
    units = [(int(few[i]), *unit) for few, maps in maps_of(s, -1) for i, *unit in strongest_units(maps, 0)]
    strongest = sorted(units, key=lambda unit: -unit[-1])[:9]
    return plots.plot_strongest(s.shown, strongest, receptive_field(s.model, s.conv(-1).name))


def draw_fields(s):
    s.conv()
    fields = {name: receptive_field(s.model, name) for name in s.convs}
    return plots.plot_receptive_field(s.shown[0], fields, (s.photo.shape[0] // 2, s.photo.shape[1] // 2))


def draw_evidence(s):
    return plots.plot_evidence(s.shown[0], class_evidence(s.model, s.photo, s.asked[0]), s.asked[1])


def first_weight(s):
    """The array and the place of the weight in the middle of the first kernel."""
    height, width = s.weights.shape[:2]
    return f"{s.conv().layer.name}/{s.conv().layer.weights[0].name}", (height // 2, width // 2, 0, 0)


def draw_weight_curve(s):
    some = s.model, s.images[:8], s.true[:8], *first_weight(s)
    return plots.plot_weight_curve(weight_curve(*some, n=11), slope_by_neighbours(*some))


def draw_place_slopes(s):
    return plots.plot_place_slopes(slope_by_places(s.model, s.photo, s.true[0], *first_weight(s)))


def draw_attributions(s):
    found = [attribute(s.model, s.photo, s.asked[0], method) for method in ("gradient", "gradient_x_input", "grad_cam", "edges")]
    return plots.plot_attribution(s.shown[0], found, columns=5)


def draw_order_curves(s):
    orders = ("gradient_x_input", "grad_cam", "random", "edges", "centre_first")
    found = {name: order_curves(s.model, s.photo, attribute(s.model, s.photo, method=name).pixels, steps=8) for name in orders}
    return plots.plot_order_curves(found, controls=orders[2:])


def draw_forgetting(s):
    return plots.plot_forgetting({name: forget_by_layer(s.model, s.photo, method=name, n=1, stages=1) for name in ("gradient_x_input", "grad_cam")})


def draw_occlusion(s):
    window = max(2, min(s.photo.shape[:2]) // 4)
    output, name = s.asked
    drops = occlusion_map(s.model, s.photo, output, window, window // 2)
    return plots.plot_occlusion(s.shown[0], drops, score=f"probability of {name}")
