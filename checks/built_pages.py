"""What a validator and Lighthouse say about built pages: both are programs of npm, in the environment that `make check` makes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from books import MOVED
from cnnbook.publishing.chromium import installed
from graders import BIN, REPO
from playwright.sync_api import sync_playwright

SITE = REPO / "_build" / "html"
REPORTS = REPO / "_build" / "lighthouse"
RULES = REPO / "checks" / "html-rules.mjs"
LIMITS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
# These pages ask search engines to leave them out, which Lighthouse holds for an oversight.
UNLISTED = ("404.html", ".run.html")
RUNS = 3  # of a page that is too slow at first: other work on the machine slows it down, never up


def pages(site):
    """The pages of the folder `site`, as paths in it; what the theme brings in _static is no page."""
    return sorted(str(file.relative_to(site)) for file in site.rglob("*.html") if "_static" not in file.parts)


def read_pages(site):
    """Those of them that hold something to read: an old address leads on to one of the others."""
    return [page for page in pages(site) if page.partition(".")[0] not in MOVED]


def run_tool(name, *arguments, **environment):
    """Run the npm program `name`; returns what it did, whether or not it found faults."""
    program = BIN.parent / "node_modules" / ".bin" / name
    assert program.exists(), f"Expected {name} in {BIN.parent}, found none: run `make check`."
    # Node.js stands beside this Python, in the environment of the book.
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"} | environment
    return subprocess.run([str(program), *map(str, arguments)], env=environment, capture_output=True, text=True)


def html_faults(files):
    """What html-validate finds in `files`, a sentence each."""
    done = run_tool("html-validate", "--config", RULES, "--formatter", "json", *files)
    assert done.returncode in (0, 1) and done.stdout.startswith("["), done.stdout + done.stderr
    found = ((file["filePath"], message) for file in json.loads(done.stdout) for message in file["messages"])
    return [f"{file}:{message['line']}: {message['message']} ({message['ruleId']})" for file, message in found]


def chromium():
    """The browser for Lighthouse: the system's, or the one that playwright has installed."""
    if system := installed():
        return system
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def scores(address, page):
    """({category: 0 to 100}, [what costs points]) of one page, as on a telephone with a slow network; the report is kept."""
    report = REPORTS / f"{page.replace('/', '-')}.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    options = ["--quiet", "--no-enable-error-reporting", "--chrome-flags=--no-sandbox --headless=new", "--output=json", f"--output-path={report}"]
    categories = f"--only-categories={','.join(LIMITS)}"
    skipped = ["--skip-audits=is-crawlable"] if page.endswith(UNLISTED) else []
    done = run_tool("lighthouse", address + page, categories, *options, *skipped, CHROME_PATH=chromium())
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(report.read_text(encoding="utf-8"))
    counted = [part["id"] for category in result["categories"].values() for part in category["auditRefs"] if part["weight"]]
    poor = [name for name in counted if (result["audits"][name]["score"] or 0) < 0.9 and result["audits"][name]["score"] is not None]
    return {name: round(100 * result["categories"][name]["score"]) for name in LIMITS}, poor


def fair_scores(address, page):
    """The same, with the median of three runs for the performance of a page that is too slow in the first."""
    found, poor = scores(address, page)
    if found["performance"] < LIMITS["performance"]:
        runs = [found["performance"], *(scores(address, page)[0]["performance"] for _ in range(RUNS - 1))]
        found["performance"] = round(median(runs))
    return found, poor


def shortfalls(page, found, poor):
    """What `page` lacks, a sentence each."""
    return [f"{page}: {name} {found[name]}, at least {least} is asked for ({', '.join(poor)})" for name, least in LIMITS.items() if found[name] < least]
