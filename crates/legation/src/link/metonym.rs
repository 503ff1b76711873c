//! Capitals and palaces: the place, or the government that sits there.
//!
//! A city that says, fears, wants or talks with somebody is a government; one where people arrive,
//! meet or live is a place. The word that governs the name decides.

use super::draft::Draft;
use super::fold::Key;
use crate::parse::{Relation, Upos};

pub(super) struct Verdict {
    pub government: bool,
    pub because: String,
}

/// Verbs of minds and mouths: whoever "in Baku" perceives is the government there.
const PERCEIVE: &[&str] = &[
    "perceive",
    "see",
    "view",
    "regard",
    "understand",
    "interpret",
    "fear",
    "feel",
    "welcome",
    "read",
    "believe",
    "resent",
    "appreciate",
    "receive",
    "criticise",
    "criticize",
    "consider",
    "think",
    "denounce",
    "anger",
    "alarm",
];

/// Nouns of minds: "respect in Ankara", "concern in Moscow", "alarm in Seoul".
const FEELING: &[&str] = &[
    "respect",
    "concern",
    "alarm",
    "anger",
    "fear",
    "suspicion",
    "irritation",
    "satisfaction",
    "outrage",
    "unease",
    "worry",
    "anxiety",
    "dismay",
    "relief",
    "frustration",
    "sympathy",
    "resentment",
    "leadership",
    "government",
    "authority",
    "regime",
    "policymaker",
    "official",
    "decision-maker",
    "optimism",
    "scepticism",
    "skepticism",
    "trust",
    "distrust",
    "mistrust",
    "displeasure",
    "thinking",
    "consensus",
];

/// Nouns that a place has and a government does not.
const PLACE_NOUNS: &[&str] = &[
    "street",
    "airport",
    "resident",
    "suburb",
    "mayor",
    "district",
    "square",
    "university",
    "museum",
    "metro",
    "subway",
    "population",
    "outskirt",
    "hotel",
    "stadium",
    "cathedral",
    "mosque",
    "port",
    "harbour",
    "harbor",
    "neighborhood",
    "neighbourhood",
    "hospital",
    "skyline",
    "centre",
    "center",
    "downtown",
    "bridge",
    "climate",
    "weather",
    "economy",
    "police",
    "park",
    "river",
    "bureau",
    "school",
    "area",
    "pollution",
    "bay",
    "village",
    "history",
    "architecture",
];

/// Verbs of movement and stay: their object or goal is a place.
const MOVE: &[&str] = &[
    "visit",
    "leave",
    "reach",
    "enter",
    "tour",
    "arrive",
    "go",
    "travel",
    "fly",
    "return",
    "come",
    "drive",
    "walk",
    "move",
    "head",
    "flee",
    // What the lemma table makes of "fled".
    "flead",
    "land",
    "depart",
    "bring",
    "take",
    "send",
    "bomb",
    "shell",
    "hit",
    "attack",
    "capture",
    "seize",
    "storm",
    "surround",
    "besiege",
    "host",
    "live",
    "work",
    "stay",
    "be",
    "meet",
    "hold",
    "gather",
    "convene",
    "invade",
    "strike",
    "rock",
    "target",
    "march",
    "advance",
    "evacuate",
    "quit",
    "relocate",
    "deploy",
    "transfer",
    "ship",
    "deliver",
    "carry",
    "escape",
    "withdraw",
    "retreat",
    "expel",
    "deport",
    "extradite",
    "bear",
    "raise",
];

/// Nouns of movement: "a visit to Baku", "a flight from Moscow".
const MOVE_NOUNS: &[&str] = &[
    "visit",
    "trip",
    "flight",
    "travel",
    "journey",
    "arrival",
    "return",
    "tour",
    "road",
    "train",
    "departure",
    "embassy",
    "way",
    "route",
    "highway",
    "march",
    "attack",
    "strike",
    "suburb",
    "part",
    "centre",
    "center",
    "outskirt",
    "street",
    "railway",
    "kilometer",
    "kilometre",
    "mile",
    "convoy",
];

