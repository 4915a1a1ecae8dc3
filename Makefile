# Two commands do everything: `make crawl` and `make test`. Both set up .venv on their own.
.DEFAULT_GOAL := help
.PHONY: help crawl test format lock schema clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

crawl: ## crawl the demo newsroom into data/articles.jsonl, and report on it (no network needed)
	@scripts/setup.sh requirements.txt
	@.venv/bin/scrapy crawl demo -L WARNING -O data/articles.jsonl
	@.venv/bin/scrapy report data/articles.jsonl --output data/report.html

test: ## lint, types and tests
	@scripts/setup.sh requirements-dev.txt
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/pytest -n auto --dist worksteal

format: ## let ruff mend what it can
	@scripts/setup.sh requirements-dev.txt
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

schema: ## write crawler/schema/ and the generated docs anew
	@scripts/setup.sh requirements-dev.txt
	@.venv/bin/python -m crawler.schema

lock: ## pin every dependency anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean: ## remove .venv and caches, keep data/
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
