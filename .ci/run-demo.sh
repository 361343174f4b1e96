#!/bin/bash
# Serves the demonstration until Ctrl-C: the door, and beside it a kiosk's own program with printer, reader and scanner simulated.
set -euo pipefail
cd "$(dirname "$0")/.."

door=${YIMEN_PUBLIC_URL:-http://${YIMEN_ADDR:-127.0.0.1:3000}}
data=${YIMEN_DATA:-data}
bridge=${YIMEN_BRIDGE_URL:-http://127.0.0.1:3020}
departments=${YIMEN_DEPARTMENTS_ADDR:-127.0.0.1:3010}
mkdir -p "$data"
export BRIDGE_ADDR=${bridge#http://} BRIDGE_ORIGIN=$door BRIDGE_DATA=$data/bridge BRIDGE_LOG=warn BRIDGE_PRINTER__KIND=simulator \
  BRIDGE_READER__KIND=simulator BRIDGE_SCANNER__KIND=simulator BRIDGE_UPS__KIND=simulator BRIDGE_LAMP__SIMULATOR=true
enrol=$(target/release/yimen-bridge secret | tail -n 1)

cat <<ADDRESSES

  Residents     $door
  Kiosk, board  $door/kiosk/hy   $door/board/hy
  Counter       $door/counter/hy/1   (counter / yimen-counter)
  Steward       $door/steward   (steward / yimen-steward)
  Departments   http://$departments/departments   (stand-ins)

  A kiosk with everything on it:
    its first start    $enrol
    its code goes to   $door/steward/devices/enrol   (steward / yimen-steward)
    printer, cards     $bridge/simulator
    how it is          $door/steward/devices

  Data: $data/. Stop with Ctrl-C.

ADDRESSES

programs=()
stopped=
stop() {
  stopped=yes
  kill "${programs[@]}" 2>/dev/null || true
}
trap stop INT TERM

target/release/yimen-bridge serve &
programs+=($!)
target/release/yimen serve &
programs+=($!)
# The door is what is waited for: without the bridge it is a door all the same.
status=0
wait "${programs[1]}" || status=$?
if [ -n "$stopped" ]; then status=0; fi
stop
# Both finish what is under way.
wait || true
exit "$status"
