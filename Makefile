# The commands of this project. `make` alone lists them; what each does stands in scripts/.

CONFIG ?= /etc/nightbell/clinic.yaml

.PHONY: help demo test run bench check interop build clean

help: ## list the commands
	@echo "Nightbell: the night bell of a clinic's telephone."
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-15s %s\n", $$1, $$2 }'

demo: ## play a real night call on loopback, then stay up for your own phone (DEMO_ONCE=1: end after the story)
	@scripts/demo

test: ## install what the tests need and run all of them
	@scripts/test

run: ## the daemon alone, on a clinic's own configuration: make run CONFIG=clinic.yaml
	@scripts/run "$(CONFIG)"

bench: ## measure the release daemon beside the floor (two-core machine: about ten minutes)
	@scripts/bench

check: ## format, file lengths, SAFETY notes, paths named in the documents
	@scripts/check

interop: ## only the tests against real clients (make interop ONLY=trunk: only those of an area)
	@scripts/test --interop $(ONLY)

build: ## the release binary
	@scripts/build release

clean: ## remove what was built and spoken; records and keys stay
	@rm -rf .build deploy/demo/prompts/*.wav
