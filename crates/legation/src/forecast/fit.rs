//! Fits the weights of the intensity mixture by expectation and maximisation.
//!
//! Each weight becomes (answers that its term explained) / (chances it had to explain one), drawn
//! towards a pooled value where a relation has seen little. Everything that does not change from
//! pass to pass is gathered once, in order of time, so that every question sees only its past.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fact::{Facts, both};
use super::intensity::{COUNTRY_TERMS, Intensity, N_AGES, N_TERMS, age, hops, rows, share};
use super::parallel;
use super::past::{Count, Past};

/// How a fit is done.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// The strength of the pooled value, in answers. On ICEWS14's validation part 0.4 was better
    /// than 0.7, 2 and 5 (2026-11).
    pub pool: f32,
    pub n_passes: usize,
    pub n_threads: usize,
}

/// Questions with one subject on one day share what its past says.
struct Block {
    cells: Range<u32>,
    hops: Range<u32>,
}

/// A true answer: the part of its block that points at it.
struct Answer {
    cells: Range<u32>,
    hops: Range<u32>,
}

struct Question {
    block: u32,
    answers: Vec<u32>,
    /// Where its terms begin: first those of all candidates, then those of each answer.
    terms: u32,
}

/// What the passes work on.
#[derive(Default)]
pub struct Design {
    n: usize,
    blocks: Vec<Block>,
    answers: Vec<Answer>,
    questions: Vec<Vec<Question>>,
    /// Relation × age, and the number of events: 14 + 18 bits.
    cells: Vec<u32>,
    hops: Vec<(u16, f32)>,
    terms: Vec<f32>,
    pub n_questions: usize,
}

const COUNT_BITS: u32 = 18;

struct Scratch {
    counts: Vec<u32>,
    touched: Vec<u32>,
    mass: Vec<f32>,
    slot: Vec<u16>,
    partners: Vec<(u32, f32)>,
}

/// One subject's questions of one day, gathered.
struct Gathered {
    cells: Vec<u32>,
    hops: Vec<(u16, f32)>,
    answers: Vec<(u32, Vec<u32>, Vec<(u16, f32)>)>,
    questions: Vec<(u16, Vec<u32>, Vec<f32>)>,
}

/// Gathers the questions of the days `from` to before `to`; leaves `past` at `to`.
pub fn design(facts: &Facts, past: &mut Past, from: u16, to: u16, n_threads: usize) -> Design {
    let n = 2 * facts.n_relations();
    let mut design = Design { n, questions: (0..n).map(|_| Vec::new()).collect(), ..Design::default() };
    past.advance(facts.between(past.day, from), from);
    for day in from..to {
        past.advance(facts.between(past.day, day), day);
        let mut by_subject: BTreeMap<u32, BTreeMap<u16, Vec<u32>>> = BTreeMap::new();
        for fact in facts.between(day, day + 1) {
            for q in both(fact, past.n_relations) {
                by_subject.entry(q.subject).or_default().entry(q.relation).or_default().push(q.answer);
            }
        }
        let work: Vec<_> = by_subject.into_iter().filter(|(s, _)| !past.events(*s).is_empty()).collect();
        let gathered = parallel::map(
            work.len(),
            n_threads,
            || Scratch {
                counts: vec![0; n * N_AGES],
                touched: Vec::new(),
                mass: vec![0.0; n],
                slot: vec![0; past.n_entities()],
                partners: Vec::new(),
            },
            |scratch, idx| gather(past, work[idx].0, &work[idx].1, scratch),
        );
        for one in gathered {
            design.take(one);
        }
    }
    past.advance(facts.between(past.day, to), to);
    design
}

