#!/usr/bin/env bash
# GET /api/events under 200 requests/s on a database of a million events, while the service polls
# four feeds that tell 1,000 items/s, logs, links and reads them: all of newstape on one core, the
# load generator and the feeds on another.
#
# Needs hey (apt-get install hey) and taskset (util-linux). The database is made once, in
# target/load, and used again.
#
#   benches/load.sh [EVENTS, 1000000] [REQUESTS/S, 200] [ITEMS/S, 1000] [SECONDS, 30]
set -euo pipefail
cd "$(dirname "$0")/.."
events=${1:-1000000} rate=${2:-200} items=${3:-1000} seconds=${4:-30}
folder=${LOAD_DIR:-target/load}
db=$folder/events-$events.db
address=127.0.0.1:${PORT:-8198} feeds=127.0.0.1:${FEEDS_PORT:-8199}
mkdir -p "$folder"
trap 'kill "${server:-0}" "${wire:-0}" 2>/dev/null || true' EXIT

cargo build --release --quiet --bin newstape
load=$(cargo bench --no-run --bench load --message-format=json 2>/dev/null |
  sed -n 's/.*"executable":"\([^"]*load-[^"]*\)".*/\1/p')
if [ ! -e "$db" ]; then
  "$load" fill "$db.part" "$events"
  mv "$db.part" "$db"
  for part in wal shm; do [ -e "$db.part-$part" ] && mv "$db.part-$part" "$db-$part"; done
fi
taskset -c 1 "$load" wire "$db" "$feeds" "$items" &
wire=$!
# Prices are asked of the feeds' address, which has none: nothing goes out to a real provider.
export NEWSTAPE_YAHOO_URL="http://$feeds" NEWSTAPE_STOOQ_URL="http://$feeds"
taskset -c 0 target/release/newstape --db "$db" serve --quiet --listen "$address" &
server=$!
until curl -sf "http://$address/api/ready" >/dev/null; do sleep 0.1; done
sleep 3

told() { curl -s "http://$address/metrics" | awk '/^newstape_items_total\{outcome="created"/ {print $2}'; }
ticks() { awk '{print $14 + $15}' "/proc/$server/stat"; }
before=$(told) before_ticks=$(ticks) started=$(date +%s.%N)
# Twenty workers, each at its part of the rate.
taskset -c 1 hey -z "${seconds}s" -c 20 -q $((rate / 20)) "http://$address/api/events?limit=50" |
  grep -E 'Requests/sec|50% in|95% in|99% in|Slowest|\[[0-9]+\]'
awk -v before="$before" -v after="$(told)" -v ticks="$(($(ticks) - before_ticks))" \
  -v took="$(echo "$(date +%s.%N) - $started" | bc)" -v hz="$(getconf CLK_TCK)" \
  'BEGIN {printf "%.0f items/s logged; %.0f %% of a core\n", (after - before) / took, 100 * ticks / hz / took}'
# Items "left_over" were more than one poll of a source takes.
curl -s "http://$address/metrics" | grep -E "^newstape_items_total" || true
awk '/VmRSS|VmHWM/ {printf "%s %.0f MB\n", $1, $2 / 1024}' "/proc/$server/status"
