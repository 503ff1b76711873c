//! The transition parser: arc-eager with unshift, and the undoing of pseudo-projective labels.
//!
//! After Nivre (2008) and Honnibal, Goldberg and Johnson (2013); one sentence at a time, so the
//! "break" action of the trained system is never valid here.

use super::document::Relation;
use super::network::Prepared;

/// What a transition does, with the relation it draws.
#[derive(Clone, Debug)]
enum Move {
    Shift,
    Reduce,
    Left(usize),
    Right(usize),
    Never,
}

/// The transitions of the trained parser, in class order, and the labels they draw.
pub(super) struct Moves {
    moves: Vec<Move>,
    /// Relation, and the head's relation where the label is pseudo-projective (`obl||conj`).
    labels: Vec<(Relation, Option<Relation>)>,
}

impl Moves {
    pub fn of(names: &[String]) -> Moves {
        let mut labels = Vec::new();
        let mut label = |text: &str| {
            let (own, lifted) = text.split_once("||").map_or((text, None), |(a, b)| (a, Some(b)));
            let relation = |name: &str| match name {
                "ROOT" => Relation::Root,
                name => Relation::from_name(name).unwrap_or(Relation::Dep),
            };
            labels.push((relation(own), lifted.map(relation)));
            labels.len() - 1
        };
        let moves = names
            .iter()
            .map(|name| match name.split_once('-') {
                Some(("L", rest)) => Move::Left(label(rest)),
                Some(("R", rest)) => Move::Right(label(rest)),
                _ if name.starts_with('S') => Move::Shift,
                _ if name.starts_with('D') => Move::Reduce,
                _ => Move::Never,
            })
            .collect();
        Moves { moves, labels }
    }
}

/// The tree of one sentence: each word's head (itself at the root) and relation.
pub(super) struct Tree {
    pub heads: Vec<usize>,
    pub relations: Vec<Relation>,
}

struct State {
    length: usize,
    /// Where the sentence's words begin in the prepared vectors.
    offset: usize,
    stack: Vec<usize>,
    returned: Vec<usize>,
    next: usize,
    heads: Vec<Option<usize>>,
    labels: Vec<usize>,
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
    unshiftable: Vec<bool>,
}

impl State {
    fn stack(&self, i: usize) -> Option<usize> {
        self.stack.len().checked_sub(i + 1).map(|at| self.stack[at])
    }

    fn buffer(&self, i: usize) -> Option<usize> {
        if i < self.returned.len() {
            return Some(self.returned[self.returned.len() - 1 - i]);
        }
        let at = self.next + (i - self.returned.len());
        (at < self.length).then_some(at)
    }

    fn buffer_length(&self) -> usize {
        (self.length - self.next) + self.returned.len()
    }

    fn child(lists: &[Vec<usize>], head: Option<usize>, nth: usize) -> Option<usize> {
        let list = &lists[head?];
        list.len().checked_sub(nth).map(|at| list[at])
    }

    fn slots(&self) -> [Option<usize>; 13] {
        let (b0, s0, s1) = (self.buffer(0), self.stack(0), self.stack(1));
        let left = |head, n| State::child(&self.left, head, n);
        let right = |head, n| State::child(&self.right, head, n);
        // Slot 6 holds a right child where one would expect the second left child: the trained
        // network has it so.
        let slots = [
            b0,
            self.buffer(1),
            s0,
            s1,
            self.stack(2),
            left(s0, 1),
            right(s0, 1),
            left(b0, 1),
            right(s0, 2),
            left(s1, 1),
            left(s1, 2),
            right(s1, 1),
            right(s1, 2),
        ];
        slots.map(|slot| slot.map(|word| word + self.offset))
    }

    fn push(&mut self) {
        match self.returned.pop() {
            Some(word) => self.stack.push(word),
            None => {
                self.stack.push(self.next);
                self.next += 1;
            }
        }
    }

    fn attach(&mut self, head: usize, child: usize, label: usize) {
        if let Some(old) = self.heads[child] {
            let list = if old > child { &mut self.left[old] } else { &mut self.right[old] };
            if list.last() == Some(&child) {
                list.pop();
            }
        }
        if head > child { &mut self.left[head] } else { &mut self.right[head] }.push(child);
        self.heads[child] = Some(head);
        self.labels[child] = label;
    }
}

