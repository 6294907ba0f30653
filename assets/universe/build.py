#!/usr/bin/env python3
"""Builds universe.tsv.gz from public lists and the hand-kept tables beside this script.

    python3 assets/universe/build.py            # writes universe.tsv.gz
    python3 assets/universe/build.py --check    # fails if universe.tsv.gz is not what this would write
    python3 assets/universe/build.py --tokens   # prints the words that names consist of

Standard library only; reads nothing outside this folder. The public lists stand in lists/, cut to what is
used by lists.py. Output format and licences: README.md.
"""
import collections, csv, datetime, gzip, io, os, re, sys, unicodedata

# The day of the oldest of the public lists: what was renamed or listed since is known only where a table says so.
AS_OF = "20251201"
HERE = os.path.dirname(os.path.abspath(__file__))
OUTPUT = os.path.join(HERE, "universe.tsv.gz")

LEGAL = set("""inc incorporated corp corporation co company companies ltd limited plc ag se sa nv spa ab asa as oyj
kgaa gmbh lp llc llp adr publ sab sca saa sas bhd pcl tbk kk kg aktiengesellschaft societe bv scs sgps
ohg hf abp spolka akcyjna cv de njsc pjsc ojsc ao pte nyrt ads""".split())
SOFT = set("""holdings holding group groep groupe gruppe international trust bancorp bancshares bankshares financial
technologies technology pharmaceuticals pharmaceutical pharma therapeutics biosciences bioscience biotherapeutics biopharma
communications systems solutions industries enterprises laboratories labs software networks semiconductor semiconductors
energy resources petroleum brands global worldwide partners properties realty medical health healthcare sciences
biotechnologies biotech services entertainment interactive gaming motors motor airlines foods products stores
materials chemicals electronics devices instruments oil exploration minerals mining platforms
markets capital digital media power electric
aerospace restaurants homes equipment oncology genetics genomics diagnostics cosmetics fashion tech
oyj se konzern immobilien versicherung bank restaurant concepts concept
""".split())
# Last words that make a company of any word before.
TELLING = set("""therapeutics pharmaceuticals pharmaceutical pharma biosciences bioscience biotechnology biotechnologies technologies bancorp
bancshares holdings inc corp plc healthcare hotels airlines motors brands""".split())
STATES = re.compile(r"\s*[/\\][A-Z][A-Z .]{1,18}[/\\]?\s*$", re.I)
PAREN = re.compile(r"\s*\([^)]*\)")
TAIL = re.compile(r"""[\s,]+(?:class\s+[a-h]\b.*|ordinary\ shares?.*|common\ (?:stock|shares).*|depositary.*|american\ depositary.*|
    sponsored\ adr.*|inhaber-aktien.*|namens-aktien.*|vorzugsaktien.*|vz\b.*|n\.?a\.?\s+o\.?\s?n\.?.*|registered\ shares.*|units?\ .*|/adr.*)$""",
    re.I | re.X)
FOREIGN_MIC = {"Netherlands": "XAMS", "Germany": "XETR", "United Kingdom": "XLON", "France": "XPAR", "Switzerland": "XSWX",
    "Italy": "XMIL", "Spain": "XMAD", "Belgium": "XBRU", "Denmark": "XCSE", "Sweden": "XSTO", "Finland": "XHEL",
    "Norway": "XOSL", "Japan": "XTKS", "Luxembourg": None, "Ireland": None, "Jersey": "XLON", "Guernsey": "XLON", "Isle of Man": "XLON"}
ISO = {"XAMS": "NL", "XETR": "DE", "XLON": "GB", "XPAR": "FR", "XSWX": "CH", "XMIL": "IT", "XMAD": "ES", "XBRU": "BE",
    "XCSE": "DK", "XSTO": "SE", "XHEL": "FI", "XOSL": "NO", "XTKS": "JP"}
# What the shares of a venue are quoted in: facts of the table of venues.
CURRENCY = {row[0]: row[4] for row in csv.reader(open(os.path.join(HERE, "..", "venue", "venues.tsv"), encoding="utf-8"), delimiter="\t")
    if not row[0].startswith("#") and row[4] != "-"}
SECTOR = {"Energy": "E", "Materials": "M", "Industrials": "I", "Consumer Discretionary": "D", "Consumer Staples": "S",
    "Health Care": "H", "Financials": "F", "Information Technology": "T", "Communication Services": "C", "Utilities": "U",
    "Real Estate": "R"}
CAP = {"Mega Cap": 9, "Large Cap": 7, "Mid Cap": 5, "Small Cap": 4, "Micro Cap": 2, "Nano Cap": 1, "": 1}
INDEX_MIC = {"DAX": ("XETR", 8), "MDAX": ("XETR", 7), "SDAX": ("XETR", 6), "TECDAX": ("XETR", 6), "CDAX": ("XETR", 5),
    "FTSE 100": ("XLON", 7), "CAC 40": ("XPAR", 8), "OMX Helsinki 25": ("XHEL", 6), "BEL 20": ("XBRU", 6), "IBEX 35": ("XMAD", 7),
    "AEX": ("XAMS", 7), "OMX Stockholm 30": ("XSTO", 7), "Switzerland 20": ("XSWX", 8), "CAC Mid 60": ("XPAR", 5),
    "ASX 200": ("XASX", 5), "NIKKEI 225": ("XTKS", 6), "EURO STOXX 50": (None, 8)}
STALE = {("EOAA", "XETR"), ("BA", "XPAR"), ("NULL", "XETR"), ("22UA", "XETR")}
# Members of an index that are not (or no longer) their issuer's main class.
SECOND_CLASS = {("CEC1", "XETR"), ("PAH3", "XETR")}
# How headlines shorten the last word of a name.
ABBREVIATED = [("Pharmaceuticals?", "Pharma"), ("Pharmaceuticals", "Pharmaceutical"), ("Biotechnologies", "Biotech"), ("Biotechnologies", "Bio"), ("Biopharmaceuticals?", "Biopharma"),
    ("Therapeutics", "Thera"), ("Management", "Mgmt"), ("Industries", "Indus"), ("Technologies", "Tech"), ("Technologies", "Technology"),
    ("Manufacturing", "Mfg"), ("International", "Intl"), ("International", "Int'l"), ("Communications", "Comm"), ("Laboratories", "Labs"),
    ("Optoelectronics", "Opto"), ("Auto Parts", "Auto"), ("Entertainment", "Ent"), ("Airlines", "Air"), ("Bancorporation", "Bancorp"), ("Realty Trust", "Realty")]
