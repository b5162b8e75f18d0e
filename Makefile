# make run    the dashboard on http://127.0.0.1:8050 (PORT=... changes it)
# make test   lint, types and every test
PORT ?= 8050
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test lint types unit docs gallery screens bench constraints clean venv-check

help:
	@sed -n 's/^# //p' Makefile | head -2

run: $(VENV)/.run
	@$(BIN)/geoaid serve --port $(PORT)

test: lint types unit

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.test
	$(BIN)/mypy

# The browser tests need a Chromium; this sees to one or says what to install.
unit: $(VENV)/.test
	@sh tests/chromium.sh
	$(BIN)/pytest -n auto --dist loadgroup

docs: $(VENV)/.test
	$(BIN)/python data/build.py

# The pictures of docs/gallery.md, all anew: what draws them changes more often than the data.
gallery: $(VENV)/.run
	$(BIN)/geoaid export docs/gallery.toml -o docs/gallery --force

# The pictures of docs/screens.md.
screens: $(VENV)/.test
	$(BIN)/python -m tests.screens

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks

venv-check:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "geoaid needs Python 3.11 or later; set PYTHON=python3.11 or newer"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "Python's venv module is missing: apt-get install -y python3-venv"; exit 1; }

$(BIN)/python: | venv-check
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	@touch $@ $(VENV)/.run

$(VENV)/.bench: pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,benchmark]'
	@touch $@ $(VENV)/.test $(VENV)/.run

# Pins every package to what stands in the environment now: names and versions only.
constraints: $(VENV)/.bench
	$(BIN)/python -m pip freeze --exclude-editable | grep -v '@' | sort -f > constraints.txt

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
