# make run    the page on http://localhost:5006     make lint   ruff and mypy
# make test   every test, Chromium included         make bench  the measured figures
# make fuzz   100,000 odd links, files and tables; make fuzz INPUTS=500000 takes more
# make faults  cut lines, killed servers, full disks: what a page shows and loses (20 minutes)
# make clean  removes what the others made

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 5006
INPUTS ?= 100000
# The tests' browser: the one that is named, else the first that is there.
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable
CHROMIUM ?= $(firstword $(foreach name,$(BROWSERS),$(shell command -v $(name) 2>/dev/null)))
export CHROMIUM

.PHONY: run test lint bench faults fuzz clean chromium
.DEFAULT_GOAL := run

run: $(VENV)/.run
	$(BIN)/playground --port $(PORT) --show

test: $(VENV)/.test chromium
	$(BIN)/python -m pytest

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.test chromium
	$(BIN)/python tests/bench

faults: $(VENV)/.test chromium
	$(BIN)/python -m tests.faults

fuzz: $(VENV)/.test
	$(BIN)/python -m tests.export.fuzz $(INPUTS)

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find playground tests -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp per purpose, renewed when what it was made from changes: a second `make run` starts at once.
$(VENV)/.run: pyproject.toml constraints.txt | $(VENV)/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(VENV)/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	touch $@ $(VENV)/.run

# Debian and Ubuntu keep venv in a package of its own; a half-made folder must not look like a whole one.
$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "The playground needs Python 3.11 or newer; this is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || $(MAKE) --no-print-directory system-package PACKAGE=$(notdir $(PYTHON))-venv
	@rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)

# Where the system has no such package (Ubuntu has none) the browser that Playwright brings serves.
chromium: $(VENV)/.test
	@[ -n "$(CHROMIUM)" ] || $(MAKE) --no-print-directory system-package PACKAGE=chromium || \
	    $(BIN)/playwright install --with-deps chromium

.PHONY: system-package
system-package:
	@root=; [ "$$(id -u)" = 0 ] || root=sudo; \
	    command -v apt-get >/dev/null && { [ -z "$$root" ] || command -v sudo >/dev/null; } || \
	        { echo "Please install the system's package $(PACKAGE), then try again."; exit 1; }; \
	    $$root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$root apt-get install -y -qq $(PACKAGE) >/dev/null
