//! What is known of a pair on a day, for the question whether something happens within a window.

use std::collections::BTreeMap;

use super::fact::Facts;
use crate::plover::QuadClass;

/// Events that a pair must have had before questions about it are asked.
pub const MIN_EVENTS: usize = 5;
/// Half-lives of the pair's own counts, in days.
const OWN: [f64; 5] = [3.0, 10.0, 30.0, 90.0, f64::INFINITY];
const N_OWN: usize = OWN.len();
/// Half-lives of one actor's counts towards everybody.
const WIDE: [f64; 2] = [10.0, 90.0];

pub const N_FEATURES: usize = 4 * N_OWN + 6 + 4 + 4 + 3 + 8 + 4 + 1;

/// Events of ordered pairs by day, with their quad class; self loops and other events are left out.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    pub n_days: u16,
    n_entities: usize,
    /// Day and quad class from 0, in order of time.
    pub events: BTreeMap<(u32, u32), Vec<(u16, u8)>>,
}

/// One question: does anything of a class happen from one to the other within the window?
#[derive(Clone, PartialEq, Debug)]
pub struct Cell {
    pub pair: (u32, u32),
    pub class: u8,
    /// Past windows that ended at the origin, and those of them with such an event.
    pub n_windows: u32,
    pub n_happened: u32,
    pub last_window: bool,
    pub features: Vec<f32>,
    pub happened: bool,
}

impl Pairs {
    pub fn of(facts: &Facts) -> Pairs {
        let mut events: BTreeMap<(u32, u32), Vec<(u16, u8)>> = BTreeMap::new();
        for fact in facts.facts.iter().filter(|f| f.subject != f.object) {
            if let Some(quad) = facts.relations[fact.relation as usize].quad {
                events.entry((fact.subject, fact.object)).or_default().push((fact.day, quad as u8 - 1));
            }
        }
        Pairs { n_days: facts.n_days(), n_entities: facts.entities.len(), events }
    }

    /// All questions that are asked on a day: four classes for every pair with enough events
    /// before. `happened` looks at the window; nothing else sees the day or what follows.
    pub fn cells(&self, origin: u16, horizon: u16) -> Vec<Cell> {
        let wide = self.wide(origin);
        let decay: Vec<[f32; N_OWN]> =
            (0..=origin).map(|gap| OWN.map(|h| (-f64::from(gap) / h).exp2() as f32)).collect();
        let none = Vec::new();
        let mut out = Vec::new();
        for (pair, events) in &self.events {
            let past = &events[..events.partition_point(|e| e.0 < origin)];
            if past.len() < MIN_EVENTS {
                continue;
            }
            let back = self.events.get(&(pair.1, pair.0)).unwrap_or(&none);
            let back = &back[..back.partition_point(|e| e.0 < origin)];
            let window = &events[past.len()..];
            let (own, reverse) = (Side::of(past, origin, horizon, &decay), Side::of(back, origin, horizon, &decay));
            for class in 0..4u8 {
                let c = class as usize;
                out.push(Cell {
                    pair: *pair,
                    class,
                    n_windows: u32::from(origin / horizon),
                    n_happened: own.windows[c],
                    last_window: own.last[c],
                    features: features(&own, &reverse, c, origin, horizon, &wide, *pair),
                    happened: window.iter().any(|e| e.1 == class && e.0 < origin + horizon),
                });
            }
        }
        out
    }

    /// Decayed counts of each entity as actor and as recipient, by class; and of the world.
    fn wide(&self, origin: u16) -> Wide {
        let mut wide = Wide { of: vec![[[[0.0; 2]; 4]; 2]; self.n_entities], world: [[0.0; 2]; 4] };
        for (pair, events) in &self.events {
            for (day, class) in events.iter().take_while(|e| e.0 < origin) {
                for (h, half_life) in WIDE.into_iter().enumerate() {
                    let weight = (-f64::from(origin - day) / half_life).exp2() as f32;
                    wide.of[pair.0 as usize][0][*class as usize][h] += weight;
                    wide.of[pair.1 as usize][1][*class as usize][h] += weight;
                    wide.world[*class as usize][h] += weight;
                }
            }
        }
        wide
    }
}

