# Two commands: `make app` opens the app on the bundled portfolio, `make test` passes the tests.
# Both need only Python 3.11 or newer and make; each fills .venv from constraints.txt on first use.
# What takes longer than one likes to wait for is apart: `make browser` and `make soak`.

PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin
INSTALL := PIP_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet

# Files of tests run side by side, one a processor; plain pytest runs them one after the other.
TOGETHER := -n auto --maxprocesses 4 --dist loadfile

# How many times as many cases a soak tries of what tests make up; up to 4, the same ones each time.
EXAMPLES ?= 20

.PHONY: app test lint unit browser soak screenshots clean

app: .venv/app-installed
	$(BIN)/portfolio app --port $(PORT)

test: lint unit

lint: .venv/tests-installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: .venv/tests-installed
	$(BIN)/pytest $(TOGETHER)

browser: .venv/tests-installed
	$(BIN)/pytest $(TOGETHER) -m browser tests/browser

soak: .venv/tests-installed
	EXAMPLES=$(EXAMPLES) $(BIN)/pytest $(TOGETHER) -m "soak or hypothesis"

# Makes the pictures of the README anew from the running app (needs Chromium).
screenshots: .venv/tests-installed
	$(BIN)/python tests/browser/screenshots.py docs

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name it with make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/app-installed: pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) --editable .
	@touch $@

.venv/tests-installed: pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) --editable '.[dev]'
	@touch $@ .venv/app-installed

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .hypothesis .import_linter_cache
