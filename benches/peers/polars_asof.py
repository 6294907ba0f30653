"""Prices at eight horizons after each event: Polars' as-of join."""

import numpy as np
import polars as pl
from common import BARS, HORIZONS, SHARES, agree, read, timed

ends = read("ends.i64")
bars = pl.DataFrame({"share": np.repeat(np.arange(SHARES, dtype=np.uint32), BARS), "at": np.tile(ends, SHARES),
                     "close": read("closes.f64")}).set_sorted("at")
bars = bars.sort("share", "at")
events = pl.DataFrame({"share": read("event_share.u32"), "event": read("event_at.i64")}).with_row_index("number")
until = int(ends[-1])


def study():
    columns = []
    ordered = events.sort("share", "event")
    for horizon in HORIZONS:
        left = ordered.with_columns(at=pl.col("event") + horizon)
        joined = left.join_asof(bars, on="at", by="share", strategy="backward", check_sortedness=False)
        columns.append(joined.select("number", pl.when(pl.col("at") <= until).then(pl.col("close"))))
    return columns


got = timed("polars join_asof", "horizons", len(events) * len(HORIZONS), study, repeats=2)
want = read("after.f64").reshape(-1, len(HORIZONS))
for i, column in enumerate(got):
    agree(f"horizon {HORIZONS[i]}", column["close"].to_numpy(), want[column["number"].to_numpy(), i])
