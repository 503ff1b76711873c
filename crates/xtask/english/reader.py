"""The corpus reader of the training run: gold tokens in, and the one rule for NORM that Rust repeats."""
from pathlib import Path
import spacy
from spacy.tokens import Doc, DocBin
from spacy.training import Example

NORMS = {"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-", "\u2026": "...", "``": '"', "''": '"'}

def norm(word):
    word = word.lower()
    for old, new in NORMS.items():
        word = word.replace(old, new)
    return word

@spacy.registry.readers("legation.GoldTokens.v1")
def gold_tokens(path: Path):
    def read(nlp):
        for reference in DocBin(store_user_data=False).from_disk(path).get_docs(nlp.vocab):
            predicted = Doc(nlp.vocab, words=[t.text for t in reference], spaces=[bool(t.whitespace_) for t in reference])
            for token in predicted:
                token.norm_ = norm(token.text)
            yield Example(predicted, reference)
    return read
