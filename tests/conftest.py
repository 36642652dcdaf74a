"""What many tests share: the network, the images with their labels, and the built book; and how several processes share the tests."""

import fcntl
import os
import shutil
import subprocess

import pytest
from books import REPO, STRICT, build, chapter, make_book
from hypothesis import HealthCheck, settings
from thorough import LEFT_OUT, SECOND_LOOKS, leaves_out

import cnnviz_helpers

# A busy machine is no fault of the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# The tests of this file are long, and go one by one to whoever has nothing left to do. Those of all others stay together, for what they share.
SPREAD = "browser/test_pages.py::"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """How many processes test: half of the time a test waits, for a browser or a kernel."""
    return (os.cpu_count() or 1) + 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """A file's tests go to one process, in the order of `pytest_collection_modifyitems`."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        """Knows a test's file by the test's name."""

        def _split_scope(self, nodeid):
            return nodeid if SPREAD in nodeid else nodeid.partition("::")[0]

    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.hookimpl(tryfirst=True)  # before pytest itself looks at marks
def pytest_collection_modifyitems(config, items):
    """A quick run leaves thorough tests out. Files that need the built book come late, when its pages are there, and what fills every gap in the end.

    But one test comes first: the building begins.
    """
    for item in items:
        if item.path.relative_to(REPO).as_posix().removeprefix("tests/") in SECOND_LOOKS:
            item.add_marker(pytest.mark.thorough)
    is_quick = leaves_out(config.option.markexpr, config.args)
    out = config.stash[LEFT_OUT] = [item for item in items if is_quick and item.get_closest_marker("thorough")]
    items[:] = [item for item in items if item not in out]
    config.hook.pytest_deselected(items=out)
    late = {item.path for item in items if "site" in item.fixturenames}
    items.sort(key=lambda item: (item.path in late) + (SPREAD in item.nodeid))
    first = next((i for i in reversed(range(len(items))) if "site" in items[i].fixturenames), None)
    if first is not None:
        items.insert(0, items.pop(first))


@pytest.fixture(scope="session")
def once(tmp_path_factory, request):
    """A function: the folder `name`, filled by `make(folder)` in the first process that asks for it, while the others wait. All of them share it."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if hasattr(request.config, "workerinput") else base

    def share(name, make):
        folder, done = base / name, base / f"{name}.done"
        with open(base / f"{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                folder.mkdir()
                make(folder)
                done.touch()
        assert done.exists(), f"{name} could not be made: another test tells why"
        return folder

    return share


@pytest.fixture(scope="session")
def model():
    """The trained network. Tests must not change it."""
    return cnnviz_helpers.cnn_model()


@pytest.fixture(scope="session")
def images():
    """The shipped images and labels, (x_test, y_test), read only."""
    x_test, y_test = cnnviz_helpers.get_cifar10()
    x_test.flags.writeable = y_test.flags.writeable = False
    return x_test, y_test


@pytest.fixture(scope="session")
def x_test(images):
    """(1000, 32, 32, 3) float32 in [-0.5, 0.5]."""
    return images[0]


@pytest.fixture(scope="session")
def y_test(images):
    """(1000, 10) one-hot."""
    return images[1]


@pytest.fixture(scope="session")
def repo():
    """The folder of the repository."""
    return REPO


@pytest.fixture(scope="session")
def site(repo, once):
    """The folder of the built pages of the real book. All pages are read and written anew: a page that is not read again does not warn again."""
    pages = repo / "_build" / "html"

    def make(_):
        shutil.rmtree(pages, ignore_errors=True)
        code, printed = build(repo, "--all", *STRICT)
        assert code == 0, printed

    once("site", make)
    return pages


@pytest.fixture(scope="session")
def live_book(once):
    """The folder of a tiny built book: a chapter of words, one with a live figure, and one with other code."""
    return once("live", make_live_book)


def make_live_book(folder):
    """Write and build that book."""
    live = chapter("A live figure", "from cnnviz_helpers import explore", 'explore("kernel-lab", filter=3)')
    make_book(folder, {"words": "# Only words\n\nThe formula $a^2$ is short.\n", "live": live, "plain": chapter("Plain", "1 + 1")})
    code, printed = build(folder, *STRICT)
    assert code == 0, printed


@pytest.fixture(scope="session")
def fork(once):
    """The folder of the built pages of a tiny book in somebody's fork, whose git knows where it came from."""
    return once("fork", make_fork) / "_build" / "html"


def make_fork(folder):
    """Write and build that book."""
    long = "This book opens one network, and lets you look at every number in it, for as long as you like to, and then some."
    note = "```{note}\nA box is not what the page is about, however long it may be and whatever it says.\n```"
    chapters = {"intro": f"# Welcome\n\n{note}\n\n{long}\n{long}\n"}
    make_book(folder, chapters | {"short": "# More & <less>\n\nShort.\n"})
    for command in (["init", "-q"], ["remote", "add", "origin", "git@github.com:Someone/Fork.git"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True)
    code, printed = build(folder, *STRICT)
    assert code == 0, printed