VAGUE = set("""u.s us usa uk american america european europe africa african asia asian pacific atlantic korea korean china chinese
japan japanese india indian brazil brazilian taiwan german germany french france british britain canadian canada mexican
western eastern northern southern north south east west central national international global world united first new old
great general public common union federal state texas california york island partners associated advanced applied american's
bancorp financial capital energy resources deutsche schweizer osterreichische allgemeine the and of & raiffeisen volksbank""".split())
US = ("XNAS", "XNYS", "XASE", "ARCX", "BATS")


def fold(text):
    text = text.lower().replace("ß", "ss").replace("ø", "o").replace("æ", "ae").replace("’", "'").replace("ł", "l").replace("ı", "i")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


# What tokens.rs parts from the word behind it.
ELISION = "l|d|qu|all|dall|dell|nell|sull|coll|un|quell|jusqu|lorsqu|puisqu|dagl|degl"


def words(text):
    """The tokens of a name, as src/link/tokens.rs cuts them."""
    return re.findall(r"[^\W_]+(?:[.'&][^\W_]+)*|&|\+", re.sub(rf"\b({ELISION})'(?=\w)", r"\1 ", fold(text)))


def strip_legal(name):
    """The name without legal forms, states, share classes."""
    name = PAREN.sub("", STATES.sub("", name.strip()))
    name = re.sub(r"(?<=[.\w]),(?=[A-Za-z])", ", ", name)                 # Example Co.,Ltd
    name = re.sub(r"(?i)\bpublic(?= (?:company|limited|ltd|co\b)|$)", "", name)   # Example Public Company Limited
    name = TAIL.sub("", STATES.sub("", name)).strip(" ,.-")
    name = re.sub(r"(?i)\bS\.?p\.?A\.?(?=$|\s)|\bS\.A\.U?\.?|\bN\.V\.|\bA/S\b|\bS\.E\.|\bP\.L\.C\.|\bA\.G\.|\bL\.P\.|\bS\.C\.A\.?|\bB\.V\.|\bCo\.?,?\s*KGaA\b|\bS\.A\.B\.", "", name)
    parts = name.strip(" ,.-").split()
    while len(parts) > 1:
        last = fold(parts[-1]).strip(".,").replace(".", "")
        if last in LEGAL or (last in ("&", "and", "und", "de", "the", "new", "/de/", "-")):
            parts.pop()
        else:
            break
    if len(parts) > 1 and fold(parts[0]) == "the":
        parts = parts[1:]
    return " ".join(parts).strip(" ,.-")


def initials(name):
    """The ways to write a name with initials: `Foster L B` and `J B Hunt` as `L.B. Foster`, `JB Hunt`, `J B Hunt`."""
    m = re.fullmatch(r"([A-Z][a-z]\w+)((?: [A-Z]\b)+)((?: & \w+)?)", name)
    if m: name = f"{m[2].strip()} {m[1]}{m[3]}"
    if re.match(r"[A-Z] & [A-Z] ", name): return [name.replace(" & ", "&", 1)]
    m = re.fullmatch(r"((?:[A-Z]\.? ?){2,3}) ?([A-Z][a-z].*)", name)
    if not m or not re.match(r"[A-Z](\. ?| )[A-Z]", name): return []
    letters = re.findall("[A-Z]", m[1])
    return [f"{glue.join(letters)}{end} {m[2]}" for glue, end in ((".", "."), ("", ""), (" ", ""), (". ", "."))]


def tidy_case(name):
    """SEC names are partly in capitals: give them the case in which people write."""
    if name.upper() != name or len(name) < 5:
        return name
    small = {"OF", "AND", "THE", "FOR", "IN", "DE"}
    def one(w):
        if w in small: return w.lower()
        if re.fullmatch(r"[A-Z]{1,2}|[^AEIOUY]{2,4}|[A-Z&]*&[A-Z&]*", w): return w
        return w.capitalize()
    return " ".join(one(w) for w in name.split())


def read_tsv(name):
    with open(os.path.join(HERE, name), encoding="utf-8") as f:
        for line in f:
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                yield [c.strip() for c in line.split("\t")]


def marked(cell):
    """A hand-kept name with its risk letters in brackets, as the arguments of `World.alias`."""
    m = re.match(r"(.*)\[([a-z]+)\]$", cell.strip())
    return (m[1], "n", 3, m[2]) if m else (cell, "n", 3, "")


LETTERS = {r[0]: r[1] for r in read_tsv("words.tsv")} if os.path.exists(f"{HERE}/words.tsv") else {}


def isin_ok(isin):
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{9}\d", isin): return False
    digits = "".join(str(int(c, 36)) for c in isin[:-1])
    total = sum((d if i % 2 else (d * 2 - 9 if d * 2 > 9 else d * 2)) for i, d in enumerate(map(int, reversed(digits))))
    return (10 - total % 10) % 10 == int(isin[-1])


