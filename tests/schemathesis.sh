#!/usr/bin/env bash
# Asks a live server everything that its own description allows, and much that it does not.
#
# Needs python3 with venv and network for the first run. The server answers from a copy of the
# demo's database; the stream is left out, for it never ends (tests/it/http/stream.rs has it).
#
#   tests/schemathesis.sh [EXAMPLES per operation, 60 unless given]
set -euo pipefail
cd "$(dirname "$0")/.."
examples=${1:-60}
work=$(mktemp -d)
venv=${SCHEMATHESIS_VENV:-target/schemathesis}
address=127.0.0.1:${PORT:-8199}
trap 'kill "${server:-0}" 2>/dev/null || true; rm -rf "$work"' EXIT

if [ ! -x "$venv/bin/st" ]; then
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet 'schemathesis==4.32.5' openapi-spec-validator
fi
cargo build --quiet
target/debug/newstape demo --dir "$work/demo" >/dev/null
target/debug/newstape --offline --db "$work/demo/demo.db" serve --listen "$address" 2>"$work/server.log" &
server=$!
for _ in $(seq 100); do curl -sf "http://$address/api/ready" >/dev/null && break; sleep 0.1; done

curl -sf "http://$address/api/openapi.json" >"$work/openapi.json"
"$venv/bin/openapi-spec-validator" "$work/openapi.json"
# A valid request may still be refused: a cursor must be ours, a symbol must exist. All other
# checks are on.
"$venv/bin/st" run "http://$address/api/openapi.json" --no-color --seed "${SEED:-20250201}" \
  --max-examples "$examples" --request-timeout 20 --exclude-path /api/stream \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,negative_data_rejection,unsupported_method,use_after_free \
  --suppress-health-check all
