"""Helpers for looking inside a convolutional network, shared by every chapter of "Investigating CNNs".

Importing this package is quick: it loads neither TensorFlow nor matplotlib.
A name is loaded from its module when it is first used. Import this package before `keras`, and TensorFlow starts silently.
"""

import os
from importlib import import_module

# TensorFlow greets every start with lines that mean nothing to a reader. This must be set before it is imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

_MODULES = {
    "ablation": "predict_without",
    "assets": "AssetError",
    "attribution.ascent": "AscentPath ascent_path excite",
    "attribution.difference": "EvidenceDifference evidence_difference",
    "attribution.by_order": "OrderCurves order_curves",
    "attribution.evidence": "ClassEvidence class_evidence",
    "attribution.forgetting": "Forgetting forget_by_layer",
    "attribution.grad_cam": "GradCam grad_cam",
    "attribution.layer_shares": "LayerShares layer_shares",
    "attribution.methods": "Attribution attribute",
    "attribution.mosaics": "draw_mosaics join_mosaics larger_network peaks_in_place",
    "attribution.occlusion": "Occlusion occlusion_map",
    "attribution.random_weights": "random_evidence",
    "blanks": "___",
    "calibration": "Reliability best_temperature errors_by_chance reliability with_temperature",
    "data": "cifar10dict get_cifar10 random_indices to_image to_input to_pixels",
    "exercises": "Verdict check",
    "explorables.explore": "explore",
    "explorables.own": "network_pictures",
    "features": "active_share convolve feature_model layer_outputs partial_maps strongest_units",
    "gallery.gallery": "write_gallery",
    "learning.losses": "photo_losses",
    "learning.nine": "nine_weights",
    "learning.own_classes": "teach_classes",
    "learning.slopes": "gates number_slopes weight_slopes",
    "learning.small": "TrainingRun small_network train_network",
    "learning.steps": "learning_step",
    "learning.weights": "PlaceSlopes WeightCurve slope_by_neighbours slope_by_places weight_curve",
    "networks.costs": "NetworkTable network_table",
    "networks.export": "export_explorable",
    "networks.history": "conv1_snapshots training_history",
    "networks.model": "build_model cnn_model",
    "networks.rebuild": "as_steps",
    "networks.twins": "train_twins",
    "perturbations.pictures": "grey mirrored shuffled uniform_noise upside_down",
    "perturbations.pushes": "Push random_push small_push",
    "plots": """plot_active_share plot_attribution plot_before_after plot_class_accuracy plot_confusion_matrix plot_convolution plot_evidence
        plot_featuremaps plot_filter plot_filters plot_filters_and_maps plot_forgetting plot_grad_cam plot_grid plot_images plot_kernels plot_model
        plot_occlusion plot_order_curves plot_panorama plot_partial_maps plot_place_slopes plot_predictions plot_receptive_field plot_reliability
        plot_sliding plot_snapshots plot_strongest plot_training plot_weight_curve""",
    "predictions": "Paired accuracy_interval confusion_matrix mistakes paired_test predict top_classes",
    "receptive.field": "ReceptiveField receptive_field",
    "recognition": "share_recognised",
    "selfchecks.feedback": "Feedback check_answer",
    "selfchecks.questions": "QuestionError",
    "snapshots": "SnapshotFilters filter_snapshots",
    "units.effective": "EffectiveField effective_field",
    "units.first_layer": "BestPatches best_patches",
    "units.neighbours": "Components nearest_neighbours principal_components",
    "units.patches": "naming_pairs units_at_share",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}
__all__ = sorted(_HOME)


def __getattr__(name):
    """Load `name` from the module it lives in (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"cnnviz_helpers has no {name!r}; it has {', '.join(__all__)}.")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)


def __dir__():
    return sorted([*globals(), *__all__])
