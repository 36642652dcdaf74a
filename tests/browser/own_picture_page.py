"""What the tests of a reader's own pictures share: the network's input as the figure computes it, and as NumPy does."""

import numpy as np
from PIL import Image
from x_ray_page import as_file

# The same steps as the figure's, with all digits.
COMPUTE = """async ([base64, place]) => {
  const at = (name) => new URL(name, location.href).href;
  const { decodePicture, squares } = await import(at("source/kit/own-picture.mjs")), { openNetwork, toInput } = await import(at("source/kit/resources.mjs"));
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const rgb = (await squares(await decodePicture(new File([bytes], "a.png"))))(place);
  const network = await openNetwork({ get: (key) => (key === "base" ? at("explorables/") : undefined) });
  toInput(rgb, network.input);
  return { rgb: [...rgb], input: [...network.input], shares: [...network.run()] };
}"""


def averaged(pixels, place=0.5):
    """(32, 32, 3) float: the area average of the square at `place`, by one matrix a side."""
    height, width, _ = pixels.shape
    n = min(height, width)
    top, left = (int(place * (side - n) + 0.5) for side in (height, width))
    edges, at = np.arange(33) * n / 32, np.arange(n)
    weights = np.clip(np.minimum(edges[1:, None], at + 1) - np.maximum(edges[:-1, None], at), 0, 1) * 32 / n
    return np.einsum("yi,xj,ijc->yxc", weights, weights, pixels[top : top + n, left : left + n].astype(float))


def huge(width, height):
    """A black PNG of that size, small as a file."""
    return as_file(Image.new("1", (width, height)))
