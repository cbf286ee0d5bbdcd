# `make ask` on a fresh clone answers a question; `make test` installs and runs the tests.

.DEFAULT_GOAL := help
.PHONY: help ask test check lint format markdown-check pictures clean

QUESTION ?= what did Zhu Feng say about an alliance?
INDEX ?= .index
RUN := .venv/bin/python -m

help: ## say what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

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

markdown-check: .venv/installed-dev ## show hostile strings to another parser of Discord's markdown; needs node
	@if command -v npm >/dev/null; then \
		npm install --silent --no-package-lock --prefix tests/markdown_parser && \
		$(RUN) pytest -rs tests/test_discord_markdown_parser.py; \
	else echo "skipped: node and npm are not installed"; fi

pictures: .venv/installed-dev ## draw docs/pictures from real answers over the sample; needs Chromium
	.venv/bin/pip install -q -e '.[pictures]'
	.venv/bin/pullquote build --index $(INDEX)
	.venv/bin/python scripts/draw_pictures.py --index $(INDEX)

clean: ## remove the environment and the sample's index
	rm -rf .venv .index build *.egg-info

.venv/installed: pyproject.toml scripts/setup.sh
	@TORCH_INDEX="$(TORCH_INDEX)" PYTHON="$(PYTHON)" scripts/setup.sh
	@touch $@

.venv/installed-dev: pyproject.toml scripts/setup.sh
	@TORCH_INDEX="$(TORCH_INDEX)" PYTHON="$(PYTHON)" scripts/setup.sh dev
	@touch $@ .venv/installed