/// Nouns whose "between X and Y" joins governments.
const DISTANCE: &[&str] = &[
    "flight", "road", "railway", "distance", "train", "border", "highway", "route", "halfway", "way", "travel", "line",
];

pub(super) fn verdict(draft: &Draft, first: u32, end: u32, building: bool) -> Verdict {
    let doc = draft.doc;
    let head = draft.head_of(first, end);
    let place = |because: String| Verdict { government: false, because };
    let government = |because: String| Verdict { government: true, because };
    let (low, high) = draft.sentence_bounds(first);
    let next = (end < high).then_some(end);
    // "Washington, D.C.", "London, Ontario", "BAKU (Reuters) -": datelines and addresses.
    if let Some(n) = next
        && first == low
        && matches!(draft.form(n), "(" | "—" | "–" | "--" | "-" | ":")
    {
        return if draft.form(n) == "(" || draft.form(first).chars().all(|c| !c.is_lowercase()) {
            place("stands as a dateline".into())
        } else {
            government("stands before a relation".into())
        };
    }
    if let Some(n) = next
        && draft.is_possessive(n)
    {
        let owned = doc.head(head).filter(|&h| h > n);
        let noun = owned.map(|h| doc.lemma(h).to_lowercase()).unwrap_or_default();
        return if PLACE_NOUNS.contains(&noun.as_str()) {
            place(format!("has a {noun}"))
        } else {
            government(format!("has a {}", if noun.is_empty() { "thing of its own" } else { &noun }))
        };
    }
    // "Baku-based", "Moscow-born": a place; "Kremlin-backed": a government.
    if let Some(n) = next
        && matches!(draft.form(n), "-" | "–")
        && n + 1 < high
    {
        let word = draft.word(n + 1);
        if matches!(word.as_str(), "based" | "born" | "area" | "bound") {
            return place(format!("`-{word}`"));
        }
        if word.ends_with("ed") || word == "friendly" || draft.form(n + 1).starts_with(char::is_uppercase) {
            return government("joined to what it does or to another government".into());
        }
    }
    let preposition = preposition_before(draft, first, low);
    let conjunct = first_conjunct(draft, head);
    if let Some(prep) = preposition.as_deref().or(conjunct.and_then(|c| preposition_before(draft, c, low)).as_deref()) {
        let at = conjunct.unwrap_or(head);
        return by_preposition(draft, at, prep, building);
    }
    let at = conjunct.unwrap_or(head);
    let governor = doc.head(at);
    let lemma = governor.map(|g| doc.lemma(g).to_lowercase()).unwrap_or_default();
    match doc.relation(at).base() {
        "nsubj" => {
            if doc.relation(at) == Relation::NsubjPass && MOVE.contains(&lemma.as_str()) {
                return place(format!("is {lemma}ed"));
            }
            // "Baku is a city on the Caspian": what a place is.
            let noun = governor.is_some_and(|g| {
                doc.upos(g) == Upos::Noun
                    && matches!(
                        lemma.as_str(),
                        "city" | "capital" | "town" | "port" | "home" | "village" | "place" | "destination"
                    )
            });
            if noun || matches!(lemma.as_str(), "lie" | "host" | "sit" | "burn" | "fall") && !building {
                return place(format!("subject of `{lemma}`"));
            }
            // "Madrid saw protests": where it happened.
            let object = governor.and_then(|g| doc.child_by(g, |r| r.base() == "obj")).map(|o| doc.lemma(o));
            if matches!(lemma.as_str(), "see" | "witness") && object.is_some_and(|o| HAPPENINGS.contains(&o)) {
                return place(format!("`{lemma}` what happens there"));
            }
            government(format!("subject of `{lemma}`"))
        }
        "obj" | "iobj" if MOVE.contains(&lemma.as_str()) => place(format!("object of `{lemma}`")),
        "obj" | "iobj" => government(format!("object of `{lemma}`")),
        "compound" | "amod" | "nmod" => {
            // "the Washington talks", "Baku airport"; but "Kremlin spokesman", "White House official".
            if building { government("modifies a noun".into()) } else { place("modifies a noun".into()) }
        }
        "obl" => place("says where".into()),
        "root" | "appos" | "parataxis" | "dep" | "list" | "vocative" => {
            let talks = next.is_some_and(|n| matches!(draft.form(n), "–" | "-" | "—" | "and"));
            if talks || building {
                government("stands alone beside another".into())
            } else {
                place("stands alone".into())
            }
        }
        "xcomp" | "advcl" | "ccomp" | "conj" => government("acts".into()),
        other => {
            if building {
                government(format!("relation {other}"))
            } else {
                place(format!("relation {other}"))
            }
        }
    }
}

