# make book, make test: each sets up what it needs, and is quick the second time.

PYTHON ?= python3
VENV ?= .venv
PINS ?= requirements.txt
BIN := $(VENV)/bin
PORT ?= 8000
# What `make check` and `make audit` need lives in an environment of its own, beside the book's packages.
CHECK := .venv-check
# Of the browsers one finds on Linux, any of these will do; cnnbook.publishing.chromium takes them in the same order.
CHROMIUM := $(shell command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome)
FIREFOX := $(shell command -v firefox-esr || command -v firefox)

.DEFAULT_GOAL := help
.PHONY: help book test second-looks cover check audit serve pdf links engine bench clean browsers

help:
	@echo "make book    build the site into _build/html"
	@echo "make test    run the tests, the browser's included"
	@echo "make second-looks  run the tests that make test leaves out: other browsers, themes, widths, figures, networks, and what is slow to test"
	@echo "make cover   note which lines of the package tests run that need no browser, and fail below 95 %"
	@echo "make check   run those that take long or need large downloads: second looks, Lighthouse, graders, Binder's environment, oldest and newest packages, lines that tests run"
	@echo "make audit   ask whether a package of the book has a known weakness"
	@echo "make serve   build, and show the site at http://localhost:$(PORT)"
	@echo "make pdf     print the book into _build/pdf, live figures as stills"
	@echo "make links   ask every link to another site whether it still leads somewhere"
	@echo "make engine  compile the engine of the live figures anew"
	@echo "make bench   measure builds, helpers and the engine, side by side"
	@echo "make clean   delete what was built (not the environment)"

# Debian keeps venv in a package of its own, one for each version of Python.
VENV_PACKAGE = $(shell $(PYTHON) -c 'import sys; print("python3.%d-venv" % sys.version_info[1])' 2> /dev/null)

# The environment is made anew when a pinned version changes. Its npm comes with a package of Python, and brings esbuild.
$(VENV)/ready: $(PINS) package.json package-lock.json .npmrc
	@command -v $(PYTHON) > /dev/null || \
	  { echo "$(PYTHON) was not found: install Python 3.11, 3.12 or 3.13, or name the one you have: make PYTHON=python3.12, for example."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
	  { echo "Python 3.11, 3.12 or 3.13 is needed, $(PYTHON) is another: say make PYTHON=python3.12, for example."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || $(call apt,$(VENV_PACKAGE)) || \
	  { echo "$(PYTHON) has no venv: install it (on Debian and Ubuntu the package $(VENV_PACKAGE)), then run this again."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $(PINS)
	cp package.json package-lock.json .npmrc $(VENV)
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/npm ci --silent --omit=dev --prefix $(VENV)
	@# TensorFlow then starts in less than half the time.
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib > /dev/null 2>&1 || true
	@touch $@

# Install a Debian package; fails where that is not possible.
define apt
{ command -v apt-get > /dev/null && sudo=$$(test "$$(id -u)" = 0 || echo sudo) && $$sudo apt-get update -qq && \
  DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $(1) > /dev/null; }
endef

# Ubuntu has Chromium as a snap only, which containers cannot run: then Playwright brings one.
browsers: $(VENV)/ready
	@$(if $(CHROMIUM),true,$(call apt,chromium-headless-shell) || $(BIN)/playwright install --with-deps chromium || \
	  { echo "Chromium is missing: install it with your system's package manager, then run this again."; exit 1; })
	@$(if $(FIREFOX),true,$(call apt,firefox-esr) || \
	  { echo "Firefox is missing: install it with your system's package manager, then run this again."; exit 1; })

book: $(VENV)/ready
	$(BIN)/jupyter-book build . -W -n --keep-going

test: $(VENV)/ready browsers
	$(BIN)/python -m pytest -n auto

$(CHECK)/ready: requirements-check.txt package.json package-lock.json .npmrc $(VENV)/ready
	$(BIN)/python -m venv --clear $(CHECK)
	$(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > "$$($(CHECK)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/zz-book.pth"
	$(CHECK)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-check.txt
	cp package.json package-lock.json .npmrc $(CHECK)
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/npm ci --silent --prefix $(CHECK)
	@touch $@

# The built pages and the published notebooks are among what is checked.
second-looks: browsers
	$(BIN)/python -m pytest -n auto -m thorough tests

# To note which lines run takes Python half as long again: only here, and of what runs no browser.
cover: $(VENV)/ready
	$(BIN)/python -m pytest -n auto --ignore tests/browser --ignore tests/test_book.py --cov=cnnviz_helpers --cov-report=term-missing:skip-covered --cov-fail-under=95 tests

check: $(CHECK)/ready browsers book
	$(BIN)/python -m pytest checks
	$(MAKE) second-looks
	$(MAKE) cover

# Strict: a package that could not be asked about counts as a fault.
audit: $(CHECK)/ready
	$(CHECK)/bin/pip-audit --strict -r requirements.txt -r .binder/requirements.txt

serve: book
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

pdf: browsers book
	PYTHONPATH=book/_ext $(BIN)/python -m cnnbook.publishing.print_pdf

links: $(VENV)/ready
	$(BIN)/jupyter-book build . -n --keep-going --builder custom --custom-builder linkcheck

engine: $(VENV)/ready
	$(BIN)/python -m cnnviz_helpers.explorables.make

bench: browsers book
	$(BIN)/python -m benchmarks

clean:
	rm -rf _build .pytest_cache .hypothesis .coverage
