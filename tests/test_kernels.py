"""Kernels from a nursery: they have loaded what every chapter loads, and share nothing else."""

import os
import sys

import nbformat
import pytest
from cnnbook.execution import execute, one_thread_each
from cnnbook.kernels import WORTH_A_NURSERY, kernel_managers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each kernel loads everything itself")


@pytest.fixture(scope="module")
def options():
    with one_thread_each(1), kernel_managers(WORTH_A_NURSERY) as found:
        yield found


def ran(options, folder, *cells):
    """What went wrong in a notebook of these `cells`, and what each of them printed."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    _, fault = execute(str(folder / "chapter.md"), notebook, timeout=60, **options)
    return fault, ["".join(output.get("text", "") for output in cell.outputs).strip() for cell in notebook.cells]


def test_a_kernel_has_keras_loaded_and_stands_in_the_chapters_folder(options, tmp_path, monkeypatch):
    monkeypatch.setenv("SAID", "by the build")
    fault, printed = ran(options, tmp_path, "import sys, os\nprint('keras' in sys.modules, __name__)", "print(os.getcwd())", "print(os.environ['SAID'])")
    assert (fault, printed) == ("", ["True __main__", str(tmp_path), "by the build"])


def test_kernels_share_no_names_and_no_networks(options, tmp_path):
    asked = "import keras\nprint('left' in globals(), keras.Input((2,)).name)"
    first, second = (ran(options, tmp_path, asked, "left = 1") for _ in range(2))
    assert first == second and first[1][0].startswith("False")


def test_their_path_is_that_of_a_plain_kernel(options, tmp_path):
    asked = "import sys\nprint([place for place in sys.path if place])"
    assert ran(options, tmp_path, asked) == ran({}, tmp_path, asked)


def test_what_goes_wrong_is_told(options, tmp_path):
    assert "ZeroDivisionError" in ran(options, tmp_path, "1 / 0")[0]
    assert "wrote to stderr" in ran(options, tmp_path, "import sys\nprint('!', file=sys.stderr)")[0]
    assert "the kernel died" in ran(options, tmp_path, "import os\nos._exit(1)")[0]


def test_they_end_with_their_chapter(options, tmp_path):
    _, (number,) = ran(options, tmp_path, "import os\nprint(os.getpid())")
    with pytest.raises(ProcessLookupError):
        os.kill(int(number), 0)


def test_for_a_few_kernels_there_is_none():
    with kernel_managers(WORTH_A_NURSERY - 1) as found:
        assert found == {}
