"""The fill-in exercises, one by one: what is right, what is said to it, and the reasons for known mistakes."""

import numpy as np

from . import belief, errors, learning, units
from .answers import COLUMN, ROW, active_shares, evidence, field_of_conv3, kernel, map_value, red_and_bias, zero_centred
from .comparisons import array, first_two_layers, letter, model_up_to, number, weights_of_conv1


def _has_shape(*shape):
    return lambda answer: answer.shape == shape


def _is_min_max(answer):
    return answer.shape == (3, 3, 3) and np.isclose(answer.min(), 0) and np.isclose(answer.max(), 1)


def _is(right):
    """Whether an answer is the array that `right` gives."""
    return lambda answer: answer.shape == right().shape and np.allclose(answer, right(), atol=1e-6)


NUMBERS = {
    "n_parameters_conv2": number(
        lambda: 9248,
        "32 filters of 3 × 3 × 32 weights, and a bias each.",
        "Work it out on paper once more, one factor at a time.",
        [
            (lambda: 9216, "The 32 biases are missing."),
            (lambda: 320, "Each filter is 32 deep: one kernel for each map that comes in."),
            (lambda: 288, "That is one filter's weights; there are 32 filters, with a bias each."),
            (lambda: 896, "That is conv1; the input of conv2 has 32 channels, not 3."),
        ],
    ),
    "one_number": number(
        map_value,
        "The products of all three channels, added up, plus the bias.",
        "Take the patch of rows 9 to 11 and columns 11 to 13, all three channels, the kernels of filter 5, and its bias.",
        [
            (lambda: map_value() - red_and_bias()[1], "The bias is missing."),
            (lambda: max(0.0, float(map_value())), "That is after ReLU; the feature map is before it."),
            (lambda: red_and_bias()[0], "That is the red channel only; add green and blue, and the bias."),
            (lambda: sum(red_and_bias()), "That is the red channel and the bias; green and blue are missing."),
            (lambda: map_value(COLUMN, ROW), "Row and column are swapped: the row comes first."),
        ],
        tolerance=5e-4,
    ),
    "receptive_field_conv3": number(
        field_of_conv3,
        "3, 5, 6 after pooling, and then two steps of 2 pixels more: 10.",
        "Go layer by layer: what does conv1 see, what conv2, what the pool, and how far apart are its neighbours?",
        [
            (lambda: 3, "That is the kernel's size on its own input, not in the photo."),
            (lambda: 8, "After a pool of 2, each step of the kernel is 2 pixels of the photo."),
            (lambda: 7, "Without the pool it would be 7; the pool comes in between."),
            (lambda: 12, "A pool does not double the field: it adds one pixel, 5 → 6."),
            (lambda: 6, "That is pool1; conv3 comes after it."),
        ],
        is_side=True,
    ),
    "sparsity": number(
        lambda: 1 - active_shares()[0],
        "That is the filter's sparsity on these images.",
        "Count the zeros of relu1[..., 0] over all photos and places, and divide by how many numbers there are.",
        [
            (lambda: active_shares()[0], "That is the share above zero; the share of zeros is asked for."),
            (lambda: 100 * (1 - active_shares()[0]), "That is in percent; a share lies between 0 and 1.", 0.5),
            (lambda: 1 - active_shares().mean(), "That is the share over all filters; filter 0 alone is asked for."),
        ],
        tolerance=5e-3,
    ),
    "logit_by_hand": number(
        lambda: evidence().logit,
        "The mean of the evidence map plus the bias is the logit.",
        "Take the mean of all 49 numbers of the evidence map, and add the bias of the class.",
        [
            (lambda: evidence().mean, "The bias is missing."),
            (lambda: evidence().map.sum(), "That is the sum of the map; the mean is needed, plus the bias."),
            (lambda: evidence().map.sum() + evidence().bias, "That is the sum of the map, plus the bias; the mean is needed in its place."),
            (lambda: evidence().map.max(), "That is the largest number of the map; the mean is needed, plus the bias."),
            (lambda: evidence().map.max() + evidence().bias, "That is the largest number, plus the bias; the mean is needed in its place."),
        ],
        tolerance=5e-3,
    ),
    "logit_from_grad_cam": number(
        lambda: evidence().logit,
        "With global average pooling the slopes of a map are all alike, so its sum plus the bias is the logit.",
        "Take the sum of all 49 numbers of the Grad-CAM map, and add the bias of the class.",
        [
            (lambda: evidence().logit - evidence().bias, "The bias is missing."),
            (
                lambda: evidence().mean / evidence().map.size + evidence().bias,
                "That is the mean of the map, plus the bias; a Grad-CAM map is divided by 49 already, so take its sum.",
            ),
            (lambda: evidence().mean / evidence().map.size, "That is the mean of the map; its sum is needed, plus the bias."),
            (lambda: evidence().map.sum() + evidence().bias, "That is 49 times too much: a Grad-CAM map adds up to the mean of the evidence map."),
            (
                lambda: evidence().map.max() / evidence().map.size + evidence().bias,
                "That is the largest number, plus the bias; the sum is needed in its place.",
            ),
        ],
        tolerance=5e-3,
    ),
    "n_filters": number(
        lambda: kernel().shape[3],
        "The last axis counts the filters.",
        "Look at weights.shape: which of its four numbers counts the filters?",
        [
            (lambda: 96, "96 is the number of kernels: each of the 32 filters has 3."),
            (lambda: 3, "3 is the height, the width, or the number of channels; the last axis counts the filters."),
            (lambda: 896, "896 is the number of parameters."),
        ],
    ),
    "filter_height": number(
        lambda: kernel().shape[0],
        "The first axis is the height.",
        "Look at weights.shape: the first number is a filter's height.",
        [(lambda: 32, "32 is the number of filters, or of the photo's rows: the filter is smaller.")],
    ),
    "filter_width": number(
        lambda: kernel().shape[1],
        "The second axis is the width.",
        "Look at weights.shape: the second number is a filter's width.",
        [(lambda: 32, "32 is the number of filters, or of the photo's columns: the filter is smaller.")],
    ),
    "filter_channels": number(
        lambda: kernel().shape[2],
        "The third axis counts the channels: red, green and blue.",
        "Look at weights.shape: the third number counts the channels of the input.",
        [
            (lambda: 1, "A filter has a kernel for every channel of its input."),
            (lambda: 32, "32 is the number of filters; the third axis counts the channels of the input."),
        ],
    ),
}

