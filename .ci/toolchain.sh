#!/bin/bash
# Prints the rustup toolchain to build with: one compiler for server and WebAssembly, 1.96 or later, with the standard
# library of wasm32-unknown-unknown. Fails, saying what to do, when there is none. Installs nothing.
set -euo pipefail
export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

# Looking must not download.
export RUSTUP_AUTO_INSTALL=0

readonly FIRST=96        # the first Rust 1.x that builds this house (cargo-leptos 0.3.11 asks for it)
readonly OWN=1.96.0      # what .ci/tools.sh installs where rustup can download

# Whether toolchain $1 is new enough and can make WebAssembly.
suits() {
  local version minor target
  version=$(rustup run "$1" rustc --version 2>/dev/null) || return 1
  minor=${version#rustc 1.}
  minor=${minor%%.*}
  case $minor in '' | *[!0-9]*) return 1 ;; esac
  [ "$minor" -ge "$FIRST" ] || return 1
  target=$(rustup run "$1" rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null) || return 1
  compgen -G "$target/libcore-*.rlib" >/dev/null
}

command -v rustup >/dev/null || { echo "rustup is missing: see https://rustup.rs" >&2; exit 1; }
active=$(rustup show active-toolchain 2>/dev/null | cut -d' ' -f1 || true)
for name in $active "$OWN" debian; do
  if suits "$name"; then
    echo "$name"
    exit 0
  fi
done
echo "no toolchain with Rust 1.$FIRST or later and wasm32-unknown-unknown: run .ci/tools.sh" >&2
exit 1
