"""Market-model event study in SQL: regr_* over a window of 250 rows, joined to the events."""

import duckdb
import numpy as np
from common import DAYS, ESTIMATION, FROM, GAP, TO, agree, read, timed

SOME = 100  # instruments; the work is linear in them

returns = read("returns.f64")[: SOME * DAYS]
market = read("market.f64")
instrument = read("pair_instrument.u32")
keep = instrument < SOME
events = {"number": np.arange(keep.sum()), "instrument": instrument[keep], "row": read("pair_row.u32")[keep]}
panel = {"instrument": np.repeat(np.arange(SOME), DAYS), "row": np.tile(np.arange(DAYS), SOME),
         "y": returns, "x": np.tile(market, SOME)}

base = duckdb.connect()
base.execute("SET threads = 2")
base.register("panel_view", panel)
base.register("event_view", events)
base.execute("CREATE TABLE panel AS SELECT * FROM panel_view")
base.execute("CREATE TABLE events AS SELECT * FROM event_view")

QUERY = f"""
WITH fits AS (
  SELECT instrument, row, regr_slope(y, x) OVER w AS beta, regr_intercept(y, x) OVER w AS alpha,
         regr_syy(y, x) OVER w AS syy, regr_sxx(y, x) OVER w AS sxx, regr_sxy(y, x) OVER w AS sxy,
         regr_avgx(y, x) OVER w AS mx
  FROM panel
  WINDOW w AS (PARTITION BY instrument ORDER BY row ROWS BETWEEN {ESTIMATION - 1} PRECEDING AND CURRENT ROW)
)
SELECT number, sum(y - alpha - beta * x) AS car,
       sqrt((any_value(syy) - any_value(beta) * any_value(sxy)) / ({ESTIMATION} - 2)
            * (count(*) + count(*) ** 2 / {ESTIMATION} + sum(x - mx) ** 2 / any_value(sxx))) AS se
FROM events JOIN fits ON fits.instrument = events.instrument AND fits.row = events.row + {FROM - GAP - 1}
JOIN panel ON panel.instrument = events.instrument
  AND panel.row BETWEEN events.row + {FROM} AND events.row + {TO}
GROUP BY number ORDER BY number
"""
got = timed("duckdb regr windows", "events", int(keep.sum()), lambda: base.execute(QUERY).fetchnumpy())
agree("CAR", got["car"], read("total.f64")[: keep.sum()], 1e-6)
agree("t", got["car"] / got["se"], read("t.f64")[: keep.sum()], 1e-6)
