//! The name finder: one pass of begin, inside, last, unit and out decisions over a sentence.

use super::document::NameKind;
use super::network::Prepared;

enum Move {
    Begin(NameKind),
    In(NameKind),
    Last(NameKind),
    Unit(NameKind),
    Out,
    Never,
}

/// The decisions of the trained name finder, in class order.
pub(super) struct Moves {
    moves: Vec<Move>,
}

impl Moves {
    pub fn of(names: &[String]) -> Moves {
        let moves = names
            .iter()
            .map(|name| match name.split_once('-') {
                _ if name == "O" => Move::Out,
                Some((action, label)) => match (action, kind(label)) {
                    ("B", Some(kind)) => Move::Begin(kind),
                    ("I", Some(kind)) => Move::In(kind),
                    ("L", Some(kind)) => Move::Last(kind),
                    ("U", Some(kind)) => Move::Unit(kind),
                    _ => Move::Never,
                },
                None => Move::Never,
            })
            .collect();
        Moves { moves }
    }
}

fn kind(label: &str) -> Option<NameKind> {
    Some(match label {
        "PERSON" => NameKind::Person,
        "ORG" => NameKind::Organisation,
        "PLACE" => NameKind::Place,
        "NORP" => NameKind::Group,
        "FAC" => NameKind::Facility,
        "EVENT" => NameKind::Event,
        "LAW" => NameKind::Law,
        _ => return None,
    })
}

/// Finds the names among the words `offset..offset + length`: first word, one past the last, kind.
pub(super) fn find(
    prepared: &mut Prepared,
    moves: &Moves,
    offset: usize,
    length: usize,
) -> Vec<(usize, usize, NameKind)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, NameKind)> = None;
    for at in 0..length {
        let first = open.map(|(start, _)| start + offset);
        // The word before stands in the third slot only inside a name.
        let slots = [Some(at + offset), first, first.map(|_| at + offset - 1)];
        let scores = prepared.scores(&slots);
        let more = at + 1 < length;
        let mut best: Option<usize> = None;
        for (i, action) in moves.moves.iter().enumerate() {
            let valid = match (action, open) {
                (Move::Begin(_), None) => more,
                (Move::In(kind), Some((_, opened))) => more && *kind == opened,
                (Move::Last(kind), Some((_, opened))) => *kind == opened,
                (Move::Unit(_) | Move::Out, None) => true,
                _ => false,
            };
            if valid && best.is_none_or(|b| scores[i] > scores[b]) {
                best = Some(i);
            }
        }
        match best.map(|b| &moves.moves[b]) {
            Some(Move::Begin(kind)) => open = Some((at, *kind)),
            Some(Move::Unit(kind)) => found.push((at, at + 1, *kind)),
            Some(Move::Last(kind)) => {
                if let Some((start, _)) = open.take() {
                    found.push((start, at + 1, *kind));
                }
            }
            _ => {}
        }
    }
    found
}
