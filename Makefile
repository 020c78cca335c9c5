# `make` lists the targets. Every target installs what it needs into .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# A machine without a GPU can save a few gigabytes of download:
#   make setup TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=
PIP_FLAGS := --quiet --constraint constraints.txt $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
OUT ?= out/run
ARGS ?=

.PHONY: help setup run test test-slow lint format bench docs clean

help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' \
	    || { echo "Hestia needs Python 3.10 to 3.13: make setup PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml constraints.txt
	@echo "installing into $(VENV) (minutes the first time)"
	$(BIN)/python -m pip install $(PIP_FLAGS) --editable '.[dev,language]'
	@touch $@

$(VENV)/.bench: $(VENV)/.installed
	$(BIN)/python -m pip install $(PIP_FLAGS) --editable '.[bench]'
	@touch $@

$(VENV)/.docs: $(VENV)/.installed
	$(BIN)/python -m pip install $(PIP_FLAGS) --editable '.[docs]'
	@touch $@

setup: $(VENV)/.installed ## create .venv and install Hestia with its tools
	@echo "ready: source $(BIN)/activate, then hestia --help"

run: $(VENV)/.installed ## watch the agent make coffee in a house it has never seen
	$(BIN)/hestia run task=coffee out=$(OUT) $(ARGS)

test: $(VENV)/.installed ## the default tests: offline, on the CPU
	$(BIN)/python -m pytest -q -n auto --dist loadfile $(ARGS)

test-slow: $(VENV)/.installed ## every test, the slow ones as well
	$(BIN)/python -m pytest -q -n auto --dist loadfile --slow $(ARGS)

lint: $(VENV)/.installed ## ruff, pyright and the import laws
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/pyright --pythonpath $(BIN)/python

format: $(VENV)/.installed ## format the code and sort the imports
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.bench ## the figures of the README, with their peers, in out/bench
	for name in render step map plan rollout segmentation depth states grounding; do $(BIN)/hestia bench $$name out=out/bench/$$name $(ARGS); done

docs: $(VENV)/.docs ## the documentation as a site, in site/index.html
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --site-dir site

clean: ## remove .venv and everything built
	rm -rf $(VENV) build dist site *.egg-info .pytest_cache .ruff_cache .hypothesis
