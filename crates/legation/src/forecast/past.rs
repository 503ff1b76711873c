//! Everything before a day, indexed for questions: events by entity, and decayed counts.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::fact::{Fact, Facts, Query, both};
use super::groups::Groups;

/// Half-lives of the decayed counts, in days.
pub const HALF_LIVES: [f64; 4] = [3.0, 12.0, 50.0, f64::INFINITY];

/// One past event of an entity: what, with whom, when; backward relations included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Event {
    pub object: u32,
    pub relation: u16,
    pub day: u16,
}

/// Which decayed counts there are: by what they are keyed.
///
/// "Direction" is whether a relation is counted forwards or backwards.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    Relation,
    Family,
    Direction,
    CountryRelation,
    CountryFamily,
    CountryDirection,
    SectorRelation,
    /// Keyed by relation and country of the object.
    RelationOfCountry,
    DirectionOfCountry,
    /// Keyed by subject and direction; counts countries of objects.
    SubjectCountries,
    /// Keyed by relation; counts sectors of objects.
    RelationSectors,
    /// Keyed by relation and sector of the subject; counts sectors of objects.
    SectorSectors,
}

/// Counts that a question adds up with a weight each; the last kind serves as a mass instead.
pub const COUNTS: [Count; 9] = [
    Count::Relation,
    Count::Family,
    Count::Direction,
    Count::CountryRelation,
    Count::CountryFamily,
    Count::CountryDirection,
    Count::SectorRelation,
    Count::RelationOfCountry,
    Count::DirectionOfCountry,
];

/// Decayed counts of one object under one key, as of the day of its last event.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Decayed {
    pub object: u32,
    last: u16,
    sums: [f32; 4],
}

/// All objects under one key, and their sum.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    pub objects: Vec<Decayed>,
    total: Decayed,
}

const NOTHING: Decayed = Decayed { object: 0, last: 0, sums: [0.0; 4] };

#[derive(Clone, Debug, Default)]
struct Table {
    rows: Vec<Row>,
    place: HashMap<u64, u32, BuildHasherDefault<Mix>>,
}

/// What is known before a day.
#[derive(Clone, Debug)]
pub struct Past {
    /// The day that questions are asked on: everything here lies before it.
    pub day: u16,
    pub n_relations: u16,
    pub groups: Groups,
    family: Vec<u16>,
    n_families: usize,
    events: Vec<Vec<Event>>,
    tables: Vec<Table>,
    decay: Vec<[f32; 4]>,
}

impl Past {
    /// Nothing is known yet; the names and groups are.
    pub fn new(facts: &Facts, groups: Groups) -> Past {
        let family: Vec<u16> = facts.relations.iter().map(|r| r.family).collect();
        let mut past = Past {
            day: 0,
            n_relations: facts.n_relations() as u16,
            n_families: family.iter().max().map_or(1, |f| *f as usize + 1),
            family,
            groups,
            events: vec![Vec::new(); facts.entities.len()],
            tables: Vec::new(),
            decay: (0..=u32::from(u16::MAX).min(u32::from(facts.n_days()) + 400))
                .map(|gap| HALF_LIVES.map(|h| (-f64::from(gap) / h).exp2() as f32))
                .collect(),
        };
        let r2 = 2 * facts.n_relations();
        let f2 = 2 * past.n_families;
        let (countries, sectors) = (past.groups.n_countries, past.groups.n_sectors);
        for n_keys in [
            r2,
            f2,
            2,
            countries * r2,
            countries * f2,
            countries * 2,
            sectors * r2,
            countries * r2,
            countries * 2,
            facts.entities.len() * 2,
            r2,
            sectors * r2,
        ] {
            past.tables
                .push(Table { rows: vec![Row { objects: Vec::new(), total: NOTHING }; n_keys], ..Table::default() });
        }
        past
    }

    pub fn n_entities(&self) -> usize {
        self.events.len()
    }

    /// Takes in facts dated before `day`, in order of time, and moves on to that day.
    pub fn advance(&mut self, facts: &[Fact], day: u16) {
        for fact in facts {
            for q in both(fact, self.n_relations) {
                self.learn(&q);
            }
        }
        self.day = self.day.max(day);
    }

    fn learn(&mut self, q: &Query) {
        self.events[q.subject as usize].push(Event { object: q.answer, relation: q.relation, day: q.day });
        for (n, kind) in COUNTS.into_iter().enumerate() {
            let by_object = matches!(kind, Count::RelationOfCountry | Count::DirectionOfCountry);
            let country = self.groups.country[if by_object { q.answer } else { q.subject } as usize];
            let Some(key) = self.key(kind, q.subject, q.relation, country) else { continue };
            count(&mut self.tables[n], key, q.answer, q.day, &self.decay);
        }
        let country = u32::from(self.groups.country[q.answer as usize]);
        let key = self.subject_key(q.subject, q.relation);
        count(&mut self.tables[Count::SubjectCountries as usize], key, country, q.day, &self.decay);
        let sector = u32::from(self.groups.sector[q.answer as usize]);
        for kind in [Count::RelationSectors, Count::SectorSectors] {
            let Some(key) = self.key(kind, q.subject, q.relation, 0) else { continue };
            count(&mut self.tables[kind as usize], key, sector, q.day, &self.decay);
        }
    }

    fn backwards(&self, relation: u16) -> usize {
        usize::from(relation >= self.n_relations)
    }

