# Everything a newcomer needs: `make demo` and `make test`. `make` alone lists the targets.

export CARGO_TARGET_DIR ?= $(HOME)/.cache/legation/target
# One place for CI and for developers, so that a fresh clone reuses what was built before.
LEGATION = $(CARGO_TARGET_DIR)/release/legation
NEEDED_RUST = 1.95
NEEDED_NODE = 20

.PHONY: help check-tools web build demo test chromium lint bench evaluate

help:
	@echo "make demo      build, record the sample dispatches, open the desk on them in a browser"
	@echo "make test      run every test (the desk's pages are tested in Chromium)"
	@echo "make build     build the release binary ($(LEGATION))"
	@echo "make web       build the desk's pages into web/dist, which the binary takes in"
	@echo "make lint      rustfmt and clippy, warnings denied"
	@echo "make bench     measure speed against named peers"
	@echo "make evaluate  measure quality on the development data, where it is at hand"

check-tools:
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust $(NEEDED_RUST) or newer from your distribution or with rustup, then run make again"; exit 1; }
	@command -v cc >/dev/null || { echo "a C linker is missing: install gcc or clang (Debian: apt-get install build-essential), then run make again"; exit 1; }
	@cargo --version | awk '{split($$2,v,"."); split("$(NEEDED_RUST)",n,"."); if (v[1]<n[1] || (v[1]==n[1] && v[2]<n[2])) {print "Rust " $$2 " is too old: $(NEEDED_RUST) or newer is needed (rustup update stable)"; exit 1}}'
	@command -v node >/dev/null || { echo "node is missing: install Node.js $(NEEDED_NODE) or newer with npm (Debian: apt-get install nodejs npm), then run make again"; exit 1; }
	@node -e 'const v = process.versions.node; if (Number(v.split(".")[0]) < $(NEEDED_NODE)) { console.log("Node.js " + v + " is too old: $(NEEDED_NODE) or newer is needed"); process.exit(1) }'
	@command -v npm >/dev/null || { echo "npm is missing: install it beside Node.js (Debian: apt-get install npm), then run make again"; exit 1; }

# The packages are fetched again when the lock file changes, the pages built again when a source does.
WEB_SOURCES = $(shell find web/src web/public -type f) web/index.html web/package.json web/vite.config.js web/tsconfig.json

web: check-tools web/dist/index.html

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --prefer-offline
	@touch $@

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run build
	@touch $@

build: check-tools web
	cargo build --locked --release --bin legation
	@echo "built $(LEGATION)"

demo: build
	@sh examples/demo.sh "$(LEGATION)"

test: check-tools web chromium
	cargo test --locked --workspace --all-targets
	cargo test --locked --workspace --doc
	cargo build --locked --release --bin legation
	cd web && LEGATION="$(LEGATION)" npm test

# The desk's pages are tested in a real browser.
chromium:
	@command -v chromium >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; \
		else \
			echo "Chromium is missing: install it (Debian: apt-get install chromium), then run make test again"; exit 1; \
		fi; }

lint: check-tools web
	cd web && npm run check
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

bench: check-tools
	cargo xtask bench

evaluate: check-tools
	cargo xtask evaluate all
