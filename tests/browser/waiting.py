"""Waiting for what a page will show."""

import time


def wait_until(page, condition, arg=None, timeout=30_000):
    """Ask the page again and again whether the script `condition`, an expression or a function of `arg`, is true; at most `timeout` milliseconds.

    Playwright's own waiting would have the page itself make code of a text, which the policy of the book's pages forbids.
    A question takes the processes between here and the page some milliseconds: who waits longer asks less often.
    """
    end, pause = time.monotonic() + timeout / 1000, 10
    while not page.evaluate(condition, arg):
        assert time.monotonic() < end, f"Waited {timeout / 1000:.0f} s in vain for: {condition}"
        page.wait_for_timeout(pause)
        pause = min(1.5 * pause, 80)