class World:
    def __init__(self):
        self.entities = []            # dicts
        self.by_id = {}               # (symbol, mic) -> entity
        self.by_name = {}             # folded stripped name -> entity
        self.unlisted = {}

    def target(self, text):
        """`SYMBOL:MIC`; `SYMBOL:MIC/Name` is the owner of that name where a symbol has had several."""
        code, _, name = text.partition("/")
        symbol_mic = tuple(code.split(":"))
        if not name: return self.by_id.get(symbol_mic)
        return next(((e, l) for e in self.entities if e["name"] == name
            for l in e["listings"] if (l["symbol"], l["mic"]) == symbol_mic), None)

    def entity(self, name, kind, weight, trade=""):
        e = {"name": name, "kind": kind, "weight": weight, "trade": trade, "listings": [], "aliases": {}, "relations": []}
        self.entities.append(e)
        return e

    def list(self, e, symbol, mic, kind="s", isin="", cik="", sector="", start="", end="", yahoo="", benchmark="", name="", currency=""):
        if (symbol, mic) in self.by_id and not end and not self.by_id[symbol, mic][1].get("end"):
            return
        l = dict(symbol=symbol, mic=mic, kind=kind, currency=currency or CURRENCY.get(mic, "USD"), isin=isin if isin_ok(isin) else "",
                 cik=cik, sector=sector, start=start, end=end, yahoo=yahoo, benchmark=benchmark, name=name)
        e["listings"].append(l)
        if (symbol, mic) not in self.by_id or not end:
            self.by_id[symbol, mic] = (e, l)

    def alias(self, e, text, kind="n", level=2, risk="", start="", end=""):
        """level: 4 of aliases.tsv, 3 hand-kept, 2 the name without its legal form, 1 shortened by a descriptor."""
        text = text.strip()
        key = " ".join(words(text))
        if not key or len(key) < 2: return
        old = e["aliases"].get(key)
        if old and old["level"] == level == 4:
            # Two rows of aliases.tsv: the name holds for both times; the letters of the later one, if it has any.
            start, end = min(old["start"], start), "" if not (old["end"] and end) else max(old["end"], end)
            if not risk: text, kind, risk = old["text"], old["kind"], old["risk"]
        elif old and old["level"] >= level: return
        e["aliases"][key] = dict(text=text, kind=kind, level=level, risk=risk, start=start, end=end)

    def names(self, e, name, level=2, kind="n", start="", end=""):
        short = strip_legal(name)
        if not short: return
        self.alias(e, short, kind, level, "", start, end)
        # A name that is only a word is sure with its legal form: `Ball Corp`.
        full = PAREN.sub("", STATES.sub("", name)).strip(" ,.-")
        if set(LETTERS.get(fold(short), "")) & set("ed") and re.fullmatch(r"\w+,? (?:Inc|Corp|Co|Ltd|Plc|PLC|plc|AG|SE|Group|Holdings|Company)", full):
            self.alias(e, full.replace(",", ""), kind, level, "u", start, end)
        for spelt in initials(short):
            if spelt != short: self.alias(e, spelt, kind, level, "", start, end)
        for full, cut in ABBREVIATED:
            if re.search(rf"(?i)\b{full}$", short):
                self.alias(e, re.sub(rf"(?i)\b{full}$", cut, short), kind, 2, "", start, end)
        parts = short.split()
        # A descriptor at the end is dropped in the news: Vertex (Pharmaceuticals), Akamai (Technologies).
        steps = 0
        while len(parts) > 1 and fold(parts[-1]).strip(".,") in SOFT and steps < 2:
            parts = parts[:-1]
            while parts and fold(parts[-1]).strip(".,") in ("&", "and", "und"):
                parts = parts[:-1]
            steps += 1
            if parts: self.alias(e, " ".join(parts), kind, 1, "s", start, end)
        if fold(name) != fold(short) and kind == "n" and level >= 2:
            self.by_name.setdefault(" ".join(words(short)), e)
        self.by_name.setdefault(" ".join(words(short)), e)


# The SEC numbers its registrants in the order in which they come: about when each hundred thousand began.
REGISTERED = ((1500000, "20100901"), (1550000, "20120501"), (1600000, "20140201"), (1650000, "20150801"), (1700000, "20170301"),
    (1750000, "20180801"), (1800000, "20200101"), (1850000, "20210301"), (1900000, "20211201"), (1950000, "20221001"), (2000000, "20231101"),
    (2050000, "20250101"))


def registered(e):
    """The day before which a company had no number, and so hardly a listing; empty for old ones."""
    numbers = [int(l["cik"]) for l in e["listings"] if l["cik"]]
    return max((day for least, day in REGISTERED if numbers and min(numbers) >= least), default="")


def us_weight(rank):
    for limit, weight in ((60, 9), (300, 8), (700, 7), (1300, 6), (2000, 5), (3000, 4), (4500, 3), (7000, 2)):
        if rank < limit: return weight
    return 1


def read_list(name):
    """The rows of one of the public lists, as dicts."""
    path = os.path.join(HERE, "lists", name)
    with (gzip.open(path, "rt", encoding="utf-8") if name.endswith(".gz") else open(path, encoding="utf-8", newline="")) as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE if name.endswith(".gz") else csv.QUOTE_MINIMAL))


