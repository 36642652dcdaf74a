"""What the checks share."""

import os

import pytest
from books import REPO, copy_of_repository
from clean import BINDER, environment, interpreters, run, surroundings


@pytest.fixture(scope="session")
def say(pytestconfig):
    """A function that prints a line at once, although pytest captures what tests print."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def say(line):
        with capture.global_and_fixture_disabled():
            print(f"\n{line}", end="", flush=True)

    return say


@pytest.fixture(scope="session")
def binder():
    """The Python of an environment with the packages of `.binder`, of the version that is asked for there if this machine has it."""
    wanted = tuple(map(int, (BINDER / "runtime.txt").read_text().strip().removeprefix("python-").split(".")))
    here = interpreters()
    version = max((one for one in here if one[:2] == wanted), default=max(here))
    recipe = "".join(file.read_text() for file in (BINDER / "requirements.txt", REPO / "requirements.txt"))
    return environment("binder", here[version], ["-r", BINDER / "requirements.txt"], recipe)


@pytest.fixture(scope="session")
def launched(binder, tmp_path_factory):
    """What Binder starts a server in: (a copy of the repository, in which `postBuild` has run; the variables of its shell)."""
    folder = tmp_path_factory.mktemp("launch")
    copy = copy_of_repository(folder / "repository")
    own = {f"JUPYTER_{kind}_DIR": str(folder / kind) for kind in ("CONFIG", "DATA", "RUNTIME")} | {"IPYTHONDIR": str(folder / "ipython")}
    variables = surroundings(PATH=f"{binder.parent}{os.pathsep}{os.environ['PATH']}", **own)
    run(copy / ".binder" / "postBuild", folder=copy, **variables)
    return copy, variables
