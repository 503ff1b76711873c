//! The bytes that Legation reads with, each beside a card that says where it came from.
//!
//! What is here: tables as text, exactly as they stand in the tree, and the English weights.
//!
//! What is not here: any reading of them. The engine parses tables; this crate only carries them,
//! so that a new table never recompiles more than this file.

/// The English weights; `english/CARD.md` says what they are and how good.
pub static ENGLISH_WEIGHTS: &[u8] = include_bytes!("../english/weights.bin");
/// What is known of English words before any is read: vectors, clusters, gazetteers.
pub static ENGLISH_WORDS: &[u8] = include_bytes!("../english/words.bin");
/// The name finder.
pub static ENGLISH_NAMES: &[u8] = include_bytes!("../english/names.bin");

/// States and territories, with names, codes, capital and the days between which they existed.
pub static STATES: &str = include_str!("../knowledge/states.tsv");
/// People who held offices.
pub static PEOPLE: &str = include_str!("../knowledge/people.tsv");
/// The offices they held, from day to day.
pub static ROLES: &str = include_str!("../knowledge/roles.tsv");
/// Government bodies that news names by a name of their own.
pub static GOVERNMENT: &str = include_str!("../knowledge/government.tsv");
/// Organisations: intergovernmental, armed, political, commercial, media.
pub static ORGANISATIONS: &str = include_str!("../knowledge/organisations.tsv");
/// Places beyond capitals, routes, disputed areas, regions without a code.
pub static PLACES: &str = include_str!("../knowledge/places.tsv");
/// Cities over 100,000 people (GeoNames).
pub static CITIES: &str = include_str!("../knowledge/cities.tsv");
/// Treaties, statutes, accords, summits, wars and other named events.
pub static INSTRUMENTS: &str = include_str!("../knowledge/instruments.tsv");
/// The agenda taxonomy.
pub static ISSUES: &str = include_str!("../knowledge/issues.tsv");
/// Common nouns that say what an actor is.
pub static NOUNS: &str = include_str!("../knowledge/nouns.tsv");

/// The lexicon, one file per event type; earlier files win where two patterns are equally specific.
pub static LEXICON: &[(&str, &str)] = &[
    ("ASSAULT", include_str!("../lexicon/ASSAULT.txt")),
    ("COERCE", include_str!("../lexicon/COERCE.txt")),
    ("SANCTION", include_str!("../lexicon/SANCTION.txt")),
    ("RETREAT", include_str!("../lexicon/RETREAT.txt")),
    ("AID", include_str!("../lexicon/AID.txt")),
    ("MOBILIZE", include_str!("../lexicon/MOBILIZE.txt")),
    ("PROTEST", include_str!("../lexicon/PROTEST.txt")),
    ("THREATEN", include_str!("../lexicon/THREATEN.txt")),
    ("REQUEST", include_str!("../lexicon/REQUEST.txt")),
    ("REJECT", include_str!("../lexicon/REJECT.txt")),
    ("ACCUSE", include_str!("../lexicon/ACCUSE.txt")),
    ("CONCEDE", include_str!("../lexicon/CONCEDE.txt")),
    ("SUPPORT", include_str!("../lexicon/SUPPORT.txt")),
    ("AGREE", include_str!("../lexicon/AGREE.txt")),
    ("COOPERATE", include_str!("../lexicon/COOPERATE.txt")),
    ("CONSULT", include_str!("../lexicon/CONSULT.txt")),
];
/// What each type, mode and context means, for people.
pub static CODEBOOK: &str = include_str!("../lexicon/CODEBOOK.md");
/// The model that weighs the words between two parties; `lexicon/CARD.md` says what it is.
pub static RELATION_WEIGHTS: &[u8] = include_bytes!("../lexicon/relation.bin");
/// What each sign adds to the probability that a field is right; `lexicon/CARD.md` says how it was fitted.
pub static CONFIDENCE: &str = include_str!("../lexicon/confidence.tsv");
/// Words that bring a PLOVER context about.
pub static CONTEXTS: &str = include_str!("../lexicon/contexts.txt");
/// Word classes that the lexicon files share.
pub static WORDS: &str = include_str!("../lexicon/words.txt");

/// Words that report, believe, deny, promise: who says so.
pub static CUES: &str = include_str!("../cues/cues.tsv");
/// Words that make a statement less sure.
pub static HEDGES: &str = include_str!("../cues/hedges.tsv");
/// Evaluative words with their weight, −1 to +1.
pub static POLARITY: &str = include_str!("../cues/polarity.tsv");

/// The learned reader of attributions; `attribution/CARD.md` says what it learned from.
pub static ATTRIBUTION: &[u8] = include_bytes!("../attribution/weights.bin");
/// Word classes of verbs and nouns (WordNet).
pub static SENSES: &str = include_str!("../attribution/senses.tsv");

/// Peoples and faiths that news names as actors.
pub static PEOPLES: &str = include_str!("../knowledge/peoples.tsv");
/// Words that are names only in some company.
pub static HOMONYMS: &str = include_str!("../knowledge/homonyms.tsv");

/// Terms that are used in public, with their meanings; they explain, and change no result.
pub static GLOSSARY: &str = include_str!("../glossary/glossary.tsv");

/// Mediated and negotiated processes, for likeness and base rates.
pub static PRECEDENTS: &str = include_str!("../precedents/processes.toml");

/// Every file that results depend on, by its path, for a digest of the data that coded something.
pub static FILES: &[(&str, &[u8])] = &[
    ("attribution/senses.tsv", SENSES.as_bytes()),
    ("attribution/weights.bin", ATTRIBUTION),
    ("cues/cues.tsv", CUES.as_bytes()),
    ("cues/hedges.tsv", HEDGES.as_bytes()),
    ("cues/polarity.tsv", POLARITY.as_bytes()),
    ("english/names.bin", ENGLISH_NAMES),
    ("english/weights.bin", ENGLISH_WEIGHTS),
    ("english/words.bin", ENGLISH_WORDS),
    ("knowledge/cities.tsv", CITIES.as_bytes()),
    ("knowledge/government.tsv", GOVERNMENT.as_bytes()),
    ("knowledge/homonyms.tsv", HOMONYMS.as_bytes()),
    ("knowledge/instruments.tsv", INSTRUMENTS.as_bytes()),
    ("knowledge/issues.tsv", ISSUES.as_bytes()),
    ("knowledge/nouns.tsv", NOUNS.as_bytes()),
    ("knowledge/organisations.tsv", ORGANISATIONS.as_bytes()),
    ("knowledge/people.tsv", PEOPLE.as_bytes()),
    ("knowledge/peoples.tsv", PEOPLES.as_bytes()),
    ("knowledge/places.tsv", PLACES.as_bytes()),
    ("knowledge/roles.tsv", ROLES.as_bytes()),
    ("knowledge/states.tsv", STATES.as_bytes()),
    ("lexicon/confidence.tsv", CONFIDENCE.as_bytes()),
    ("lexicon/contexts.txt", CONTEXTS.as_bytes()),
    ("lexicon/relation.bin", RELATION_WEIGHTS),
    ("lexicon/words.txt", WORDS.as_bytes()),
];