def load_us(w):
    sp = {r["symbol"]: r for r in read_list("sp500.tsv")}
    sec = read_list("sec.tsv")
    fd = read_list("shares.tsv")
    small = {r["symbol"]: r for r in fd if r["exchange"] in ("ASE", "NCM", "NGM")}
    by_name = {}
    for r in fd:
        if r["country"] == "United States" or r["isin"].startswith("US"):
            key = " ".join(words(strip_legal(r["name"])))
            if key and (key not in by_name or r["isin"].startswith("US") > by_name[key]["isin"].startswith("US")):
                by_name[key] = r
    funds = {(r[0]): r for r in read_tsv("funds.tsv")}
    ciks = {}
    for r in sec:
        rank, cik, name, ticker, exchange = int(r["rank"]), int(r["cik"]), r["name"], r["ticker"], r["exchange"]
        if ticker in funds or re.search(r"-P|-W|-U|-R|-WT", ticker): continue
        if re.search(r"(?i)\b(fund|income trust|municipal|closed-end|acquisition corp|acquisition co|acquisition ltd|acquisition holdings|etf|blank check|royce|small-cap|micro-cap)\b", name): continue
        symbol = ticker.replace("-", ".")
        mic = {"Nasdaq": "XNAS", "NYSE": "XNYS", "CBOE": "BATS"}[exchange]
        s = small.get(ticker)
        if mic == "XNYS" and s and s["exchange"] == "ASE" and symbol not in sp and rank > 900: mic = "XASE"
        e = ciks.get(cik)
        if e:
            first = e["listings"][0]["symbol"] if e["listings"] else ""
            share_class = re.search(r"\.[A-C]$", symbol) or (symbol[:-1] == first[:-1]) or (symbol == first[:-1]) or (symbol == first + "A")
            if not (share_class and not re.search(r"(?:W|WS|U|R|P|L|M|N|O|Z)$", symbol[len(first):] if symbol.startswith(first) else "")): continue
        display = tidy_case(STATES.sub("", name))
        row = sp.get(symbol)
        clean = strip_legal(row["name"] if row else display)
        match = by_name.get(" ".join(words(strip_legal(name)))) or by_name.get(" ".join(words(clean)))
        isin = (s or {}).get("isin") or (match or {}).get("isin") or ""
        if not isin.startswith("US") and row: isin = (match or {}).get("isin", "") if row else ""
        if not e:
            isin = isin if isin.startswith(("US", "BM", "KY", "IE", "GB", "CH", "NL", "IL", "CA", "VG", "LU", "MH", "PA", "LR", "JE", "SG")) else ""
        else:
            isin = ""
        sector = SECTOR.get((row or {}).get("sector") or (s or {}).get("sector") or (match or {}).get("sector") or "", "")
        if not e:
            e = w.entity(clean or display, "c", us_weight(rank))
            e["rank"] = rank
            ciks[cik] = e
            w.names(e, name if name.upper() != name else display)
            if row:
                w.names(e, row["name"], 3)
                e["sp500"] = True
        w.list(e, symbol, mic, isin=isin, cik=str(cik), sector=sector)
    return fd, by_name


def load_europe_japan(w, fd):
    sector_by_name, home = {}, []
    for r in fd:
        mic = {"XJPX": "XTKS"}.get(r["mic"], r["mic"])
        if mic not in ISO or r["delisted"] == "True": continue
        iso = ISO[mic]
        symbol = r["symbol"].rsplit(".", 1)[0].upper()
        if mic == "XLON" and re.match(r"0[A-Z0-9]{3}$", symbol): continue
        if mic == "XMIL" and re.match(r"\d", symbol): continue
        if re.match(r"[A-Z]{2}[0-9]{6,}", symbol) or symbol == "NULL" or (symbol, mic) in STALE: continue
        at_home = FOREIGN_MIC.get(r["country"], "?") == mic or r["isin"][:2] == iso
        if r["country"] in ("Luxembourg", "Ireland", "Netherlands", "Bermuda", "Cyprus", "Austria") and mic in ("XETR",) and r["isin"][:2] == iso: at_home = True
        if not at_home or (r["isin"] and r["country"] and r["isin"][:2] != iso and FOREIGN_MIC.get(r["country"]) != mic): continue
        weight = CAP[r["market_cap"]]
        if mic == "XTKS" and weight < 5: continue
        if mic == "XLON" and weight < 4: continue
        if mic != "XETR" and weight < 2: continue
        if mic == "XETR" and not r["market_cap"]: continue
        if re.search(r"(?i)\b(etf|etc|etp|ucits|fund|invest(ment)? trust|trust plc|leverage shares|certificat|genussschein|vct)\b", r["name"]): continue
        home.append((weight, symbol, mic, r))
    home.sort(key=lambda t: (-t[0], len(t[1])))
    for weight, symbol, mic, r in home:
        if mic == "XLON" and weight == 7: weight = 6
        key = " ".join(words(strip_legal(r["name"])))
        known = w.by_name.get(key)
        sector = SECTOR.get(r["sector"], "")
        if known:
            same = [l for l in known["listings"] if l["mic"] == mic and not l["end"]]
            if same and not (r["isin"] and r["isin"] == same[0]["isin"]):
                w.list(known, symbol, mic, isin=r["isin"], sector=sector)   # another share class
                continue
            if same: continue
            # Names of S&P 500 members on a European board are second listings of US shares.
            if known.get("sp500"): continue
            if any(l["mic"] in ISO for l in known["listings"]) and mic not in ("XLON", "XETR", "XSWX"): continue
            # Listed in the US and at home: the home listing is the primary one.
            w.list(known, symbol, mic, isin=r["isin"], sector=sector)
            added = known["listings"].pop()
            if added["symbol"] == symbol:
                known["listings"].insert(0, added)
                known["weight"] = max(known["weight"], weight)
                if "rank" in known: known["name"] = strip_legal(r["name"]) or known["name"]
            else:
                known["listings"].append(added)
            continue
        e = w.entity(strip_legal(r["name"]) or r["name"], "c", weight)
        w.list(e, symbol, mic, isin=r["isin"], sector=sector)
        w.names(e, r["name"])


# Of shares that only the list of home venues has: how likely they are in the news.
HOME_CAP = {"Mega Cap": 6, "Large Cap": 5, "Mid Cap": 4, "Small Cap": 3, "Micro Cap": 2, "Nano Cap": 1, "": 1}
NO_SHARE = re.compile(r"(?i)\b(etf|etc|etp|ucits|fund|funds|invest(ment)? trust|trust plc|vct|acquisition corp|certificat|warrants?|bonds?|notes?|units?|perp|debenture|preferred|pref|rights)\b|%")


