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

/// Half-life of dealings with third parties, and those of what was put on the table.
const THIRD: f64 = 30.0;
const TABLE: [f64; 2] = [10.0, 90.0];
/// CAMEO roots that put something on the table: appeals, stated intentions, demands, threats.
const ANNOUNCES: [u16; 4] = [2, 3, 10, 13];
/// Weights of the newest window that [`Cell::moving`] is reckoned with.
pub const ALPHAS: [f64; 5] = [0.05, 0.1, 0.2, 0.3, 0.5];

const N_THIRD: usize = 5;
pub const N_FEATURES: usize = 4 * N_OWN + 6 + 4 + 4 + 3 + 8 + 4 + 1 + N_THIRD + 2 * TABLE.len();

/// Events of ordered pairs by day, with their quad class; self loops and other events are left out.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    pub n_days: u16,
    pub n_entities: usize,
    /// Day and quad class from 0, in order of time.
    pub events: BTreeMap<(u32, u32), Vec<(u16, u8)>>,
    /// Days on which the first put something on the table before the second, in order.
    pub announced: BTreeMap<(u32, u32), Vec<u16>>,
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
    /// For each of [`ALPHAS`], what the past windows add to an exponentially weighted moving average.
    pub moving: [f64; ALPHAS.len()],
    pub features: Vec<f32>,
    pub happened: bool,
}

impl Pairs {
    pub fn of(facts: &Facts) -> Pairs {
        let mut pairs = Pairs { n_days: facts.n_days(), n_entities: facts.entities.len(), ..Pairs::default() };
        for fact in facts.facts.iter().filter(|f| f.subject != f.object) {
            let relation = &facts.relations[fact.relation as usize];
            let pair = (fact.subject, fact.object);
            if let Some(quad) = relation.quad {
                pairs.events.entry(pair).or_default().push((fact.day, quad as u8 - 1));
            }
            if ANNOUNCES.contains(&relation.family) {
                pairs.announced.entry(pair).or_default().push(fact.day);
            }
        }
        pairs
    }

    /// What holds on a day for every pair, before any one is looked at.
    pub fn day(&self, origin: u16, horizon: u16) -> Day<'_> {
        Day {
            pairs: self,
            origin,
            horizon,
            wide: self.wide(origin),
            dealings: self.dealings(origin),
            decay: (0..=origin).map(|gap| OWN.map(|h| (-f64::from(gap) / h).exp2() as f32)).collect(),
        }
    }

    /// All questions that are asked on a day: four classes for every pair with enough events before.
    pub fn cells(&self, origin: u16, horizon: u16) -> Vec<Cell> {
        let day = self.day(origin, horizon);
        self.events.keys().filter_map(|pair| day.of(*pair, None)).flatten().collect()
    }

    /// With whom each entity deals, in order of the other: decayed cooperation and conflict, either way.
    fn dealings(&self, origin: u16) -> Vec<Vec<(u32, [f32; 2])>> {
        let mut out: Vec<Vec<(u32, [f32; 2])>> = vec![Vec::new(); self.n_entities];
        for (pair, events) in &self.events {
            let mut sums = [0f32; 2];
            for (day, class) in events.iter().take_while(|e| e.0 < origin) {
                sums[usize::from(*class >= 2)] += (-f64::from(origin - day) / THIRD).exp2() as f32;
            }
            if sums != [0.0; 2] {
                out[pair.0 as usize].push((pair.1, sums));
                out[pair.1 as usize].push((pair.0, sums));
            }
        }
        for list in &mut out {
            list.sort_by_key(|d| d.0);
            list.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1[0] += next.1[0];
                    kept.1[1] += next.1[1];
                }
                same
            });
        }
        out
    }

    /// What one has put on the table before the other: decayed counts.
    fn on_the_table(&self, pair: (u32, u32), origin: u16) -> [f32; TABLE.len()] {
        let days = self.announced.get(&pair).map_or(&[][..], Vec::as_slice);
        let before = &days[..days.partition_point(|d| *d < origin)];
        TABLE.map(|h| {
            let sum: f64 = before.iter().map(|d| (-f64::from(origin - d) / h).exp2()).sum();
            sum.ln_1p() as f32
        })
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

/// A day on which questions are asked: everything here lies before it.
pub struct Day<'a> {
    pairs: &'a Pairs,
    origin: u16,
    horizon: u16,
    wide: Wide,
    dealings: Vec<Vec<(u32, [f32; 2])>>,
    decay: Vec<[f32; N_OWN]>,
}

