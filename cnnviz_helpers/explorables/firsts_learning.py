"""What the figures of the chapter *How a weight learns* open on, of a network other than the book's."""


def weight(own, state):
    """A weight in the middle of the first layer that has any to choose."""
    layer = own.description["layers"][_place(own)]
    rows, columns = layer.get("window", (1, 1))
    return {
        "layer": layer["name"], "filter": state["filter"] % layer["filters"], "row": rows // 2, "column": columns // 2,
        **({"n": min(state["n"], own.n_pictures)} if "n" in state else {}),
    }  # fmt: skip


def two_classes(own, state):
    """Two classes that it has."""
    n = len(own.description["classes"])
    return {"first": state["first"] % n, "second": (state["first"] + 1) % n if state["second"] >= n else state["second"]}


def _place(own):
    first = own.named(("conv", "dense"))[0]
    return [layer["name"] for layer in own.description["layers"]].index(first)