def load_home(w):
    """The rest of the world: shares on a venue of their own country that no other list has.

    They come last and take no name from those before: a name that is known stays whose it is. Only the name without its
    legal form is used, for of a small company nothing shorter is safe.
    """
    taken = {key for e in w.entities for key in e["aliases"]}
    isins = {l["isin"] for e in w.entities for l in e["listings"] if l["isin"]}
    fresh = {}
    for r in read_list("home.tsv.gz"):
        mic, name, isin = r["mic"], r["name"], r["isin"]
        symbol = r["symbol"].rsplit(".", 1)[0].upper().replace(" ", "-")
        if (symbol, mic) in w.by_id and not w.by_id[symbol, mic][1]["end"] or NO_SHARE.search(name): continue
        if mic == "XLON" and re.match(r"0[A-Z0-9]{3}$", symbol) or not re.fullmatch(r"[A-Z0-9.&^=/-]{1,24}", symbol): continue
        if re.match(r"[A-Z]{2}[0-9]{6,}", symbol) or isin and isin in isins: continue
        # `Esso (Thailand)` is not `Esso`.
        name = re.sub(r"[()]", " ", name)
        short = strip_legal(name)
        key = " ".join(words(short))
        if len(key) < 2: continue
        isin = isin if isin_ok(isin) else ""
        known = fresh.get(key)
        if known:
            # The same company on a second venue, or another class.
            w.list(known, symbol, mic, isin=isin, sector=SECTOR.get(r["sector"], ""))
            continue
        if key in w.by_name and any(l["mic"] == mic and not l["end"] for l in w.by_name[key]["listings"]): continue
        if key in taken: continue
        e = fresh[key] = w.entity(short, "c", HOME_CAP[r["market_cap"]])
        w.list(e, symbol, mic, isin=isin, sector=SECTOR.get(r["sector"], ""))
        isins.add(isin)
        full = PAREN.sub("", name).strip(" ,.-")
        # A single word of a company that hardly anyone knows is safe with its legal form alone: `Argo Corp`.
        bare = len(key.split()) > 1 or e["weight"] > 2
        w.alias(e, short if bare else full, "n", 2, bare_risk(key, e["weight"]) if bare or full == short else "u")
        # The press drops what a name ends or begins with: `Kier (Group)`, `(Banco) Sabadell`.
        parts = short.split()
        if e["weight"] > 2 and len(parts) == 2 and mic in PRESS_SHORTENS:
            cut = parts[0] if fold(parts[1]).strip(".,") in SOFT else parts[1] if fold(parts[0]) in BEFORE else ""
            if len(cut) > 3 and fold(cut) not in taken and not LETTERS.get(fold(cut)): w.alias(e, cut, "n", 1, "s")
        elif mic in PRESS_SHORTENS and len(parts) > 1 and fold(parts[-1]).strip(".,") in SOFT:
            cut = " ".join(parts[:-1]).rstrip(" &,")
            rare = not LETTERS.get(fold(parts[0])) and fold(parts[0]) not in VAGUE if len(parts) == 2 else bare_risk(fold(cut), 1) == ""
            if rare and len(cut) > 5 and fold(cut) not in taken: w.alias(e, cut, "n", 2, "w" if len(parts) == 2 else "")


# What stands before a name and is dropped in the news, and the venues where it is.
BEFORE = set("banco banca bank grupo gruppo groupe compagnie".split())
PRESS_SHORTENS = {"XLON", "XPAR", "XMAD", "XMIL", "XETR", "XWBO", "XSWX", "XAMS", "XBRU", "XLIS", "XSTO", "XHEL", "XCSE", "XOSL"}


def bare_risk(key, weight):
    """What else the name of a company that hardly anyone knows may be: any single word, and words that all are common."""
    tokens = key.split()
    marks = [set(LETTERS.get(t, "")) for t in tokens]
    telling = [t for t, m in zip(tokens, marks) if not m and t not in SOFT | VAGUE | LEGAL and len(t) > 3]
    if len(tokens) == 1: return "" if weight >= 4 and telling and len(key) > 5 else "w"
    return "" if telling or weight >= 4 and not set(tokens) <= VAGUE | SOFT else "w"


def index_members():
    """The companies of the list of index members; several values of one cell are parted by `|`."""
    for r in read_list("index_members.tsv"):
        many = {key: r[key].split("|") if r[key] else [] for key in ("indices", "isins", "akas")}
        yield {**r, **many}


# Shares that the list of index members gives by a symbol of another venue than their index's.
LISTED_AS = {("ESF0", "France"): "ERF", ("ESF0", "Luxembourg"): "ERF", ("FSE", "France"): "TFI", ("EZM", "France"): "OPM",
    ("KO2", "France"): "CLARI", ("REE", "Spain"): "RED", ("CGUSY", "France"): "CO", ("NPACY", "France"): "QDT"}


def load_indices_members(w):
    for c in index_members():
        name, symbol = c.get("name", ""), str(c.get("symbol", ""))
        symbol = LISTED_AS.get((symbol, c.get("country")), symbol)
        if not name or not symbol or symbol in ("[]", "null"): continue
        best = None
        for i in c.get("indices", []):
            if i in INDEX_MIC:
                mic, weight = INDEX_MIC[i]
                mic = mic or FOREIGN_MIC.get(c.get("country"))
                if mic and (best is None or weight > best[1]): best = (mic, weight)
        isins = [i for i in c.get("isins", []) if isin_ok(i)] if isinstance(c.get("isins"), list) else []
        akas = [a for a in c.get("akas", [])] if isinstance(c.get("akas"), list) else []
        # A row that lumps two companies together names neither.
        same = [a for a in akas if set(words(a)) & set(words(name)) - LEGAL]
        if len({i[:2] for i in isins}) > 1 and akas and not same:
            print("index_members.tsv:", name, "and", akas[0], "are two companies in one row", file=sys.stderr); continue
        symbol = symbol.split(".")[0] if best and best[0] not in US else symbol
        if best is None:
            e = next((w.by_id[symbol, m][0] for m in ("XNYS", "XNAS") if (symbol, m) in w.by_id), None)
            if e is None: continue
            # The list has symbols that now belong to another company: the names must agree in a word.
            if not set(words(strip_legal(name))) & set(t for k in e["aliases"] for t in k.split()): continue
        else:
            mic, weight = best
            iso = ISO.get(mic, mic)
            isin = next((i for i in isins if i[:2] == iso), "")
            by_isin = next((e for i in isins for e, l in w.by_id.values() if l["isin"] == i and not l["end"]), None)
            hit = w.by_id.get((symbol, mic))
            if by_isin and by_isin.get("sp500"): continue
            e = by_isin or (hit[0] if hit else None) or w.by_name.get(" ".join(words(strip_legal(name))))
            if e is None:
                if mic in ("XASX",) or not isin and mic not in ("XTKS", "XSTO"): pass
                e = w.entity(strip_legal(name), "c", weight)
            if not any(l["mic"] == mic for l in e["listings"]):
                w.list(e, symbol, mic, isin=isin)
                if e["listings"] and e["listings"][-1]["mic"] == mic: e["listings"].insert(0, e["listings"].pop())
            for l in e["listings"]:
                # FinanceDatabase gives the ISIN of the American receipt for many home listings.
                if isin and l["symbol"] == symbol and l["mic"] == mic and l["isin"][:2] != iso: l["isin"] = isin
            own = next((l for l in e["listings"] if l["symbol"] == symbol and l["mic"] == mic), None)
            # An index holds the class that trades most: it stands for its issuer.
            if own and e["listings"][0]["mic"] == mic and (symbol, mic) not in SECOND_CLASS:
                e["listings"].remove(own); e["listings"].insert(0, own)
            e["weight"] = max(e["weight"], weight)
        w.names(e, name, 3 if best else 2)
        for a in akas: w.names(e, a, 2)


