"""Where the book's repository is: from CI, from git, or from `_config.yml`; a copy of the book links to itself."""

import os
import re
import subprocess
from urllib.parse import urlsplit

from sphinx.util import logging

# What Jupyter Book writes where `_config.yml` names no repository: its own.
NOT_OURS = "https://github.com/executablebooks/jupyter-book"
# user@host:owner/name, as ssh writes it
SSH = re.compile(r"^(?:ssh://)?[\w.-]+@(?P<host>[\w.-]+)(?::\d+)?[:/](?P<path>.+)$")
BUTTONS = ("use_repository_button", "use_issues_button")
NO_ADDRESS = "No buttons for the repository and for Binder: its address is not known. It comes from CI, from git's remote origin, or from _config.yml."
logger = logging.getLogger(__name__)


def setup_repository(app):
    """Register the address of the repository with the Sphinx application `app`."""
    app.connect("config-inited", set_address, priority=400)


def set_address(app, config):
    """Give the theme the address and the buttons that work there. Without an address there are no buttons."""
    options = config.html_theme_options
    if options.get("repository_url") in (NOT_OURS, "", None):  # then the branch is Jupyter Book's, too
        options.pop("repository_url", None)
        options.pop("repository_branch", None)
    address = find_address(os.environ, app.srcdir) or options.get("repository_url")
    options.update(dict.fromkeys(BUTTONS, bool(address)), use_edit_page_button=False, launch_buttons={})
    if not address:
        logger.info(NO_ADDRESS)
        return
    options.update(repository_url=address, repository_branch=find_branch(os.environ) or options.get("repository_branch", "main"), path_to_docs="")
    if urlsplit(address).hostname == "github.com":  # elsewhere Binder's button would lead nowhere
        options["launch_buttons"] = {"binderhub_url": "https://mybinder.org", "notebook_interface": "jupyterlab"}


def find_address(environ, folder):
    """The repository's address for readers, or `None`."""
    if environ.get("GITHUB_REPOSITORY"):
        return clean(f"{environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{environ['GITHUB_REPOSITORY']}")
    return clean(environ.get("CI_PROJECT_URL") or git_remote(folder))


def find_branch(environ):
    """The branch that CI builds, or `None`; of a pull request, the branch that it asks to go into."""
    return environ.get("GITHUB_BASE_REF") or environ.get("GITHUB_REF_NAME") or environ.get("CI_COMMIT_REF_NAME")


def git_remote(folder):
    """The address that git knows as `origin`, or an empty string. A repository around the book's folder is not the book's."""
    if not os.path.exists(os.path.join(folder, ".git")):
        return ""
    try:
        command = ["git", "-C", str(folder), "remote", "get-url", "origin"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def clean(address):
    """`address` as a reader's browser can open it, without password or `.git`; `None` if it is no public place."""
    ssh = SSH.match(address)
    if ssh:
        scheme, host, path = "https", ssh["host"], ssh["path"]
    else:
        parts = urlsplit(address)
        scheme = {"http": "http", "https": "https", "git": "https"}.get(parts.scheme)
        host, path = parts.netloc.rpartition("@")[2], parts.path
    path = path.strip("/").removesuffix(".git")
    if not scheme or "." not in host or not path or host.startswith("127."):
        return None
    return f"{scheme}://{host}/{path}"
