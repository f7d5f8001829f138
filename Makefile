# Nghị Sự: the commands a newcomer and a developer need. Everything real lives in deploy/ (Python, standard library).
# Needs only Python 3.11+, git and make; the rest is installed by the first command.

PYTHON ?= python3
BOOTSTRAP = $(PYTHON) deploy/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run reset bench-documents bench-live bench-media bench-lines bench-rooms bench-transcription soak test check e2e chaos fuzz rehearsal simulate test-unit test-integration test-postgres prepare lock

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Build what is missing and hold a meeting: prints the addresses
	@$(BOOTSTRAP) run

reset: ## Wipe all data of this copy (var/); asks first unless FORCE=1
	@$(BOOTSTRAP) reset

test: ## Everything: check, unit, integration on both databases, e2e
	@$(BOOTSTRAP) test all

check: ## Format, lint, types, import rules, migrations, front end
	@$(BOOTSTRAP) test check

test-unit: ## Unit tests (offline, no services)
	@$(BOOTSTRAP) test unit

test-integration: ## Integration tests on SQLite with a real Redis
	@$(BOOTSTRAP) test integration

test-postgres: ## Unit and integration tests that ask the database, on a private PostgreSQL
	@$(BOOTSTRAP) test postgres

e2e: ## Whole meetings in Chromium with fake cameras
	@$(BOOTSTRAP) test e2e

chaos: ## 500 participants while web, Redis and PostgreSQL are killed; the fault table in full
	@$(BOOTSTRAP) test chaos; status=$$?; cat build/test/fault-table.txt; exit $$status

fuzz: ## Damaged bytes for the media parsers and the C engine: NGHISU_FUZZ_SECONDS=60 for each
	@$(BOOTSTRAP) test fuzz; status=$$?; tail -n 3 build/test/parsers.log; exit $$status

rehearsal: ## Half a day of 200 rooms and 500 people on a fast clock; the record against a recount
	@$(BOOTSTRAP) test rehearsal; status=$$?; sed -n '/Captured stdout/,$$p' build/test/rehearsal.log; exit $$status

simulate: ## Random sittings under faults, long form: NGHISU_SIMULATION_EXAMPLES=2000, NGHISU_SIMULATION_SEED=…
	@$(BOOTSTRAP) test simulate; status=$$?; sed -n '/Captured stdout/,$$p' build/test/simulation.log; exit $$status

bench-documents: ## Papers in figures: pictures of pages, scans, search, conversion, comparison, marks (bench/README.md)
	@$(BOOTSTRAP) bench documents

bench-live: ## What the live line costs: fan-out, reconnects, votes at once (bench/README.md)
	@$(BOOTSTRAP) bench live

bench-media: ## What one forwarded packet costs: our engines, the floor, Janus (bench/README.md)
	@$(BOOTSTRAP) bench media

soak: ## 30 minutes of 100 pages that come and go at one media worker: memory and descriptors stay flat
	@$(BOOTSTRAP) bench soak

bench-lines: ## What a real browser hears and sees behind bad lines, beside Janus (bench/README.md)
	@$(BOOTSTRAP) bench lines

bench-rooms: ## One page per role among 200 fake rooms: how soon the picture follows the floor (bench/README.md)
	@$(BOOTSTRAP) bench rooms

bench-transcription: ## How right, how soon, how dear captions are, on SPEECH_SET (bench/README.md)
	@$(BOOTSTRAP) bench transcription

prepare: ## Install all that development and the tests need, and stop there
	@$(BOOTSTRAP) prepare

lock: ## Renew the hashed locks in requirements/ from pyproject.toml
	@$(BOOTSTRAP) lock
