"""Networks that people use, with random weights, in two browsers: the engine's numbers are Keras's at every layer, compiled and in script."""

import shutil

import pytest
from architectures import ARCHITECTURES
from firefox import Firefox
from keras_site import asker, make_site, too_far, write_cases


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of the page."""
    return make_site(tmp_path_factory.mktemp("architectures"))


@pytest.fixture(scope="module")
def pages(folder, serve, browser, tmp_path_factory):
    """Functions that ask the page: one for each browser."""
    address, chromium, firefox = serve(folder), browser.new_page(), Firefox(tmp_path_factory.mktemp("profile"))
    for page in (chromium, firefox):
        page.goto(address)
    yield {"chromium": asker(chromium), "firefox": asker(firefox)}
    chromium.close()
    firefox.close()


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_layer_is_that_of_keras(pages, folder, capsys, name):
    write_cases(folder / name, {name: ARCHITECTURES[name]()}, n=1)
    for browser, ask in pages.items():
        for is_compiled in (True, False):
            found = ask("compare", folder=name, isCompiled=is_compiled)
            worst = max(found, key=lambda row: row["difference"])
            with capsys.disabled():
                print(f"\n{name}, {browser}, {'compiled' if is_compiled else 'script'}: {worst['difference']:.1e} at {worst['layer']}", end="")
            assert len(found) > 30 and too_far(found) == []
    shutil.rmtree(folder / name)