fn gather(past: &Past, subject: u32, asked: &BTreeMap<u16, Vec<u32>>, scratch: &mut Scratch) -> Gathered {
    let mut objects: Vec<u32> = asked.values().flatten().copied().collect();
    objects.sort_unstable();
    objects.dedup();
    let mut own: Vec<(u32, Vec<u32>, Vec<(u16, f32)>)> = objects.iter().map(|o| (*o, Vec::new(), Vec::new())).collect();
    for (idx, object) in objects.iter().enumerate() {
        scratch.slot[*object as usize] = idx as u16 + 1;
    }
    for event in past.events(subject) {
        let cell = event.relation as usize * N_AGES + age(past.day - event.day);
        if scratch.counts[cell] == 0 {
            scratch.touched.push(cell as u32);
        }
        scratch.counts[cell] += 1;
        let slot = scratch.slot[event.object as usize];
        if slot > 0 {
            own[slot as usize - 1].1.push(cell as u32);
        }
    }
    scratch.touched.sort_unstable();
    let pack = |cell: u32, count: u32| cell << COUNT_BITS | count.min((1 << COUNT_BITS) - 1);
    let cells = scratch.touched.iter().map(|c| pack(*c, scratch.counts[*c as usize])).collect();
    for cell in scratch.touched.drain(..) {
        scratch.counts[cell as usize] = 0;
    }
    for (_, list, _) in &mut own {
        list.sort_unstable();
        let mut packed: Vec<u32> = Vec::new();
        for &cell in list.iter() {
            match packed.last_mut() {
                Some(last) if *last >> COUNT_BITS == cell => *last += 1,
                _ => packed.push(pack(cell, 1)),
            }
        }
        *list = packed;
    }
    let (mass, slot) = (&mut scratch.mass, &scratch.slot);
    hops(past, subject, &mut scratch.partners, |relation, object, share| {
        mass[relation as usize] += share;
        let slot = slot[object as usize];
        if slot > 0 {
            own[slot as usize - 1].2.push((relation, share));
        }
    });
    let mut hops = Vec::new();
    for (relation, mass) in mass.iter_mut().enumerate().filter(|(_, m)| **m > 0.0) {
        hops.push((relation as u16, *mass));
        *mass = 0.0;
    }
    for object in &objects {
        scratch.slot[*object as usize] = 0;
    }
    let questions = asked
        .iter()
        .map(|(relation, answers)| {
            let mut terms = vec![0.0; N_TERMS * (1 + answers.len())];
            exposure(past, subject, *relation, &mut terms[..N_TERMS]);
            let mut places = Vec::new();
            for (n, answer) in answers.iter().enumerate() {
                let part = &mut terms[N_TERMS * (n + 1)..][..N_TERMS];
                of_object(past, subject, *relation, *answer, part);
                places.push(objects.binary_search(answer).unwrap_or(0) as u32);
            }
            (*relation, places, terms)
        })
        .collect();
    Gathered { cells, hops, answers: own, questions }
}

/// The terms summed over all candidates.
fn exposure(past: &Past, subject: u32, relation: u16, out: &mut [f32]) {
    for (offset, _, row) in rows(past, subject, relation) {
        out[offset..offset + 4].copy_from_slice(&past.total(row));
    }
    if let Some(row) = past.row(Count::SubjectCountries, subject, relation) {
        let all = past.total(row);
        for mass in &row.objects {
            let Some(inside) = past.row_of_country(relation, mass.object as u16) else { continue };
            let (mass, total) = (past.now(mass), past.total(inside));
            for h in 0..4 {
                out[COUNTRY_TERMS + h] += share(mass[h], all[h]) * share(total[h], total[h]);
            }
        }
    }
}

/// The terms of one candidate.
pub fn of_object(past: &Past, subject: u32, relation: u16, object: u32, out: &mut [f32]) {
    for (offset, kind, _) in rows(past, subject, relation) {
        out[offset..offset + 4].copy_from_slice(&past.of_object(kind, subject, relation, object));
    }
    let country = past.groups.country[object as usize];
    if let (Some(row), Some(inside)) =
        (past.row(Count::SubjectCountries, subject, relation), past.row_of_country(relation, country))
    {
        let (mass, all) = (past.with_country(subject, relation, country), past.total(row));
        let (own, total) = (past.of_object_in_country(relation, object), past.total(inside));
        for h in 0..4 {
            out[COUNTRY_TERMS + h] = share(mass[h], all[h]) * share(own[h], total[h]);
        }
    }
}

impl Design {
    fn take(&mut self, one: Gathered) {
        let block = self.blocks.len() as u32;
        let first = self.answers.len() as u32;
        let cells = push(&mut self.cells, one.cells);
        let hops = push(&mut self.hops, one.hops);
        self.blocks.push(Block { cells, hops });
        for (_, cells, hops) in one.answers {
            let cells = push(&mut self.cells, cells);
            let hops = push(&mut self.hops, hops);
            self.answers.push(Answer { cells, hops });
        }
        for (relation, answers, terms) in one.questions {
            let terms = push(&mut self.terms, terms).start;
            self.n_questions += answers.len();
            let answers = answers.into_iter().map(|a| first + a).collect();
            self.questions[relation as usize].push(Question { block, answers, terms });
        }
    }
}

fn push<T>(pool: &mut Vec<T>, list: Vec<T>) -> Range<u32> {
    let start = pool.len() as u32;
    pool.extend(list);
    start..pool.len() as u32
}

