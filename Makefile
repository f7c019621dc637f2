# Two commands for newcomers: `make grade` grades the sample classes, `make test` runs the test suite.
# Both need nothing but Python 3.10 or newer; everything else goes into .venv.

PYTHON ?= python3
# A build of torch in place of the one for CPUs, or of the one that is there: `make grade TORCH=torch==2.9.0`.
TORCH ?=
VENV := .venv
# Test files at a time; each of them starts processes of its own.
JOBS ?= 2
BIN := $(VENV)/bin
PYTEST := $(BIN)/pytest

.PHONY: grade test whole unit lint check build verify held-out feedback load hostile attacks fuzz parity bench bench-nbgrader bench-scale docs \
	dist dist-check release-check clean

grade: $(VENV)/course
	@set -e; for class in tests/data/classes/*; do $(BIN)/grader grade $${class##*/} $$class; done

test: $(VENV)/dev
	$(PYTEST) -n $(JOBS) --dist loadgroup -rs

# `test` takes a sample of what there is very much of; this takes all, and so does each of those below, of one thing.
whole: $(VENV)/dev
	WHOLE=1 $(PYTEST) -n $(JOBS) --dist loadgroup -rs

unit: $(VENV)/dev
	$(PYTEST) -n $(JOBS) --dist loadgroup -rs tests/unit tests/reference tests/integration/test_student_side.py

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

docs: $(VENV)/dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet
	@echo build/site/index.html

# The wheel and the sdist, as they would be published, are built; then checked, installed and used; then, by root and
# for hours, the two commands of README.md in a bare Debian.
dist: $(VENV)/dev
	rm -rf dist
	$(BIN)/python -m build --quiet
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl

dist-check: dist
	PYTHON=$(PYTHON) tests/release/run dist/*.whl

release-check: dist-check
	tests/debian/run

clean:
	rm -rf $(VENV) build dist *.egg-info

# What was left half-made is mended; what is there is taken.
$(VENV)/course: pyproject.toml
	@TORCH="$(TORCH)" $(PYTHON) .ci/environment.py $(VENV) course
	@touch $@

$(VENV)/dev: pyproject.toml
	@TORCH="$(TORCH)" $(PYTHON) .ci/environment.py $(VENV) dev
	@touch $@ $(VENV)/course
