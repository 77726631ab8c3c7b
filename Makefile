# One command each, on a machine with Python 3.11 or later and nothing else:
#   make demo    try it: a sample blog is archived and opened in the browser
#   make test    everything that is checked: style, types, imports, tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READERS := hatch_build.py $(wildcard scraper/compiled/*.pyx scraper/compiled/*.pxd)
DEMO ?=
TESTS ?=

.PHONY: demo test style types imports check lock clean

demo: $(VENV)/.installed
	@$(BIN)/pmlarchive demo $(DEMO)

test: style types imports check

style: $(VENV)/.equipped
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .

types: $(VENV)/.equipped
	$(BIN)/mypy

imports: $(VENV)/.equipped
	$(BIN)/lint-imports

check: $(VENV)/.equipped
	PYTHONDONTWRITEBYTECODE= $(BIN)/pytest --numprocesses auto --dist loadgroup $(TESTS)

# The versions that are tested together; run after changing the dependencies in pyproject.toml.
lock: $(VENV)/.equipped
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" --output-file requirements.lock

clean:
	rm -rf build scraper/compiled/*.so $(VENV) demo-archive .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "pmlarchive needs Python 3.11 or later; name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "this Python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/.installed: pyproject.toml $(READERS) | $(BIN)/python
	@echo "Installing pmlarchive and what it needs into $(VENV); this takes a minute or two, once."
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.equipped: requirements.lock pyproject.toml $(READERS) | $(BIN)/python
	@echo "Installing the versions that are tested together into $(VENV); this takes a few minutes, once."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@ $(VENV)/.installed
