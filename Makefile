# `make run` starts Lumetra, `make test` runs every test; both install what they need into this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := bash
# Where an environment forbids Python to keep its bytecode, each start would compile everything anew: some 10 s.
unexport PYTHONDONTWRITEBYTECODE
# Loaded once when installed, so that already the first start finds the bytecode.
COMPILE := $(BIN)/python -c 'import lumetra.cli.server, lumetra.compose, lumetra.llm.ask'

.PHONY: run test webapp-if-possible check lint types imports lock bench clean install install-dev web web-build api reference

install: $(VENV)/.run-installed
install-dev: $(VENV)/.dev-installed

$(VENV)/bin/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(VENV)/.run-installed: requirements/run.lock pyproject.toml | $(VENV)/bin/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements/run.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	$(COMPILE)
	touch $@

$(VENV)/.dev-installed: requirements/dev.lock pyproject.toml | $(VENV)/bin/uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python -r requirements/dev.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps -e .
	$(COMPILE)
	touch $@ $(VENV)/.run-installed

WEB_SOURCES := $(shell find web/src web/public web/index.html web/vite.config.ts web/openapi.json -type f -not -name '*.gen.*' 2>/dev/null)

web/node_modules/.installed: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	touch $@

# Without Node the server runs all the same; its start page then says how to get the web app.
webapp-if-possible:
	@if command -v npm >/dev/null; then $(MAKE) -s web-build; \
	else echo "Node 20 or newer is not installed: starting without the web app."; fi

src/lumetra/webapp/index.html: $(WEB_SOURCES) web/node_modules/.installed
	cd web && npm run -s build -- --logLevel warn

# The built web app, made again only when one of its sources changed.
web-build: src/lumetra/webapp/index.html

web: web/node_modules/.installed
	cd web && npm run -s check

# The part of the API's description that the web app's types are made from.
api: install-dev
	$(BIN)/python web/scripts/openapi.py

# Pages that are made from the code.
reference: install-dev
	mkdir -p docs/reference && $(BIN)/lumetra settings > docs/reference/settings.md

run: install webapp-if-possible
	LUMETRA_DATA_DIR=$${LUMETRA_DATA_DIR:-$(CURDIR)/.lumetra} exec $(BIN)/lumetra serve --sample

lint: install-dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: install-dev
	$(BIN)/pyright

imports: install-dev
	$(BIN)/lint-imports

check: lint types imports

# Everything, and at the end what ran and what was skipped and why. Node is needed for the web app's part only.
test: install-dev
	@if command -v npm >/dev/null; then $(MAKE) -s web/node_modules/.installed web-build; fi
	$(BIN)/python tests/run_all.py

# Lock files carry hashes but no index address, so that installing through a mirror works.
lock: | $(VENV)/bin/uv
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements/run.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml --group dev -c requirements/run.lock -o requirements/dev.lock

# Prints tables that name machine and command; takes some 15 minutes. See bench/ for parts of it.
bench: install-dev
	$(BIN)/python -m bench.ingest
	$(BIN)/python -m bench.judges

clean:
	rm -rf $(VENV) web/node_modules web/dist src/lumetra/webapp
