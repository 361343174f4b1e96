#!/bin/bash
# Runs a command with a PostgreSQL server of its own, named by YIMEN_TEST_POSTGRES, and stops that server afterwards.
# The server's data lies in memory where there is room: nothing of it is meant to last. A server that
# YIMEN_TEST_POSTGRES names already is used as it is.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: .ci/postgres.sh COMMAND…" >&2; exit 2; }
if [ -n "${YIMEN_TEST_POSTGRES:-}" ]; then exec "$@"; fi

bin=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -1 || true)
bin=${bin%/initdb}
[ -n "$bin" ] || { echo "PostgreSQL is missing: run .ci/tools.sh test" >&2; exit 1; }

# PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

# The first port from a random one on that nobody listens at.
free_port() {
  local port=$((20000 + RANDOM % 10000))
  while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

base=/tmp
if [ -w /dev/shm ] && [ "$(df --output=avail -k /dev/shm | tail -1)" -gt 1000000 ]; then base=/dev/shm; fi
folder=$(mktemp -d "$base/yimen-postgres.XXXXXX")
[ "$(id -u)" != 0 ] || chown postgres "$folder"
cd "$folder"
server=

stop() {
  # SIGINT: end at once, sessions closed, files in order.
  if [ -n "$server" ] && kill -INT "$server" 2>/dev/null; then
    for _ in $(seq 100); do kill -0 "$server" 2>/dev/null || break; sleep 0.1; done
  fi
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

as_owner "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/initdb.log" 2>&1 ||
  { cat "$folder/initdb.log" >&2; exit 1; }
port=$(free_port)
as_owner "$bin/pg_ctl" -D "$folder/data" -w -t 60 -l "$folder/data/server.log" start >/dev/null \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=400 -c fsync=off -c full_page_writes=off" ||
  { cat "$folder/data/server.log" >&2; exit 1; }
server=$(head -1 "$folder/data/postmaster.pid")
export YIMEN_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
cd - >/dev/null
"$@"
