# Every command a person runs. `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run test build watch check bench soak e2e fmt pictures clean tools test-tools bench-tools

WITH := .ci/with
# `browser` is for WebAssembly only: beside the server, its features would mix with theirs.
HOUSE := --workspace --exclude browser
# The door with its site, and the program beside a kiosk's browser.
BUILD := $(WITH) cargo leptos build --release -P && $(WITH) cargo build --release -p bridge

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## prepare the tools, build, and serve a demonstration district on http://127.0.0.1:3000
	@exec .ci/run-demo.sh

test: test-tools ## prepare what tests need and run all of them
	$(WITH) cargo fmt --all --check
# In the profiles and places of the builds below: what runs while compiling (macros, build scripts) is made once.
	$(WITH) cargo clippy --release $(HOUSE) --all-targets -- -D warnings
	$(WITH) cargo clippy --target-dir target/front --profile wasm-release -p browser --target wasm32-unknown-unknown -- -D warnings
# The journeys walk through the programs that the tests bring along: the server is built once.
	$(WITH) cargo test --release $(HOUSE) --no-run
	$(WITH) cargo leptos build --release -P --frontend-only
	$(WITH) npm --prefix e2e run --silent types
	$(WITH) npm --prefix e2e run --silent units
	$(WITH) npm --prefix e2e test --silent
	.ci/postgres.sh $(WITH) cargo test --release $(HOUSE)

build: tools ## target/release/yimen with target/site, and target/release/yimen-bridge
	$(BUILD)

watch: tools ## build and serve again after each change
	$(WITH) cargo leptos watch

check: tools ## format, clippy with warnings denied, and the rules' tests: under a minute after a change
	$(WITH) cargo fmt --all --check
	$(WITH) cargo clippy $(HOUSE) --all-targets -- -D warnings
	$(WITH) cargo test -p domain

bench: bench-tools build ## print sizes and speeds beside the budget, plain axum and the bare transaction
	$(WITH) node e2e/bench/bench.mjs

soak: test-tools ## the long trials: 100,000 charges by two to sixteen tills, on both databases (some minutes)
	YIMEN_TEST_TRIES=100000 .ci/postgres.sh $(WITH) cargo test --release $(HOUSE) --test desk -- never_overspent --nocapture

e2e: test-tools build ## only the journeys; ARGS="journeys/comfort.spec.ts --project phone-scripts" for some
	$(WITH) npm --prefix e2e test --silent -- $(ARGS)

fmt: tools ## put the code in order
	$(WITH) cargo fmt --all

pictures: test-tools build ## take the README's pictures again
	$(WITH) npm --prefix e2e run --silent pictures

clean: ## forget what was built; tools and data stay
	rm -rf target/release target/debug target/wasm32-unknown-unknown target/front target/site target/tmp e2e/results

tools:
	@.ci/tools.sh build

test-tools:
	@.ci/tools.sh test

bench-tools:
	@.ci/tools.sh bench
