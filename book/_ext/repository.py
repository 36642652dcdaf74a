"""Where the book's repository is: from CI, from git, or from `_config.yml`; a copy of the book links to itself."""

import os
import re
import subprocess
from urllib.parse import urlsplit

# user@host:owner/name, as ssh writes it
SSH = re.compile(r"^(?:ssh://)?[\w.-]+@(?P<host>[\w.-]+)(?::\d+)?[:/](?P<path>.+)$")


def setup_repository(app):
    """Register the address of the repository with the Sphinx application `app`."""
    app.connect("config-inited", set_address, priority=400)


def set_address(app, config):
    """Give the theme the address and the buttons that work there. Without an address there are no buttons."""
    options = config.html_theme_options
    address = find_address(os.environ, app.srcdir) or options.get("repository_url")
    if not address:
        return
    branch = os.environ.get("GITHUB_REF_NAME") or os.environ.get("CI_COMMIT_REF_NAME") or options.get("repository_branch") or "main"
    options.update(repository_url=address, repository_branch=branch, path_to_docs="", use_repository_button=True, use_issues_button=True)
    if urlsplit(address).hostname == "github.com":  # elsewhere Binder's button would lead nowhere
        options["launch_buttons"] = {"binderhub_url": "https://mybinder.org", "notebook_interface": "jupyterlab"}


def find_address(environ, folder):
    """The repository's address for readers, or `None`."""
    if environ.get("GITHUB_REPOSITORY"):
        return clean(f"{environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{environ['GITHUB_REPOSITORY']}")
    return clean(environ.get("CI_PROJECT_URL") or git_remote(folder))


def git_remote(folder):
    """The address that git knows as `origin`, or an empty string."""
    try:
        command = ["git", "-C", str(folder), "remote", "get-url", "origin"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def clean(address):
    """`address` as a reader's browser can open it, without password or `.git`; `None` if it is no public place."""
    ssh = SSH.match(address)
    if ssh:
        host, path = ssh["host"], ssh["path"]
    else:
        parts = urlsplit(address)
        host, path = (parts.hostname, parts.path) if parts.scheme in ("http", "https", "git") else (None, "")
    path = path.strip("/").removesuffix(".git")
    if not host or "." not in host or not path or host.startswith("127."):
        return None
    return f"https://{host}/{path}"
