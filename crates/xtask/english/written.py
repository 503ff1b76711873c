"""Makes lessons of sentences that were written for us with their names marked (written/*.txt).

usage: written.py LEGATION WRITTEN_FOLDER LESSONS.jsonl.gz LESSONS.tsv

One sentence or fragment a line, an empty line between texts, names in place: `[P Jeff Baskin] will call [O NOAA].`
(P person, O organisation, L place, F facility, G group, E event, W law). LEGATION is the program, whose tokeniser
cuts the lines into words. Both files get the sentences as their last set, `written`, instead of those they had; what
a teacher said in the table of a sentence that is still there is kept.
"""
import glob, gzip, json, os, re, subprocess, sys

legation, folder, lessons, table = sys.argv[1:5]
KIND = dict(P="person", O="organisation", L="place", F="facility", G="group", E="event", W="law")


def plain(line):
    """The line without marks, and the names as first and last character and kind."""
    text, names, at = "", [], 0
    for m in re.finditer(r"\[([POLFGEW]) ([^\[\]]+)\]", line):
        text += line[at:m.start()]
        names.append((len(text), len(text) + len(m[2]), KIND[m[1]]))
        text, at = text + m[2], m.end()
    text += line[at:]
    if "[" in text or "]" in text: sys.exit(f"a bracket that marks no name: {line}")
    return text, names


def words(lines):
    """The words of each line with where they begin and end in it."""
    given = "\n\n".join(lines) + "\n"
    told = subprocess.run([legation, "parse", "--conllu", "-"], input=given, capture_output=True, text=True, check=True).stdout
    out, line, at = [[] for _ in lines], 0, 0
    for row in told.split("\n"):
        c = row.split("\t")
        if len(c) != 10 or not c[0].isdigit(): continue
        while (found := lines[line].find(c[1], at)) < 0 or lines[line][at:found].strip(): line, at = line + 1, 0
        out[line].append((c[1], found, found + len(c[1])))
        at = found + len(c[1])
    return out


rows, split = [], 0
for path in sorted(glob.glob(f"{folder}/*.txt")):
    doc, lines = 0, []
    for line in open(path, encoding="utf-8"):
        if line.strip(): lines.append((doc, *plain(line.strip())))
        else: doc += 1
    for (doc, text, names), cut in zip(lines, words([text for _, text, _ in lines])):
        gold = ["O"] * len(cut)
        for first, last, kind in names:
            inside = [i for i, (_, a, z) in enumerate(cut) if a < last and z > first]
            if not inside or cut[inside[0]][1] < first or cut[inside[-1]][2] > last: split += 1
            for k, i in enumerate(inside): gold[i] = ("I-" if k else "B-") + kind
        if cut: rows.append((f"{os.path.basename(path)[:-4]}-{doc}", [w for w, _, _ in cut], gold))

old = [line for line in gzip.open(lessons, "rt", encoding="utf-8") if not line.startswith('{"set": "written"')]
with gzip.open(lessons, "wt", encoding="utf-8") as f:
    f.writelines(old)
    for doc, cut, gold in rows: f.write(json.dumps(dict(set="written", doc=doc, words=cut, gold=gold, sm=["O"] * len(cut)), ensure_ascii=False) + "\n")
old, *had = open(table, encoding="utf-8").read().split("\n# written ")
told = {}
for block in had:
    lines = [line.split("\t") for line in block.strip("\n").split("\n")[1:]]
    told[tuple(w for w, *_ in lines)] = [line[2:] for line in lines]
with open(table, "w", encoding="utf-8") as f:
    f.write(old.rstrip("\n") + "\n\n")
    for doc, cut, gold in rows:
        said = told.get(tuple(cut), [[]] * len(cut))
        f.write(f"# written {doc}\n" + "".join("\t".join([w, g, *t]) + "\n" for w, g, t in zip(cut, gold, said)) + "\n")
print(len(rows), "lines,", sum(len(cut) for _, cut, _ in rows), "words,", sum(g[0] == "B" for _, _, gold in rows for g in gold), "names;", split, "names that do not end where words do")
