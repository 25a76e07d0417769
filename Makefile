# `make run` starts Lumetra, `make test` runs every test; both install what they need into this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := bash

.PHONY: run test check lint types imports lock bench clean install install-dev

install: $(VENV)/.run-installed
install-dev: $(VENV)/.dev-installed

$(VENV)/bin/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.run-installed: requirements/run.lock pyproject.toml | $(VENV)/bin/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements/run.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	touch $@

$(VENV)/.dev-installed: requirements/dev.lock pyproject.toml | $(VENV)/bin/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements/dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	touch $@ $(VENV)/.run-installed

run: install
	LUMETRA_DATA_DIR=$${LUMETRA_DATA_DIR:-$(CURDIR)/.lumetra} exec $(BIN)/lumetra serve

lint: install-dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: install-dev
	$(BIN)/pyright

imports: install-dev
	$(BIN)/lint-imports

check: lint types imports

test: check
	$(BIN)/pytest

# Lock files carry hashes but no index address, so that installing through a mirror works.
lock: | $(VENV)/bin/uv
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements/run.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group dev -c requirements/run.lock -o requirements/dev.lock

clean:
	rm -rf $(VENV) web/node_modules web/dist src/lumetra/webapp
