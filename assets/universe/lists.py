#!/usr/bin/env python3
"""Cuts the public lists to what build.py reads, and writes lists/.

    python3 assets/universe/lists.py DIR

To be run only when a newer state of the lists is wanted. DIR holds, gzipped, as their publishers name them:

    sec_company_tickers_exchange.json.gz        SEC, company_tickers_exchange.json
    financedatabase_equities_us_eu_jp.csv.gz    JerBouma/FinanceDatabase, equities of US, European and Japanese boards
    pytickersymbols_stocks.yaml.gz              portfolioplus/pytickersymbols, stocks.yaml
    financedatabase_equities_home_venues_2026_08.csv.gz   the same, the equities of 70 venues
    sp500_constituents.csv                      datasets/s-and-p-500-companies, constituents.csv (not gzipped)

Standard library only. Sources and licences: README.md.
"""
import csv, gzip, io, json, os, re, sys

HERE = os.path.dirname(os.path.abspath(__file__))
MICS = ("XAMS", "XETR", "XLON", "XPAR", "XSWX", "XMIL", "XMAD", "XBRU", "XCSE", "XSTO", "XHEL", "XOSL", "XTKS", "XJPX")
SHARES = ("symbol", "name", "exchange", "mic", "country", "isin", "sector", "market_cap", "delisted")


def save(name, header, rows):
    with open(os.path.join(HERE, "lists", name), "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, delimiter="\t", lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


# Where the shares of a country are at home; the first venue of several goes first.
HOME = {"Australia": "XASX", "New Zealand": "XNZE XASX", "Canada": "XTSE XTSX", "India": "XNSE XBOM", "China": "XSHG XSHE XHKG",
    "Hong Kong": "XHKG", "Macau": "XHKG", "Taiwan": "XTAI", "South Korea": "XKRX XKOS", "Japan": "XTKS", "Singapore": "XSES", "Malaysia": "XKLS",
    "Thailand": "XBKK", "Indonesia": "XIDX", "Brazil": "BVMF", "Mexico": "XMEX", "South Africa": "XJSE", "Israel": "XTAE", "Turkey": "XIST",
    "Saudi Arabia": "XSAU", "Qatar": "DSMD", "Russia": "MISX", "Poland": "XWAR", "Hungary": "XBUD", "Czech Republic": "XPRA", "Greece": "XATH",
    "Austria": "XWBO", "Germany": "XETR", "France": "XPAR", "Italy": "XMIL", "Spain": "XMAD", "Portugal": "XLIS", "Ireland": "XDUB XLON",
    "Netherlands": "XAMS", "Belgium": "XBRU", "Switzerland": "XSWX", "Sweden": "XSTO", "Denmark": "XCSE", "Finland": "XHEL", "Norway": "XOSL",
    "United Kingdom": "XLON", "Jersey": "XLON", "Guernsey": "XLON", "Isle of Man": "XLON", "United States": "XNAS XASE XNYS",
    "Bermuda": "XHKG XLON XOSL", "Cayman Islands": "XHKG", "Luxembourg": "XPAR XWAR", "Philippines": "XPHS"}


def home(folder):
    """Shares on a venue of their own country, without those that are gone; packed, for it is long."""
    file = gzip.open(f"{folder}/financedatabase_equities_home_venues_2026_08.csv.gz")
    rows = []
    for r in csv.DictReader(io.TextIOWrapper(file, encoding="utf-8")):
        mic = {"XJPX": "XTKS"}.get(r["mic"], r["mic"])
        venues = HOME.get(r["country"], "").split()
        if mic not in venues or r["delisted"] == "True" or not r["name"]: continue
        rows.append((venues.index(mic), r["symbol"], r["name"], mic, r["isin"], r["sector"], r["market_cap"]))
    rows.sort()
    text = "".join("\t".join(row) + "\n" for row in [("symbol", "name", "mic", "isin", "sector", "market_cap"), *(r[1:] for r in rows)])
    with open(os.path.join(HERE, "lists", "home.tsv.gz"), "wb") as out:
        with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0, filename="") as packed: packed.write(text.encode())


def sp500(folder):
    with open(f"{folder}/sp500_constituents.csv", encoding="utf-8", newline="") as f:
        save("sp500.tsv", ("symbol", "name", "sector"),
             [(r["Symbol"], r["Security"], r["GICS Sector"]) for r in csv.DictReader(f)])


def sec(folder):
    """The order of the SEC's list is by market value: the rank among all is kept."""
    rows = json.load(gzip.open(f"{folder}/sec_company_tickers_exchange.json.gz"))["data"]
    kept = [(rank, *row) for rank, row in enumerate(rows) if row[3] in ("Nasdaq", "NYSE", "CBOE")]
    save("sec.tsv", ("rank", "cik", "name", "ticker", "exchange"), kept)


def shares(folder):
    file = gzip.open(f"{folder}/financedatabase_equities_us_eu_jp.csv.gz")
    rows = csv.DictReader(io.TextIOWrapper(file, encoding="utf-8"))
    wanted = lambda r: (r["exchange"] in ("ASE", "NCM", "NGM") or r["country"] == "United States"
                        or r["isin"].startswith("US") or r["mic"] in MICS)
    save("shares.tsv", SHARES, [[r[c] for c in SHARES] for r in rows if wanted(r)])


def companies(folder):
    """Reads the flat YAML of pytickersymbols without a YAML library."""
    item, key = None, None
    for line in gzip.open(f"{folder}/pytickersymbols_stocks.yaml.gz", "rt", encoding="utf-8"):
        line = line.rstrip("\n")
        if line == "companies:": item = {}; continue
        if item is None: continue
        if line.startswith("- "):
            if item: yield item
            item = {}; line = "  " + line[2:]
        m = re.match(r"  ([a-z_]+):\s*(.*)$", line)
        if m:
            key = m.group(1); item[key] = m.group(2).strip("'\"") if m.group(2) else []
        elif re.match(r"  - ", line) and isinstance(item.get(key), list):
            item[key].append(line[4:].strip("'\""))
    if item: yield item


def index_members(folder):
    many = lambda value: "|".join(value) if isinstance(value, list) else ""
    rows = []
    for c in companies(folder):
        symbol = str(c.get("symbol", ""))
        if not c.get("name") or not symbol or symbol in ("[]", "null"): continue
        rows.append((c["name"], symbol, c.get("country") or "", many(c.get("indices")), many(c.get("isins")), many(c.get("akas"))))
    save("index_members.tsv", ("name", "symbol", "country", "indices", "isins", "akas"), rows)


if __name__ == "__main__":
    os.makedirs(os.path.join(HERE, "lists"), exist_ok=True)
    for read in (sp500, sec, shares, home, index_members): read(sys.argv[1])