    /// The family of a relation, backward families counted on.
    pub fn family(&self, relation: u16) -> usize {
        let n = self.n_relations;
        if relation >= n {
            self.n_families + self.family[(relation - n) as usize] as usize
        } else {
            self.family[relation as usize] as usize
        }
    }

    fn subject_key(&self, subject: u32, relation: u16) -> usize {
        subject as usize * 2 + self.backwards(relation)
    }

    fn key(&self, kind: Count, subject: u32, relation: u16, country: u16) -> Option<usize> {
        let (relation_idx, r2) = (relation as usize, 2 * self.n_relations as usize);
        let (direction, c) = (self.backwards(relation), country as usize);
        let sector = self.groups.sector[subject as usize] as usize;
        let with_country = |key| (c != 0).then_some(key);
        match kind {
            Count::Relation => Some(relation_idx),
            Count::Family => Some(self.family(relation)),
            Count::Direction => Some(direction),
            Count::CountryRelation | Count::RelationOfCountry => with_country(c * r2 + relation_idx),
            Count::CountryFamily => with_country(c * 2 * self.n_families + self.family(relation)),
            Count::CountryDirection | Count::DirectionOfCountry => with_country(c * 2 + direction),
            Count::SectorRelation => (sector > 1).then_some(sector * r2 + relation_idx),
            Count::RelationSectors => Some(relation_idx),
            Count::SectorSectors => Some(sector * r2 + relation_idx),
            Count::SubjectCountries => Some(self.subject_key(subject, relation)),
        }
    }

    /// The events of an entity so far, oldest first.
    pub fn events(&self, entity: u32) -> &[Event] {
        &self.events[entity as usize]
    }

    /// The counts of one kind that bear on a question, if any.
    pub fn row(&self, kind: Count, subject: u32, relation: u16) -> Option<&Row> {
        let key = self.key(kind, subject, relation, self.groups.country[subject as usize])?;
        Some(&self.tables[kind as usize].rows[key])
    }

    /// The counts of a relation within one country's entities.
    pub fn row_of_country(&self, relation: u16, country: u16) -> Option<&Row> {
        let key = self.key(Count::RelationOfCountry, 0, relation, country)?;
        Some(&self.tables[Count::RelationOfCountry as usize].rows[key])
    }

    /// The decayed counts of one object that bear on a question.
    pub fn of_object(&self, kind: Count, subject: u32, relation: u16, object: u32) -> [f32; 4] {
        let key = self.key(kind, subject, relation, self.groups.country[subject as usize]);
        key.map_or([0.0; 4], |key| self.lookup(kind, key, object))
    }

    /// The decayed counts of an object under a relation within its own country.
    pub fn of_object_in_country(&self, relation: u16, object: u32) -> [f32; 4] {
        let key = self.key(Count::RelationOfCountry, 0, relation, self.groups.country[object as usize]);
        key.map_or([0.0; 4], |key| self.lookup(Count::RelationOfCountry, key, object))
    }

    /// The decayed counts of a subject's dealings with a country.
    pub fn with_country(&self, subject: u32, relation: u16, country: u16) -> [f32; 4] {
        self.lookup(Count::SubjectCountries, self.subject_key(subject, relation), u32::from(country))
    }

    /// The share of a group among the objects of like questions, over all time.
    pub fn group_share(&self, kind: Count, subject: u32, relation: u16, group: u16) -> f32 {
        let Some(key) = self.key(kind, subject, relation, 0) else { return 0.0 };
        let total = self.tables[kind as usize].rows[key].total.sums[3];
        if total > 0.0 { self.lookup(kind, key, u32::from(group))[3] / total } else { 0.0 }
    }

    fn lookup(&self, kind: Count, key: usize, object: u32) -> [f32; 4] {
        let table = &self.tables[kind as usize];
        match table.place.get(&((key as u64) << 32 | u64::from(object))) {
            Some(&place) => self.now(&table.rows[key].objects[place as usize]),
            None => [0.0; 4],
        }
    }

    /// Decayed counts as of today.
    pub fn now(&self, counts: &Decayed) -> [f32; 4] {
        let decay = self.decay(self.day.saturating_sub(counts.last));
        std::array::from_fn(|h| counts.sums[h] * decay[h])
    }

    /// The sum over a row's objects, as of today.
    pub fn total(&self, row: &Row) -> [f32; 4] {
        self.now(&row.total)
    }

    fn decay(&self, gap: u16) -> &[f32; 4] {
        &self.decay[(gap as usize).min(self.decay.len() - 1)]
    }
}

impl Decayed {
    /// The day of the last event counted.
    pub fn last(&self) -> u16 {
        self.last
    }
}

fn count(table: &mut Table, key: usize, object: u32, day: u16, decay: &[[f32; 4]]) {
    let row = &mut table.rows[key];
    let place = *table.place.entry((key as u64) << 32 | u64::from(object)).or_insert_with(|| {
        row.objects.push(Decayed { object, ..NOTHING });
        row.objects.len() as u32 - 1
    });
    for entry in [&mut row.objects[place as usize], &mut row.total] {
        let factors = &decay[((day - entry.last) as usize).min(decay.len() - 1)];
        for (sum, factor) in entry.sums.iter_mut().zip(factors) {
            *sum = *sum * factor + 1.0;
        }
        entry.last = day;
    }
}

/// A quick hash of one number; nothing ever iterates over these maps.
#[derive(Clone, Copy, Default)]
pub struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, n: u64) {
        let mixed = (self.0 ^ n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ (mixed >> 29);
    }
}
