"""The teacher of the name finder: learns from the labels by hand and the lines that were written for us (written.py puts
them into lessons and pack), says how likely each label is, and what words look like.

usage: namer.py learn  PACK_FOLDER LESSONS.tsv BY_HAND.tsv OUT.pt [foreign]
       namer.py answer PACK_FOLDER LESSONS.tsv BY_HAND.tsv NET.pt OUT.tsv
       namer.py prior  PACK_FOLDER LESSONS.tsv BY_HAND.tsv NET.pt MINILM_FOLDER LESSONS.jsonl.gz WORDS OUT.npz

The encoder is MiniLM-L6 as pack.py packs it, tuned with heads for names, tags and relations; single floats rounded to
bfloat16 where the processor has it: a quarter of an hour on two cores, no GPU needed. It never sees UNER's names, so
its answers may serve every fold of them. `foreign` leaves out EWT as well: such a net's word kinds (`prior`, then
kinds.py) say as little about the words of EWT's training part as about those of its development part. `answer` writes
the lessons again with its chances; WORDS holds a word a line: those of words.json and every part of the names and phrases that lexicon.py marks.
"""
import gzip, json, re, sys, time
import numpy as np, torch, torch.nn as nn, torch.nn.functional as F

mode, PACK, LESSONS, HAND = sys.argv[1:5]
rest = sys.argv[5:]
torch.manual_seed(7)
rng = np.random.default_rng(7)
KINDS = ["person", "organisation", "place", "group", "facility", "event", "law"]
LABELS = ["O"] + [p + k for k in KINDS for p in ("B-", "I-")]
AT = {label: i for i, label in enumerate(LABELS)}
SETS = ["en_ewt-dev", "en_gum-open-train", "en_gum-open-dev", "en_ewt-train", "polnear", "written"]
DEV, GUM, _, EWT, NEWS, WRITTEN = range(6)

L = json.load(open(PACK + "/labels.json"))
Z = np.load(PACK + "/pack.npz")
Z = {k: Z[k] for k in Z.files}
N = len(Z["set"])
CLS, SEP = (int(x) for x in Z["special"])
starts = np.concatenate([[0], np.cumsum(Z["np"].astype(np.int64))])
sent, part = Z["sent"], Z["set"]
first = np.flatnonzero(np.r_[True, sent[1:] != sent[:-1]])
ends = np.r_[first[1:], N]


def targets():
    """What each word should be called, and how much it counts."""
    target, weight = np.zeros((N, len(LABELS)), np.float32), np.zeros(N, np.float32)
    i = 0
    for line in open(LESSONS, encoding="utf-8"):
        line = line.rstrip("\n")
        if not line or re.match("# (en_|polnear|written)", line): continue
        _, gold, *told = line.split("\t")
        if gold in AT: target[i, AT[gold]] = 1
        elif told == ["-"]: target[i, 0] = 1
        else:
            for pair in ",".join(told).split(","):
                label, chance = pair.rsplit(":", 1)
                target[i, AT[label]] += float(chance)
        i += 1
    assert i == N, "the lessons are not those of the pack"
    target /= np.maximum(target.sum(1, keepdims=True), 1e-3)
    weight[(part == GUM) | (part == EWT)], weight[part == WRITTEN] = 0.3, 1
    count, number = {}, {}
    for a, z in zip(first, ends):
        name = SETS[part[a]]
        number[name, count.get(name, 0)] = (a, z)
        count[name] = count.get(name, 0) + 1
    for line in open(HAND):
        if line.startswith("#"): continue
        name, n, _, names = line.rstrip("\n").split("\t")
        a, z = number[name, int(n)]
        target[a:z] = 0
        target[a:z, 0] = 1
        weight[a:z] = 1
        for entry in names.split(" "):
            if entry == "-": continue
            span, kind = entry.split(":")
            begin, end = map(int, span.split("-"))
            target[a + begin:a + end] = 0
            target[a + begin, AT["B-" + kind]] = 1
            target[a + begin + 1:a + end, AT["I-" + kind]] = 1
    if "foreign" in rest: weight[part == EWT] = 0
    return target, weight


