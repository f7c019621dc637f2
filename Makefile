# Two commands for newcomers: `make grade` grades the sample classes, `make test` runs the test suite.
# Both need nothing but Python 3.10 or newer; everything else goes into .venv.

PYTHON ?= python3
# A plain `torch` may bring gigabytes of CUDA along; name the build you want, here or on the command line.
TORCH ?= torch==2.13.0
VENV := .venv
# Test files at a time; each of them starts processes of its own.
JOBS ?= 2
BIN := $(VENV)/bin
PYTEST := $(BIN)/pytest

.PHONY: grade test whole lint check build verify held-out feedback load hostile attacks fuzz parity bench bench-nbgrader bench-scale clean

grade: $(VENV)/course
	@set -e; for class in tests/data/classes/*; do $(BIN)/grader grade $${class##*/} $$class; done

test: $(VENV)/dev
	$(PYTEST) -n $(JOBS) --dist loadgroup -rs

# `test` takes a sample of what there is very much of; this takes all, and so does each of those below, of one thing.
whole: $(VENV)/dev
	WHOLE=1 $(PYTEST) -n $(JOBS) --dist loadgroup -rs

held-out: $(VENV)/dev
	WHOLE=1 $(PYTEST) $(addprefix tests/integration/,test_held_out.py test_named.py test_tolerance.py) -rP

feedback: $(VENV)/dev
	WHOLE=1 $(PYTEST) tests/integration/test_feedback_texts.py

load: $(VENV)/dev
	WHOLE=1 $(PYTEST) tests/integration/test_busy_machine.py

hostile: $(VENV)/dev
	WHOLE=1 $(PYTEST) tests/unit/sandbox/outside/test_protocol.py

attacks: $(VENV)/dev
	WHOLE=1 $(PYTEST) tests/security

fuzz: $(VENV)/dev
	WHOLE=1 $(PYTEST) tests/integration/test_fuzz.py

parity: $(VENV)/dev
	WHOLE=1 $(PYTEST) tests/integration/test_parity.py tests/integration/test_parity_nbgrader.py

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

build: $(VENV)/course
	$(BIN)/grader build

verify: $(VENV)/course
	$(BIN)/grader verify

check: lint test $(VENV)/dev
	$(BIN)/grader build --check
	$(BIN)/grader verify

bench: $(VENV)/dev
	$(BIN)/python tests/benchmarks/bench_grading.py
	$(BIN)/python tests/benchmarks/bench_layers.py
	$(BIN)/python tests/benchmarks/bench_student.py

bench-nbgrader: $(VENV)/dev
	$(BIN)/python tests/benchmarks/bench_nbgrader_autograde.py

bench-scale: $(VENV)/dev
	$(BIN)/python tests/benchmarks/bench_scale.py

clean:
	rm -rf $(VENV) build *.egg-info

$(VENV)/torch:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet "$(TORCH)"
	touch $@

$(VENV)/course: $(VENV)/torch pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[course]'
	touch $@

$(VENV)/dev: $(VENV)/torch pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@ $(VENV)/course
