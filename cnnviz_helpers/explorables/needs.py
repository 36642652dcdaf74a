"""Which live figure can show which network. The page's `kit/needs.mjs` says the same, in the same sentences."""

CONVOLUTIONS = ("conv", "general-conv", "depthwise-conv")
POOLS = ("max-pool", "mean-pool")
WINDOWS = (*CONVOLUTIONS, *POOLS)
ACTIVATIONS = tuple(
    """relu leaky-relu prelu elu selu silu sigmoid tanh softplus softsign exponential hard-sigmoid hard-silu hard-tanh mish gelu""".split()
)
STAYS_IN_ITS_MAP = (*ACTIVATIONS, *POOLS, *"global-max-pool global-mean-pool batch-norm rescale normalise identity zero-pad crop upsample resize".split())
PASSED_AT_THE_END = ("identity", "flatten", "global-max-pool", "global-mean-pool")
SHARES = ("softmax", "sigmoid", "hard-sigmoid")
LARGEST = 7  # rows and columns of a window in the kernel lab
OTHERS = "use one number, the x-ray and the shift lab"


def all_need(own):
    """What of a network no live figure can do without: a sentence, or None."""
    channels, layers = own.shape[2], own.description["layers"]
    last = layers[-1]["name"]
    if channels not in (1, 3):
        return f"Expected a network that reads pictures of 1 or 3 channels, but this one reads {channels}; there are no such photos here."
    height, width, _ = own.layer_shape(last)
    if height * width != 1:
        return (
            f"Expected a network that ends in a row of shares, one for each class, but its last layer, {last}, gives maps; "
            "add a global pool, then a softmax."
        )
    kinds = {layer["name"]: layer["kind"] for layer in layers}
    end = last
    while kinds.get(end) in PASSED_AT_THE_END:
        end = own.reads(end)[0]
    if kinds.get(end) not in SHARES:
        return f"Expected a softmax or a sigmoid at the end, but the network ends in {last}; add what is missing, so that its numbers are shares."
    return None


def a_kernel_to_change(own):
    name = next(iter(own.named(("conv",))), None)
    if name is None or not reads_colours(own, name):
        return a_convolution(own, must=True)
    rows, columns = _entry(own, name)["window"]
    if max(rows, columns) > LARGEST:
        return f"The kernel lab shows windows of at most {LARGEST} × {LARGEST}, but {name} has {rows} × {columns}; use sliding, or one number."
    return None


def a_convolution(own, must=False):
    if own.named(("conv",)) and not must:
        return None
    return "Expected a plain convolution that reads the photo, but this network has none; use one number, or the x-ray."


def windows(own):
    return None if own.named(WINDOWS) else "Expected a network with a convolution or a pool, but this one has none; use one number, or the x-ray."


def maps(own):
    shapes = (own.layer_shape(layer["name"]) for layer in own.description["layers"])
    if any(height * width > 1 for height, width, _ in shapes):
        return None
    return "Expected a network with maps, such as those of a convolution, but this one has rows of numbers alone; use ten bars, or one number."


def maps_to_switch_off(own):
    if set(own.named(ACTIVATIONS)) - {own.description["layers"][-1]["name"]}:
        return None
    return "Expected a network with activations, such as ReLU, whose maps can be switched off, but this one has none; use the x-ray."


def evidence(own):
    sums = own.named((*CONVOLUTIONS, "conv-transpose", "dense"))
    end = _entry(own, sums[-1]) if sums else {"kind": None}
    if end["kind"] == "dense" and end["filters"] in (1, len(own.description["classes"])):
        pool = _entry(own, own.reads(end["name"])[0])
        while pool["kind"] in ("identity", "flatten"):
            pool = _entry(own, own.reads(pool["name"])[0])
        if pool["kind"] == "global-mean-pool":
            return None
    return (
        "Expected a global average pool and one dense layer at the end, so that each score is a mean of evidence, but this network ends otherwise; "
        f"{OTHERS}."
    )


def snapshots(own):
    if "snapshots.safetensors" in own.files:
        return None
    return "Expected the file snapshots.safetensors beside the network; train it with fit(…, callbacks=[SnapshotFilters(folder)])."


def reads_colours(own, name):
    """Whether the convolution `name` reads the channels of the picture, one by one: nothing before it mixes them."""
    (before,) = own.reads(name)
    while before != "input":
        if _entry(own, before)["kind"] not in STAYS_IN_ITS_MAP:
            return False
        before = own.reads(before)[0]
    return True


def _entry(own, name):
    """What `network.json` says of the layer `name`; of the picture, that it is of no kind."""
    return next((layer for layer in own.description["layers"] if layer["name"] == name), {"kind": None})