# Runs of sentences of one document, of up to 160 pieces.
windows = []
for a, z in zip(first, ends):
    key, size = (int(part[a]), int(Z["doc"][a])), int(starts[z] - starts[a])
    if windows and windows[-1][0] == key and windows[-1][3] + size <= 160:
        windows[-1] = (key, windows[-1][1], z, windows[-1][3] + size)
    else: windows.append((key, a, z, size))


class Layer(nn.Module):
    def __init__(s, d, heads):
        super().__init__()
        s.heads = heads
        s.q, s.k, s.v, s.o = (nn.Linear(d, d) for _ in range(4))
        s.n1, s.n2 = nn.LayerNorm(d, 1e-12), nn.LayerNorm(d, 1e-12)
        s.up, s.down, s.drop = nn.Linear(d, 4 * d), nn.Linear(4 * d, d), nn.Dropout(0.1)

    def forward(s, x, mask):
        B, T, d = x.shape
        split = lambda y: y.view(B, T, s.heads, -1).transpose(1, 2)
        a = F.scaled_dot_product_attention(split(s.q(x)), split(s.k(x)), split(s.v(x)), attn_mask=mask)
        x = s.n1(x + s.drop(s.o(a.transpose(1, 2).reshape(B, T, d))))
        return s.n2(x + s.drop(s.down(F.gelu(s.up(x)))))