def telling(name):
    """The words of a name that no other company's is likely to have."""
    return set(words(strip_legal(name))) - SOFT - VAGUE - LEGAL


def once_listed(w, symbol, mic, name, start, end, successor, aliases, weight, level):
    """A listing that ended: of the successor's entity, or of one of its own."""
    e = None
    if successor:
        hit = w.by_id.get(tuple(successor.split(":")))
        if hit is None: print("former listings: no", successor, "for", name, file=sys.stderr); return
        e = hit[0]
    reuse = e is not None
    if e is None: e = w.entity(strip_legal(name) or name, "c", weight)
    same = next((l for l in e["listings"] if (l["symbol"], l["mic"]) == (symbol, mic)), None)
    if same is None:
        hit2 = w.by_id.get((symbol, mic))
        # The same company under its former symbol as an entity of its own: one company.
        if hit2 and hit2[0] is not e and not hit2[1]["end"] and set(words(strip_legal(name))) & set(t for k in hit2[0]["aliases"] for t in k.split()):
            same = hit2[1]
            if reuse: hit2[0]["listings"].remove(same); e["listings"].append(same); w.by_id[symbol, mic] = (e, same)
            else: w.entities.remove(e); e = hit2[0]
    # Listed again later under the same symbol: two listings.
    again = any(row[0] == f"{symbol}:{mic}" and row[1] > end for row in read_tsv("listed_since.tsv")) if same and end else False
    if again: e["listings"].append({**same, "start": start, "end": end, "name": name, "isin": "", "cik": ""})
    elif same: same.update(start=start, end=end, name=name)
    else: w.list(e, symbol, mic, start=start, end=end, name=name)
    if reuse and end and not hit[1]["start"]:
        for l in hit[0]["listings"]:
            if l["symbol"] == hit[1]["symbol"] and not l["start"]: l["start"] = "?"
        hit[1]["start"] = (datetime.datetime.strptime(end, "%Y%m%d") + datetime.timedelta(1)).strftime("%Y%m%d")
        for l in hit[0]["listings"]:
            if l["start"] == "?": l["start"] = hit[1]["start"]
    w.names(e, name, level, "f" if reuse else "n", start, "" if reuse else end)
    for a in aliases:
        if a: w.alias(e, a, "f" if reuse else "n", 3, "", start, "" if reuse else end)


def rename(w):
    """A share that trades on under another symbol: the old one ends on the day before."""
    for symbol, mic, new, day, name, names, old in read_tsv("renamed.tsv"):
        e, l = w.by_id[symbol, mic]
        l["end"] = (datetime.datetime.strptime(day, "%Y%m%d") - datetime.timedelta(1)).strftime("%Y%m%d")
        l["name"] = l["name"] or e["name"]
        fresh = dict(l, symbol=new, start=day, end="", name="")
        e["listings"].insert(0, fresh)
        w.by_id[new, mic] = (e, fresh)
        if old == "f":
            for a in e["aliases"].values(): a["kind"] = "f"
        e["name"] = name
        for a in names.split(";"): w.alias(e, a, "n", 3, "", day if old == "f" else "")


def set_apart(w):
    """Listings that the lists lump together with another company's become entities of their own."""
    for symbol, mic, name, weight in read_tsv("apart.tsv"):
        old, listing = w.by_id[symbol, mic]
        old["listings"].remove(listing)
        e = w.entity(name, "c", int(weight))
        e["listings"].append(listing)
        w.by_id[symbol, mic] = (e, listing)
        for key in [k for k in old["aliases"] if set(words(name)) <= set(k.split())]: e["aliases"][key] = old["aliases"].pop(key)


