"""Sentences of our own with their trees, for constructions that the treebanks hardly have.

Lists of names without a serial comma, crowds ("Thousands of … marched") and headlines in news style.
The names are drawn from our knowledge tables.
"""
import csv

F3 = "Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin"
FP = "Mood=Ind|Number=Plur|Person=3|Tense=Past|VerbForm=Fin"
PASS = "Tense=Past|VerbForm=Part|Voice=Pass"

class Maker:
    def __init__(self, knowledge, rng):
        self.rng = rng
        rows = lambda f: list(csv.DictReader(open(f"{knowledge}/{f}.tsv", encoding="utf-8"), delimiter="\t"))
        self.people = [r["name"] for r in rows("people")]
        self.states = [r["name"] for r in rows("states") if " " not in r["name"]]
        self.cities = [r["name"] for r in rows("cities") if r["kind"] == "city" and int(r["population"] or 0) > 400000]

    def sentence(self):
        self.words = []
        getattr(self, self.rng.choice(["pair", "pair", "crowd", "crowd", "place_list", "place_list", "talks", "to_do", "killed", "speech"]))()
        return self.words

    def put(self, form, upos, xpos, feats="", head=None, rel="dep"):
        self.words.append(dict(form=form, lemma=form, upos=upos, xpos=xpos, feats=feats, head=head, rel=rel, space=True, misc="_"))
        return len(self.words) - 1

    def name(self, text, rel, head=None):
        first = None
        for part in text.split():
            at = self.put(part, "PROPN", "NNP", "Number=Sing", first, "flat")
            if first is None:
                first = at; self.words[at].update(rel=rel, head=head)
        return first

    def named(self, n):
        pool = self.rng.choice([self.people, self.states, self.states, self.cities])
        return self.rng.sample(pool, n)

    def listed(self, names, rel, head=None):
        first = self.name(names[0], rel, head)
        for k, other in enumerate(names[1:]):
            last = k == len(names) - 2
            mark = self.put("and" if last else ",", "CCONJ" if last else "PUNCT", "CC" if last else ",", "", None, "cc" if last else "punct")
            self.words[mark - 1]["space"] = last
            at = self.name(other, "conj", first)
            self.words[mark]["head"] = at
        return first

    def obl(self, case, place, head):
        c = self.put(case, "ADP", "IN", "", None, "case")
        p = self.name(place, "obl", head)
        self.words[c]["head"] = p

    def stop(self, root):
        self.words[-1]["space"] = False
        self.put(".", "PUNCT", ".", "", root, "punct")
        self.words[root].update(head=-1, rel="root")

    def pair(self):
        names = self.listed(self.named(self.rng.choice([3, 3, 3, 4])), "nsubj")
        verb, noun = self.rng.choice([("signed", "agreement"), ("rejected", "plan"), ("backed", "proposal"), ("opened", "talks"), ("condemned", "attack"), ("welcomed", "decision"), ("held", "meeting")])
        v = self.put(verb, "VERB", "VBD", FP)
        self.words[names]["head"] = v
        det = self.put("the", "DET", "DT", "Definite=Def|PronType=Art", None, "det")
        o = self.put(noun, "NOUN", "NN", "Number=Sing", v, "obj"); self.words[det]["head"] = o
        if self.rng.random() < 0.5: self.obl("in", self.rng.choice(self.cities), v)
        self.stop(v)

    def place_list(self):
        who = self.rng.choice(["ministers", "leaders", "envoys", "presidents"])
        det = self.put("The", "DET", "DT", "Definite=Def|PronType=Art", None, "det")
        w = self.put(who, "NOUN", "NNS", "Number=Plur", None, "nsubj"); self.words[det]["head"] = w
        c = self.put("of", "ADP", "IN", "", None, "case")
        n = self.listed(self.rng.sample(self.states, self.rng.choice([3, 3, 4])), "nmod", w); self.words[c]["head"] = n
        v = self.put(self.rng.choice(["met", "agreed", "gathered", "spoke"]), "VERB", "VBD", FP)
        self.words[w]["head"] = v
        self.obl("in", self.rng.choice(self.cities), v)
        self.stop(v)

    def crowd(self):
        many = self.put(self.rng.choice(["Thousands", "Hundreds", "Dozens", "Scores"]), "NOUN", "NNS", "Number=Plur", None, "nsubj")
        c = self.put("of", "ADP", "IN", "", None, "case")
        who = self.rng.choice(["people", "protesters", "residents", "workers", "students", "demonstrators", "refugees", "farmers", "supporters"])
        if self.rng.random() < 0.4: adj = self.put(self.rng.choice(["angry", "young", "armed", "opposition", "displaced"]), "ADJ", "JJ", "Degree=Pos", None, "amod")
        else: adj = None
        n = self.put(who, "NOUN", "NNS", "Number=Plur", many, "nmod"); self.words[c]["head"] = n
        if adj is not None: self.words[adj]["head"] = n
        if self.rng.random() < 0.6:
            verb, case = self.rng.choice([("marched", "in"), ("rallied", "in"), ("protested", "in"), ("gathered", "in"), ("walked", "through"), ("arrived", "in")])
            v = self.put(verb, "VERB", "VBD", FP)
        else:
            case = "in"; a = self.put("were", "AUX", "VBD", FP, None, "aux:pass")
            v = self.put(self.rng.choice(["arrested", "killed", "injured", "detained", "displaced"]), "VERB", "VBN", PASS)
            self.words[a]["head"] = v; self.words[many]["rel"] = "nsubj:pass"
        self.words[many]["head"] = v
        self.obl(case, self.rng.choice(self.cities), v)
        if self.rng.random() < 0.3:
            c = self.put("on", "ADP", "IN", "", None, "case"); d = self.put(self.rng.choice(["Monday", "Friday", "Sunday"]), "PROPN", "NNP", "Number=Sing", v, "obl"); self.words[c]["head"] = d
        self.stop(v)

    def talks(self):
        adj = self.put(self.rng.choice(["New", "Fresh", "Secret", "Direct"]), "ADJ", "JJ", "Degree=Pos", None, "amod")
        t = self.put(self.rng.choice(["talks", "clashes", "tensions", "sanctions"]), "NOUN", "NNS", "Number=Plur"); self.words[adj]["head"] = t
        c = self.put("between", "ADP", "IN", "", None, "case")
        n = self.listed(self.rng.sample(self.states, 2), "nmod", t); self.words[c]["head"] = n
        if self.rng.random() < 0.5:
            c = self.put("in", "ADP", "IN", "", None, "case"); p = self.name(self.rng.choice(self.cities), "nmod", t); self.words[c]["head"] = p
        self.words[t].update(head=-1, rel="root")

    def to_do(self):
        s = self.name(self.rng.choice(self.people).split()[-1] if self.rng.random() < 0.5 else self.rng.choice(self.states), "nsubj")
        m = self.put("to", "PART", "TO", "", None, "mark")
        v = self.put(self.rng.choice(["visit", "host", "meet", "join", "receive"]), "VERB", "VB", "VerbForm=Inf"); self.words[m]["head"] = v; self.words[s]["head"] = v
        self.name(self.rng.choice(self.cities + self.people[:200]), "obj", v)
        c = self.put("on", "ADP", "IN", "", None, "case"); d = self.put(self.rng.choice(["Monday", "Friday", "Sunday"]), "PROPN", "NNP", "Number=Sing", v, "obl"); self.words[c]["head"] = d
        self.words[v].update(head=-1, rel="root")

    def killed(self):
        n = self.put(self.rng.choice(["Three", "Five", "12", "Dozens"]), "NUM", "CD", "NumForm=Word|NumType=Card", None, "nsubj:pass")
        if self.words[n]["form"] == "Dozens": self.words[n].update(upos="NOUN", xpos="NNS", feats="Number=Plur")
        if self.words[n]["form"] == "12": self.words[n].update(feats="NumForm=Digit|NumType=Card")
        v = self.put(self.rng.choice(["killed", "injured", "arrested", "detained"]), "VERB", "VBN", PASS); self.words[n]["head"] = v
        self.obl("in", self.rng.choice(self.cities), v)
        self.words[v].update(head=-1, rel="root")

    def speech(self):
        s = self.name(self.rng.choice(self.people), "nsubj")
        v = self.put(self.rng.choice(["praised", "met", "criticised", "thanked", "accused"]), "VERB", "VBD", F3)
        self.words[s]["head"] = v
        self.listed(self.named(3), "obj", v)
        self.stop(v)
