# make demo   sets all up, builds, codes the reports in examples/reports and shows them on the web (NO_SERVE=1: without the last)
# make test   sets all up and runs every check: formatting, lints, tests, data
# make bench  measures the coder, a line a stage
# make deny   licences and advisories of the dependencies

SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo test bench deny

TARGET := $(or $(CARGO_TARGET_DIR),target)
MARSAD := $(TARGET)/release/marsad
REPORTS := examples/reports
DEMO := $(TARGET)/demo.db

help:
	@sed -n 's/^# //p;/^$$/q' Makefile

# Rust is all that is needed. Where there is none, rustup fetches it.
setup:
	@if ! command -v cargo >/dev/null 2>&1 && [ ! -x "$$HOME/.cargo/bin/cargo" ]; then \
	  echo "installing Rust with rustup"; \
	  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal -c clippy -c rustfmt; \
	fi

export PATH := $(PATH):$(HOME)/.cargo/bin

demo: setup
	cargo build --release --locked --quiet --package marsad
	@echo; echo '$$ marsad read $(REPORTS)/manara-20171017.json $(REPORTS)/mizan-20171020.json'; echo
	@$(MARSAD) read $(REPORTS)/manara-20171017.json $(REPORTS)/mizan-20171020.json
	@echo; echo '$$ marsad read $(REPORTS)/*-20*.json | tail -n 1'
	@$(MARSAD) read $(REPORTS)/*-20*.json | tail -n 1
	@echo; echo '$$ marsad ingest $(REPORTS) --archive $(DEMO)'; echo
	@$(MARSAD) ingest $(REPORTS)/*-20*.json --archive $(DEMO)
	@[ -n "$(NO_SERVE)" ] || { echo; echo '$$ marsad serve --archive $(DEMO)'; echo; $(MARSAD) serve --archive $(DEMO); }

test: setup
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked --quiet -- -D warnings
	cargo test --workspace --locked
	cargo run --locked --quiet --package marsad -- check data/

.PHONY: gazetteer-fresh
gazetteer-fresh: setup
	cargo xtask gazetteer --check

bench: setup
	cargo bench --locked --package marsad-core --bench coder

deny: setup
	@command -v cargo-deny >/dev/null 2>&1 || cargo install --locked cargo-deny
	cargo deny check

# make web       builds the observatory's style and scripts into web/dist (needs Node.js 20.19 or newer)
# make test-web  builds them and tries pages, API and exports in Chromium, against $MARSAD_BIN or the debug build
.PHONY: web test-web
web:
	@command -v npm >/dev/null 2>&1 || { echo "the web pages' scripts need Node.js 20.19 or newer: https://nodejs.org/"; exit 69; }
	cd web && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build

MARSAD_BIN ?= $(abspath $(TARGET))/debug/marsad
test-web: web
	@web/tools/prepare-tests.sh
	@[ -x "$(MARSAD_BIN)" ] || cargo build --locked --quiet --package marsad
	cd web && MARSAD_BIN="$(abspath $(MARSAD_BIN))" npm run --silent test
