"""Trains the teacher and lets it answer: trees and names for every sentence of the lessons.

usage: teacher.py PACK_FOLDER OUT_FOLDER [smoke]

A small transformer (MiniLM-L6, six layers of 384) with heads for tags, biaffine arcs and labels (Dozat and
Manning 2017), and names. First all lessons together; then UNER's names, once for each of five parts of its
development documents that are left out, three seeds each. Five and a half minutes on one H200; hours on two
cores. Writes trees.npz, onto.npz (names as spaCy's small model would say) and uner0..4.npz, chances as bytes.
"""
import json, sys, time, math, numpy as np, torch, torch.nn as nn, torch.nn.functional as F
D = sys.argv[1]; OUT = sys.argv[2]; SMOKE = len(sys.argv) > 3
dev = "cuda" if torch.cuda.is_available() else "cpu"
torch.manual_seed(7); rng = np.random.default_rng(7)
L = json.load(open(D + "/labels.json")); Z = np.load(D + "/pack.npz"); Z = {k: Z[k] for k in Z.files}
N = len(Z["set"]); CLS, SEP = [int(x) for x in Z["special"]]
starts = np.concatenate([[0], np.cumsum(Z["np"].astype(np.int64))])
sent = Z["sent"]; first = np.flatnonzero(np.r_[True, sent[1:] != sent[:-1]]); ends = np.r_[first[1:], N]
folds = np.array(L["folds"])
# windows: runs of sentences of one document
windows = []
cur = None
for a, z in zip(first, ends):
    key = (int(Z["set"][a]), int(Z["doc"][a])); size = int(starts[z] - starts[a])
    if cur and cur[0] == key and cur[3] + size <= 160: cur = (key, cur[1], z, cur[3] + size)
    else:
        if cur: windows.append(cur)
        cur = (key, a, z, size)
windows.append(cur)
S = np.array([w[0][0] for w in windows]); WD = np.array([w[0][1] for w in windows])
if SMOKE: keep = rng.permutation(len(windows))[:70]; windows = [windows[i] for i in keep]; S = S[keep]; WD = WD[keep]
print(len(windows), "windows", np.bincount(S), dev, flush=True)

