"""Large networks that people use, as `.keras` files: the page reads what Python writes of them."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cnnbook.publishing.chromium import open_chromium
from keras_models import LARGE, MODELS
from keras_reader import asker, compare, make_reader

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # numpy's arrays, while Keras saves


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_reader(tmp_path_factory.mktemp("reader"))


@pytest.fixture(scope="module")
def call(folder):
    """A function that asks the page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open_chromium() as chromium:
        yield asker(chromium.new_page(), f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", LARGE)
def test_a_large_model_is_read_as_python_writes_it(call, folder, say, name):
    found = compare(call, folder, MODELS[name](), name)
    say(f"{name}: {found['parameters']} parameters in {found['time']:.1f} ms")
