"""Makes a small panel, its events and their study from the formulas alone, with the standard library.

Run in this folder: python3 golden.py. It is a second writing of the formulas, in another language; the
program never runs it. Sources: docs of src/study (MacKinlay 1997, Patell 1976, Boehmer et al. 1991, …).
"""
import json, math, random

random.seed(20250128)
DAYS, L, GAP, W0, W1 = 90, 40, 5, -2, 2
NAMES = ["AAA", "BBB", "CCC", "DDD"]
EVENTS = [("AAA", 60), ("BBB", 60), ("CCC", 63), ("DDD", 70), ("AAA", 80)]
dates = [f"2024-{1 + d // 28:02d}-{1 + d % 28:02d}" for d in range(DAYS)]

market = [100.0]
for _ in range(DAYS - 1):
    market.append(round(market[-1] * (1 + random.gauss(0.0004, 0.01)), 4))
prices = {"MKT": market}
for n, name in enumerate(NAMES):
    p = [40.0 + 10 * n]
    for d in range(1, DAYS):
        m = market[d] / market[d - 1] - 1
        p.append(round(p[-1] * (1 + (0.8 + 0.2 * n) * m + random.gauss(0, 0.012)), 4))
    prices[name] = p
with open("prices.csv", "w") as f:
    f.write("date,MKT," + ",".join(NAMES) + "\n")
    for d in range(DAYS):
        f.write(dates[d] + "".join(f",{prices[k][d]}" for k in ["MKT"] + NAMES) + "\n")
with open("events.csv", "w") as f:
    f.write("symbol,date\n" + "".join(f"{s},{dates[d]}\n" for s, d in EVENTS))

ret = {k: [math.nan] + [b / a - 1 for a, b in zip(p, p[1:])] for k, p in prices.items()}
mean = lambda x: math.fsum(x) / len(x)
sd = lambda x: math.sqrt(math.fsum((v - mean(x)) ** 2 for v in x) / (len(x) - 1))
t = lambda x: math.sqrt(len(x)) * mean(x) / sd(x)
K = W1 - W0 + 1
events, residuals = [], []
for symbol, zero in EVENTS:
    y, m = ret[symbol], ret["MKT"]
    est = range(zero + W0 - GAP - L, zero + W0 - GAP)
    my, mm = mean([y[i] for i in est]), mean([m[i] for i in est])
    sxx = math.fsum((m[i] - mm) ** 2 for i in est)
    beta = math.fsum((m[i] - mm) * (y[i] - my) for i in est) / sxx
    alpha = my - beta * mm
    e = {i: y[i] - alpha - beta * m[i] for i in est}
    sigma = math.sqrt(math.fsum(v * v for v in e.values()) / (L - 2))
    ar = [y[i] - alpha - beta * m[i] for i in range(zero + W0, zero + W1 + 1)]
    dm = [m[i] - mm for i in range(zero + W0, zero + W1 + 1)]
    se = [sigma * math.sqrt(1 + 1 / L + d * d / sxx) for d in dm]
    car = [math.fsum(ar[: k + 1]) for k in range(K)]
    cse = [sigma * math.sqrt(k + 1 + (k + 1) ** 2 / L + math.fsum(dm[: k + 1]) ** 2 / sxx) for k in range(K)]
    events.append({"symbol": symbol, "alpha": alpha, "beta": beta, "sigma": sigma, "ar": ar, "ar_se": se, "car": car, "car_se": cse})
    residuals.append(e)

N = len(events)
q = (L - 2) / (L - 4)
column = lambda k, d: [e[k][d] for e in events]
ratio = lambda a, b, d: [x / s for x, s in zip(column(a, d), column(b, d))]
portfolio = sd([mean([list(e.values())[i] for e in residuals]) for i in range(L)])
share = mean([sum(v > 0 for v in e.values()) / L for e in residuals])
pairs = []
for i in range(N):
    for j in range(i):
        a, b = residuals[i], residuals[j]
        norm = lambda e: math.sqrt(math.fsum((v - mean(list(e.values()))) ** 2 for v in e.values()))
        ma, mb = mean(list(a.values())), mean(list(b.values()))
        pairs.append(math.fsum((a[d] - ma) * (b[d] - mb) for d in a if d in b) / norm(a) / norm(b))
r = mean(pairs)
scores = []
for e, res in zip(events, residuals):
    full = list(res.values()) + e["ar"]
    order = sorted(full)
    scores.append([(order.index(v) + 1) / (len(full) + 1) - 0.5 for v in full])
sums = [math.fsum(s[d] for s in scores) / math.sqrt(N) for d in range(L + K)]
scale = math.sqrt(mean([v * v for v in sums]))
positive = lambda x: sum(v > 0 for v in x)
gsign = lambda x: (positive(x) - N * share) / math.sqrt(N * share * (1 - share))
both = lambda f: {"aar": [f("ar", "ar_se", d) for d in range(K)], "caar": [f("car", "car_se", d) for d in range(K)]}
bmp = both(lambda v, s, d: t(ratio(v, s, d)))
adjust = math.sqrt((1 - r) / (1 + (N - 1) * r))
tests = {
    "cross_sectional_t": both(lambda v, s, d: t(column(v, d))),
    "crude_dependence_adjusted": {
        "aar": [mean(column("ar", d)) / portfolio for d in range(K)],
        "caar": [mean(column("car", d)) / (portfolio * math.sqrt(d + 1)) for d in range(K)],
    },
    "patell": both(lambda v, s, d: math.fsum(ratio(v, s, d)) / math.sqrt(N * q)),
    "bmp": bmp,
    "kp_bmp": {k: [v * adjust for v in x] for k, x in bmp.items()},
    "corrado": {
        "aar": [sums[L + d] / scale for d in range(K)],
        "caar": [math.fsum(sums[L : L + d + 1]) / (math.sqrt(d + 1) * scale) for d in range(K)],
    },
    "sign": both(lambda v, s, d: (positive(column(v, d)) - N / 2) / (math.sqrt(N) / 2)),
    "generalised_sign": both(lambda v, s, d: gsign(column(v, d))),
}
expected = {
    "events": events,
    "aar": [mean(column("ar", d)) for d in range(K)],
    "caar": [mean(column("car", d)) for d in range(K)],
    "mean_correlation": r,
    "positive_rate": share,
    "tests": tests,
}
json.dump(expected, open("expected.json", "w"), indent=1)
