#!/bin/sh
# Writes docs/verdicts.md. Headlines are JSON lines {title, text, published_at}.
#   docs/verdicts.sh HEADLINES.jsonl PRICES.csv.gz > docs/verdicts.md
set -eu
newstape=${NEWSTAPE:-newstape}
cat <<'TEXT'
# Verdicts on headlines, and on the same headlines at wrong dates

Made by `docs/verdicts.sh`. Every headline is read at its own date, and at eight others, shifted by 30 to 200 days, at which a
stated size should not be found. What is confirmed at shifted dates was confirmed by chance, or names its day itself (*on Nov 1,
2023*).

TEXT
headlines=$1 prices=$2
once() { "$newstape" --offline eval verdicts "$headlines" --prices "$prices" --placebo --markdown --seed "$1"; }
for seed in 1 2 3 4 5 6 7 8; do once $seed; done | awk -F' *[|] *' '
    $3 == "dates" { if (!head++) print; next }
    $2 ~ /^---/ { if (!rule++) print; next }
    $3 == "true" { if (!($2 in own)) { own[$2] = $0; order[++n] = $2 } ; next }
    { for (i = 4; i <= 7; i++) sum[$2, i] += $i }
    END {
        for (k = 1; k <= n; k++) {
            kind = order[k]; yes = sum[kind, 4]; all = yes + sum[kind, 6]
            share = all ? sprintf("%.1f %%", 100 * yes / all) : "–"
            print own[kind]
            printf "| %s | shifted | %d | %d | %d | %d | %s |\n", kind, yes, sum[kind, 5], sum[kind, 6], sum[kind, 7], share
        }
    }'
