"""Arrays in, a figure out. Each function returns a `Figure` that shows itself in a notebook, and touches nothing global."""

from .architecture import plot_model
from .attribution import plot_evidence, plot_grad_cam, plot_occlusion
from .belief import plot_attribution, plot_forgetting, plot_order_curves
from .charts import plot_active_share, plot_class_accuracy, plot_confusion_matrix, plot_reliability, plot_training
from .learning import plot_place_slopes, plot_weight_curve
from .maps import plot_before_after, plot_featuremaps, plot_partial_maps
from .numbers import plot_convolution, plot_grid
from .pairs import plot_filters_and_maps
from .panorama import plot_panorama
from .photos import plot_images, plot_predictions, plot_receptive_field, plot_strongest
from .sliding import plot_sliding
from .weights import plot_filter, plot_filters, plot_kernels, plot_snapshots

__all__ = [name for name in dir() if name.startswith("plot_")]
