# The two commands to know: `make demo` and `make test`. Needed beforehand: Python 3.11 or newer, git and make.

VENV = .venv
PY = $(VENV)/bin/python
PORT = 5000
# Two at a time, each file by itself, in the order of the folders: browser early, the many small files last, so that both end
# together. ARGS of your own replace it.
ARGS = -n 2 --dist loadfile --no-loadscope-reorder

# What an installation depends on. `.mo` catalogues and the vendor files are made by the build back end.
SOURCES = setup.cfg $(wildcard pyproject.toml package.json package-lock.json _build/*.py)
INSTALLED = $(VENV)/.installed
INSTALLED_TEST = $(VENV)/.installed-test
PIP = $(PY) -m pip install --quiet --disable-pip-version-check

.PHONY: help demo test test-long check agreement bench clean

help:
	@echo "make demo       install, fill a demo office and serve it on http://127.0.0.1:$(PORT) (PORT=8080 for another port)"
	@echo "make test       install what the tests need and run them; ARGS='-k name' chooses"
	@echo "make test-long  the same, with the tests that are too slow for every day"
	@echo "make check      style, types, layers, words, migrations"
	@echo "make agreement  whether pycanon, in an environment of its own, agrees with the independent check of anonymous files"
	@echo "make bench      how long pages and commands take; results in bench/results; BENCH='--on sqlite' chooses"
	@echo "make clean      remove what was built, the virtual environment included; instance/ is left alone"

demo: $(INSTALLED)
	@exec $(VENV)/bin/hybridmentor demo --serve --port $(PORT)

test: $(INSTALLED_TEST)
	@$(PY) tools/provision.py
	@$(PY) -m pytest $(ARGS)

test-long: $(INSTALLED_TEST)
	@$(PY) tools/provision.py
	@$(PY) -m pytest -m "" --hypothesis-profile=long $(ARGS)

# All of them run, so that one look shows everything; the last line decides.
check: $(INSTALLED_TEST)
	@faults=0; \
	run() { echo "== $$*"; "$$@" || faults=1; }; \
	run $(PY) -m ruff check --output-format concise . ; \
	run $(PY) -m ruff format --check --output-format concise . ; \
	run $(PY) -m mypy ; \
	run $(VENV)/bin/lint-imports --no-logo ; \
	run $(PY) tools/words.py check ; \
	run $(PY) tools/check_migrations.py ; \
	run $(PY) tools/check_tree.py ; \
	if [ $$faults -ne 0 ]; then echo "make check found faults, see above." >&2; exit 1; fi; \
	echo "make check found nothing."

# Its own exit codes stand in the file; make tells of each as an error. AGREEMENT=--where-possible lets a Python pass that pycanon
# has no packages for.
agreement: $(INSTALLED)
	@$(PY) -m bench.pycanon_agreement $(AGREEMENT)

# A bar that is missed stops nothing here: pages are listed as over the bar, and for the others make tells of an exit code
# that it passes over. Each keeps its own results.
bench: $(INSTALLED_TEST)
	@$(PY) tools/provision.py database
	@$(PY) -m bench.pages $(BENCH)
	-@$(PY) -m bench.quality
	-@$(PY) -m bench.timeline
	-@$(PY) -m bench.unit_import
	-@$(PY) -m bench.matching
	-@$(PY) -m bench.experiences
	-@$(PY) -m bench.pairing
	-@$(PY) -m bench.anonymity
	-@$(PY) -m bench.export

$(PY):
	@for python in python3.14 python3.13 python3.12 python3.11 python3 python; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
			if $$python -c 'import ensurepip, venv' >/dev/null 2>&1; then \
				echo "Making a virtual environment in $(VENV) with $$($$python --version)."; \
				exec $$python -m venv --clear $(VENV); \
			fi; \
			bare=$$python; \
		fi; \
	done; \
	if [ -n "$$bare" ]; then \
		echo "$$bare cannot make virtual environments: install its venv module (on Debian: apt-get install python3-venv)." >&2; \
	else \
		echo "Python 3.11 or newer is needed, and none was found. Install it and run make again." >&2; \
	fi; \
	exit 1

$(INSTALLED): $(SOURCES) | $(PY)
	@echo "Installing Hybridmentor in $(VENV); the first time takes about half a minute."
	@$(PIP) --editable .
	@touch $@

$(INSTALLED_TEST): $(SOURCES) | $(PY)
	@echo "Installing Hybridmentor and what its tests need in $(VENV); the first time takes about a minute."
	@$(PIP) --editable '.[test]'
	@touch $(INSTALLED) $@

clean:
	rm -rf $(VENV) .venv-pycanon build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache test-results
	rm -f hybridmentor/translations/*/LC_MESSAGES/hybridmentor.mo
	find hybridmentor migrations tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
