#!/bin/sh
# Times newstape and its peers in one go, on the same made-up panels, and prints the ratios.
# Needs cargo, and Python 3 with venv; packages go to target/peers-venv and nowhere else.
set -eu
cd "$(dirname "$0")/../.."
venv=target/peers-venv
data=target/peers-data
results=target/peers-results.jsonl
if [ ! -x "$venv/bin/python" ]; then
    python3 -m venv "$venv"
fi
"$venv/bin/python" -c 'import numpy, duckdb, polars, pandas' 2>/dev/null ||
    "$venv/bin/pip" install -q numpy duckdb polars pandas
mkdir -p "$data"
: >"$results"
# NEWSTAPE_PEERS: an already built benchmark to use.
ours() {
    if [ -n "${NEWSTAPE_PEERS:-}" ]; then "$NEWSTAPE_PEERS" "$@"; else cargo bench -q --bench peers -- "$@"; fi
}
ours --write "$PWD/$data"
for case in events events_handed_on events_every_column every_test horizons; do
    ours --case "$case" | tee -a "$results"
done
for peer in numpy_prefix duckdb_windows pandas_loop polars_asof duckdb_asof; do
    "$venv/bin/python" "benches/peers/$peer.py" "$data" | tee -a "$results"
done
"$venv/bin/python" benches/peers/report.py "$results"
