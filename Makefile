# Followthrough: `make demo` shows it, `make test` tests it. Both install what they need into .venv first.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
ROOMS := coaching content storage delivery measure actions flows answers commands

.DEFAULT_GOAL := help
.PHONY: help install demo test static check words schema bench calibrate pictures lock clean

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/'

install: $(VENV)/.installed ## Make the .venv from requirements.lock

$(VENV)/.installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Followthrough needs Python 3.11 or newer; this is %s. Set PYTHON=python3.11" % sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check
	@touch $@

demo: install ## Show the whole thing in a minute, on this machine only
	$(BIN)/followthrough demo

test: install ## Run the tests (what a machine lacks is skipped and named)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

static: install ## Format, lint, types, import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(ROOMS)
	$(BIN)/lint-imports --no-cache

check: static test ## Format, lint, types, import contracts, tests

words: install ## Bring the translators' catalogues in step with the source
	$(BIN)/python -m content.catalogues

schema: install ## Write the JSON Schema of programme files anew
	$(BIN)/python -m content.published

bench: install ## Measure speed as ratios in one run
	$(BIN)/python -m benchmarks

torture: install ## Kill senders, mail server, database and Prefect at random instants on each database; nobody may be lost
	$(BIN)/python -m tests.torture

calibrate: install ## Recover known changes from invented answers, and print where intervals do not hold
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.calibrating
	OMP_NUM_THREADS=1 $(BIN)/python -m benchmarks.calibrating_draws

pictures: install ## Take pictures of every page (var/pictures) and those of the docs (needs Chromium)
	$(BIN)/python -m tests.pictures

lock: install ## Resolve requirements.lock anew (needs uv)
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
		--extra dev --custom-compile-command "make lock" --upgrade --quiet pyproject.toml --output-file requirements.lock

clean: ## Remove what was installed and cached (var/ stays)
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
