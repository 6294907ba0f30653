"""Market-model event study as the Python packages do it: one event after another, pandas and least squares."""

import numpy as np
import pandas as pd
from common import DAYS, ESTIMATION, FROM, GAP, TO, agree, read, timed

SOME = 2_000  # events

market = pd.Series(read("market.f64"))
returns = read("returns.f64")
instrument = read("pair_instrument.u32")[:SOME]
row = read("pair_row.u32")[:SOME].astype(int)
frames = {i: pd.DataFrame({"y": returns[i * DAYS : (i + 1) * DAYS], "x": market}) for i in np.unique(instrument)}


def study():
    out = []
    for i, r in zip(instrument, row):
        frame = frames[i]
        first = r + FROM - GAP - ESTIMATION
        estimation, event = frame.iloc[first : first + ESTIMATION], frame.iloc[r + FROM : r + TO + 1]
        design = np.column_stack([np.ones(ESTIMATION), estimation["x"]])
        coefficients = np.linalg.lstsq(design, estimation["y"], rcond=None)[0]
        residuals = estimation["y"] - design @ coefficients
        variance = (residuals**2).sum() / (ESTIMATION - 2)
        ar = event["y"] - coefficients[0] - coefficients[1] * event["x"]
        car = ar.cumsum()
        k, mean = len(event), estimation["x"].mean()
        sxx = ((estimation["x"] - mean) ** 2).sum()
        se = np.sqrt(variance * (k + k * k / ESTIMATION + (event["x"] - mean).sum() ** 2 / sxx))
        out.append((car.iloc[-1], car.iloc[-1] / se))
    return np.array(out)


got = timed("pandas loop", "events", SOME, study)
agree("CAR", got[:, 0], read("total.f64")[:SOME])
agree("t", got[:, 1], read("t.f64")[:SOME])
