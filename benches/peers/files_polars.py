"""The study of `newstape study`, from Parquet to its table: polars reads, NumPy computes with prefix sums.

python3 files_polars.py panel.parquet events.parquet SPY
"""

import json
import resource
import sys
import time

import numpy as np
import polars as pl

start = time.perf_counter()
ESTIMATION, GAP, FROM, TO = 250, 20, -10, 10
panel_file, events_file, benchmark = sys.argv[1:4]

panel = pl.read_parquet(panel_file, columns=["ticker", "date", "close"])
# The rows come instrument by instrument, each with every date: the layout that is best for this script.
symbols = panel["ticker"].unique(maintain_order=True).to_list()
prices = panel["close"].to_numpy().reshape(len(symbols), -1)
dates = panel["date"].head(prices.shape[1]).to_numpy().astype("datetime64[D]")
events = pl.read_parquet(events_file)
places = pl.DataFrame({"symbol": symbols, "place": np.arange(len(symbols))})
events = events.join(places, on="symbol", how="left", maintain_order="left")
instrument = events["place"].to_numpy()
row = np.searchsorted(dates, events["date"].to_numpy().astype("datetime64[D]"))

returns = np.full(prices.shape, np.nan)
np.divide(prices[:, 1:], prices[:, :-1], out=returns[:, 1:])
returns[:, 1:] -= 1
kept = (row + FROM - GAP - ESTIMATION >= 1) & (row + TO < len(dates))
instrument, row = instrument[kept], row[kept]
market = returns[symbols.index(benchmark)]
y, x = np.nan_to_num(returns), np.nan_to_num(market)


def prefix(values):
    out = np.zeros((values.shape[0], values.shape[1] + 1))
    np.cumsum(values, axis=1, out=out[:, 1:])
    return out


sy, sxy, syy = prefix(y), prefix(y * x), prefix(y * y)
sx, sxx = prefix(x[None])[0], prefix((x * x)[None])[0]
first = row + FROM - GAP - ESTIMATION
last = first + ESTIMATION
n, k = ESTIMATION, TO - FROM + 1
dy = sy[instrument, last] - sy[instrument, first]
dxy = sxy[instrument, last] - sxy[instrument, first]
dyy = syy[instrument, last] - syy[instrument, first]
dx, dxx = sx[last] - sx[first], sxx[last] - sxx[first]
cxx, cxy, cyy = dxx - dx * dx / n, dxy - dx * dy / n, dyy - dy * dy / n
beta = cxy / cxx
alpha = (dy - beta * dx) / n
sigma = np.sqrt((cyy - beta * cxy) / (n - 2))
days = row[:, None] + np.arange(FROM, TO + 1)
m = x[days]
own = y[instrument[:, None], days]
ar = own - alpha[:, None] - beta[:, None] * m
bhar = np.cumprod(1 + own, axis=1) - np.cumprod(1 + m, axis=1)
car = np.cumsum(ar, axis=1)
shift = np.cumsum(m - (dx / n)[:, None], axis=1)
length = np.arange(1, k + 1)
se = sigma[:, None] * np.sqrt(length + length * length / n + shift * shift / cxx[:, None])
scar = car / se
root = np.sqrt(len(row))
table = pl.DataFrame({
    "day": np.arange(FROM, TO + 1),
    "aar": ar.mean(axis=0),
    "caar": car.mean(axis=0),
    "half": 1.96 * car.std(axis=0, ddof=1) / root,
    "bhar": bhar.mean(axis=0),
    "t": root * car.mean(axis=0) / car.std(axis=0, ddof=1),
    "patell": scar.sum(axis=0) / np.sqrt(len(row) * (n - 2) / (n - 4)),
    "bmp": root * scar.mean(axis=0) / scar.std(axis=0, ddof=1),
})
with pl.Config(tbl_rows=-1):
    print(table)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "program": "polars + numpy", "events": len(row), "seconds": round(time.perf_counter() - start, 3),
    "processor_seconds": round(used.ru_utime + used.ru_stime, 2), "peak_mb": used.ru_maxrss // 1024,
}))