class Layer(nn.Module):
    def __init__(s, d, h, f):
        super().__init__(); s.h = h
        s.q = nn.Linear(d, d); s.k = nn.Linear(d, d); s.v = nn.Linear(d, d); s.o = nn.Linear(d, d); s.n1 = nn.LayerNorm(d, 1e-12)
        s.up = nn.Linear(d, f); s.down = nn.Linear(f, d); s.n2 = nn.LayerNorm(d, 1e-12); s.drop = nn.Dropout(0.1)
    def forward(s, x, mask):
        B, T, d = x.shape; r = lambda y: y.view(B, T, s.h, -1).transpose(1, 2)
        a = (r(s.q(x)) @ r(s.k(x)).transpose(-1, -2)) / math.sqrt(d // s.h) + mask
        a = s.drop(a.softmax(-1)) @ r(s.v(x))
        x = s.n1(x + s.drop(s.o(a.transpose(1, 2).reshape(B, T, d))))
        return s.n2(x + s.drop(s.down(F.gelu(s.up(x)))))
NO, NU, NM, NX, NR = len(L["onto"]), len(L["uner"]), len(L["morphs"]), len(L["xpos"]), len(L["rels"])
class Net(nn.Module):
    def __init__(s):
        super().__init__(); T = np.load(D + "/mini.npz"); T = {k: T[k] for k in T.files}; T["embeddings.word_embeddings.weight"] = T["words"] * T["scale"]; d = T["embeddings.word_embeddings.weight"].shape[1]; s.d = d
        s.emb = nn.Embedding(T["embeddings.word_embeddings.weight"].shape[0], d); s.pos = nn.Embedding(512, d); s.typ = nn.Parameter(torch.zeros(d)); s.n = nn.LayerNorm(d, 1e-12)
        s.shape = nn.Embedding(12, d); nn.init.normal_(s.shape.weight, std=0.02)
        s.layers = nn.ModuleList([Layer(d, 12, 1536) for _ in range(6)]); s.drop = nn.Dropout(0.1)
        t = lambda k: torch.tensor(T[k].astype(np.float32))
        s.emb.weight.data = t("embeddings.word_embeddings.weight"); s.pos.weight.data = t("embeddings.position_embeddings.weight"); s.typ.data = t("embeddings.token_type_embeddings.weight")[0]
        s.n.weight.data = t("embeddings.LayerNorm.weight"); s.n.bias.data = t("embeddings.LayerNorm.bias")
        for i, l in enumerate(s.layers):
            p = f"encoder.layer.{i}."
            for m, k in ((l.q, "attention.self.query"), (l.k, "attention.self.key"), (l.v, "attention.self.value"), (l.o, "attention.output.dense"), (l.n1, "attention.output.LayerNorm"), (l.up, "intermediate.dense"), (l.down, "output.dense"), (l.n2, "output.LayerNorm")):
                m.weight.data = t(p + k + ".weight"); m.bias.data = t(p + k + ".bias")
        s.mix = nn.Parameter(torch.zeros(2, 7))
        s.onto = nn.Linear(d, NO); s.uner = nn.Sequential(nn.Linear(d + NO, 192), nn.GELU(), nn.Dropout(0.2), nn.Linear(192, NU))
        s.morph = nn.Linear(d, NM); s.xpos = nn.Linear(d, NX)
        A, R = 384, 128
        s.ah = nn.Linear(d, A); s.ad = nn.Linear(d, A); s.rh = nn.Linear(d, R); s.rd = nn.Linear(d, R)
        s.aw = nn.Parameter(torch.zeros(A + 1, A + 1)); s.rw = nn.Parameter(torch.zeros(NR, R + 1, R + 1)); s.hd = nn.Dropout(0.25)
    def forward(s, ids, shp, mask, at, wshape):
        T = ids.shape[1]
        x = s.drop(s.n(s.emb(ids) + s.pos.weight[:T] + s.typ + s.shape(shp)))
        m = (1.0 - mask[:, None, None, :].float()) * -1e4; hs = [x]
        for l in s.layers: x = l(x, m.to(x.dtype)); hs.append(x)
        H = torch.stack(hs, 0); w = s.mix.softmax(1)
        g = lambda y: torch.gather(y, 1, at[:, :, None].expand(-1, -1, y.shape[-1]))
        names = g(x + (w[0][:, None, None, None] * H).sum(0)); tree = g(x + (w[1][:, None, None, None] * H).sum(0))
        e = s.shape(wshape); names = s.drop(names + e); tree = s.drop(tree + e)
        onto = s.onto(names); uner = s.uner(torch.cat([names, onto.detach()], -1))
        one = lambda y: torch.cat([y, torch.ones_like(y[..., :1])], -1)
        ah, ad, rh, rd = [one(s.hd(F.gelu(f(tree)))) for f in (s.ah, s.ad, s.rh, s.rd)]
        arc = ad @ s.aw.to(ad.dtype) @ ah.transpose(1, 2)
        return dict(onto=onto, uner=uner, morph=s.morph(tree), xpos=s.xpos(tree), arc=arc, rh=rh, rd=rd)
    def rel(s, rh, rd, heads):
        h = torch.gather(rh, 1, heads[:, :, None].expand(-1, -1, rh.shape[-1]))
        return torch.einsum("bti,kij,btj->btk", rd, s.rw.to(rd.dtype), h)

def batch(ws):
    W = max(w[2] - w[1] for w in ws); T = max(w[3] for w in ws) + 2; B = len(ws)
    ids = np.zeros((B, T), np.int64); shp = np.zeros((B, T), np.int64); mask = np.zeros((B, T), np.int64); at = np.zeros((B, W), np.int64); ok = np.zeros((B, W), bool)
    a = {k: np.zeros((B, W), np.int64) for k in ("onto", "uner", "morph", "xpos", "head", "rel", "sent", "shape")}
    for b, (key, f, z, n) in enumerate(ws):
        ids[b, 0] = CLS; ids[b, n + 1] = SEP; ids[b, 1:n + 1] = Z["pieces"][starts[f]:starts[z]]; mask[b, :n + 2] = 1
        shp[b, 1:n + 1] = np.repeat(Z["shape"][f:z], Z["np"][f:z]); at[b, :z - f] = starts[f:z] - starts[f] + 1; ok[b, :z - f] = True
        for k in ("onto", "uner", "morph", "xpos", "rel", "sent", "shape"): a[k][b, :z - f] = Z[k][f:z]
        a["head"][b, :z - f] = np.arange(z - f) + Z["head"][f:z]
    t = lambda x: torch.tensor(x).to(dev, non_blocking=True)
    return t(ids), t(shp), t(mask), t(at), t(ok), {k: t(v) for k, v in a.items()}
def same(a, ok): return (a["sent"][:, :, None] == a["sent"][:, None, :]) & ok[:, None, :]
def batches(index, size, shuffle=True):
    if shuffle: index = rng.permutation(index)
    # near-equal lengths together
    chunks = [index[i:i + size * 20] for i in range(0, len(index), size * 20)]
    out = []
    for c in chunks:
        c = sorted(c, key=lambda i: windows[i][3]); out += [c[i:i + size] for i in range(0, len(c), size)]
    if shuffle: out = [out[i] for i in rng.permutation(len(out))]
    return out
def ce(x, y, keep): 
    return F.cross_entropy(x[keep].float(), y[keep]) if keep.any() else x.sum() * 0
amp = lambda: torch.autocast("cuda", dtype=torch.bfloat16) if dev == "cuda" else torch.autocast("cpu", enabled=False)
def losses(net, ws, trees=True, un=True):
    ids, shp, mask, at, ok, a = batch([windows[i] for i in ws])
    with amp():
        o = net(ids, shp, mask, at, a["shape"])
        sets = torch.tensor(S[ws], device=dev)
        loss = ce(o["onto"], a["onto"], ok)
        if un:
            u = ok & (a["uner"] != 255); loss = loss + ce(o["uner"], a["uner"], u)
        gold = ok & ((sets == 3) | (sets == 1))[:, None]
        if trees and gold.any():
            arc = o["arc"].float().masked_fill(~same(a, ok), -1e4)
            loss = loss + ce(arc, a["head"], gold) + ce(net.rel(o["rh"], o["rd"], a["head"]), a["rel"], gold) + 0.5 * ce(o["morph"], a["morph"], gold) + 0.5 * ce(o["xpos"], a["xpos"], gold)
    return loss
def fit(net, plan, steps, lr, head_lr=None, trees=True, every=0, watch=None):
    enc = [p for n, p in net.named_parameters() if n.split(".")[0] in ("emb", "pos", "typ", "n", "shape", "layers")]
    rest = [p for n, p in net.named_parameters() if n.split(".")[0] not in ("emb", "pos", "typ", "n", "shape", "layers")]
    opt = torch.optim.AdamW([dict(params=enc, lr=lr), dict(params=rest, lr=head_lr or 4 * lr)], weight_decay=0.01, betas=(0.9, 0.98))
    sched = torch.optim.lr_scheduler.LambdaLR(opt, lambda s: min((s + 1) / (0.06 * steps), max(0.0, (steps - s) / (0.94 * steps)) + 0.01))
    net.train(); t0 = time.time(); tot = 0
    for s in range(steps):
        loss = losses(net, next(plan), trees); opt.zero_grad(); loss.backward(); norm = torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        if torch.isfinite(norm): opt.step()
        else: print('step skipped', s, float(norm), flush=True)
        sched.step()
        if s % 100 == 0: print("step", s, float(loss), round(time.time() - t0, 1), flush=True)
        if every and (s + 1) % every == 0: watch(); net.train()
def endless(make):
    while True:
        for b in make(): yield b
def predict(net, index, size=128, want=("uner",)):
    net.eval(); out = {}
    with torch.no_grad():
        for ws in batches(index, size, False):
            w = [windows[i] for i in ws]; ids, shp, mask, at, ok, a = batch(w)
            with amp(): 
                o = net(ids, shp, mask, at, a["shape"])
                got = {k: o[k].float().softmax(-1).cpu().numpy() for k in want if k in ("uner", "onto")}
                if "tree" in want:
                    arc = o["arc"].float().masked_fill(~same(a, ok), -1e4); h = arc.argmax(-1)
                    r = net.rel(o["rh"], o["rd"], h).argmax(-1)
                    got.update(head=h.cpu().numpy(), rel=r.cpu().numpy(), morph=o["morph"].argmax(-1).cpu().numpy(), xpos=o["xpos"].argmax(-1).cpu().numpy(), sure=arc.softmax(-1).max(-1).values.cpu().numpy())
            for b, i in enumerate(ws): out[i] = {k: v[b, :w[b][2] - w[b][1]] for k, v in got.items()}
    return out
def decode(p):
    lp = np.log(p + 1e-9); n, K = lp.shape; sc = np.full((n, K), -1e9); bk = np.zeros((n, K), int)
    for i in range(n):
        for k in range(K):
            if k and k % 2 == 0:
                c = [k - 1, k] if i else []
                if not c: continue
                j = max(c, key=lambda q: sc[i - 1][q]); sc[i][k] = sc[i - 1][j] + lp[i][k]; bk[i][k] = j
            else:
                j = int(sc[i - 1].argmax()) if i else 0; sc[i][k] = (sc[i - 1][j] if i else 0) + lp[i][k]; bk[i][k] = j
    k = int(sc[-1].argmax()); out = [0] * n
    for i in range(n - 1, -1, -1): out[i] = k; k = bk[i][k]
    return out
def spans(t):
    out, i = set(), 0
    while i < len(t):
        if t[i] % 2 == 1:
            j = i + 1
            while j < len(t) and t[j] == t[i] + 1: j += 1
            out.add((i, j, t[i])); i = j
        else: i += 1
    return out
def f1(preds):
    h = o = g = 0
    for i, p in preds.items():
        _, a, z, _ = windows[i]
        for s in np.unique(sent[a:z]):
            m = sent[a:z] == s; gold = Z["uner"][a:z][m]
            if gold[0] == 255: continue
            x, y = spans(decode(p[m])), spans(list(gold)); h += len(x & y); o += len(x); g += len(y)
    return 100 * h / max(o, 1), 100 * h / max(g, 1), 200 * h / max(o + g, 1)

allw = np.arange(len(windows)); trains = allw[(S == 1) | (S == 3) | (S == 4)]
held = lambda k: allw[(S == 0) & (folds[WD] == k)]
net = Net().to(dev)
EP = 1 if SMOKE else 16
sizes = 8 if SMOKE else 64
def mixed():
    # gold trees twice as often as plain news
    gold = allw[(S == 1) | (S == 3)]; news = allw[S == 4]; news = rng.permutation(news)[:len(gold)]
    return batches(np.r_[gold, news], sizes)
per = len(mixed()); print("steps a round", per, flush=True)
def trees():
    p = predict(net, allw[S == 0], want=("tree", "onto", "uner")); n = u = l = m = 0
    for i, q in p.items():
        _, a, z, _ = windows[i]; h = np.arange(z - a) + Z["head"][a:z]; ok = (q["head"] == h); n += z - a; u += ok.sum(); l += (ok & (q["rel"] == Z["rel"][a:z])).sum(); m += (q["morph"] == Z["morph"][a:z]).sum()
    print("EWT dev UAS %.2f LAS %.2f morph %.2f" % (100 * u / n, 100 * l / n, 100 * m / n), "UNER dev before", [round(x, 2) for x in f1({i: q["uner"] for i, q in p.items()})], flush=True)
t0 = time.time()
fit(net, endless(mixed), EP * per, 3e-4, every=max(1, 4 * per if not SMOKE else per), watch=trees)
print("phase 1", time.time() - t0, flush=True)
p = predict(net, allw, want=("tree", "onto"))
big = {k: np.zeros(N, t) for k, t in (("head", np.int16), ("rel", np.uint8), ("morph", np.int16), ("xpos", np.uint8), ("sure", np.uint8))}
onto = np.zeros((N, NO), np.uint8)
for i, q in p.items():
    _, a, z, _ = windows[i]
    big["head"][a:z] = q["head"] - np.arange(z - a); big["rel"][a:z] = q["rel"]; big["morph"][a:z] = q["morph"]; big["xpos"][a:z] = q["xpos"]; big["sure"][a:z] = np.round(255 * q["sure"]); onto[a:z] = np.round(255 * q["onto"])
np.savez_compressed(OUT + "/trees.npz", **big); np.savez_compressed(OUT + "/onto.npz", onto=onto)
base = {k: v.detach().clone() for k, v in net.state_dict().items()}
SEEDS = 1 if SMOKE else 3
res = np.zeros((6, N, NU), np.float32)
for k in range(6):
    devs = allw[(S == 0) & (folds[WD] != k)]; gum = allw[S == 1]
    for seed in range(SEEDS):
        torch.manual_seed(100 * k + seed); rng = np.random.default_rng(100 * k + seed)
        net.load_state_dict(base)
        def tune():
            g = rng.permutation(gum)[:len(devs) // 2]; return batches(np.r_[devs, g], 8 if SMOKE else 16)
        per = len(tune()); rounds = 1 if SMOKE else 14
        def watch():
            if k < 5 and seed == 0:
                print("  fold", k, [round(x, 2) for x in f1({i: q["uner"] for i, q in predict(net, held(k)).items()})], flush=True)
        fit(net, endless(tune), rounds * per, 1e-4, trees=False, every=5 * per if not SMOKE else per, watch=watch)
        for i, q in predict(net, allw, 256).items():
            _, a, z, _ = windows[i]; res[k, a:z] += q["uner"] / SEEDS
    if k < 5: print("fold", k, "ensemble", [round(x, 2) for x in f1({i: res[k, windows[i][1]:windows[i][2]] for i in held(k)})], round(time.time() - t0, 1), flush=True)
    np.savez_compressed(OUT + f"/uner{k}.npz", p=np.round(255 * res[k]).astype(np.uint8))
tot = {}
for k in range(5):
    for i in held(k): tot[i] = res[k, windows[i][1]:windows[i][2]]
print("five folds", [round(x, 2) for x in f1(tot)], "gum dev", [round(x, 2) for x in f1({i: res[5, windows[i][1]:windows[i][2]] for i in allw[S == 2]})], flush=True)
