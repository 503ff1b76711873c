"""Words as the pieces of a small uncased encoder's vocabulary, and what they look like."""
import json, re, unicodedata


def clean(w):
    w = w.lower().replace("\u2019", "'").replace("\u2018", "'").replace("\u201c", '"').replace("\u201d", '"').replace("\u2013", "-").replace("\u2014", "-").replace("\u2026", "...").replace("\u00a0", " ")
    w = "".join(c for c in unicodedata.normalize("NFD", w) if unicodedata.category(c) != "Mn")
    return re.findall(r"\w+|[^\w\s]", w)


def cutter(folder):
    """The vocabulary in a folder, and what cuts a word into at most eight of its pieces."""
    vocab, cache = json.load(open(folder + "/tokenizer.json"))["model"]["vocab"], {}
    def pieces(w):
        if w in cache: return cache[w]
        out = []
        for part in clean(w):
            at, got = 0, []
            while at < len(part):
                for to in range(len(part), at, -1):
                    p = part[at:to] if at == 0 else "##" + part[at:to]
                    if p in vocab: got.append(vocab[p]); at = to; break
                else: got = [vocab["[UNK]"]]; break
            out += got
        out = (out or [vocab["[UNK]"]])[:8]
        cache[w] = out; return out
    return vocab, pieces


def shape(w):
    if w.isdigit(): return 1
    if any(c.isdigit() for c in w): return 2
    if not any(c.isalpha() for c in w): return 3
    if len(w) == 1 and w.isupper(): return 4
    if w.isupper(): return 5 if "." not in w else 6
    if w[0].isupper(): return 7 if not any(c.isupper() for c in w[1:]) else 8
    if any(c.isupper() for c in w): return 9
    return 10
