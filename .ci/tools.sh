#!/bin/bash
# Prepares what building needs; with `test`, also what the tests need; with `bench`, what measuring needs.
# What is already there is left alone, so a second run takes a second. Debian 12 or Ubuntu, as root or through sudo.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

readonly OWN_RUST=1.96.0
readonly CARGO_LEPTOS=0.3.11

say() { printf '\033[1m• %s\033[0m\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_lists_fresh=
# Installs the Debian packages that are missing.
packages() {
  local missing=() name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if [ -z "$apt_lists_fresh" ]; then
    as_root apt-get -o DPkg::Lock::Timeout=600 update -qq
    apt_lists_fresh=yes
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "${missing[@]}" >&2
}

compiler() {
  if ! command -v cc >/dev/null; then
    say "A C compiler for SQLite and cryptography: about 1 minute"
    packages gcc libc6-dev
  fi
  if .ci/toolchain.sh >/dev/null 2>&1; then return; fi
  command -v rustup >/dev/null || { say "rustup is missing: install it from https://rustup.rs, then run this again"; exit 1; }
  rust_from_rustup || rust_from_debian
  .ci/toolchain.sh >/dev/null
}

# The normal way: the active toolchain where it is new enough, otherwise one of our own beside it.
rust_from_rustup() {
  local active
  active=$(rustup show active-toolchain 2>/dev/null | cut -d' ' -f1 || true)
  if [ -n "$active" ]; then
    say "The WebAssembly target from rustup: about 1 minute"
    timeout 300 rustup target add --toolchain "$active" wasm32-unknown-unknown >&2 || say "… rustup cannot fetch it here"
    if .ci/toolchain.sh >/dev/null 2>&1; then return 0; fi
  fi
  say "Rust $OWN_RUST from rustup: about 2 minutes"
  timeout 600 rustup toolchain install "$OWN_RUST" --profile minimal --component clippy --component rustfmt \
    --target wasm32-unknown-unknown >&2 || say "… rustup cannot fetch it here"
  .ci/toolchain.sh >/dev/null 2>&1
}

# Where rustup has nothing to download from: Debian's own compiler, and the standard library for WebAssembly built from
# Debian's source (docs/decisions/008).
rust_from_debian() {
  local folder rlib lib=/usr/lib/rustlib/wasm32-unknown-unknown/lib
  say "Rust from Debian (rustc-web and its friends): about 3 minutes"
  packages rustc-web cargo-web rust-web-src rust-web-llvm rust-web-clippy rustfmt-web lld-22
  if ! compgen -G "$lib/libcore-*.rlib" >/dev/null; then
    say "The standard library for WebAssembly, built from Debian's source: about 1 minute"
    folder=$(mktemp -d)
    mkdir "$folder/src"
    : >"$folder/src/lib.rs"
    printf '[package]\nname = "empty"\nversion = "0.0.0"\nedition = "2021"\n' >"$folder/Cargo.toml"
    # With bitcode, or link-time optimisation of the pages' code would stop at the standard library.
    (cd "$folder" && RUSTFLAGS='-C embed-bitcode=yes' RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc \
      /usr/bin/cargo build --release --target wasm32-unknown-unknown -Zbuild-std=std,panic_abort,test >&2)
    as_root mkdir -p "$lib"
    for rlib in "$folder"/target/wasm32-unknown-unknown/release/deps/lib*.rlib; do
      case $rlib in */libempty-*) ;; *) as_root cp "$rlib" "$lib/" ;; esac
    done
    rm -rf "$folder"
  fi
  rustup toolchain link debian /usr
}

# One of our own builds of a cargo program: quick to build rather than quick to run.
cargo_install() {
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_PROFILE_RELEASE_DEBUG=0 CARGO_TARGET_DIR="$root/target/tools/cargo" RUSTUP_TOOLCHAIN=$(.ci/toolchain.sh) \
    cargo install "$@" >&2
}

cargo_programs() {
  local bindgen
  bindgen=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, "", $3); print $3; exit }' Cargo.lock)
  if [ "$(wasm-bindgen --version 2>/dev/null)" != "wasm-bindgen $bindgen" ]; then
    say "wasm-bindgen $bindgen, the version of Cargo.lock: about 4 minutes"
    # Not --locked: its own lock file names a crate version that is no longer served.
    cargo_install wasm-bindgen-cli --version "$bindgen" --force
  fi
  if [ "$(RUSTUP_TOOLCHAIN=$(.ci/toolchain.sh) cargo leptos --version 2>/dev/null)" != "cargo-leptos $CARGO_LEPTOS" ]; then
    say "cargo-leptos $CARGO_LEPTOS, built from source once: 20 to 30 minutes on two cores"
    cargo_install cargo-leptos --version "$CARGO_LEPTOS" --locked --features no_downloads --force
  fi
  rm -rf target/tools/cargo
}

node_major() {
  local version
  version=$(node --version 2>/dev/null) || version=v0
  version=${version#v}
  echo "${version%%.*}"
}

node_and_packages() {
  local kind
  if [ -x target/tools/node/bin/node ]; then export PATH="$root/target/tools/node/bin:$PATH"; fi
  if ! command -v npm >/dev/null; then
    say "Node and npm from the system: about 1 minute"
    packages nodejs npm
  fi
  if [ "$(node_major)" -lt 20 ]; then
    say "Node 22 beside the system's older one: about 1 minute"
    case $(uname -m) in aarch64) kind=arm64 ;; *) kind=x64 ;; esac
    mkdir -p target/tools
    npm install --silent --no-save --prefix target/tools/npm "node-linux-$kind@22" >&2
    rm -rf target/tools/node
    mv "target/tools/npm/node_modules/node-linux-$kind" target/tools/node
    rm -rf target/tools/npm
    export PATH="$root/target/tools/node/bin:$PATH"
  fi
  if [ ! -e e2e/node_modules/.package-lock.json ] || [ e2e/package-lock.json -nt e2e/node_modules/.package-lock.json ]; then
    say "wasm-opt, Playwright and the rest of e2e/package-lock.json: about 20 seconds"
    (cd e2e && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --silent >&2)
    # npm keeps the file's old date when nothing changed.
    touch e2e/node_modules/.package-lock.json
  fi
}

# The browser without its own windows takes a third less time. On Ubuntu `chromium` is a wrapper round a snap: where it does
# not start, YIMEN_TEST_CHROMIUM names another.
for_tests() {
  if ! command -v "${YIMEN_TEST_CHROMIUM:-chromium-headless-shell}" >/dev/null; then
    say "Chromium for the journeys: about 2 minutes"
    packages chromium-headless-shell || packages chromium
  fi
  if ! fc-list :lang=zh 2>/dev/null | grep -q .; then
    say "Chinese type: about 1 minute"
    packages fontconfig fonts-noto-cjk
  fi
  if [ -z "${YIMEN_TEST_POSTGRES:-}" ] && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    say "PostgreSQL, for the tests' own server: about 1 minute"
    packages postgresql
  fi
}

for_bench() {
  if ! command -v wrk >/dev/null || ! command -v brotli >/dev/null; then
    say "wrk and brotli, for measuring: a few seconds"
    packages wrk brotli
  fi
}

compiler
node_and_packages
cargo_programs
case ${1:-build} in
  build) ;;
  test) for_tests ;;
  bench) for_tests; for_bench ;;
  *) echo "usage: .ci/tools.sh [build | test | bench]" >&2; exit 2 ;;
esac
say "The tools are ready ($(.ci/toolchain.sh))"
