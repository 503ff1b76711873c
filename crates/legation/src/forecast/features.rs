//! What a second look at the best candidates knows: where the first score came from, how often and
//! how lately the two met, how busy each is.

use super::fit::of_object;
use super::intensity::{Intensity, N_AGES, N_TERMS, Scores, age, hops};
use super::past::{COUNTS, Count, Past};

/// How many candidates are looked at again.
pub const N_CANDIDATES: usize = 64;

/// Windows of days in which meetings are counted.
const WINDOWS: [u16; 5] = [3, 10, 30, 100, u16::MAX];

/// The number of features of a candidate.
pub const N_FEATURES: usize = 4 + 4 + (COUNTS.len() + 1) + 1 + 3 * WINDOWS.len() + 3 * 4 + 4 + 4 + 4 + 10;

/// The best candidates of a question, best first, and what is known about each.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    pub objects: Vec<u32>,
    /// The first score of each.
    pub scores: Vec<f32>,
    /// The sum of first scores over all entities.
    pub total: f32,
    /// `N_FEATURES` for each candidate.
    pub features: Vec<f32>,
}

/// Reused from question to question.
#[derive(Debug, Default)]
pub struct Scratch {
    order: Vec<u32>,
    slot: Vec<u8>,
    parts: Vec<Part>,
    partners: Vec<(u32, f32)>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Part {
    /// By same relation, its inverse, its family, any other; then hops.
    shares: [f32; 5],
    /// Meetings by window: same relation, any forwards, any.
    met: [[f32; 5]; 3],
    last_same: u16,
    last_any: u16,
}

/// Picks the best candidates and describes them.
pub fn candidates(
    model: &Intensity,
    past: &Past,
    subject: u32,
    relation: u16,
    scores: &Scores,
    scratch: &mut Scratch,
    out: &mut Candidates,
) {
    pick(&scores.of, &mut scratch.order);
    out.objects.clone_from(&scratch.order);
    out.scores.clear();
    out.scores.extend(out.objects.iter().map(|o| scores.of[*o as usize]));
    out.total = scores.of.iter().sum::<f32>();
    scratch.slot.resize(past.n_entities(), 0);
    for (n, object) in out.objects.iter().enumerate() {
        scratch.slot[*object as usize] = n as u8 + 1;
    }
    scratch.parts.clear();
    scratch.parts.resize(out.objects.len(), Part::default());
    let n = model.n;
    let inverse = (relation as usize + n / 2) % n;
    let family = past.family(relation);
    let forwards = |r: u16| (r as usize) < n / 2;
    let mut own = [0f32; 3];
    let pairs = &model.pairs[relation as usize * n * N_AGES..][..n * N_AGES];
    for event in past.events(subject) {
        let gap = past.day - event.day;
        own[0] += 1.0;
        own[1] += f32::from(gap <= 10);
        own[2] += f32::from(event.relation == relation);
        let slot = scratch.slot[event.object as usize] as usize;
        if slot == 0 {
            continue;
        }
        let part = &mut scratch.parts[slot - 1];
        let weight = pairs[event.relation as usize * N_AGES + age(gap)];
        let same = event.relation == relation;
        let kind = match event.relation as usize {
            _ if same => 0,
            r if r == inverse => 1,
            _ if past.family(event.relation) == family => 2,
            _ => 3,
        };
        part.shares[kind] += weight;
        part.last_any = event.day + 1;
        if same {
            part.last_same = event.day + 1;
        }
        for (w, _) in WINDOWS.into_iter().enumerate().filter(|(_, window)| gap <= *window) {
            part.met[0][w] += f32::from(same);
            part.met[1][w] += f32::from(forwards(event.relation) == forwards(relation));
            part.met[2][w] += 1.0;
        }
    }
    let weights = &model.hops[relation as usize * n..][..n];
    let (slot, parts) = (&scratch.slot, &mut scratch.parts);
    hops(past, subject, &mut scratch.partners, |r, o, mass| {
        let slot = slot[o as usize] as usize;
        if slot > 0 {
            parts[slot - 1].shares[4] += weights[r as usize] * mass;
        }
    });
    let best = out.scores.first().copied().unwrap_or(0.0).max(1e-9);
    let second = out.scores.get(1).copied().unwrap_or(0.0).max(1e-9);
    let ten: f32 = out.scores.iter().take(10).sum();
    let total = out.total.max(1e-9);
    let since = |day: u16| f32::from(if day == 0 { 1000 } else { past.day + 1 - day }).ln();
    let last_own = past.events(subject).last().map_or(0, |e| e.day + 1);
    let of_relation = past.row(Count::Relation, subject, relation).map_or([0.0; 4], |row| past.total(row));
    let model_terms = model.terms_of(relation);
    out.features.clear();
    for (n, object) in out.objects.iter().enumerate() {
        let (object, score, part) = (*object, out.scores[n].max(1e-12), &scratch.parts[n]);
        let mut terms = [0f32; N_TERMS];
        of_object(past, subject, relation, object, &mut terms);
        let f = &mut out.features;
        f.push((score / total).max(1e-9).ln());
        f.push((score / best).max(1e-9).ln());
        f.push(((n + 1) as f32).ln());
        f.push((score / out.scores.get(n + 1).copied().unwrap_or(1e-9).max(1e-9)).ln());
        f.extend(part.shares.iter().take(4).map(|s| s / score));
        for count in 0..=COUNTS.len() {
            let mass: f32 = (0..4).map(|h| terms[count * 4 + h] * model_terms[count * 4 + h]).sum();
            f.push(mass / score);
        }
        f.push(part.shares[4] / score);
        for windows in &part.met {
            f.extend(windows.iter().map(|c| (1.0 + c).ln()));
        }
        let at = |kind: Count| kind as usize * 4;
        f.extend(terms[at(Count::Relation)..][..4].iter().map(|v| (0.01 + v).ln()));
        f.extend(terms[at(Count::Direction)..][..4].iter().map(|v| (0.01 + v).ln()));
        f.extend(terms[at(Count::CountryRelation)..][..4].iter().map(|v| (0.01 + v).ln()));
        f.push((0.01 + terms[at(Count::CountryDirection) + 1]).ln());
        f.push((0.01 + terms[at(Count::CountryDirection) + 3]).ln());
        f.push((0.01 + terms[at(Count::SectorRelation) + 3]).ln());
        f.push((0.01 + terms[at(Count::Family) + 3]).ln());
        let (country, sector) = (past.groups.country[object as usize], past.groups.sector[object as usize]);
        let with = past.with_country(subject, relation, country);
        f.push((0.01 + with[1]).ln());
        f.push((0.01 + with[3]).ln());
        f.push(past.group_share(Count::RelationSectors, subject, relation, sector));
        f.push(past.group_share(Count::SectorSectors, subject, relation, sector));
        f.push(since(part.last_same));
        f.push(since(part.last_any));
        f.push(f32::from(country == past.groups.country[subject as usize]));
        f.push(f32::from(sector));
        // What holds for the question as a whole.
        f.push(f32::from(past.groups.sector[subject as usize]));
        f.push((best / total).ln());
        f.push((best / second).ln());
        f.push(ten / total);
        f.push((1.0 + own[0]).ln());
        f.push((1.0 + own[1]).ln());
        f.push((1.0 + own[2]).ln());
        f.push(since(last_own));
        f.push((1.0 + of_relation[3]).ln());
        f.push(f32::from(past.events(object).last().map_or(1000, |e| past.day - e.day)).ln());
    }
    for object in &out.objects {
        scratch.slot[*object as usize] = 0;
    }
}

/// The best entities by score, then by id.
fn pick(scores: &[f32], order: &mut Vec<u32>) {
    order.clear();
    // Most entities score next to nothing: a first cut by the mean keeps the list short.
    let mean = scores.iter().sum::<f32>() / scores.len().max(1) as f32;
    order.extend((0..scores.len() as u32).filter(|o| scores[*o as usize] > mean));
    if order.len() < N_CANDIDATES {
        order.clear();
        order.extend(0..scores.len() as u32);
    }
    let by = |a: &u32, b: &u32| scores[*b as usize].total_cmp(&scores[*a as usize]).then(a.cmp(b));
    if order.len() > N_CANDIDATES {
        order.select_nth_unstable_by(N_CANDIDATES - 1, by);
        order.truncate(N_CANDIDATES);
    }
    order.sort_unstable_by(by);
}
