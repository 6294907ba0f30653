#!/bin/sh
# Writes docs/study-size-and-power.md. Needs the two panels; minutes of computing.
#   docs/study-size-and-power.sh US50.csv.gz SP500.csv > docs/study-size-and-power.md
# Both panels hold adjusted closes of the stocks and of SPY, the benchmark.
set -eu
newstape=${NEWSTAPE:-newstape}
us50=$1 sp500=$2
samples=${SAMPLES:-6000}
run() { "$newstape" study simulate --markdown --samples "$samples" --events 50 --seed 1 "$@"; }
resampled() { run --bootstrap block --replications 999 "$@"; }
cat <<'TEXT'
# Size and power of the tests

Made by `docs/study-size-and-power.sh`. Each sample is a whole study of random events, so without a shock
there is no effect to find: a test of level 5 % should reject in 5 % of the samples. With 1 % added on day 0 it should
reject in nearly all. "Window" is the CAAR of all 21 days: it carries the noise of 21 days against the shock of one.
Each rate is given with half of its 95 % interval over the samples.

The tables show: on random days Patell's test rejects too often, because the variance of the event days is not that of the
estimation window; so does the skewness-adjusted t with its normal p, while its p by resampling is close to the level.
Kolari and Pynnönen's adjustment counts pairs by the overlap of their event windows: on random days it leaves BMP's test
of day 0 as it is, and allows for what windows of 21 days have in common. Everything that assumes independent events fails
when they share a day; there the adjustment, the crude one and GRANK-T come closest.

## Fifty large US stocks, 2019–2024

TEXT
resampled --prices "$us50" --benchmark SPY --shock 0,0.01
printf '\n## S&P 500 stocks, 2023 to mid-2025\n\n'
resampled --prices "$sp500" --benchmark SPY --shock 0,0.01
cat <<'TEXT'

## Events that share a day

Made-up normal returns, 50 events on one day, residuals of a known mean correlation. In theory BMP's t has the variance
(1 + (N−1)r̄)/(1 − r̄), so it rejects in 11.0, 16.8 and 30.4 % at 0.01, 0.02 and 0.05. Kolari and Pynnönen's
adjustment and GRANK-T hold their size.

TEXT
run --clustered 0.01,0.02,0.05
printf '\n## Events that share a day, on real returns\n\nThe fifty stocks again, all on one random day of each sample.\n\n'
run --prices "$us50" --benchmark SPY --same-day
