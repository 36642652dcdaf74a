"""The Chromium that prints the book and tests it, without a window."""

import shutil
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

# Any of these will do. The first is Debian's build for this use alone: it draws no window around a page, which a quarter of the time went into.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# Without these, Chromium itself asks its maker for updates and lists.
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")


def installed():
    """The path of the system's Chromium; None if there is none, which for playwright means the one it has installed itself."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextmanager
def open_chromium(*options):
    """A running Chromium that asks nobody for anything, with more command-line `options` if need be."""
    with sync_playwright() as playwright:
        chromium = launch(playwright.chromium, *options)
        yield chromium
        chromium.close()


def launch(chromium, *options):
    """One more browser, of playwright's kind `chromium`, which the caller closes."""
    return chromium.launch(executable_path=installed(), args=[*QUIET, *options])