/// What one relation's weights explained, and what they could have.
struct Sums {
    pairs: Vec<[f32; 2]>,
    terms: Vec<[f32; 2]>,
    hops: Vec<[f32; 2]>,
    log_likelihood: f64,
}

/// Runs the passes; `progress` hears the mean log-likelihood after each.
pub fn fit(design: &Design, settings: &Settings, mut progress: impl FnMut(usize, f64)) -> Intensity {
    let n = design.n;
    let mut model = start(n);
    for pass in 0..settings.n_passes {
        let sums = parallel::map(n, settings.n_threads, || (), |(), r| expect(design, &model, r));
        maximise(&mut model, &sums, settings.pool);
        progress(pass, sums.iter().map(|s| s.log_likelihood).sum::<f64>() / design.n_questions.max(1) as f64);
    }
    model
}

/// Weights before the first pass: the same relation counts tenfold, recent events more.
fn start(n: usize) -> Intensity {
    let mut pairs = Vec::with_capacity(n * n * N_AGES);
    for r in 0..n {
        for of in 0..n {
            let scale = if r == of { 1.0 } else { 0.1 };
            pairs.extend((0..N_AGES).map(|age| scale / (1.0 + MIDDLES[age] / 15.0)));
        }
    }
    Intensity { n, pairs, terms: vec![0.002; n * N_TERMS], hops: vec![0.1; n * n] }
}

/// Typical ages in the classes, for the start weights.
const MIDDLES: [f32; N_AGES] = [1.0, 2.0, 3.0, 4.0, 5.5, 7.5, 10.0, 13.0, 18.0, 26.0, 38.0, 58.0, 90.0, 145.0, 250.0];

fn expect(design: &Design, model: &Intensity, relation: usize) -> Sums {
    let n = design.n;
    let pairs = &model.pairs[relation * n * N_AGES..][..n * N_AGES];
    let terms = &model.terms[relation * N_TERMS..][..N_TERMS];
    let hop_weights = &model.hops[relation * n..][..n];
    let mut sums = Sums {
        pairs: vec![[0.0; 2]; n * N_AGES],
        terms: vec![[0.0; 2]; N_TERMS],
        hops: vec![[0.0; 2]; n],
        log_likelihood: 0.0,
    };
    let cell = |packed: u32| ((packed >> COUNT_BITS) as usize, (packed & ((1 << COUNT_BITS) - 1)) as f32);
    let slice = |r: &Range<u32>| r.start as usize..r.end as usize;
    let intensity = |cells: &[u32], hops: &[(u16, f32)], values: &[f32]| -> f32 {
        let mut total = 0.0;
        for &packed in cells {
            let (at, count) = cell(packed);
            total += pairs[at] * count;
        }
        for &(r, mass) in hops {
            total += hop_weights[r as usize] * mass;
        }
        total + values.iter().zip(terms).map(|(v, w)| v * w).sum::<f32>()
    };
    let mut lambdas: Vec<f32> = Vec::new();
    for question in &design.questions[relation] {
        let block = &design.blocks[question.block as usize];
        let values = &design.terms[question.terms as usize..][..N_TERMS * (1 + question.answers.len())];
        let (cells, hops) = (&design.cells[slice(&block.cells)], &design.hops[slice(&block.hops)]);
        let all = intensity(cells, hops, &values[..N_TERMS]);
        lambdas.clear();
        for (k, answer) in question.answers.iter().enumerate() {
            let answer = &design.answers[*answer as usize];
            let own = &values[N_TERMS * (k + 1)..][..N_TERMS];
            lambdas.push(intensity(&design.cells[slice(&answer.cells)], &design.hops[slice(&answer.hops)], own));
        }
        let together: f32 = lambdas.iter().sum();
        // The other true answers are no candidates, so they are no exposure either.
        let inverse = |k: usize| 1.0 / (all - (together - lambdas[k])).max(lambdas[k]).max(1e-6);
        let every: f32 = (0..lambdas.len()).map(inverse).sum();
        for &packed in cells {
            let (at, count) = cell(packed);
            sums.pairs[at][1] += count * every;
        }
        for &(r, mass) in hops {
            sums.hops[r as usize][1] += mass * every;
        }
        for (sum, value) in sums.terms.iter_mut().zip(values) {
            sum[1] += value * every;
        }
        for (k, answer) in question.answers.iter().enumerate() {
            let answer = &design.answers[*answer as usize];
            let explained = if lambdas[k] > 0.0 { 1.0 / lambdas[k] } else { 0.0 };
            let others = every - inverse(k);
            sums.log_likelihood += f64::from((lambdas[k] * inverse(k)).max(1e-6)).ln();
            for &packed in &design.cells[slice(&answer.cells)] {
                let (at, count) = cell(packed);
                sums.pairs[at][0] += count * pairs[at] * explained;
                sums.pairs[at][1] -= count * others;
            }
            for &(r, mass) in &design.hops[slice(&answer.hops)] {
                sums.hops[r as usize][0] += mass * hop_weights[r as usize] * explained;
                sums.hops[r as usize][1] -= mass * others;
            }
            let own = &values[N_TERMS * (k + 1)..][..N_TERMS];
            for ((sum, value), weight) in sums.terms.iter_mut().zip(own).zip(terms) {
                sum[0] += value * weight * explained;
                sum[1] -= value * others;
            }
        }
    }
    for list in [&mut sums.pairs, &mut sums.terms, &mut sums.hops] {
        for sum in list.iter_mut() {
            sum[1] = sum[1].max(0.0);
        }
    }
    sums
}

