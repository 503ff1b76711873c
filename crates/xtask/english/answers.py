"""Turns the teacher's answers into silver trees (CoNLL-U) and the lessons of the name finder (TSV).

usage: answers.py LESSONS.jsonl.gz LABELS.json ANSWERS_FOLDER TREES.conllu.gz NAMES.tsv

Trees: sentences whose arcs make one projective tree, of which the teacher is sure. Names, one word a line: form,
gold label or `?`, then `-` where every teacher is sure of no name, else each teacher's chances.
"""
import gzip, json, numpy as np, sys
LESSONS, LABELS, ANSWERS, TREES, NAMES = sys.argv[1:6]
L = json.load(open(LABELS)); T = np.load(ANSWERS + "/trees.npz"); T = {k: T[k] for k in T.files}
at = 0; kept = words = seen = 0; bad = low = crossed = 0
with gzip.open(TREES, "wt", encoding="utf-8") as f:
    doc = None
    for line in gzip.open(LESSONS, "rt"):
        r = json.loads(line); n = len(r["words"]); s = slice(at, at + n); at += n
        if r["set"] != "polnear": continue
        seen += n
        h = T["head"][s].astype(int) + np.arange(n); rel = [L["rels"][x] for x in T["rel"][s]]; sure = T["sure"][s] / 255
        roots = np.flatnonzero(h == np.arange(n))
        ok = len(roots) == 1
        if ok:
            for i in range(n):
                j, c = i, 0
                while h[j] != j and c <= n: j = h[j]; c += 1
                if c > n: ok = False; break
        if not ok: bad += n; continue
        arcs = [(min(i, h[i]), max(i, h[i])) for i in range(n) if h[i] != i]
        if any(a < c < b < d for a, b in arcs for c, d in arcs): crossed += n; continue
        if n > 3 and sure.mean() < 0.85: low += n; continue
        # The root's relation and only the root's.
        if rel[roots[0]] != "root" or any(x == "root" for i, x in enumerate(rel) if i != roots[0]): bad += n; continue
        if r["doc"] != doc: doc = r["doc"]; f.write(f"# newdoc id = {doc}\n")
        for i, w in enumerate(r["words"]):
            upos, feats = L["morphs"][T["morph"][at - n + i]].split("\t")
            f.write("\t".join([str(i + 1), w, "_", upos, L["xpos"][T["xpos"][at - n + i]], feats or "_", str(0 if h[i] == i else h[i] + 1), rel[i], "_", "_"]) + "\n")
        f.write("\n"); kept += 1; words += n
print("sentences", kept, "words", words, "of", seen, "no tree", bad, "unsure", low, "crossed", crossed)

ONTO, UN = L["onto"], L["uner"]
onto = np.load(ANSWERS + "/onto.npz")["onto"]; un = [np.load(ANSWERS + f"/uner{k}.npz")["p"] for k in range(5)]
KINDS = ["person", "organisation", "place", "group", "facility", "event", "law"]
LAB = ["O"] + [p + k for k in KINDS for p in ("B-", "I-")]
at_onto = {l: i for i, l in enumerate(ONTO)}
def join(u, o):
    """Seven labels of UNER's head and the others' of the silver head as one distribution over fifteen."""
    u = u / max(u.sum(), 1); o = o / max(o.sum(), 1)
    p = dict(zip(UN, u)); out = dict(p)
    free = p["O"]; extra = {l: free * o[at_onto[l]] for l in LAB if l[2:] in ("group", "event", "law")}
    out["O"] = free - sum(extra.values()); out.update(extra)
    for b in ("B-", "I-"):
        f = o[at_onto["B-facility"]] + o[at_onto["I-facility"]]; g = o[at_onto["B-place"]] + o[at_onto["I-place"]]
        share = f / (f + g) if f > 0 and f + g > 0.05 else 0
        out[b + "facility"] = out[b + "place"] * share; out[b + "place"] *= 1 - share
    return out
def spans(tags):
    out, i = [], 0
    while i < len(tags):
        if tags[i].startswith("B-"):
            j = i + 1
            while j < len(tags) and tags[j] == "I-" + tags[i][2:]: j += 1
            out.append((i, j, tags[i][2:])); i = j
        else: i += 1
    return out
at = 0
with open(NAMES, "w", encoding="utf-8") as f:
    for line in gzip.open(LESSONS, "rt"):
        r = json.loads(line); n = len(r["words"]); s = slice(at, at + n); at += n
        best = [ONTO[x] for x in onto[s].argmax(1)]
        gold = r["gold"]
        if gold:
            taken = [t != "O" for t in gold]; gold = list(gold)
            for a, z, k in spans(best):
                if k in ("group", "event", "law") and not any(taken[a:z]) and r["words"][a][:1].isupper():
                    gold[a:z] = ["B-" + k] + ["I-" + k] * (z - a - 1)
            # A facility is a place to UNER and GUM: the teacher's word for it is kept on the same span.
            fac = {(a, z) for a, z, k in spans(best) if k == "facility"}
            for a, z, k in spans(gold):
                if k == "place" and (a, z) in fac: gold[a:z] = ["B-facility"] + ["I-facility"] * (z - a - 1)
        f.write(f"# {r['set']} {r['doc']}\n")
        for i, w in enumerate(r["words"]):
            cols = [w.replace("\t", " "), gold[i] if gold else "?"]
            j = at - n + i
            if all(u[j][0] >= 253 for u in un) and onto[j][0] >= 250: cols.append("-")
            else:
                for u in un:
                    d = join(u[j].astype(float), onto[j].astype(float))
                    cols.append(",".join(f"{l}:{p:.3f}" for l, p in d.items() if p >= 0.004))
            f.write("\t".join(cols) + "\n")
        f.write("\n")
