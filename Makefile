# `make ask` on a fresh clone answers a question; `make test` installs and runs the tests.

.DEFAULT_GOAL := help
.PHONY: help ask test check lint format markdown-check pictures clean reliability audit lock

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

reliability: .venv/installed-dev ## kill, fill, flip, fuzz, soak: an hour on a quiet machine
	$(RUN) benchmarks.reliability.kills
	$(RUN) benchmarks.reliability.full_disk
	$(RUN) benchmarks.reliability.flips
	$(RUN) benchmarks.reliability.flips --large
	$(RUN) benchmarks.reliability.strangers
	$(RUN) benchmarks.reliability.fsyncs
	$(RUN) pip install --quiet --require-hashes --no-deps --requirement locks/fuzz.txt # inputs led by coverage, where atheris runs
	for target in txt md html speakers parser question quotation escape terminal; do $(RUN) benchmarks.reliability.fuzz $$target || exit 1; done
	$(RUN) benchmarks.reliability.soak

audit: .venv/installed-dev ## ask a vulnerability service about the locked packages; needs the network
	.venv/bin/python -m pip install --quiet pip-audit
	.venv/bin/pip-audit --require-hashes --disable-pip --requirement locks/run.txt --requirement locks/torch.txt

lock: .venv/installed-dev ## resolve the packages anew and write locks/; needs the network
	.venv/bin/python -m pip install --quiet uv
	.venv/bin/python scripts/lock.py

format: .venv/installed-dev ## format the code
	.venv/bin/ruff format .
	.venv/bin/ruff check --fix .

markdown-check: .venv/installed-dev ## show hostile strings to another parser of Discord's markdown; needs node
	@if command -v npm >/dev/null; then \
		npm install --silent --no-package-lock --prefix tests/markdown_parser && \
		$(RUN) pytest -rs tests/test_discord_markdown_parser.py; \
	else echo "skipped: node and npm are not installed"; fi

pictures: .venv/installed-dev ## draw docs/pictures from real answers over the sample; needs Chromium
	.venv/bin/pullquote build --index $(INDEX)
	.venv/bin/python scripts/draw_pictures.py --index $(INDEX)

clean: ## remove the environment and the sample's index
	rm -rf .venv .index build *.egg-info

.venv/installed: pyproject.toml scripts/setup.sh locks/torch.txt locks/run.txt
	@TORCH_INDEX="$(TORCH_INDEX)" PYTHON="$(PYTHON)" scripts/setup.sh
	@touch $@

.venv/installed-dev: pyproject.toml scripts/setup.sh locks/torch.txt locks/dev.txt
	@TORCH_INDEX="$(TORCH_INDEX)" PYTHON="$(PYTHON)" scripts/setup.sh dev
	@touch $@ .venv/installed