struct Wide {
    /// By entity, role, class and half-life.
    of: Vec<[[[f32; 2]; 4]; 2]>,
    world: [[f32; 2]; 4],
}

/// One direction of a pair.
struct Side {
    decayed: [[f32; N_OWN]; 4],
    /// Windows with an event, by class; whether the last and the one before had one.
    windows: [u32; 4],
    last: [bool; 4],
    before: [bool; 4],
    since: [f32; 4],
}

impl Side {
    fn of(events: &[(u16, u8)], origin: u16, horizon: u16, decay: &[[f32; N_OWN]]) -> Side {
        let mut side = Side {
            decayed: [[0.0; N_OWN]; 4],
            windows: [0; 4],
            last: [false; 4],
            before: [false; 4],
            since: [f32::from(origin) + 1.0; 4],
        };
        let mut seen = [u16::MAX; 4];
        for (day, class) in events {
            let (gap, c) = (origin - day, *class as usize);
            for (sum, weight) in side.decayed[c].iter_mut().zip(decay[gap as usize]) {
                *sum += weight;
            }
            let window = (gap - 1) / horizon;
            if window < origin / horizon && seen[c] != window {
                seen[c] = window;
                side.windows[c] += 1;
            }
            side.last[c] |= window == 0;
            side.before[c] |= window == 1;
            side.since[c] = f32::from(gap);
        }
        side
    }

    fn all(&self, h: usize) -> f32 {
        self.decayed.iter().map(|c| c[h]).sum()
    }
}

fn features(
    own: &Side,
    reverse: &Side,
    c: usize,
    origin: u16,
    horizon: u16,
    wide: &Wide,
    pair: (u32, u32),
) -> Vec<f32> {
    let log = |x: f32| (1.0 + x).ln();
    let mut f = Vec::with_capacity(N_FEATURES);
    for h in 0..N_OWN {
        f.push(log(own.decayed[c][h]));
        f.push(log(own.all(h)));
        f.push(log(reverse.decayed[c][h]));
        f.push(log(reverse.all(h)));
    }
    for k in 1..4 {
        f.push(log(own.decayed[(c + k) % 4][1]));
        f.push(log(own.decayed[(c + k) % 4][3]));
    }
    let n = f32::from(origin / horizon);
    let share = |k: u32| (k as f32 + 0.2) / (n + 2.0);
    let odds = |p: f32| (p / (1.0 - p)).ln();
    f.push(share(own.windows[c]));
    f.push(odds(share(own.windows[c]).min(0.99)));
    f.push(odds(share(reverse.windows[c]).min(0.99)));
    f.push(share(own.windows.iter().sum()));
    f.push(f32::from(own.last[c]));
    f.push(own.last.iter().map(|l| f32::from(*l)).sum());
    f.push(f32::from(own.before[c]));
    f.push(f32::from(reverse.last[c]));
    let least = |since: &[f32; 4]| since.iter().copied().fold(f32::MAX, f32::min);
    f.push(log(own.since[c]));
    f.push(log(least(&own.since)));
    f.push(log(reverse.since[c]));
    let (s, o) = (&wide.of[pair.0 as usize], &wide.of[pair.1 as usize]);
    for h in 0..WIDE.len() {
        f.push(log(s[0][c][h]));
        f.push(log(o[1][c][h]));
        f.push(log(o[0][c][h]));
        f.push(log(s[1][c][h]));
    }
    let sum = |role: &[[f32; 2]; 4], h: usize| role.iter().map(|c| c[h]).sum::<f32>();
    f.push(log(sum(&s[0], 0)));
    f.push(log(sum(&o[1], 0)));
    f.push(((0.1 + own.decayed[c][1]) / (0.1 + own.decayed[c][3])).ln());
    f.push(((0.1 + s[0][c][0]) / (0.1 + s[0][c][1])).ln());
    f.push(((1.0 + wide.world[c][0]) / (1.0 + wide.world[c][1])).ln());
    f
}

/// The class of an index from 0.
pub fn class(idx: u8) -> QuadClass {
    match idx {
        0 => QuadClass::VerbalCooperation,
        1 => QuadClass::MaterialCooperation,
        2 => QuadClass::VerbalConflict,
        _ => QuadClass::MaterialConflict,
    }
}
