# 暖管家 Heatdesk. Two commands are enough: make run, make test.
PORT ?= 8000
DATA ?= ./data
HOST ?= 127.0.0.1
V := .venv/bin
PYTEST := $(V)/python -m pytest
LAYERS := { $(V)/lint-imports > .venv/layers.txt || { cat .venv/layers.txt; false; }; }
# what pytest would do around each test, and no quick one asks for: listen to logs, catch prints, keep folders, ...
BARE := --capture=no -p tests.quick $(foreach part,logging threadexception subtests xdist setuponly legacypath \
	faulthandler junitxml pastebin doctest stepwise unittest debugging,-p no:$(part))

# our own byte code is kept, whatever the machine says: every command of it starts half a second sooner
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run work test quick lint types figures demo kill hostile lock vendor image binary

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: ## system libraries, virtual environment, locked packages
	@./tools/setup.sh core

setup-test: # also the test packages, the browser and the database servers
	@./tools/setup.sh test

run: setup ## the demo town at http://127.0.0.1:8000, logins printed
	@$(V)/python app.py demo --if-empty --billed --data $(DATA)
	@exec $(V)/python app.py serve --host $(HOST) --port $(PORT) --data $(DATA)

work: setup ## the background worker alone
	@exec $(V)/python app.py work --data $(DATA)

test: setup-test ## every test, browser journeys included
	$(PYTEST) -n 3 --dist loadgroup tests

# the rules know nothing of an office, so they start without the one that all other tests are given
quick: ## what is fast enough to run before every commit
	@{ $(V)/ruff check -q . && HYPOTHESIS_PROFILE=quick $(PYTEST) -x -m "not hypothesis and not whole" \
	--confcutdir tests/rules $(BARE) -p no:tmpdir tests/rules; } & rules=$$!; \
	{ $(LAYERS) && $(PYTEST) -x -m "not matrix and not whole" \
	--basetemp .venv/quick-house $(BARE) -p no:hypothesispytest tests/house; }; house=$$?; wait $$rules && exit $$house

lint: setup-test ## ruff, types, layers, templates, spelling, vendored files
	$(V)/ruff check .
	$(V)/ruff format --check .
	$(V)/lint-imports
	$(V)/mypy
	$(V)/djlint --lint --quiet --profile jinja templates
	$(V)/codespell
	$(V)/python tools/vendor.py --check

types: ## strict types of rules and services
	$(V)/mypy

figures: ## sizes and speeds, as a mirror
	@$(V)/python -m benchmarks

demo: setup ## an invented town in ./data
	$(V)/python app.py demo --data $(DATA)

kill: setup-test ## 200 kill -9 during payments and 50 during reminders
	HEAT_KILLS=200 HEAT_WORKER_KILLS=50 $(PYTEST) tests/journeys/test_kill.py

hostile: setup-test ## every naughty string in every field
	HEAT_HOSTILE=all $(PYTEST) tests/journeys/test_hostile.py

lock: ## renew the locked packages from requirements*.in
	./tools/lock.sh

vendor: ## fetch the vendored front-end files again
	$(V)/python tools/vendor.py --fetch

image: ## the steps of the Dockerfile on a bare Debian, without an engine: a page and a Chinese PDF (root, debootstrap)
	python3 tools/image.py

binary: setup-test ## one file that runs without Python: dist/heat
	./tools/binary.sh