/// In a text about a city, as a travel guide is, what it "experienced" or who was "king of" it is
/// said of the place; saying and dealing stay a government's.
pub(super) fn by_article(draft: &Draft, first: u32, end: u32, verdict: Verdict) -> Verdict {
    let doc = draft.doc;
    let head = draft.head_of(first, end);
    let lemma = doc.head(head).map(|g| doc.lemma(g)).unwrap_or_default();
    let weak = verdict.government
        && (verdict.because.starts_with("subject of") && !DEALS.contains(&lemma) || verdict.because.ends_with(" of`"));
    if !weak || end - first > 1 {
        return verdict;
    }
    if is_guide(draft) {
        return Verdict { government: false, because: "the article is about the city".to_owned() };
    }
    verdict
}

/// Words of streets and sights, and none of politics.
fn is_guide(draft: &Draft) -> bool {
    let has = |word: &str| draft.words.contains(&Key::of(word));
    let sights = [
        "city",
        "museum",
        "museums",
        "hotel",
        "hotels",
        "restaurants",
        "tourists",
        "visitors",
        "metro",
        "neighborhood",
        "neighbourhood",
        "architecture",
        "square",
        "streets",
        "nightlife",
        "beach",
        "airport",
    ];
    let politics = [
        "minister",
        "ministers",
        "sanctions",
        "troops",
        "talks",
        "ambassador",
        "diplomats",
        "spokesman",
        "ceasefire",
        "foreign",
    ];
    sights.iter().filter(|w| has(w)).count() >= 4 && !politics.iter().any(|w| has(w))
}

/// What a government does and a city does not.
const DEALS: &[&str] = &[
    "say",
    "tell",
    "ask",
    "deny",
    "want",
    "reject",
    "accept",
    "agree",
    "refuse",
    "insist",
    "warn",
    "urge",
    "accuse",
    "offer",
    "demand",
    "call",
    "claim",
    "sign",
    "support",
    "back",
    "oppose",
    "seek",
    "hope",
    "fear",
    "announce",
    "impose",
    "lift",
    "recall",
    "negotiate",
    "threaten",
    "welcome",
    "condemn",
    "criticise",
    "criticize",
    "promise",
    "expect",
    "respond",
    "reply",
    "know",
    "believe",
    "decide",
    "consider",
    "plan",
    "propose",
    "recognise",
    "recognize",
];

/// What a city sees in its streets.
const HAPPENINGS: &[&str] = &[
    "protest",
    "demonstration",
    "clash",
    "rally",
    "riot",
    "violence",
    "attack",
    "bombing",
    "explosion",
    "strike",
    "march",
    "fighting",
    "looting",
    "unrest",
    "rain",
    "snow",
];

/// Brussels speaks for the European Union unless the article is about Belgium.
pub(super) fn elsewhere(draft: &mut Draft, home: &str) -> Option<u32> {
    let belgian =
        ["Belgium", "Belgian", "Belgians", "Flemish", "Walloon"].iter().any(|w| draft.words.contains(&Key::of(w)));
    let record = draft.k.by_id("org:european-union").filter(|_| home == "BEL" && !belgian)?;
    Some(draft.known(record))
}

