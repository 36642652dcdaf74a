"""`python -m cnnviz_helpers open`: what the command line says, and what the page is given. tests/browser/test_opened_page.py looks at the page."""

import html
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from functools import partial

import keras
import numpy as np
import pytest
from books import REPO
from keras import layers
from PIL import Image

from cnnviz_helpers import export_explorable
from cnnviz_helpers.opening import read_words, write_site

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")  # of Keras, as it saves a file


def make(*first, units=2, size=16):
    return keras.Sequential(
        [
            keras.Input((size, size, 3)),
            *first,
            layers.Conv2D(4, 3, name="conv"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(units, "softmax"),
        ]
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("model") / "mine & yours.keras"
    make().save(path)
    return path


@pytest.fixture
def pictures(tmp_path):
    for name, colour in (("cat", 10), ("dog", 200), ("dog", 90)):
        (tmp_path / "pictures" / name).mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (20, 20), (colour, 0, 0)).save(tmp_path / "pictures" / name / f"{colour}.png")
    return tmp_path / "pictures"


def described(folder):
    return json.loads((folder / "network" / "network.json").read_text(encoding="utf-8"))


def test_words_of_the_command_line():
    assert read_words(["a.keras"]) == ("a.keras", {})
    assert read_words(["a.keras", "--range", "0..1", "--classes", "names.txt"]) == ("a.keras", {"range": "0..1", "classes": "names.txt"})
    for wrong in (
        [],
        ["--range", "0..1"],
        ["--classes", "--range", "0..1"],
        ["a.keras", "--range"],
        ["a.keras", "--size", "3"],
        ["a.keras", "--range", "0..1", "--range", "0..1"],
    ):
        with pytest.raises(
            ValueError,
            match=r"^Expected open FILE .*, got 'open.*'; say python -m cnnviz_helpers open model.keras --range 0..1, for example.$",
        ):
            read_words(wrong)


def test_the_page_has_all_that_it_reads(file, tmp_path):
    write_site(file, tmp_path, range="-1..1")
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<title>mine &amp; yours.keras</title>" in page and "http" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    for name in re.findall(r'(?:href=|src=|url\()"([^"]+)"', page):
        assert name == "data:," or (tmp_path / name).is_file(), name
    held, sheets = json.loads(html.unescape(re.search(r'data-network="([^"]+)"', page)[1]))["figures"], re.findall(r'href="([^"]+[.]css)"', page)
    assert len(held) >= 6 and {f"figures/{name}.css" for name in held if (tmp_path / "figures" / f"{name}.css").is_file()} <= set(sheets)
    assert {"engine.wasm", "more.wasm", "cifar10-1000.png", "labels.json"} <= {one.name for one in tmp_path.iterdir()}
    assert described(tmp_path)["pixels"] == {"scale": 2 / 255, "offset": -1} and described(tmp_path)["classes"] == ["class 0", "class 1"]
    assert not list(tmp_path.rglob("*.py"))


def test_pictures_bring_names_and_labels(file, pictures, tmp_path):
    write_site(file, tmp_path, range="0..1", pictures=str(pictures))
    assert described(tmp_path)["classes"] == ["cat", "dog"] and described(tmp_path)["pictures"] == {"n": 3, "columns": 2, "shape": [16, 16]}
    assert json.loads((tmp_path / "network" / "labels.json").read_text()) == [0, 1, 1]
    large = np.asarray(Image.open(tmp_path / "network" / "pictures.png"))
    assert large[[0, 0, 16], [0, 16, 0], 0].tolist() == [10, 200, 90]  # the dogs in the order of their files


def test_names_from_a_file(file, tmp_path):
    (tmp_path / "names.txt").write_text("left\nright\n", encoding="utf-8")
    write_site(file, tmp_path, range="0..255", classes=tmp_path / "names.txt")
    assert described(tmp_path)["classes"] == ["left", "right"]
    (tmp_path / "names.txt").write_text("one\n", encoding="utf-8")
    with pytest.raises(ValueError, match="2"):
        write_site(file, tmp_path / "again", range="0..255", classes=tmp_path / "names.txt")


def test_names_in_a_file_tell_the_order_of_folders(file, pictures, tmp_path):
    """Of a network whose classes are not in the order of the alphabet; folders of other names keep their order."""
    for words, labels in (("dog\ncat\n", [1, 0, 0]), ("kitten\npuppy\n", [0, 1, 1])):
        (tmp_path / "names.txt").write_text(words, encoding="utf-8")
        write_site(file, tmp_path / words[0], range="0..1", pictures=str(pictures), classes=tmp_path / "names.txt")
        assert described(tmp_path / words[0])["classes"] == words.split()
        assert json.loads((tmp_path / words[0] / "network" / "labels.json").read_text()) == labels


def test_a_range_is_asked_for_unless_the_network_tells(file, tmp_path):
    with pytest.raises(ValueError, match="^Expected --range, one of -0.5..0.5, 0..1, .*: mine & yours.keras does not say in which range"):
        write_site(file, tmp_path / "none")
    make(layers.Rescaling(1 / 127.5, -1)).save(tmp_path / "tells.keras")
    write_site(tmp_path / "tells.keras", tmp_path / "site")
    assert described(tmp_path / "site")["pixels"] == {"scale": 1, "offset": 0}
    write_site(tmp_path / "tells.keras", tmp_path / "told", range="0..1")  # whoever says one has the last word
    assert described(tmp_path / "told")["pixels"] == {"scale": 1 / 255, "offset": 0}


def test_an_exported_folder_tells_all(tmp_path):
    folder = export_explorable(make(), tmp_path / "mine", ["up", "down"], pictures=np.zeros((1, 16, 16, 3), np.uint8))
    write_site(folder, tmp_path / "site")
    assert described(tmp_path / "site")["classes"] == ["up", "down"] and (tmp_path / "site" / "network" / "pictures.png").is_file()
    (folder / "labels.json").unlink()
    with pytest.raises(ValueError, match=f"{re.escape(str(folder))} has no labels.json; export the model into it first"):
        write_site(folder, tmp_path / "other")


def test_what_is_no_network_is_one_sentence(tmp_path):
    (tmp_path / "text.keras").write_text("no model")
    keras.Sequential([keras.Input((8, 8, 3)), layers.Lambda(lambda x: x * 2), layers.Flatten()]).save(tmp_path / "lambda.keras")
    for name, why in (("none.keras", "there is no such file"), ("text.keras", "[^\n]{1,201}"), ("lambda.keras", r"[^\n]{200}…")):
        with pytest.raises(ValueError, match=rf"^Expected a file of Keras 3 \(model.save\('model.keras'\)\), .*, got '[^']*' \({why}\); name another.$"):
            write_site(tmp_path / name, tmp_path / "site", range="0..1")


def test_a_complaint_of_many_lines_becomes_one(file, tmp_path, monkeypatch):
    def complain(*args, **kwargs):
        raise TypeError("Layers:\n    first,\n    second")

    monkeypatch.setattr(keras.saving, "load_model", complain)
    with pytest.raises(ValueError, match=r"\(Layers: first, second\); name another.$"):
        write_site(file, tmp_path, range="0..1")


def test_it_serves_until_it_is_ended(file):
    """As a reader starts it: the address is printed, the browser opens it, the page comes, Ctrl-C ends it."""
    command = [sys.executable, "-m", "cnnviz_helpers", "open", str(file), "--range", "0..1"]
    surroundings = {**os.environ, "BROWSER": "echo", "PYTHONPATH": str(REPO), "PYTHONUNBUFFERED": ""}
    # Whoever runs the tests in the background may have Ctrl-C ignored, and what it starts would inherit that.
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=surroundings, preexec_fn=heeding) as process:
        late = threading.Timer(120, process.kill)  # an address that never comes is not waited for
        late.start()
        try:
            line = process.stdout.readline()
            address = re.fullmatch(r"The figures are at (http://127\.0\.0\.1:\d+/) on this machine alone; end with Ctrl-C\.\n", line)[1]
            with urllib.request.urlopen(address + "network/network.json") as answer:
                assert json.load(answer)["input"] == [16, 16, 3]
            port = int(address.rstrip("/").rpartition(":")[2])
            with pytest.raises(OSError):  # nobody else is listened to: not even this machine by another of its addresses
                socket.create_connection(("127.0.0.2", port), timeout=5)
            process.send_signal(signal.SIGINT)
            printed, complained = process.communicate(timeout=20)
            assert printed == f"{address}\nEnded.\n" and process.returncode == 0  # the browser, here echo, was asked for the address
            assert "GET" not in complained and "Traceback" not in complained
        finally:
            late.cancel()
            process.kill()  # else a fault would be waited for
