"""Copies the numbers of a Legation weights file into a spaCy pipeline, label by label."""
import json, struct
import numpy as np

def read(path):
    blob = open(path, "rb").read()
    assert blob[:4] == b"LEGW"
    version, length = struct.unpack("<II", blob[4:12])
    head = json.loads(blob[12:12 + length])
    at, tensors = 12 + length, {}
    for name, shape in head["shapes"]:
        count = int(np.prod(shape))
        tensors[name] = np.frombuffer(blob, "<f2", count, at).astype(np.float32).reshape(shape)
        at += 2 * count
    return head, tensors

def start(nlp, path):
    head, old = read(path)
    tok2vec = nlp.get_pipe("tok2vec").model
    nodes = lambda name: [n for n in tok2vec.walk() if n.name == name]
    for i, seed in enumerate(head["seeds"]):
        node = nodes("hashembed")[i]
        assert node.attrs["seed"] == seed and node.get_param("E").shape == old[f"embed.{i}"].shape
        node.set_param("E", old[f"embed.{i}"])
    for i, (m, l) in enumerate(zip(nodes("maxout"), nodes("layernorm"))):
        W = m.get_param("W").copy()
        given = old[f"maxout.{i}.W"]
        W[:, :, given.shape[2]:] *= 0.05
        W[:, :, :given.shape[2]] = given
        m.set_param("W", W); m.set_param("b", old[f"maxout.{i}.b"])
        l.set_param("G", old[f"norm.{i}.G"]); l.set_param("b", old[f"norm.{i}.b"])
    if "vectors.W" in old:
        [node] = nodes("static_vectors")
        node.set_param("W", old["vectors.W"])
    names = {0: ""}
    from spacy.symbols import IDS
    names.update({v: k for k, v in IDS.items()})
    morph = nlp.get_pipe("morphologizer")
    labels = {"morphologizer": ([tuple(x) for x in head["morph"]],
                  [(names.get(morph.cfg["labels_pos"].get(l), ""), morph.cfg["labels_morph"][l]) for l in morph.labels]),
              "tagger": (head["tags"], list(nlp.get_pipe("tagger").labels))}
    def rows(node, prefix, theirs, ours):
        place = {l: i for i, l in enumerate(theirs)}
        W, b = np.zeros_like(node.get_param("W")), np.full_like(node.get_param("b"), -1.0)
        fresh = []
        for i, label in enumerate(ours):
            if label in place: W[i], b[i] = old[f"{prefix}.W"][place[label]], old[f"{prefix}.b"][place[label]]
            else: fresh.append(label)
        node.set_param("W", W); node.set_param("b", b)
        print("warm start", prefix, len(ours), "labels, fresh:", fresh)
    for name in ("morphologizer", "tagger"):
        rows(nlp.get_pipe(name).model.get_ref("softmax"), name, *labels[name])
    for name in [n for n in ("parser", "ner") if f"{n}.in.W" in old]:
        pipe = nlp.get_pipe(name); model = pipe.model
        linear = [n for n in model.get_ref("tok2vec").walk() if n.name == "linear"][0]
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        linear.set_param("W", old[f"{name}.in.W"]); linear.set_param("b", old[f"{name}.in.b"])
        for param in ("W", "b", "pad"): lower.set_param(param, old[f"{name}.lower.{param}"])
        ours = [pipe.moves.get_class_name(i) for i in range(pipe.moves.n_moves)]
        rows(upper, f"{name}.upper", head[name], ours)
