#!/bin/sh
# Writes docs/verdicts.md. Headlines are JSON lines {title, text, published_at}.
#   docs/verdicts.sh HEADLINES.jsonl PRICES.csv.gz > docs/verdicts.md
set -eu
newstape=${NEWSTAPE:-newstape}
cat <<'TEXT'
# Verdicts on headlines, and on the same headlines at wrong dates

Made by `docs/verdicts.sh`. Every headline is read twice: at its own date, and at one shifted by 30 to 200 days, at which a
stated size should not be found. What is confirmed at shifted dates was confirmed by chance.

TEXT
"$newstape" --offline eval verdicts "$1" --prices "$2" --placebo --markdown
