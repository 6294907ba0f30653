#!/bin/sh
# Writes the table of docs/verdicts.md. Headlines are JSON lines {title, text, published_at}.
#   docs/verdicts.sh HEADLINES.jsonl PRICES.csv.gz
set -eu
newstape=${NEWSTAPE:-newstape}
"$newstape" --offline eval verdicts "$1" --prices "$2" --placebo --markdown
