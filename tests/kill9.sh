#!/bin/sh
# Kills a simulated service with -9 at random points and compares what it ends with.
#   tests/kill9.sh [POINTS [SEED]]      200 points and seed 20260907 unless told otherwise
# Needs the shared data (NEWSTAPE_SHARED, or ../shared beside the project).
set -eu
cd "$(dirname "$0")/.."
KILL9_POINTS="${1:-200}" KILL9_SEED="${2:-20260907}" \
    cargo test --release --test it -- --nocapture ten_simulated_days
