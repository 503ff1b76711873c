# Everything a newcomer needs: `make demo` and `make test`. `make` alone lists the targets.

export CARGO_TARGET_DIR ?= $(HOME)/.cache/legation/target
# One place for CI and for developers, so that a fresh clone reuses what was built before.
LEGATION = $(CARGO_TARGET_DIR)/release/legation
NEEDED_RUST = 1.95

.PHONY: help check-tools build demo test lint bench evaluate

help:
	@echo "make demo      build, read the sample dispatches, open the brief in a browser"
	@echo "make test      run every test"
	@echo "make build     build the release binary ($(LEGATION))"
	@echo "make lint      rustfmt and clippy, warnings denied"
	@echo "make bench     measure speed against named peers"
	@echo "make evaluate  measure quality on the development data, where it is at hand"

check-tools:
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust $(NEEDED_RUST) or newer from your distribution or with rustup, then run make again"; exit 1; }
	@command -v cc >/dev/null || { echo "a C linker is missing: install gcc or clang (Debian: apt-get install build-essential), then run make again"; exit 1; }
	@cargo --version | awk '{split($$2,v,"."); split("$(NEEDED_RUST)",n,"."); if (v[1]<n[1] || (v[1]==n[1] && v[2]<n[2])) {print "Rust " $$2 " is too old: $(NEEDED_RUST) or newer is needed (rustup update stable)"; exit 1}}'

build: check-tools
	cargo build --locked --release --bin legation
	@echo "built $(LEGATION)"

demo: build
	@sh examples/demo.sh "$(LEGATION)"

test: check-tools
	cargo test --locked --workspace --all-targets
	cargo test --locked --workspace --doc

lint: check-tools
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

bench: check-tools
	cargo xtask bench

evaluate: check-tools
	cargo xtask evaluate all
