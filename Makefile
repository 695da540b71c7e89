# The front door. Meson does the work; every target here is a short way to it. `make help` lists them.

BUILD ?= build
MESON_FLAGS ?=
TEST_ARGS ?=
RUN_ARGS ?=
FUZZ_SECONDS ?= 60
FUZZ_TARGET ?= all
PREFIX ?= /usr/local
DESTDIR ?=

NINJA = ninja -C $(BUILD) --quiet

.PHONY: all
all: configured ## build build/bulkhead (installs missing Debian packages first)
	@$(NINJA) bulkhead

.PHONY: configured
configured:
	@tools/setup
	@test -f $(BUILD)/build.ninja || meson setup $(MESON_FLAGS) $(BUILD)

.PHONY: run
run: all ## explain one decision of the example shop, and judge all of it (RUN_ARGS="scan FILE" for anything else)
ifeq ($(RUN_ARGS),)
	@$(BUILD)/bulkhead psp explain legacy/deployment/calendar examples/shop
	@printf '\n----\n\n'
	@$(BUILD)/bulkhead scan examples/shop; status=$$?; test $$status -le 1 || exit $$status
else
	@$(BUILD)/bulkhead $(RUN_ARGS); status=$$?; test $$status -le 1 || exit $$status
endif

.PHONY: test
test: configured ## run all tests (TEST_ARGS="--suite unit" or a test's name for some)
	@$(NINJA)
	@status=0; \
	meson test -C $(BUILD) --no-rebuild --print-errorlogs $(TEST_ARGS) || status=1; \
	tools/test-summary $(BUILD) || status=1; \
	exit $$status

.PHONY: lint
lint: ## clang-format, clang-tidy, shellcheck and the house's own rules
	@tools/setup lint
	@tools/lint

.PHONY: fmt
fmt: ## format the C sources in place
	@tools/setup lint
	@tools/lint fmt

.PHONY: bench
bench: configured ## measure against the upstream library; writes build/bench.json
	@$(NINJA)
	@BUILD=$(BUILD) bench/run

.PHONY: fuzz
fuzz: ## fuzz FUZZ_TARGET (default all) for FUZZ_SECONDS (default 60) each
	@tools/setup lint
	@FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_TARGET=$(FUZZ_TARGET) tools/fuzz

.PHONY: conformance
conformance: configured ## compare with the upstream implementations on fresh random input (needs Go)
	@tools/setup conformance
	@$(NINJA)
	@BUILD=$(BUILD) tests/conformance/run

.PHONY: vectors
vectors: configured ## write tests/vectors/ again from the upstream implementations (needs Go)
	@$(NINJA)
	@BUILD=$(BUILD) tests/vectors/generate

.PHONY: image
image: ## build the container image (deploy/Containerfile) with buildah and try it
	@tests/image/run

.PHONY: install
install: all ## install it, its manual and completion under PREFIX (default /usr/local), staged below DESTDIR
	@meson configure $(BUILD) -Dprefix=$(PREFIX)
	@$(NINJA) bulkhead documents
	@DESTDIR=$(DESTDIR) meson install -C $(BUILD) --no-rebuild

.PHONY: clean
clean: ## remove every build directory
	rm -rf $(BUILD) build-asan-gcc build-asan-clang build-lint build-fuzz

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
