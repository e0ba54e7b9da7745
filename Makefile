# Everything lives in .venv/; no target needs anything but Python 3.11 to 3.13 and make.
PYTHON ?= python3
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE := # many processes are started: each would compile all it imports again
Q ?= How many people are held in scam centres in Cambodia, and who says so?

.PHONY: setup chat ask test check lint types lock evaluate baseline

setup: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

chat: setup
	@echo "> $(Q)"
	@$(BIN)/assistant ask "$(Q)" || test $$? -eq 3  # a refusal is an answer too
	@$(BIN)/assistant serve

ask: setup
	@$(BIN)/assistant ask "$(Q)"

test: setup
	$(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

check: lint types test

# The public sets are not part of the project; without them only our own questions are measured.
EVALUATE = $(BIN)/assistant evaluate quick --workers 2 --out evaluation $(if $(wildcard ../shared/data),--data ../shared/data)

evaluate: setup # exit code 4 where a gated figure got significantly worse
	$(EVALUATE) --against evals/baseline.json

baseline: setup # accepts what is measured now: make baseline WHY="the reason"
	$(EVALUATE) --accept "$(WHY)"

lock: setup # pins what is installed now
	$(BIN)/python -m pip freeze --exclude-editable --exclude pip | sed 's/+cpu$$//' > requirements.lock
