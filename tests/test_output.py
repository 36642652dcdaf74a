"""What helpers write to disk and to a terminal: each failure is one sentence, nothing is written by halves, and what is printed can be."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cnnviz_helpers import __main__, assets, export_explorable, write_gallery
from cnnviz_helpers.explorables import make
from cnnviz_helpers.networks import training
from cnnviz_helpers.output import command, made_folder, write_file


def run(*words, stdout=subprocess.PIPE, **surroundings):
    """What `python -m cnnviz_helpers` does with these words."""
    call = [sys.executable, "-W", "error", "-m", *words]
    return subprocess.run(call, stdout=stdout, stderr=subprocess.PIPE, env=os.environ | {"PYTHONIOENCODING": ""} | surroundings)


@pytest.mark.parametrize(
    ("code_page", "quoted"),
    [
        ("ascii", '"Investigating CNNs"'),
        ("cp1252", "“Investigating CNNs”"),
        ("cp437", '"Investigating CNNs"'),
        ("utf-8", "“Investigating CNNs”"),
    ],
)
def test_what_is_printed_suits_the_terminal(code_page, quoted):
    """Signs that its code page lacks come as those that look like them."""
    done = run("cnnviz_helpers", PYTHONIOENCODING=code_page)
    assert (done.returncode, done.stderr) == (0, b"")
    assert quoted in done.stdout.decode(code_page)


def test_a_refusal_is_printed_on_any_terminal(tmp_path):
    """A path may hold signs that no code page has, and bytes that are no text at all."""
    (tmp_path / "naïve “×”").touch()
    done = run("cnnviz_helpers", "gallery", str(tmp_path / "naïve “×”"), PYTHONIOENCODING="ascii")
    assert done.returncode == 2 and rb'na\xefve "x"' in done.stderr and len(done.stderr.splitlines()) == 1
    done = run("cnnviz_helpers", b"galler\xff", PYTHONIOENCODING="utf-8")
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1 and b"Expected nothing, gallery" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a disk that is always full")
def test_a_place_that_takes_no_words_is_a_sentence():
    with open("/dev/full", "wb") as full:
        done = run("cnnviz_helpers", stdout=full)
    sentence = "Expected somewhere to print to, but that failed (No space left on device); print to another place."
    assert done.returncode == 1 and done.stderr.decode().splitlines() == [sentence]


def test_a_reader_who_has_left_is_no_fault():
    """As `head` does."""
    end, start = os.pipe()
    os.close(end)
    done = run("cnnviz_helpers", stdout=start)
    os.close(start)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_command_that_is_stopped_says_so(capsys):
    """With the exit code that shells use for it."""

    def stopped():
        raise KeyboardInterrupt

    assert command(stopped) == 130 and capsys.readouterr().err == "Stopped.\n"
    assert command(lambda: None) == 0 and command(lambda: 1) == 1


def test_a_file_that_fails_is_named(capsys, tmp_path):
    assert command(lambda: open(tmp_path / "nowhere")) == 1
    assert capsys.readouterr().err == (
        f"Expected a file that can be read and written, got '{tmp_path / 'nowhere'}' (No such file or directory); mend it, or name another.\n"
    )


def small():
    """A network that can be exported, and suits the gallery."""
    import keras

    return keras.Sequential([keras.Input((4, 4, 1)), keras.layers.Flatten(), keras.layers.Dense(2, "softmax")])


WRITERS = {
    "export_explorable": lambda folder: export_explorable(small(), folder),
    "write_gallery": lambda folder: write_gallery(small(), [[[[0.0]] * 4] * 4], folder),
    "training": lambda folder: training.main(["--data", "nowhere.npz", "--out", str(folder)]),
    "python -m cnnviz_helpers gallery": lambda folder: __main__.asked_for(["gallery", str(folder)]),
}
NO_PLACE = {
    "a file": lambda folder: (folder / "file", "File exists"),
    "below a file": lambda folder: (folder / "file" / "deeper", "Not a directory"),
    "a place of the system's": lambda folder: ("/proc/nowhere", "No such file or directory"),
    "no path": lambda folder: ("a\0b", "null byte"),
    "a name too long": lambda folder: (folder / ("x" * 300), "File name too long"),
    "nothing": lambda folder: ("", "an empty name"),
}


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("place", NO_PLACE)
def test_a_place_where_nothing_can_be_written_is_named(tmp_path, writer, place):
    (tmp_path / "file").write_text("as it was")
    folder, why = NO_PLACE[place](tmp_path)
    with pytest.raises(ValueError, match=rf"^Expected a folder to write the \w+ to, got .* \(.*{why}.*\); name another one\.$"):
        WRITERS[writer](folder)
    assert (tmp_path / "file").read_text() == "as it was" and [file.name for file in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("folder", [None, 3, ["a"], b"\xff"])
def test_what_is_no_path_is_named(folder):
    with pytest.raises(ValueError, match="Expected a folder to write it to, got "):
        made_folder(folder, "it")


def test_a_place_that_may_only_be_read_is_found_before_anything_is_written(tmp_path, monkeypatch):
    """Tests may run as a user to whom nothing is forbidden, so the system's answer is played."""

    def refuse(**_):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    for name in ("export_explorable", "write_gallery"):
        with pytest.raises(ValueError, match=r"\(Read-only file system\); name another one"):
            WRITERS[name](tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path):
    (tmp_path / assets.NETWORK).mkdir()
    sentence = r"^Expected a file that can be written, got '.*network.json' \(Is a directory\); make room for it, or name another folder\.$"
    with pytest.raises(ValueError, match=sentence):
        export_explorable(small(), tmp_path)
    with pytest.raises(ValueError, match=r"\(No space left on device\)"):
        write_file(Path("/dev/full"), bytes(10_000))


def test_the_readers_own_folder_has_its_sign(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert made_folder("~/new", "it") == tmp_path / "new" and (tmp_path / "new").is_dir()


def test_making_the_engine_without_a_compiler_is_a_sentence(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(make, "COMPILER", [sys.executable, "-c", "import sys; sys.exit('no such module')"])
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "engine.c").write_text("int a;")
    assert command(lambda: make.main(tmp_path)) == 2
    assert "could not be compiled; mend it, or install the compiler" in capsys.readouterr().err
