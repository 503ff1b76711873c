"""Writes into words.bin what a teacher takes each word for, without context: person, organisation, place, group.

usage: kinds.py WORDS.bin PRIOR.npz FREQUENCIES.json.gz

PRIOR.npz comes from prior.py, the frequencies are en_lexeme_prob of spacy-lookups-data. A word gets a byte, two bits a kind from the lowest: 0 below 0.1, 1 below 0.35, 2 below
0.7, else 3. Words of the prior that the table lacks are added where a kind is likely. The column stands behind the
classes (version 2 of the layout that lexicon.py tells). A word in small letters gets what its form with a capital got where that
is commoner, and the class that says so: it may be a name as it stands.
"""
import gzip, json, struct, sys
import numpy as np
from spacy.strings import hash_string

path, prior, frequencies = sys.argv[1:4]
COMMON = 32
data = open(path, "rb").read()
assert data[:4] == b"LEGL"
head = list(struct.unpack("<6If", data[4:32]))
at = 32
def take(count, kind):
    global at
    out = np.frombuffer(data, kind, count, at)
    at += out.nbytes
    return out
n = head[2]
hashes, rows, clusters, classes = take(n, "<u4"), take(n, "<u2"), take(n, "<u2"), take(n, "u1")
if head[0] == 2: take(n, "u1")
rest = data[at:]

Z = np.load(prior)
p = Z["p"]
chances = np.stack([p[:, 1] + p[:, 2], p[:, 3] + p[:, 4], p[:, 5] + p[:, 6] + p[:, 9] + p[:, 10], p[:, 7] + p[:, 8]], 1)
levels = sum((chances > edge).astype(int) for edge in (0.1, 0.35, 0.7))
kinds = (levels << np.arange(0, 8, 2)).sum(1)
known = {h: (r, c, k, 0) for h, r, c, k in zip(hashes.tolist(), rows.tolist(), clusters.tolist(), classes.tolist())}
for word, kind, level in zip(Z["keys"].tolist(), kinds.tolist(), levels.max(1).tolist()):
    h = hash_string(word) & 0xFFFFFFFF
    if h in known or level >= 2: known[h] = known.get(h, (0, 0, 0, 0))[:3] + (kind,)
frequency = json.load(gzip.open(frequencies))
small = 0
for word, kind, level in zip(Z["keys"].tolist(), kinds.tolist(), levels[:, :3].max(1).tolist()):
    low = word.lower()
    if level < 2 or len(low) < 2 or word != word.capitalize() or word == low: continue
    if frequency.get(word, -25) > frequency.get(low, -25) + 0.5:
        h = hash_string(low) & 0xFFFFFFFF
        row, cluster, classes, _ = known.get(h, (0, 0, 0, 0))
        known[h] = (row, cluster, classes | COMMON, kind)
        small += 1
keys = sorted(known)
head[0], head[2] = 2, len(keys)
with open(path, "wb") as f:
    f.write(b"LEGL" + struct.pack("<6If", *head))
    f.write(np.array(keys, "<u4").tobytes())
    for k, kind in enumerate(("<u2", "<u2", "u1", "u1")): f.write(np.array([known[h][k] for h in keys], kind).tobytes())
    f.write(rest)
print(n, "words before,", len(keys), "now;", sum(1 for v in known.values() if v[3]), "with a kind,", small, "in small letters")
