# Parting Words. The two to know: make demo, make test.
PYTHON ?= python3
PORT ?= 8000
export PORT
# What is compiled once need not be compiled again by each of the many processes that are started.
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin

.PHONY: help demo run setup setup-test test check fmt lock clean

help: ## Say what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

demo: setup ## Use it now: a sample company on PORT (8000), with links to open
	@$(BIN)/python manage.py demo --port $(PORT)

run: setup ## Serve it without sample data
	@$(BIN)/python manage.py serve --port $(PORT)

setup: ## Make the environment in .venv and install what is pinned
	@$(PYTHON) config/bootstrap.py run

setup-test:
	@$(PYTHON) config/bootstrap.py test

test: check ## Run every check, then every test, on SQLite and on PostgreSQL
	@$(BIN)/python tests/run.py

check: setup-test ## Style, types, arrows, migrations
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy config customers surveys causes reports
	@$(BIN)/lint-imports
	@$(BIN)/python manage.py makemigrations --check --dry-run

fmt: setup-test ## Format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: setup-test ## Pin the dependencies of pyproject.toml anew
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev --extra train --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet -o requirements-dev.lock

clean: ## Remove the environment and what was built; your data in var/ stays
	rm -rf .venv static/built .mypy_cache .ruff_cache .pytest_cache
