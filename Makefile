# Two verbs are the gate (check, test); demo is the first minute of a user.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo check test influxd peers clean

demo: .venv/made
	$(BIN)/snokyla demo $(ARGS)

check: .venv/made
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: .venv/made
	$(BIN)/pytest $(ARGS)

# What the benchmarks measure against, made once: a few minutes and the package index.
peers: .venv/made
	$(BIN)/python benchmarks/opendsm_env.py

influxd:
	deploy/influxd/build

# One environment, made again when what it is made from changes.
.venv/made: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "snokyla needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { echo "Could not make .venv. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[report,test]'
	@touch $@

clean:
	rm -rf .venv data build *.egg-info .mypy_cache .ruff_cache .pytest_cache
