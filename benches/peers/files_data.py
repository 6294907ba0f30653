"""A made-up panel of 5,000 instruments over 2,520 days and a million events: python3 files_data.py FOLDER"""

import sys
from pathlib import Path

import numpy as np
import polars as pl

SYMBOLS, DAYS, EVENTS = 5_000, 2_520, 1_000_000
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
rng = np.random.default_rng(7)
days = np.array([d for d in np.arange("2014-01-02", "2024-12-31", dtype="datetime64[D]") if np.is_busday(d)][:DAYS])
market = rng.normal(0.0003, 0.01, DAYS)
close = np.empty((SYMBOLS, DAYS))
for s in range(SYMBOLS):
    r = market if s == 0 else rng.uniform(0.3, 1.8) * market + rng.normal(0, 0.02, DAYS)
    close[s] = np.round(rng.uniform(5, 400) * np.exp(np.cumsum(r - r.mean() * 0.5)), 4)
names = np.array(["SPY"] + [f"S{i:04d}" for i in range(1, SYMBOLS)])
panel = pl.DataFrame({"ticker": np.repeat(names, DAYS), "date": np.tile(days, SYMBOLS), "close": close.ravel()})
bars = panel.select(
    "ticker", "date", open=pl.col("close") * 0.999, high=pl.col("close") * 1.01, low=pl.col("close") * 0.99,
    close="close", volume=pl.lit(1000, dtype=pl.Int64),
)
bars.write_parquet(folder / "panel.parquet")
panel.write_csv(folder / "panel.csv")
flat = rng.choice((SYMBOLS - 1) * 2200, size=EVENTS, replace=False)
events = pl.DataFrame({"symbol": names[1 + flat // 2200], "date": days[280 + flat % 2200]})
events.write_parquet(folder / "events.parquet")
events.write_csv(folder / "events.csv")
