# report, figures, data, docs and tests are folders too, so every target that is not a file is declared phony.
.DEFAULT_GOAL := help
.PHONY: help report editions replay figures walk test test-fast test-full check audit format accept register clean data docs bench fuzz doctor lock

FORMATS ?= html pdf explore
ENGINE ?= auto
MINUTES ?= 10
# The first Python on the path that is new enough; `make report PYTHON=…` names another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)

BIN := .venv/bin
# The names of these files contain a checksum of the locks, so that a changed lock is installed and no other.
INSTALLED := .venv/report-$(shell cat pyproject.toml requirements.lock | cksum | cut -d' ' -f1)
INSTALLED_TEST := .venv/test-$(shell cat pyproject.toml requirements-test.lock | cksum | cut -d' ' -f1)
# One test runs a validator whose requirements would limit the product's, so it has an environment of its own.
INSTALLED_VALIDATOR := .venv/validator/$(shell cksum < requirements-validator.lock | cut -d' ' -f1)
# One version of each library for every Python, so that the bytes of the report do not depend on it.
LOCK := uv pip compile --quiet --universal --fork-strategy fewest --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock'
FAST := $(foreach room,tables formulas indicators claims ingest,analysis/$(room)) report/manuscript
TESTED := $(BIN)/pytest --numprocesses auto --dist loadfile
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'FORMATS="html pdf explore docx ods xlsx api" chooses what `make report` writes, PYTHON=python3.12 what it is installed with.'

report: $(INSTALLED)  ## build the report as HTML and PDF, and the page of every number, in build/report/
	@$(BIN)/valuing-care report --engine $(ENGINE) $(foreach format,$(FORMATS),--format $(format))

editions: $(INSTALLED)  ## build the report about each council, region and class, in build/editions/; AREA="Kent" for one
	@$(BIN)/valuing-care editions $(if $(AREA),"$(AREA)") $(foreach format,$(filter html pdf docx,$(FORMATS)),--format $(format))

replay: $(INSTALLED)  ## build the report of other years, in build/replay/, and check it; YEAR="2019 turned" for some
	@$(BIN)/valuing-care replay $(YEAR)

figures: $(INSTALLED)  ## draw only the charts, with the data behind them, in build/figures/
	@$(BIN)/valuing-care figures

data: $(INSTALLED)  ## fetch what is newer at the publishers into data/; without a network nothing changes
	@$(BIN)/valuing-care data refresh || test $$? -eq 3

walk: $(INSTALLED_TEST)  ## do five tasks by keyboard in the pages of build/report/, and write docs/walk.md
	@$(BIN)/python -m docs.walk

test: $(INSTALLED_TEST) $(INSTALLED_VALIDATOR)  ## run the tests; VALUING_CARE_OFFICIAL=<folder>:<folder> adds those on official files
	@$(TESTED) $(PYTEST)

test-fast: $(INSTALLED_TEST)  ## run the tests of tables, formulas, indicators, claims, ingestion and manuscript
	@$(TESTED) $(foreach room,$(FAST),$(room) tests/$(room)) $(PYTEST)

test-full: $(INSTALLED_TEST) $(INSTALLED_VALIDATOR)  ## run the tests that take long too, on other samples each time
	@$(TESTED) --full $(PYTEST)

check: ENGINE := pandoc
check: $(INSTALLED_TEST) report  ## check style, types, data, and every number of the report
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/zizmor --offline --no-progress --quiet .github/workflows
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/valuing-care data validate
	@$(BIN)/valuing-care check

audit: $(INSTALLED)  ## compute every indicator a second time, in SQL, and compare all values
	@$(BIN)/valuing-care audit

format: $(INSTALLED_TEST)  ## rewrite the code in the agreed style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

accept: report  ## accept the headline numbers of build/ as the expected ones (tests/expected/, report/versions.csv, README.md)
	@$(BIN)/valuing-care accept

register: $(INSTALLED)  ## register the definitions as they are, with the newest data (analysis/registered.csv)
	@$(BIN)/valuing-care definitions --register

docs: $(INSTALLED)  ## write docs/indicators.md and docs/architecture.svg, which come from the code
	@$(BIN)/python -m docs.indicators
	@$(BIN)/python -m docs.architecture

bench: $(INSTALLED_TEST)  ## measure report, import, indicators and editions; BASE=<another checkout> gives ratios to it
	@$(BIN)/python -m benchmarks.bench $(if $(BASE),--base "$(BASE)")
	@$(BIN)/python -m benchmarks.editions $(if $(BASE),--base "$(BASE)")

fuzz: $(INSTALLED_TEST)  ## import official files changed at random for MINUTES=10, and count outcomes in build/fuzz.json
	@$(BIN)/python benchmarks/fuzz.py --minutes $(MINUTES)

doctor: $(INSTALLED)  ## say what is installed, which engine will run, and whether the report can be built
	@$(BIN)/valuing-care doctor --engine $(ENGINE)

lock:  ## rewrite the three lock files (needs uv)
	@$(LOCK) --upgrade pyproject.toml --group build --output-file requirements.lock
	@$(LOCK) --upgrade pyproject.toml --group build --group test --constraints requirements.lock \
		--output-file requirements-test.lock
	@$(LOCK) --upgrade --group validator --output-file requirements-validator.lock

clean:  ## remove build/ and nothing else
	@rm -rf build

$(INSTALLED):
	@$(if $(PYTHON),,echo 'Python 3.11 or newer is needed and none was found: install it, or name it with PYTHON=…' >&2; exit 1)
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"Python 3.11 or newer is needed and $(PYTHON) is " + sys.version.split()[0] + ": name another with PYTHON=…")'
	@echo 'Installing the locked libraries into .venv, once; this takes about a minute.'
	@"$(PYTHON)" -m venv .venv
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(INSTALLED_TEST): $(INSTALLED)
	@echo 'Installing the locked libraries for tests and checks into .venv, once.'
	@$(PIP) install --require-hashes --requirement requirements-test.lock
	@touch $@

# Without it one test is skipped, and says so.
$(INSTALLED_VALIDATOR): $(INSTALLED)
	@echo 'Installing the locked validator of research objects into .venv/validator, once.'
	@$(BIN)/python -m venv --clear .venv/validator
	@.venv/validator/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes \
		--requirement requirements-validator.lock && touch $@ || \
		{ rm -rf .venv/validator; echo 'It could not be installed: its test is skipped.' >&2; }
