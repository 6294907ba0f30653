"""Events with characteristics, and their cross-sections by statsmodels.

Run in this folder with statsmodels 0.15 installed: python3 regression.py. The program never runs it. Fixed effects are
estimated as indicators, so that their agreement is of two ways of computing the same.
"""
import json
import numpy as np, pandas as pd, statsmodels.formula.api as smf

rng = np.random.default_rng(20250128)
N = 72
d = pd.DataFrame({
    "surprise": rng.normal(0, 1, N).round(4),
    "size": np.exp(rng.normal(8, 1.5, N)).round(2),
    "sector": rng.choice(["energy", "health", "retail", "tech"], N),
    "year": rng.choice([2021, 2022, 2023], N),
    "firm": rng.choice([f"F{i:02d}" for i in range(18)], N),
    "day": rng.choice([f"D{i:02d}" for i in range(24)], N),
    "w": rng.uniform(0.5, 3, N).round(3),
})
shared = {v: rng.normal(0, 0.01) for v in d["day"].unique()}
d["se"] = rng.uniform(0.01, 0.05, N).round(5)
d["car"] = (0.004 + 0.012 * d.surprise - 0.003 * np.log(d["size"]) + 0.01 * (d.sector == "tech")
            + d.day.map(shared) + rng.normal(0, 0.02, N) * (1 + d.surprise.abs())).round(6)
d.loc[5, "surprise"] = np.nan
d.loc[9, "size"] = -1.0
d.loc[20, "car"] = np.nan

def winsorised(x, share):
    return x.clip(*np.quantile(x.dropna(), [share, 1 - share]))

def fit(formula, errors, weights=None, winsorise=None, hidden=()):
    left, right = formula.split("~")
    right = right.replace("log(", "np.log(")
    t = d.dropna().copy()
    t = t[t["size"] > 0] if "log(size)" in formula else t[t["size"].notna()]
    if "surprise" not in formula:
        t = d[d.car.notna()].copy()
        t = t[t["size"] > 0] if "log(size)" in formula else t
    if winsorise:
        for c in ["car", "surprise"]:
            t[c] = winsorised(t[c], winsorise)
    plain = " + ".join(p.strip() if not p.strip().startswith("fe:") else f"C({p.strip()[3:]})" for p in right.split("+"))
    w = {"patell": 1 / t.se**2, "w": t.w}.get(weights)
    model = smf.ols(f"{left} ~ {plain}", t) if w is None else smf.wls(f"{left} ~ {plain}", t, weights=w)
    if errors == "classic":
        r = model.fit()
    elif errors.startswith("cluster:"):
        cols = errors[8:].split(",")
        codes = [pd.factorize(t[c])[0] for c in cols]
        groups = codes[0] if len(codes) == 1 else np.column_stack(codes)
        r = model.fit(cov_type="cluster", cov_kwds={"groups": groups}, use_t=True)
    else:
        r = model.fit(cov_type=errors.upper(), use_t=True)
    keep = [n for n in r.params.index if not any(n.startswith(f"C({h})") for h in hidden) and not (hidden and n == "Intercept")]
    slopes = [n for n in keep if n != "Intercept"]
    names = list(r.params.index)
    out = {
        "formula": formula, "se": errors, "weights": weights, "winsorise": winsorise,
        "n": int(r.nobs), "df": int(r.df_resid), "r_squared": r.rsquared, "adjusted": r.rsquared_adj,
        "root_mse": float(np.sqrt(r.ssr / r.df_resid)), "terms": [], "f": None,
    }
    ci = r.conf_int()
    for n in keep:
        term = n.replace("np.log(", "log(").replace("[T.", "[").replace("Intercept", "intercept")
        out["terms"].append({"term": term, "estimate": r.params[n], "se": r.bse[n], "t": r.tvalues[n], "p": r.pvalues[n],
                             "low": ci.loc[n, 0], "high": ci.loc[n, 1]})
    if slopes:
        restriction = np.zeros((len(slopes), len(names)))
        for i, n in enumerate(slopes):
            restriction[i, names.index(n)] = 1
        test = r.f_test(restriction)
        out["f"] = {"f": float(np.squeeze(test.fvalue)), "p": float(np.squeeze(test.pvalue)),
                    "df1": float(test.df_num), "df2": float(test.df_denom)}
    return out

ERRORS = ["classic", "hc0", "hc1", "hc2", "hc3", "cluster:day", "cluster:day,firm"]
cases = [fit("car ~ surprise + log(size)", e, w) for w in [None, "patell", "w"] for e in ERRORS]
cases += [fit("car ~ surprise + log(size) + C(sector)", e) for e in ERRORS]
cases += [fit("car ~ surprise + fe:sector", e, w, hidden=["sector"]) for w in [None, "patell"] for e in ERRORS]
cases += [fit("car ~ surprise + log(size) + fe:firm + fe:year", e, w, hidden=["firm", "year"])
          for w in [None, "w"] for e in ["classic", "hc1", "hc3", "cluster:day"]]
cases += [fit("car ~ surprise", e, None, 0.05) for e in ["classic", "hc1"]]
cases += [fit("car ~ surprise + surprise:log(size)", "hc1"), fit("car ~ 1", "cluster:day")]

clean = lambda v: None if isinstance(v, float) and np.isnan(v) else v
events = [{k: clean(v.item() if hasattr(v, "item") else v) for k, v in row.items()} for row in d.to_dict("records")]
with open("regression.json", "w") as f:
    f.write('{"events": [\n' + ",\n".join(json.dumps(e) for e in events) + '\n],\n"cases": [\n'
            + ",\n".join(json.dumps(c) for c in cases) + "\n]}\n")