fn ratio(explained: f32, exposed: f32) -> f32 {
    if exposed > 1e-9 { (explained / exposed).clamp(1e-9, 1e6) } else { 1e-9 }
}

/// New weights: pooled over all relations by class and age, scaled to each relation, then to each
/// pair of relations, then each on its own.
fn maximise(model: &mut Intensity, sums: &[Sums], pool: f32) {
    let n = model.n;
    let class = |r: usize, of: usize| usize::from(r != of) + usize::from(r != of && (r + n / 2) % n != of);
    let mut general = [[[0f64; 2]; N_AGES]; 3];
    for (r, sum) in sums.iter().enumerate() {
        for (at, [explained, exposed]) in sum.pairs.iter().enumerate() {
            let cell = &mut general[class(r, at / N_AGES)][at % N_AGES];
            cell[0] += f64::from(*explained);
            cell[1] += f64::from(*exposed);
        }
    }
    let general = general.map(|ages| ages.map(|[explained, exposed]| ratio(explained as f32, exposed as f32)));
    for (r, sum) in sums.iter().enumerate() {
        let mut scale = [[pool; 2]; 3];
        for (at, [explained, exposed]) in sum.pairs.iter().enumerate() {
            let class = class(r, at / N_AGES);
            scale[class][0] += explained;
            scale[class][1] += exposed * general[class][at % N_AGES];
        }
        let scale = scale.map(|[explained, exposed]| explained / exposed);
        for of in 0..n {
            let class = class(r, of);
            let cells = &sum.pairs[of * N_AGES..][..N_AGES];
            let prior: [f32; N_AGES] = std::array::from_fn(|age| general[class][age] * scale[class]);
            let explained: f32 = cells.iter().map(|c| c[0]).sum();
            let exposed: f32 = cells.iter().zip(prior).map(|(c, p)| c[1] * p).sum();
            let pair = (explained + pool) / (exposed + pool);
            for (age, [explained, exposed]) in cells.iter().enumerate() {
                let prior = prior[age] * pair;
                model.pairs[(r * n + of) * N_AGES + age] = (explained + pool) / (exposed + pool / prior);
            }
        }
    }
    for term in 0..N_TERMS {
        let (mut explained, mut exposed) = (0f64, 0f64);
        for sum in sums {
            explained += f64::from(sum.terms[term][0]);
            exposed += f64::from(sum.terms[term][1]);
        }
        let prior = ratio(explained as f32, exposed as f32);
        for (r, sum) in sums.iter().enumerate() {
            let [explained, exposed] = sum.terms[term];
            model.terms[r * N_TERMS + term] = (explained + pool) / (exposed + pool / prior);
        }
    }
    let (mut explained, mut exposed) = (0f64, 0f64);
    for cell in sums.iter().flat_map(|s| &s.hops) {
        explained += f64::from(cell[0]);
        exposed += f64::from(cell[1]);
    }
    let prior = ratio(explained as f32, exposed as f32);
    for (r, sum) in sums.iter().enumerate() {
        let (e, x) = sum.hops.iter().fold((0.0, 0.0), |(e, x), c| (e + c[0], x + c[1]));
        let prior = prior * (e + pool) / (x * prior + pool);
        for (of, [explained, exposed]) in sum.hops.iter().enumerate() {
            model.hops[r * n + of] = (explained + pool) / (exposed + pool / prior);
        }
    }
}
