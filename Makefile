# Two commands: make serve, make test. Both make the environment they need.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: serve test lint bench clean

serve: .venv/.run
	@$(BIN)/kg serve

test: lint
	$(BIN)/python -m pytest -n 2 --cov --cov-report=term

lint: .venv/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: .venv/.bench
	$(BIN)/python -m benchmarks

.venv/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 / Python 3.11 以上が必要です" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip==26.3
	@touch $@

.venv/.run: .venv/.python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/.dev: .venv/.run pyproject.toml
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

.venv/.bench: .venv/.run pyproject.toml
	$(BIN)/python -m pip install --quiet --group bench
	@touch $@

clean:
	rm -rf .venv build dist kg-data
