#!/usr/bin/env bash
# GET /api/events under 200 requests/s on a database of a million events, while items are logged.
#
# Needs hey (apt-get install hey). The database is made once, in target/load, and used again.
#
#   benches/load.sh [EVENTS, 1000000] [REQUESTS/S, 200] [ITEMS LOGGED/S, 100] [SECONDS, 30]
set -euo pipefail
cd "$(dirname "$0")/.."
events=${1:-1000000} rate=${2:-200} items=${3:-100} seconds=${4:-30}
folder=${LOAD_DIR:-target/load}
db=$folder/events-$events.db
address=127.0.0.1:${PORT:-8198}
mkdir -p "$folder"
trap 'kill "${server:-0}" "${logger:-0}" 2>/dev/null || true' EXIT

cargo build --release --quiet --bin newstape
load=$(cargo bench --no-run --bench load --message-format=json 2>/dev/null |
  sed -n 's/.*"executable":"\([^"]*load-[^"]*\)".*/\1/p')
if [ ! -e "$db" ]; then
  "$load" fill "$db.part" "$events"
  mv "$db.part" "$db"
  for part in wal shm; do [ -e "$db.part-$part" ] && mv "$db.part-$part" "$db-$part"; done
fi
target/release/newstape --offline --db "$db" serve --quiet --listen "$address" &
server=$!
until curl -sf "http://$address/api/ready" >/dev/null; do sleep 0.1; done

"$load" log "$db" "$items" $((seconds + 2)) &
logger=$!
# Twenty workers, each at its part of the rate.
hey -z "${seconds}s" -c 20 -q $((rate / 20)) "http://$address/api/events?limit=50" |
  grep -E 'Requests/sec|50% in|95% in|99% in|Slowest|\[[0-9]+\]'
wait "$logger"
awk '/VmRSS|VmHWM/ {printf "%s %.0f MB\n", $1, $2 / 1024}' "/proc/$server/status"
