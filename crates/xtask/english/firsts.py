"""firsts.py NAMES.tsv: mends the first words of names that the treebank calls adjectives or verbs.

GUM's mentions were cut to proper nouns, so that of "United States" only "States" stood in a name, and the
teacher learned it so. Writes the lessons back with "United", "New" and "European" inside their names.
"""
import sys

FIRST = {
    "United": {"States", "Nations", "Kingdom", "Arab"},
    "New": {"York", "Zealand", "Jersey", "Orleans", "Hampshire", "Mexico", "Delhi", "England"},
    "European": {"Union", "Commission", "Parliament"},
}


def likeliest(column):
    if column == "-":
        return "O"
    return max((pair.rsplit(":", 1) for pair in column.split(",")), key=lambda pair: float(pair[1]))[0]


def inside(column):
    return ",".join("I" + pair[1:] if pair.startswith("B-") else pair for pair in column.split(","))


rows = open(sys.argv[1]).read().split("\n")
for i in range(len(rows) - 1):
    a, b = rows[i].split("\t"), rows[i + 1].split("\t")
    if len(a) < 2 or len(b) < 2 or b[0] not in FIRST.get(a[0], ()):
        continue
    if a[1] == "O" and b[1].startswith("B-"):
        a[1], b[1] = b[1], "I" + b[1][1:]
    for k in range(2, min(len(a), len(b))):
        if b[k].startswith(("B-", "O:")) and likeliest(a[k]) == "O" and likeliest(b[k]).startswith("B-"):
            a[k], b[k] = b[k], inside(b[k])
    rows[i], rows[i + 1] = "\t".join(a), "\t".join(b)
open(sys.argv[1], "w").write("\n".join(rows))