ARRAYS = {
    "zero_centred": array(
        zero_centred,
        "Zero is mid-grey now, and no weight leaves the range from 0 to 1.",
        "Is it the first filter, divided by twice its largest distance from zero, plus 0.5?",
        [
            (_is_min_max, "That is min-max: zero is no longer mid-grey."),
            (lambda answer: answer.shape == (3, 3, 3) and answer.min() < 0, "Some numbers are below 0, which no colour is: add 0.5."),
        ],
    ),
    "kernels_filter1": array(
        lambda: kernel()[..., 0],
        "Three kernels of 3 × 3 numbers, along the last axis.",
        "Is it the first filter, and the first layer?",
        [
            (_has_shape(3, 3, 32), "The index is on the wrong axis: the filters are the last one, weights[:, :, :, 0]."),
            (_has_shape(3, 3), "That is one kernel; a filter has three. Leave the channel axis whole: weights[:, :, :, 0]."),
            (_has_shape(3, 3, 3, 1), "0:1 keeps an axis of one filter; the number 0 takes the filter out: weights[:, :, :, 0]."),
            (_is(lambda: np.moveaxis(kernel()[..., 0], -1, 0)), "These are the right kernels, but channels go last: the shape is (height, width, channels)."),
            (_is(lambda: kernel()[..., 1]), "That is the second filter: counting begins at 0."),
        ],
    ),
}

LETTERS = {
    "answer1": letter(
        "B",
        {
            "A": "One kernel would see one colour only.",
            "B": "One kernel for each channel of the input: red, green and blue.",
            "C": "32 is the number of filters, not of kernels in one filter.",
            "D": "9 is the number of weights in one kernel.",
        },
    ),
    "answer2": letter(
        "C",
        {
            "A": "It is the other way round: the filter is learned, the map is computed from the photo.",
            "B": "A filter does not change with the photo; it is the same for every photo.",
            "C": "The filter is a small stack of learned numbers; the map is what it gives at every place of one photo.",
            "D": "Nobody draws filters: training finds them.",
        },
    ),
    "answer3": letter(
        "D",
        {
            "A": "A map shows where its own filter responds, whether or not the answer depends on it.",
            "B": "How deep the colours of a panel are depends on its scale.",
            "C": "They do keep the place: a map has a number for every place. But that is not yet importance.",
            "D": "A feature map says where its filter responds. What mattered for the answer needs the weights that follow, as in the evidence map.",
        },
    ),
}

LAYERS = {
    "weights": weights_of_conv1,
    "layers_list": first_two_layers,
    "feature_model": model_up_to(0),
    "activation_model": model_up_to(1),
}

CHECKS = NUMBERS | ARRAYS | LAYERS | LETTERS | learning.CHECKS | belief.CHECKS | errors.CHECKS | units.CHECKS