def load_hand(w):
    for symbol, mic, name, currency, yahoo, *rest in read_tsv("indices.tsv"):
        e = w.entity(name, "i", 9)
        w.list(e, symbol, mic, "i", yahoo=yahoo, currency=currency)
        for a in rest[0].split(";") if rest else []: w.alias(e, *marked(a))
    for symbol, mic, kind, name, currency, yahoo, names in read_tsv("commodities.tsv"):
        e = w.entity(name, "i" if kind == "i" else "p", 6)
        w.list(e, symbol, mic, kind, currency=currency, yahoo=yahoo)
        for a in names.split(";"): w.alias(e, *marked(a))
    for symbol, mic, kind, name, *rest in read_tsv("pairs.tsv"):
        e = w.entity(name, "p", 6)
        quote = symbol[-3:]
        w.list(e, symbol, mic, kind, currency=quote)
        for a in (rest[0].split(";") if rest else []): w.alias(e, *marked(a))
    for symbol, mic, name, currency, *rest in read_tsv("funds.tsv"):
        e = w.entity(name, "p", 5)
        w.list(e, symbol, mic, "f", currency=currency)
        w.alias(e, name, "n", 3)
        for a in (rest[0].split(";") if rest else []): w.alias(e, a, "n", 3)
    set_apart(w)
    for row in read_tsv("world.tsv"):
        symbol, mic, weight, name = row[:4]
        aliases = row[4].split(";") if len(row) > 4 else []
        isin = row[5] if len(row) > 5 else ""
        if weight == "0": continue
        key = " ".join(words(strip_legal(name)))
        known = w.by_id.get((symbol, mic))
        e = known[0] if known else w.by_name.get(key)
        for a in aliases:
            if e is None: e = w.by_name.get(" ".join(words(strip_legal(a))))
        if e is None: e = w.entity(name, "c", int(weight))
        if not known:
            w.list(e, symbol, mic, isin=isin)
            added = e["listings"].pop(); e["listings"].insert(0, added)
        else:
            e["listings"].remove(known[1]); e["listings"].insert(0, known[1])
        e["name"], e["weight"] = name, max(e["weight"], int(weight))
        w.names(e, name, 2)
        for a in aliases: w.alias(e, a, "n", 3)
    for row in read_tsv("former.tsv"):
        symbol, mic, name, start, end, successor, *rest = row + [""] * (7 - len(row))
        once_listed(w, symbol, mic, name, start, end, successor, rest[0].split(";"), 5, 3)
    for row in read_tsv("once_listed.tsv"):
        symbol, mic, name, end, successor = row + [""] * (5 - len(row))
        known = w.by_id.get((symbol, mic))
        if known and (not end or telling(name) & set(t for k in known[0]["aliases"] for t in k.split())): continue
        once_listed(w, symbol, mic, name, "", end, successor, [], 4, 2)
    rename(w)
    for row in read_tsv("aliases.tsv"):
        target, kind, names, *rest = row
        hit = w.target(target)
        if hit is None: print("aliases.tsv: no", target, file=sys.stderr); continue
        start = rest[0] if rest else ""
        end = rest[1] if len(rest) > 1 else ""
        if kind == "-":
            for a in names.split(";"): hit[0]["aliases"].pop(" ".join(words(a)), None); hit[0].setdefault("banned", set()).add(" ".join(words(a)))
            continue
        for a in names.split(";"):
            risk = ""
            m = re.match(r"(.*)\[([a-z]+)\]$", a.strip())
            if m: a, risk = m.group(1), m.group(2)
            w.alias(hit[0], a, kind, 4, risk, start, end)
    for target, symbol, mic in read_tsv("second.tsv"):
        w.list(w.by_id[tuple(target.split(":"))][0], symbol, mic)
    for target, trade in read_tsv("trades.tsv"):
        hit = w.by_id.get(tuple(target.split(":")))
        if hit is None: print("trades.tsv: no", target, file=sys.stderr); continue
        hit[0]["trade"] = trade
    for row in read_tsv("listed_since.tsv"):
        target, day = row[:2]
        hit = w.by_id.get(tuple(target.split(":")))
        if hit is None: print("listed_since.tsv: no", target, file=sys.stderr); continue
        hit[1]["start"] = day
    for row in read_tsv("unlisted.tsv"):
        name, trade, aliases, *related = row + [""] * (3 - len(row))
        place = name.endswith("[g]")
        name = name.removesuffix("[g]")
        e = w.entity(name, "u", 6, trade)
        w.alias(e, name, "n", 3, "g" if place else "")
        for a in aliases.split(";"):
            risk = ""
            m = re.match(r"(.*)\[([a-z]+)\]$", a.strip())
            if m: a, risk = m.group(1), m.group(2)
            if a: w.alias(e, a, "n", 3, risk)
        for r in (related[0].split(";") if related else []):
            if not r: continue
            reason, target = r.split("=")
            if tuple(target.split(":")) not in w.by_id: print("unlisted.tsv: no", target, file=sys.stderr); continue
            e["relations"].append((reason, target))


def correct_isins(w):
    """ISINs of isins.tsv go before those of the lists; no listing outside the US has a receipt's ISIN."""
    for e in w.entities:
        for l in e["listings"]:
            if l["isin"].startswith("US") and l["mic"] not in US: l["isin"] = ""
    for row in read_tsv("isins.tsv"):
        target, isin = row[:2]
        hit = w.by_id.get(tuple(target.split(":")))
        if hit is None: print("isins.tsv: no", target, file=sys.stderr); continue
        if not isin_ok(isin): sys.exit(f"isins.tsv: {isin} of {target} is no ISIN")
        for e in w.entities:
            for l in e["listings"]:
                if l["isin"] == isin and e is not hit[0]: print("isins.tsv:", isin, "was also of", l["symbol"], l["mic"], file=sys.stderr); l["isin"] = ""
        hit[1]["isin"] = isin


ADJECTIVE = re.compile(r"^(Deutsche|Österreichische|Schweizerische|Norddeutsche|Vereinigte|Britische|Französische|Neue|Münchner|Erste|Europäische|Schwedische)\b")


def inflections(text):
    """German: die Deutsche Bank, der Deutschen Bank; ä as ae."""
    out = [text]
    m = ADJECTIVE.match(text)
    if m and m.group(1)[-1] == "e":
        out += [text.replace(m.group(1), m.group(1) + "n", 1), text.replace(m.group(1), m.group(1) + "r", 1)]
    for t in list(out):
        if re.search("[äöüÄÖÜ]", t):
            out.append(t.translate({ord(a): b for a, b in zip("äöüÄÖÜ", ("ae", "oe", "ue", "Ae", "Oe", "Ue"))}))
    return out


