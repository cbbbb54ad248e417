# Everything a user or a contributor does, from a bare machine with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup demo test kills scale lint check format clean simulate
.DEFAULT_GOAL := help

help:
	@echo "make setup   install everything into $(VENV)"
	@echo "make demo    translate, summarise and score the five articles in seeds/"
	@echo "make test    run all tests"
	@echo "make kills   kill a run ten times; it has to end with the bytes of an undisturbed one"
	@echo "make scale   memory and time of 2,000 and of 20,000 articles"
	@echo "make simulate  how often the verdicts of compare err: thousands of sets, minutes"
	@echo "make check   format, lint, types, tests"
	@echo "make clean   remove $(VENV), caches and the demo's run (your runs and the prepared models stay)"

setup: $(READY)

$(READY): pyproject.toml constraints.txt configs/embedded-requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[embedded,formats,report,train,dev]'
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement configs/embedded-requirements.txt
	touch $@

demo: setup
	$(BIN)/tarjama run seeds --profile embedded --output outputs/demo --fresh
	$(BIN)/tarjama score outputs/demo

test: setup
	$(BIN)/python -m pytest

kills: setup
	$(BIN)/python -m tests.pipeline.kills --kills 10 --articles 300

scale: setup
	$(BIN)/python -m tests.pipeline.scale --articles 2000 20000

simulate: setup
	$(BIN)/python -m tests.scoring.simulation

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint test

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis outputs/demo
