"""Word classes from WordNet: python senses.py DICT_FOLDER > crates/legation-data/attribution/senses.tsv

One line a lemma: the lexicographer file of its first sense, the first sense's hypernym (renumbered),
the lexicographer file of its second sense. Verbs all; nouns that the sense-tagged texts know, and
those of communication, cognition, feeling and person.
"""
import sys

folder = sys.argv[1]
hypernyms = {}
print("lemma\tpos\tfirst\tabove\tsecond")
for pos, name in (("v", "verb"), ("n", "noun")):
    synset = {}
    for line in open(f"{folder}/data.{name}", encoding="utf-8"):
        if line.startswith("  "):
            continue
        cells = line.split("|")[0].split()
        n_words = int(cells[3], 16)
        at = 4 + 2 * n_words
        n_pointers = int(cells[at])
        above = None
        for k in range(n_pointers):
            kind, offset = cells[at + 1 + 4 * k], cells[at + 2 + 4 * k]
            if kind == "@" and above is None:
                above = offset
        synset[cells[0]] = (int(cells[1]), above or cells[0])
    for line in open(f"{folder}/index.{name}", encoding="utf-8"):
        if line.startswith("  "):
            continue
        cells = line.split()
        lemma = cells[0]
        if not lemma.isalpha():
            continue
        n_pointers = int(cells[3])
        tagged = int(cells[5 + n_pointers])
        offsets = cells[6 + n_pointers:]
        first = synset[offsets[0]]
        second = synset[offsets[1]][0] if len(offsets) > 1 else 0
        if pos == "n" and tagged == 0 and first[0] not in (9, 10, 12):
            continue
        above = hypernyms.setdefault(pos + first[1], len(hypernyms) + 1)
        print(f"{lemma}\t{pos}\t{first[0]}\t{above}\t{second}")
