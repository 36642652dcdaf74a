"""What the checks share."""

import pytest


@pytest.fixture(scope="session")
def say(pytestconfig):
    """A function that prints a line at once, although pytest captures what tests print."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def say(line):
        with capture.global_and_fixture_disabled():
            print(f"\n{line}", end="", flush=True)

    return say
