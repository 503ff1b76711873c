"""Makes the word table: for each of the commonest words, a row of word vectors and a Brown cluster.

usage: words.py MD_MODEL LOOKUPS_FOLDER UD_FOLDER KNOWLEDGE_FOLDER OUT

The vectors are those of spaCy's medium English model (Explosion Vectors, CC0), turned onto their
first principal axes and rounded to bytes; the clusters are those of spacy-lookups-data (MIT). Words
are kept by frequency (spacy-lookups-data again), then those of the treebanks' training parts and of
our own knowledge tables.
"""
import csv, glob, gzip, json, sys
import numpy as np
import spacy

model, lookups, ud, knowledge, out = sys.argv[1:6]
WORDS, WIDTH = 110_000, 128

nlp = spacy.load(model)
vectors = nlp.vocab.vectors
table = lambda name: json.load(gzip.open(f"{lookups}/en_lexeme_{name}.json.gz"))
clusters, frequency = table("cluster"), table("prob")

wanted = {}
def want(word):
    if word and len(word) < 40: wanted.setdefault(word)
for name in ("en_ewt-train", "en_gum-open-train"):
    for line in gzip.open(f"{ud}/{name}.conllu.gz", "rt", encoding="utf-8"):
        c = line.rstrip("\n").split("\t")
        if len(c) == 10 and c[0].isdigit(): want(c[1]); want(c[1].lower())
for file in ("people", "cities", "places", "organisations", "states", "peoples", "government"):
    for row in csv.DictReader(open(f"{knowledge}/{file}.tsv", encoding="utf-8"), delimiter="\t"):
        for text in [row.get("name") or ""] + (row.get("aliases") or "").split(";"):
            for word in text.split(): want(word)
for word, _ in sorted(frequency.items(), key=lambda p: (-p[1], p[0])):
    if len(wanted) >= 400_000: break
    want(word)
kept = []
for word in wanted:
    row = vectors.key2row.get(nlp.vocab.strings[word], -1)
    cluster = clusters.get(word, 0)
    if row >= 0 or cluster: kept.append((word, row, cluster))
# Words of the treebanks and tables come first in `wanted`, then by frequency.
kept = kept[:WORDS]
rows = sorted({r for _, r, _ in kept if r >= 0})
data = vectors.data[rows].astype(np.float64)
data = data / np.maximum(np.linalg.norm(data, axis=1, keepdims=True), 1e-9)
mean = data.mean(0)
_, s, axes = np.linalg.svd(data - mean, full_matrices=False)
turned = (data - mean) @ axes[:WIDTH].T
print("variance kept", (s[:WIDTH] ** 2).sum() / (s ** 2).sum())
scale = np.abs(turned).max() / 127 * 0.6
rounded = np.clip(np.round(turned / scale), -127, 127).astype(np.int8)
index = {r: i + 1 for i, r in enumerate(rows)}
json.dump(dict(width=WIDTH, scale=float(scale), words=[[w, index.get(r, 0), c] for w, r, c in kept]), open(f"{out}/words.json", "w"), ensure_ascii=False)
np.save(f"{out}/words.npy", rounded)
print(len(kept), "words", rounded.shape, "rows; with cluster", sum(1 for _, _, c in kept if c), "saturated", (np.abs(rounded) == 127).mean())