/// Parses the words `offset..offset + length` of a prepared batch as one sentence.
pub(super) fn parse(prepared: &mut Prepared, moves: &Moves, offset: usize, length: usize) -> Tree {
    let mut state = State {
        length,
        offset,
        stack: Vec::new(),
        returned: Vec::new(),
        next: 0,
        heads: vec![None; length],
        labels: vec![0; length],
        left: vec![Vec::new(); length],
        right: vec![Vec::new(); length],
        unshiftable: vec![false; length],
    };
    // Each word is shifted and returned a bounded number of times; the cap is a belt beside the
    // braces.
    let mut budget = 8 * length + 8;
    while !(state.stack.is_empty() && state.buffer_length() == 0) && budget > 0 {
        budget -= 1;
        let waiting = state.buffer_length();
        let depth = state.stack.len();
        let may_shift = depth == 0 || (waiting >= 2 && !state.buffer(0).is_some_and(|b| state.unshiftable[b]));
        let may_reduce = depth > 0 && (waiting == 0 || depth > 1);
        let may_arc = depth > 0 && waiting > 0;
        let scores = prepared.scores(&state.slots());
        let mut best: Option<usize> = None;
        for (i, action) in moves.moves.iter().enumerate() {
            let valid = match action {
                Move::Shift => may_shift,
                Move::Reduce => may_reduce,
                Move::Left(_) | Move::Right(_) => may_arc,
                Move::Never => false,
            };
            if valid && best.is_none_or(|b| scores[i] > scores[b]) {
                best = Some(i);
            }
        }
        let Some(best) = best else { break };
        match moves.moves[best] {
            Move::Shift => {
                if state.buffer_length() == 0 {
                    break;
                }
                state.push();
            }
            Move::Reduce => {
                let top = state.stack[state.stack.len() - 1];
                if state.heads[top].is_some() || state.stack.len() == 1 {
                    state.stack.pop();
                } else {
                    state.unshiftable[top] = true;
                    state.returned.push(top);
                    state.stack.pop();
                }
            }
            Move::Left(label) => {
                if let (Some(head), Some(child)) = (state.buffer(0), state.stack(0)) {
                    state.attach(head, child, label);
                    state.unshiftable[head] = false;
                    state.stack.pop();
                }
            }
            Move::Right(label) => {
                if let (Some(head), Some(child)) = (state.stack(0), state.buffer(0)) {
                    state.attach(head, child, label);
                    state.push();
                }
            }
            Move::Never => break,
        }
    }
    finish(state, moves)
}

/// Undoes pseudo-projective labels and makes the result one tree.
fn finish(state: State, moves: &Moves) -> Tree {
    let n = state.length;
    let mut heads: Vec<usize> = (0..n).map(|i| state.heads[i].unwrap_or(i)).collect();
    let mut relations: Vec<Relation> =
        (0..n).map(|i| if heads[i] == i { Relation::Root } else { moves.labels[state.labels[i]].0 }).collect();
    // A label that is still decorated answers to no plain name, as in the reference implementation.
    let mut decorated: Vec<bool> = (0..n).map(|i| heads[i] != i && moves.labels[state.labels[i]].1.is_some()).collect();
    for i in 0..n {
        if !decorated[i] {
            continue;
        }
        if let Some(wanted) = moves.labels[state.labels[i]].1
            && let Some(head) = descend(&heads, &relations, &decorated, i, wanted)
        {
            heads[i] = head;
        }
        decorated[i] = false;
    }
    // Several roots can be left over: all but the first hang on it.
    let Some(root) = (0..n).find(|&i| heads[i] == i) else {
        return Tree { heads, relations };
    };
    for i in 0..n {
        if heads[i] == i && i != root {
            heads[i] = root;
            relations[i] = if n > 1 { Relation::Parataxis } else { Relation::Root };
        }
    }
    Tree { heads, relations }
}

/// The first descendant of `child`'s head, breadth first from the left, that bears a relation.
fn descend(
    heads: &[usize],
    relations: &[Relation],
    decorated: &[bool],
    child: usize,
    wanted: Relation,
) -> Option<usize> {
    let mut queue = vec![heads[child]];
    while !queue.is_empty() {
        let mut next = Vec::new();
        for parent in queue {
            for t in 0..heads.len() {
                if t == child || heads[t] != parent || t == parent {
                    continue;
                }
                if relations[t] == wanted && !decorated[t] {
                    return Some(t);
                }
                next.push(t);
            }
        }
        queue = next;
    }
    None
}
