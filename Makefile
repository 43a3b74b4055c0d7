# The commands of the house. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup web demo test check bench screenshots schema fmt

# Playwright drives Debian's chromium; its own browsers are never fetched.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

NPM := npm --prefix web
WEB_SOURCES := $(shell find web -name node_modules -prune -o -path web/dist -prune -o -path web/embed -prune -o -type f -print)

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: web ## Build, make the demo county and serve it (ARGS="--scale village --listen 0.0.0.0:8371")
	cargo build --release --bin lianxin
	cargo run --release --quiet --bin lianxin -- demo $(ARGS)

test: ## Everything that must hold: checks, Rust on SQLite and PostgreSQL, web, browser, API (installs what it needs)
	scripts/test

check: web ## Formatting, lints, types, generated files, licences
	scripts/check

bench: web ## Measure the rows of docs/benchmarks.md on this machine and print a table
	bench/run $(ARGS)

screenshots: web ## Take the pictures of the README again from a running demo county
	cargo build --bin lianxin
	$(NPM) run screenshots

schema: web/node_modules/.installed ## Write api/openapi.json and the web's API types again
	scripts/schema

fmt: web/node_modules/.installed ## Format Rust and the web
	cargo fmt --all
	$(NPM) run lint -- --fix

setup: web/node_modules/.installed ## Install the web's build dependencies

web: web/dist/.built ## Build the web, when its sources changed

web/node_modules/.installed: web/package-lock.json
	$(NPM) ci --no-audit --no-fund
	@touch $@

# The build empties dist/, where git keeps one file so that the Rust workspace compiles without a web build.
web/dist/.built: web/node_modules/.installed $(WEB_SOURCES)
	$(NPM) run build
	@touch web/dist/.gitkeep $@