class Net(nn.Module):
    def __init__(s):
        super().__init__()
        M = np.load(PACK + "/mini.npz")
        M = {k: M[k].astype(np.float32) for k in M.files}
        words = M["words"] * M["scale"]
        d, depth = words.shape[1], 1 + max(int(k.split(".")[2]) for k in M if k.startswith("encoder.layer."))
        t = lambda key: torch.tensor(M[key])
        s.emb, s.pos, s.typ = nn.Embedding(*words.shape), nn.Embedding(512, d), nn.Parameter(t("embeddings.token_type_embeddings.weight")[0])
        s.emb.weight.data, s.pos.weight.data = torch.tensor(words), t("embeddings.position_embeddings.weight")
        s.n = nn.LayerNorm(d, 1e-12)
        s.n.weight.data, s.n.bias.data = t("embeddings.LayerNorm.weight"), t("embeddings.LayerNorm.bias")
        # The vocabulary knows no capitals: what a word looks like is told beside it.
        s.shape = nn.Embedding(12, d)
        nn.init.normal_(s.shape.weight, std=0.02)
        s.layers = nn.ModuleList([Layer(d, d // 32) for _ in range(depth)])
        for i, layer in enumerate(s.layers):
            for module, key in ((layer.q, "attention.self.query"), (layer.k, "attention.self.key"), (layer.v, "attention.self.value"),
                                (layer.o, "attention.output.dense"), (layer.n1, "attention.output.LayerNorm"),
                                (layer.up, "intermediate.dense"), (layer.down, "output.dense"), (layer.n2, "output.LayerNorm")):
                module.weight.data, module.bias.data = (t(f"encoder.layer.{i}.{key}.{x}") for x in ("weight", "bias"))
        s.drop, s.mix = nn.Dropout(0.1), nn.Parameter(torch.zeros(depth + 1))
        s.names, s.morph, s.rel = nn.Linear(d, len(LABELS)), nn.Linear(d, len(L["morphs"])), nn.Linear(d, len(L["rels"]))

    def forward(s, ids, shapes, mask, at, word_shapes):
        x = s.drop(s.n(s.emb(ids) + s.pos.weight[:ids.shape[1]] + s.typ + s.shape(shapes)))
        states = [x]
        for layer in s.layers:
            x = layer(x, mask[:, None, None, :])
            states.append(x)
        x = x + sum(w * state for w, state in zip(s.mix.softmax(0), states))
        x = torch.gather(x, 1, at[:, :, None].expand(-1, -1, x.shape[-1]))
        x = s.drop(x + s.shape(word_shapes))
        return s.names(x), s.morph(x), s.rel(x)


amp = lambda: torch.autocast("cpu", dtype=torch.bfloat16)


def batch(index):
    chosen = [windows[i] for i in index]
    B, W, T = len(chosen), max(w[2] - w[1] for w in chosen), max(w[3] for w in chosen) + 2
    ids, shapes, mask = np.zeros((B, T), np.int64), np.zeros((B, T), np.int64), np.zeros((B, T), bool)
    at, word = np.zeros((B, W), np.int64), np.full((B, W), -1)
    for b, (_, f, z, n) in enumerate(chosen):
        ids[b, 0], ids[b, n + 1], ids[b, 1:n + 1], mask[b, :n + 2] = CLS, SEP, Z["pieces"][starts[f]:starts[z]], True
        shapes[b, 1:n + 1] = np.repeat(Z["shape"][f:z], Z["np"][f:z])
        at[b, :z - f], word[b, :z - f] = starts[f:z] - starts[f] + 1, np.arange(f, z)
    word_shapes = np.where(word >= 0, Z["shape"][word], 0).astype(np.int64)
    return [torch.tensor(x) for x in (ids, shapes, mask, at, word_shapes)], word


def batches(index, budget, shuffle):
    """Windows of near-equal length together, about `budget` pieces each."""
    index, out = rng.permutation(index) if shuffle else index, []
    for i in range(0, len(index), 600):
        near = sorted(index[i:i + 600], key=lambda j: windows[j][3])
        while near:
            k = 1
            while k < len(near) and (k + 1) * (windows[near[k]][3] + 2) <= budget: k += 1
            out.append(near[:k])
            near = near[k:]
    return [out[i] for i in rng.permutation(len(out))] if shuffle else out


def learn(net, out):
    target, weight = targets()
    weight[(part == DEV) | (part == 2)] = 0
    index = [i for i, w in enumerate(windows) if weight[w[1]:w[2]].any()]
    # In the fifth round it no longer got better on UNER's development part; `foreign` took three.
    rounds, trees = (3, 0) if "foreign" in rest else (5, 0.3)
    plan = [b for _ in range(rounds) for b in batches(index, 4096, True)]
    heads = ("names", "morph", "rel", "mix")
    of = lambda mine: [p for n, p in net.named_parameters() if (n.split(".")[0] in heads) == mine]
    adam = torch.optim.AdamW([dict(params=of(False), lr=2e-4), dict(params=of(True), lr=1e-3)], weight_decay=0.01, betas=(0.9, 0.98))
    pace = lambda s: min((s + 1) / (0.08 * len(plan)), max(0.0, (len(plan) - s) / (0.92 * len(plan))) + 0.01)
    schedule, began = torch.optim.lr_scheduler.LambdaLR(adam, pace), time.time()
    net.train()
    for step, index in enumerate(plan):
        inputs, word = batch(index)
        with amp(): names, morph, rel = net(*inputs)
        w = torch.tensor(np.where(word >= 0, weight[word], 0))
        loss = -((torch.tensor(target[word]) * names.float().log_softmax(-1)).sum(-1) * w).sum() / w.sum().clamp(min=1)
        tree = torch.tensor((word >= 0) & (Z["morph"][word] >= 0))
        if trees and tree.any():
            gold = lambda key: torch.tensor(Z[key][word].astype(np.int64))[tree]
            loss = loss + trees * (F.cross_entropy(morph.float()[tree], gold("morph")) + F.cross_entropy(rel.float()[tree], gold("rel")))
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        adam.step()
        schedule.step()
        if step % 50 == 0: print("step", step, "of", len(plan), round(loss.item(), 4), round(time.time() - began, 1), flush=True)
    torch.save(net.state_dict(), out)


def answer(net, out):
    net.eval()
    chances = np.zeros((N, len(LABELS)), np.float32)
    with torch.no_grad():
        for index in batches(list(range(len(windows))), 8192, False):
            inputs, word = batch(index)
            with amp(): names = net(*inputs)[0]
            chances[word[word >= 0]] = names.float().softmax(-1).numpy()[word >= 0]
    i = 0
    with open(out, "w", encoding="utf-8") as f:
        for line in open(LESSONS, encoding="utf-8"):
            line = line.rstrip("\n")
            if line and not re.match("# (en_|polnear|written)", line):
                p = chances[i]
                i += 1
                told = "-" if p[0] > 0.992 else ",".join(f"{LABELS[k]}:{c:.3f}" for k, c in enumerate(p) if c >= 0.004)
                line = "\t".join(line.split("\t")[:2] + [told])
            f.write(line + "\n")


def prior(net, minilm, lessons, words, out):
    """Each word with a capital, in three sentences that say nothing about it."""
    from safetensors.numpy import load_file
    from pieces import cutter, shape
    table, pieces = cutter(minilm)
    E = next(v for k, v in load_file(minilm + "/model.safetensors").items() if k.endswith("word_embeddings.weight"))
    E, old = torch.tensor(E.astype(np.float32)), np.concatenate([pieces(w) for line in gzip.open(lessons, "rt") for w in json.loads(line)["words"]])
    assert len(old) == len(Z["pieces"])
    known, places = np.unique(old, return_index=True)
    cls, sep = table["[CLS]"], table["[SEP]"]
    with torch.no_grad():
        # The pack numbers its pieces anew; those it has are tuned, the others are as they were.
        E[torch.tensor(known)] = net.emb.weight[torch.tensor(Z["pieces"][places].astype(np.int64))]
        E[cls], E[sep] = net.emb.weight[CLS], net.emb.weight[SEP]
    net.emb = nn.Embedding.from_pretrained(E)
    net.eval()
    listed = {w.rstrip("\n") for w in open(words, encoding="utf-8")}
    asked = {}
    for word in listed:
        if not re.search(r"[^\W\d_]", word) or len(word) > 30: continue
        large = word[0].upper() + word[1:]
        if word == large or large not in listed and word.upper() not in listed: asked[word] = large
    keys = sorted(asked)
    chances, frames = np.zeros((len(keys), len(LABELS)), np.float32), [["{}"], ["This", "is", "about", "{}", "."], ["What", "about", "{}", "?"]]
    for frame in frames:
        slot, rows = frame.index("{}"), []
        for key in keys:
            said = [asked[key] if w == "{}" else w for w in frame]
            cut = [list(pieces(w)) for w in said]
            rows.append(([cls] + sum(cut, []) + [sep], [0] + [shape(w) for w, p in zip(said, cut) for _ in p] + [0], 1 + sum(map(len, cut[:slot])), shape(said[slot])))
        order = sorted(range(len(keys)), key=lambda i: len(rows[i][0]))
        for some in (order[i:i + 1024] for i in range(0, len(order), 1024)):
            longest = max(len(rows[i][0]) for i in some)
            fill = lambda part: torch.tensor([rows[i][part] + [0] * (longest - len(rows[i][part])) for i in some])
            mask = torch.tensor([[k < len(rows[i][0]) for k in range(longest)] for i in some])
            at, looks = torch.tensor([[rows[i][2]] for i in some]), torch.tensor([[rows[i][3]] for i in some])
            with torch.no_grad(), amp(): names = net(fill(0), fill(1), mask, at, looks)[0]
            chances[some] += names.float().softmax(-1)[:, 0].numpy() / len(frames)
    np.savez(out, keys=np.array(keys), p=chances)


net = Net()
if mode == "learn": learn(net, rest[0])
else:
    net.load_state_dict(torch.load(rest[0]))
    {"answer": answer, "prior": prior}[mode](net, *rest[1:])
