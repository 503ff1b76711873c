//! A network as GraphML (Gephi, igraph, networkx), JSON (d3's nodes and links) and CSV (edges).

use serde_json::{Value, json};

use super::{Table, cell, rounded, row};
use crate::present::plain::escape;
use crate::relate::network::{Edge, Network};

/// One directed link of a pair: what one does to the other, and what both do together.
struct Link<'n> {
    from: &'n str,
    to: &'n str,
    n_acts: u32,
    n_mutual: u32,
    score: f64,
}

/// Both directions of every edge; a direction in which nothing passes is left out.
fn links(network: &Network) -> Vec<Link<'_>> {
    let link = |edge: &Edge, forward: bool| {
        let (a, b) = (network.nodes[edge.from].id.as_str(), network.nodes[edge.to].id.as_str());
        let (from, to, n_acts, score) = if forward {
            (a, b, edge.n_forward, edge.score_forward)
        } else {
            (b, a, edge.n_backward, edge.score_backward)
        };
        Link { from, to, n_acts, n_mutual: edge.n_mutual, score: score + edge.score_mutual }
    };
    network.edges.iter().flat_map(|e| [link(e, true), link(e, false)]).filter(|l| l.n_acts + l.n_mutual > 0).collect()
}

/// GraphML with weights, signs and scores; directed, and what both do together runs both ways.
pub fn graphml(network: &Network) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    );
    for (id, on, name, kind) in [
        ("name", "node", "name", "string"),
        ("events", "node", "n_events", "int"),
        ("weight", "edge", "weight", "int"),
        ("acts", "edge", "n_acts", "int"),
        ("mutual", "edge", "n_mutual", "int"),
        ("score", "edge", "score", "double"),
        ("sign", "edge", "sign", "int"),
    ] {
        out.push_str(&format!("  <key id=\"{id}\" for=\"{on}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>\n"));
    }
    out.push_str("  <graph edgedefault=\"directed\">\n");
    for node in &network.nodes {
        out.push_str(&format!(
            "    <node id=\"{}\"><data key=\"name\">{}</data><data key=\"events\">{}</data></node>\n",
            escape(&node.id),
            escape(&node.name),
            node.n_events
        ));
    }
    for link in links(network) {
        out.push_str(&format!(
            "    <edge source=\"{}\" target=\"{}\"><data key=\"weight\">{}</data><data key=\"acts\">{}</data><data key=\"mutual\">{}</data><data key=\"score\">{}</data><data key=\"sign\">{}</data></edge>\n",
            escape(link.from),
            escape(link.to),
            link.n_acts + link.n_mutual,
            link.n_acts,
            link.n_mutual,
            rounded(link.score),
            sign(link.score)
        ));
    }
    out.push_str("  </graph>\n</graphml>\n");
    out
}

/// Nodes and pairs, as they are counted.
pub fn json(network: &Network) -> Value {
    json!({
        "n_events": network.n_events,
        "nodes": network.nodes.iter().map(|n| json!({ "id": n.id, "name": n.name, "n_events": n.n_events }))
            .collect::<Vec<_>>(),
        "edges": network.edges.iter().map(|e| json!({
            "from": network.nodes[e.from].id, "to": network.nodes[e.to].id, "n_events": e.n_events(),
            "n_forward": e.n_forward, "n_backward": e.n_backward, "n_mutual": e.n_mutual,
            "n_cooperation": e.n_cooperation, "n_conflict": e.n_conflict,
            "score_forward": rounded(e.score_forward), "score_backward": rounded(e.score_backward),
            "score_mutual": rounded(e.score_mutual), "sign": sign(e.score()),
        })).collect::<Vec<_>>(),
    })
}

/// One row a directed link.
pub fn table(network: &Network) -> Table {
    let mut out = vec![row(&["source", "target", "weight", "n_acts", "n_mutual", "score", "sign"])];
    for link in links(network) {
        out.push(vec![
            link.from.to_owned(),
            link.to.to_owned(),
            (link.n_acts + link.n_mutual).to_string(),
            link.n_acts.to_string(),
            link.n_mutual.to_string(),
            cell(Some(link.score)),
            sign(link.score).to_string(),
        ]);
    }
    out
}

fn sign(score: f64) -> i32 {
    if score > 0.0 {
        1
    } else if score < 0.0 {
        -1
    } else {
        0
    }
}