fn by_preposition(draft: &Draft, at: u32, prep: &str, building: bool) -> Verdict {
    let doc = draft.doc;
    let place = |because: String| Verdict { government: false, because };
    let government = |because: String| Verdict { government: true, because };
    // "And later for Minsk": the adverb stands where the verb does.
    let governor = doc.head(at).map(|g| if doc.upos(g) == Upos::Adv { doc.head(g).unwrap_or(g) } else { g });
    let lemma = governor.map(|g| doc.lemma(g).to_lowercase()).unwrap_or_default();
    let word = lemma.as_str();
    let moves = MOVE.contains(&word) || MOVE_NOUNS.contains(&word);
    let because = format!("`{word} {prep}`");
    match prep {
        "in" => {
            let verb = doc.head(at).is_some_and(|g| doc.upos(g) == Upos::Verb);
            let perceives = verb
                && PERCEIVE.contains(&word)
                && !matches!(word, "receive" | "read" | "criticise" | "criticize" | "welcome" | "see" | "anger")
                || verb
                    && matches!(word, "perceive" | "see" | "view" | "welcome" | "read")
                    && passive_or_about(draft, at);
            if perceives
                || (!verb
                    && FEELING.contains(&word)
                    && !matches!(word, "official" | "leadership" | "government" | "authority" | "regime"))
            {
                return government(because);
            }
            place(because)
        }
        "at" | "near" | "outside" | "inside" | "around" | "through" | "via" | "into" | "across" | "within" | "over"
        | "off" | "beyond" => place(because),
        "between" if DISTANCE.contains(&word) => place(because),
        "between" | "with" | "against" | "by" | "among" | "without" | "than" | "unlike" | "like" | "versus"
        | "toward" | "towards" | "behind" | "according" => government(because),
        "from" if moves => place(because),
        "from" => government(because),
        "to" if moves => place(because),
        "to" => government(because),
        "of" if PLACE_NOUNS.contains(&word)
            || MOVE_NOUNS.contains(&word)
            || matches!(
                word,
                "city" | "capital" | "town" | "north" | "south" | "east" | "west" | "bombing" | "fall" | "siege"
            ) =>
        {
            place(because)
        }
        "of" => government(because),
        "for" if moves || word == "leave" => place(because),
        "for" | "on" | "upon" | "about" => government(because),
        _ if building => government(because),
        _ => place(because),
    }
}

/// "perceived in Baku as unbalanced": a passive, or a view of something.
fn passive_or_about(draft: &Draft, at: u32) -> bool {
    let doc = draft.doc;
    let Some(verb) = doc.head(at) else { return false };
    doc.has(verb, "Voice=Pass")
        || doc.token(verb).xpos == "VBN"
        || doc.children(verb).any(|c| doc.relation(c) == Relation::AuxPass || doc.relation(c) == Relation::NsubjPass)
}

/// The preposition that stands before a name, articles and adjectives between.
fn preposition_before(draft: &Draft, first: u32, low: u32) -> Option<String> {
    let doc = draft.doc;
    let mut t = first;
    while t > low {
        t -= 1;
        match doc.upos(t) {
            Upos::Det | Upos::Adj => continue,
            Upos::Adp | Upos::Part | Upos::Sconj => {
                let word = draft.word(t);
                // "According to Baku" names a speaker, "to Baku" a goal.
                if word == "to" && t > low && draft.word(t - 1) == "according" {
                    return Some("according".to_owned());
                }
                return Some(word).filter(|w| w != "'s" && w != "’s" && w != "not" && w != "that");
            }
            _ => return None,
        }
    }
    None
}

/// "Baku and Washington": the second stands as the first does.
fn first_conjunct(draft: &Draft, mut head: u32) -> Option<u32> {
    let doc = draft.doc;
    let mut found = None;
    while doc.relation(head) == Relation::Conj {
        head = doc.head(head)?;
        if doc.upos(head) != Upos::Propn {
            return found;
        }
        found = Some(head);
    }
    found
}
