"""Market-model event study, vectorised: prefix sums over the panel, then every event by fancy indexing."""

import numpy as np
from common import DAYS, ESTIMATION, FROM, GAP, INSTRUMENTS, TO, agree, read, timed

returns = read("returns.f64").reshape(INSTRUMENTS, DAYS)
market = read("market.f64")
instrument = read("pair_instrument.u32").astype(np.int64)
row = read("pair_row.u32").astype(np.int64)


def study():
    y = returns - returns.mean(axis=1, keepdims=True)
    x = market - market.mean()

    def prefix(values):
        out = np.zeros((values.shape[0], DAYS + 1))
        np.cumsum(values, axis=1, out=out[:, 1:])
        return out

    sy, sxy, syy = prefix(y), prefix(y * x), prefix(y * y)
    sx, sxx = prefix(x[None])[0], prefix((x * x)[None])[0]
    first = row + FROM - GAP - ESTIMATION
    last = first + ESTIMATION
    n = ESTIMATION
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
    ar = y[instrument[:, None], days] - alpha[:, None] - beta[:, None] * m
    k = TO - FROM + 1
    shift = (m - (dx / n)[:, None]).sum(axis=1)
    car = ar.sum(axis=1)
    se = sigma * np.sqrt(k + k * k / n + shift * shift / cxx)
    return ar, car, se, car / se


ar, car, se, t = timed("numpy prefix sums", "events", len(row), study)
agree("CAR", car, read("total.f64"), 1e-7)
agree("t", t, read("t.f64"), 1e-7)
