"""Prices at eight horizons after each event: DuckDB's ASOF JOIN."""

import duckdb
import numpy as np
from common import BARS, HORIZONS, SHARES, agree, read, timed

base = duckdb.connect()
base.execute("SET threads = 2")
base.register("bar_view", {"share": np.repeat(np.arange(SHARES), BARS), "at": np.tile(read("ends.i64"), SHARES),
                           "close": read("closes.f64")})
base.execute("CREATE TABLE bars AS SELECT * FROM bar_view")
share, at = read("event_share.u32"), read("event_at.i64")
base.register("event_view", {"number": np.arange(len(at)), "share": share.astype(np.int64), "event": at})
base.execute("CREATE TABLE events AS SELECT * FROM event_view")


def study():
    return [base.execute(
        f"SELECT number, event + {horizon} AS at, close FROM events ASOF LEFT JOIN bars "
        f"ON events.share = bars.share AND events.event + {horizon} >= bars.at"
    ).fetchnumpy() for horizon in HORIZONS]


got = timed("duckdb asof join", "horizons", len(at) * len(HORIZONS), study)
want, until = read("after.f64").reshape(-1, len(HORIZONS)), read("ends.i64")[-1]
for i, column in enumerate(got):
    close = np.ma.filled(column["close"].astype(float), np.nan)
    close[column["at"] > until] = np.nan
    agree(f"horizon {HORIZONS[i]}", close, want[column["number"], i])