def finish(w):
    """Settles names that several entities share, and marks what else the words may be."""
    owners = collections.defaultdict(list)
    for e in w.entities:
        for key, a in e["aliases"].items():
            owners[key].append((a["level"], e["weight"], e, a))
    # Names whose meaning the words around them tell.
    told_apart = {r[1] for r in read_tsv("../link/senses.tsv")}
    for key, all_ in owners.items():
        tokens = key.split()
        for level, weight, e, a in all_:
            hand = "".join(c for c in a["risk"] if c not in "s")
            risk = set(hand)
            if e["kind"] in ("c", "u", "p") and "u" not in risk:
                marks = [set(LETTERS.get(t, "")) for t in tokens]
                if len(tokens) == 1:
                    risk |= marks[0]
                    if re.search(r"\.(com|de|net|io|org)$", key): risk -= set("edc")
                elif all(m & set("ed") for m in marks) and tokens[-1] not in TELLING: risk |= {"e"}
                elif len(tokens) == 2 and all(m & set("p") for m in marks): risk |= {"p"}
            letters_only = re.sub(r"[^A-Za-z]", "", a["text"])
            if len(tokens) == 1 and a["text"].upper() == a["text"] and (1 <= len(letters_only) <= 3 or len(letters_only) <= 5 and not re.search("[AEIOUY]", letters_only)): risk.add("a")
            if a["text"][:1].islower(): risk.add("l")
            risk.discard("u")
            a["risk"] = "".join(sorted(risk))
        if len(all_) < 2 or key in told_apart: continue
        best = max(l for l, _, _, _ in all_)
        top = [t for t in all_ if t[0] == best] if best >= 2 else all_
        heaviest = max(t[1] for t in top)
        keep = [t for t in top if t[1] >= heaviest - 1] if best < 4 else top
        dated = [t for t in all_ if t[0] >= 2 and (t[3]["start"] or t[3]["end"])]
        for t in all_:
            if t not in keep and t not in dated: t[2]["aliases"].pop(key, None)
            elif len(keep) > 1 and t in keep and best < 3 and not t[3]["end"]: t[3]["risk"] = "".join(sorted(set(t[3]["risk"]) | {"w"}))
    for e in w.entities:
        for key in list(e["aliases"]):
            a = e["aliases"][key]
            tokens = key.split()
            soft = a["level"] == 1
            common = set(a["risk"]) & set("edpgc")
            # A name cut down to a common word, a person or a place is kept for large companies only.
            if soft and any(l["symbol"].lower() == key for l in e["listings"]) and len(key) >= 3 and (e["weight"] < 5 or a["text"].upper() == a["text"]): a["risk"] = "".join(sorted(set(a["risk"]) | {"a"}))
            elif soft and set(tokens) <= VAGUE: del e["aliases"][key]
            elif soft and len(tokens) == 1 and set(a["risk"]) & set("pgced"): del e["aliases"][key]
            elif a["level"] < 3 and len(tokens) == 1 and set(a["risk"]) & set("ed") and (e["weight"] <= 5 or "c" in a["risk"]) and e["kind"] == "c": a["risk"] = "".join(sorted(set(a["risk"]) | {"w"}))
            elif soft and (common or len(key) < 4) and e["weight"] < 8: del e["aliases"][key]
            elif soft and len(tokens) == 1 and e["weight"] < 3 and len(key) < 5: del e["aliases"][key]
            elif a["level"] == 2 and len(tokens) == 1 and len(key) <= 3 and e["weight"] < 6: a["risk"] = "".join(sorted(set(a["risk"]) | {"w", "a"}))
            # Before a company was there, its name was only a word.
            if len(tokens) == 1 and common and e["weight"] <= 7 and not a["start"] and not any(l["end"] for l in e["listings"]): a["start"] = registered(e)
            if len(tokens) == 1 and "c" in a["risk"] and a["level"] < 4 and e["kind"] == "c": a["risk"] = "".join(sorted(set(a["risk"]) | {"w"}))
            if key in e.get("banned", ()): e["aliases"].pop(key, None)


def text_of(w):
    out = io.StringIO()
    n_listings = n_aliases = 0
    for e in sorted(w.entities, key=lambda e: -e["weight"]):
        if not e["listings"] and e["kind"] != "u": continue
        out.write("\t".join(["E", e["name"], e["kind"], e["trade"], str(e["weight"])]) + "\n")
        current = [l for l in e["listings"] if not l["end"]] + sorted((l for l in e["listings"] if l["end"]), key=lambda l: l["end"], reverse=True)
        for l in current:
            n_listings += 1
            # Canadian depositary receipts carry the underlying company's symbol; their ISIN is not its own.
            if l["mic"] in ("XNAS", "XNYS", "XASE", "ARCX", "BATS") and l["isin"].startswith("CA"): l["isin"] = ""
            cells = ["L", l["symbol"].replace(" ", "-"), l["mic"], l["kind"], l["currency"], l["isin"], l["cik"], l["sector"], l["start"], l["end"],
                     l["yahoo"], l["benchmark"], l["name"] if l["name"] != e["name"] else ""]
            out.write("\t".join(cells).rstrip("\t") + "\n")
        seen = set()
        for a in e["aliases"].values():
            for text in inflections(a["text"]):
                if text in seen: continue
                seen.add(text); n_aliases += 1
                out.write("\t".join(["A", text, a["kind"], a["risk"], a["start"], a["end"]]).rstrip("\t") + "\n")
        for reason, target in e["relations"]:
            out.write(f"R\t{reason}\t{target}\n")
    print(f"{len(w.entities)} entities, {n_listings} listings, {n_aliases} names", file=sys.stderr)
    return f"D\t{AS_OF}\n".encode() + out.getvalue().encode()


def write(raw):
    with open(OUTPUT, "wb") as f:
        with gzip.GzipFile(fileobj=f, mode="wb", compresslevel=9, mtime=0, filename="") as g: g.write(raw)
    print(f"{len(raw)} bytes, {os.path.getsize(OUTPUT)} packed", file=sys.stderr)


def check(raw):
    """Compares the unpacked text: compressors differ in their bytes."""
    if gzip.open(OUTPUT).read() != raw:
        sys.exit(f"{OUTPUT} is not what build.py writes: run it and commit the result")


def main():
    w = World()
    fd, _ = load_us(w)
    load_europe_japan(w, fd)
    load_indices_members(w)
    load_hand(w)
    correct_isins(w)
    load_home(w)
    if "--tokens" in sys.argv:
        tokens = {t for e in w.entities for k in e["aliases"] for t in k.split()}
        print("\n".join(sorted(tokens)))
        return
    finish(w)
    raw = text_of(w)
    check(raw) if "--check" in sys.argv else write(raw)


if __name__ == "__main__":
    main()
