"""A link to a live figure's state: its network comes with the page, and with no other page.

Fixtures (`conftest.py`): `site`, the folder of the built book; `browser`; `serve(folder)`, which gives an address.
"""

import pytest
from listening import Listener

NETWORK_FILES = ("network.json", "weights.safetensors.packed", "engine.wasm")
LINK = "02-kernels.html#kernel-lab?filter=3"
UNSTARTED = "**/page.*.mjs"  # without the script that starts figures, only what the page itself names is asked for


def fetched(browser, address, without="**/nothing"):
    """How often each of the network's files was asked for by the page at `address`, once it rests; what matches `without` never comes."""
    with browser.new_context() as context:
        heard, page = Listener(context), context.new_page()
        page.route(without, lambda route: route.abort())
        page.goto(address, wait_until="networkidle")
        asked = [url.rpartition("/")[2] for url in heard.requests]
        return [asked.count(file) for file in NETWORK_FILES]


def test_a_link_to_a_figure_brings_its_network_with_the_page(browser, site, serve):
    """And what comes early is not asked for again."""
    address = f"{serve(site)}book/{LINK}"
    assert fetched(browser, address, UNSTARTED) == [1, 1, 1]
    assert fetched(browser, address) == [1, 1, 1]


@pytest.mark.parametrize(
    "link",
    [
        "02-kernels.html",
        "02-kernels.html#kernel-lab",
        "02-kernels.html#x-ray?image=3",
        "03-filters.html#being-born?step=9",
        "12-your-own-network.html#one-number?row=1",
    ],
    ids=["no figure", "a place", "a figure of another page", "a figure without a network", "a figure with a network of its own"],
)
def test_no_page_brings_a_network_that_it_need_not(browser, site, serve, link):
    assert fetched(browser, f"{serve(site)}book/{link}", UNSTARTED) == [0, 0, 0]


def test_a_link_into_a_folder_asks_for_nothing(browser, site):
    """There, a page may not fetch what lies beside it."""
    assert fetched(browser, f"{site.as_uri()}/book/{LINK}") == [0, 0, 0]