impl Day<'_> {
    /// The four questions about a pair, where it has events enough; `without` the pair's own events of one day.
    ///
    /// `happened` looks at the window; nothing else sees the day or what follows.
    pub fn of(&self, pair: (u32, u32), without: Option<u16>) -> Option<[Cell; 4]> {
        let (origin, horizon) = (self.origin, self.horizon);
        let events = self.pairs.events.get(&pair)?;
        let past = &events[..events.partition_point(|e| e.0 < origin)];
        if past.len() < MIN_EVENTS {
            return None;
        }
        let back = self.pairs.events.get(&(pair.1, pair.0)).map_or(&[][..], Vec::as_slice);
        let back = &back[..back.partition_point(|e| e.0 < origin)];
        let side = |events: &[(u16, u8)]| match without {
            None => Side::of(events, origin, horizon, &self.decay),
            Some(day) => {
                let rest: Vec<(u16, u8)> = events.iter().copied().filter(|e| e.0 != day).collect();
                Side::of(&rest, origin, horizon, &self.decay)
            }
        };
        let (own, reverse) = (side(past), side(back));
        let window = &events[past.len()..];
        let third = third(&self.dealings[pair.0 as usize], &self.dealings[pair.1 as usize]);
        let table = [pair, (pair.1, pair.0)].map(|p| self.pairs.on_the_table(p, origin));
        Some(std::array::from_fn(|c| {
            let mut row = features(&own, &reverse, c, origin, horizon, &self.wide, pair);
            row.extend(third);
            row.extend(table.iter().flatten());
            Cell {
                pair,
                class: c as u8,
                n_windows: u32::from(origin / horizon),
                n_happened: own.windows[c],
                last_window: own.last[c],
                moving: own.moving[c],
                features: row,
                happened: window.iter().any(|e| e.1 as usize == c && e.0 < origin + horizon),
            }
        }))
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
    moving: [[f64; ALPHAS.len()]; 4],
}

impl Side {
    fn of(events: &[(u16, u8)], origin: u16, horizon: u16, decay: &[[f32; N_OWN]]) -> Side {
        let mut side = Side {
            decayed: [[0.0; N_OWN]; 4],
            windows: [0; 4],
            last: [false; 4],
            before: [false; 4],
            since: [f32::from(origin) + 1.0; 4],
            moving: [[0.0; ALPHAS.len()]; 4],
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
                for (sum, alpha) in side.moving[c].iter_mut().zip(ALPHAS) {
                    *sum += alpha * (1.0 - alpha).powi(i32::from(window));
                }
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

/// What two have to do with the same third parties: the friends of both, the friends of one who are the
/// other's foes, the foes of both; and how many third parties there are.
fn third(a: &[(u32, [f32; 2])], b: &[(u32, [f32; 2])]) -> [f32; N_THIRD] {
    let mut sums = [0f32; N_THIRD];
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                for (n, (x, y)) in [(0, 0), (0, 1), (1, 0), (1, 1)].into_iter().enumerate() {
                    sums[n] += (a[i].1[x] * b[j].1[y]).sqrt();
                }
                sums[N_THIRD - 1] += 1.0;
                i += 1;
                j += 1;
            }
        }
    }
    sums.map(|s| (1.0 + s).ln())
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
