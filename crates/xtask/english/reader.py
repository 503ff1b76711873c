"""The corpus reader of the training run: gold tokens in, and the rules for NORM and the word table that Rust repeats."""
import json
from pathlib import Path
import numpy as np
import spacy
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.vectors import Vectors

NORMS = {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2026": "...", "``": '"', "''": '"'}

def norm(word):
    word = word.lower()
    for old, new in NORMS.items():
        word = word.replace(old, new)
    return word

class Words:
    """The word table: a row of vectors and a cluster for a word as written, else in small letters."""
    def __init__(self, folder):
        head = json.load(open(f"{folder}/words.json", encoding="utf-8"))
        self.table = {w: (r, c) for w, r, c in head["words"]}
        self.scale, self.rows = head["scale"], np.load(f"{folder}/words.npy")

    def find(self, word):
        return self.table.get(word) or self.table.get(norm(word)) or (0, 0)

    def into(self, vocab):
        """Vectors live in spaCy's vocabulary under made-up lemmas, because a token can carry those."""
        vectors = Vectors(data=self.rows.astype(np.float32) * np.float32(self.scale), strings=vocab.strings, attr="LEMMA")
        for row in range(len(self.rows)):
            vectors.add(f"row{row + 1}", row=row)
        vocab.vectors = vectors

    def mark(self, doc):
        """What the network is told of each word besides its letters."""
        for token in doc:
            row, cluster = self.find(token.text)
            token.norm_ = norm(token.text)
            token.lemma_ = f"row{row}" if row else ""
            token.ent_kb_id_ = f"c{cluster}" if cluster else ""

@spacy.registry.readers("legation.GoldTokens.v2")
def gold_tokens(path: Path):
    words = Words(Path(path).parent)
    def read(nlp):
        for reference in DocBin(store_user_data=False).from_disk(path).get_docs(nlp.vocab):
            predicted = Doc(nlp.vocab, words=[t.text for t in reference], spaces=[bool(t.whitespace_) for t in reference])
            words.mark(predicted)
            yield Example(predicted, reference)
    return read

@spacy.registry.callbacks("legation.word_vectors.v1")
def word_vectors(folder: str):
    def before(nlp):
        Words(folder).into(nlp.vocab)
        return nlp
    return before

@spacy.registry.callbacks("legation.warm_start.v1")
def warm_start(weights: str):
    """Starts from weights that were trained without the word table; the parts that are new begin at zero."""
    import warm
    def after(nlp):
        warm.start(nlp, weights)
        return nlp
    return after
