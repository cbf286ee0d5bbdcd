# `make ask` on a fresh clone answers a question; `make test` installs and runs the tests.

.DEFAULT_GOAL := help
.PHONY: help ask test check lint format clean

QUESTION ?= what did Zhu Feng say about an alliance?
INDEX ?= .index
RUN := .venv/bin/python -m

help: ## say what there is to make
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

ask: .venv/installed ## install, index the sample, answer QUESTION="…"
	@.venv/bin/pullquote build --index $(INDEX)
	@.venv/bin/pullquote ask --index $(INDEX) "$(QUESTION)"

test: .venv/installed-dev ## install, run the tests
	$(RUN) pytest

lint: .venv/installed-dev ## format, lint, strict types, import contracts
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	$(RUN) mypy
	.venv/bin/lint-imports

check: lint test ## all that CI runs

format: .venv/installed-dev ## format the code
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

clean: ## remove the environment and the sample's index
	rm -rf .venv .index build *.egg-info

.venv/installed: pyproject.toml scripts/setup.sh
	@TORCH_INDEX="$(TORCH_INDEX)" PYTHON="$(PYTHON)" scripts/setup.sh
	@touch $@

.venv/installed-dev: pyproject.toml scripts/setup.sh
	@TORCH_INDEX="$(TORCH_INDEX)" PYTHON="$(PYTHON)" scripts/setup.sh dev
	@touch $@ .venv/installed
