# `make run` shows the dashboard, `make test` runs every check. Nothing else has to be set up by hand.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

PYTHON ?= python3
PORT ?= 8501
SEED ?=
PY := .venv/bin/python
# Two processes. Of the unit and browser tests each takes a half in their order, so that a file's stay together,
# since they share what is dear to build, and the one that is done first takes over from the other.
BY_TEST := -n 2 --dist load
IN_ORDER := -n 2 --dist worksteal

# The stamps carry a checksum of the pins: other pins are another stamp, so an old .venv is brought up to date.
checksum = $(shell cat $(1) | cksum | cut -d' ' -f1)
RUNTIME := .venv/.runtime-$(call checksum,requirements.txt requirements.lock)
DEV := .venv/.dev-$(call checksum,requirements.txt requirements-dev.txt requirements.lock)

.PHONY: help run demo test lint format typecheck test-unit test-app test-browser browser-ready bench lock clean

help: ## show this list
	@echo "wzdash: the dashboard of two nets and one line"
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' Makefile
	@echo "  PORT=8502 (run), SEED=7 (run, demo) and PYTHON=python3 can be given after the target's name."

$(RUNTIME): requirements.txt requirements.lock
	@sh .ci/check-python $(PYTHON)
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	@echo "Installing the pinned requirements into .venv (once, about a minute)"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@rm -f .venv/.runtime-*; touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "Installing what the tests need into .venv"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@rm -f .venv/.dev-*; touch $@

run: ## install, build the demo store if there is none, serve on http://127.0.0.1:8501
	@sh .ci/check-python $(PYTHON)
	@sh .ci/check-port $(PYTHON) $(PORT)
	@$(MAKE) --no-print-directory --silent $(RUNTIME)
	@$(PY) -m wzdash demo --if-missing $(SEED:%=--seed %)
	@echo "wzdash is served on http://127.0.0.1:$(PORT) (stop with Ctrl-C)"
	@exec $(PY) -m streamlit run app.py --server.port $(PORT)

demo: $(RUNTIME) ## build the demo store anew
	@$(PY) -m wzdash demo $(SEED:%=--seed %)

test: $(DEV) browser-ready lint test-unit test-app test-browser ## every check: format, lint, types, unit, PostgreSQL, app and browser tests
	@echo "All checks passed."

lint: $(DEV) ## ruff, its format check and mypy
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: $(DEV) ## let ruff format and sort imports
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

test-unit: $(DEV) ## unit tests on DuckDB and PostgreSQL
	$(PY) -m pytest $(IN_ORDER) tests --ignore=tests/pages --ignore=tests/browser --ignore=tests/acceptance

test-app: $(DEV) ## the pages as Streamlit runs them
	$(PY) -m pytest $(BY_TEST) tests/pages

test-browser: $(DEV) browser-ready ## a real Chromium on a real server
	$(PY) -m pytest $(IN_ORDER) tests/browser

browser-ready: $(DEV)
	@$(PY) -m tests.browser.chromium

bench: $(DEV) ## measure, and write benchmarks/RESULTS.md
	$(PY) -m benchmarks.run

lock: ## resolve the pins anew in an empty environment, write requirements.lock
	@sh .ci/write-lock $(PYTHON)

clean: ## remove the environment, caches and test output; the store stays
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .artifacts
	find . -name __pycache__ -type d -not -path './.git/*' -exec rm -rf {} +
