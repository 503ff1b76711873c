//! Words that stand for somebody become entities, as of the article's date.
//!
//! What comes in: an analysed text, the day it was published, and the knowledge tables. What goes
//! out: mentions (names, titles, descriptions, metonyms, pronouns) and the entities they refer to,
//! with country, sector and office as they were on that day.
//!
//! What is deliberately not here: what anybody did. This room knows that "the Azerbaijani leader"
//! is Ilham Aliyev; whether he visits or accuses is for `code`.

mod codes;
mod entity;
mod mention;

mod fold;
mod table;

mod knowledge;
mod load;
mod offices;
mod user;

mod draft;
mod families;
mod metonym;
mod names;
mod sense;

mod describe;
mod epithet;
mod phrase;
mod plural;
mod pronoun;

pub mod explain;

pub use codes::{StateCodes, state_codes};
pub use entity::{Entity, EntityKind, Office};
pub use knowledge::Knowledge;
pub use mention::{Linked, Mention, Reference};
pub use user::check_builtin;

use crate::parse::Document;
use crate::time::Date;
use draft::Draft;

/// Finds who and what a text mentions, as of the day it was published.
///
/// Names come first, because the article as a whole decides what they mean; then one reading from
/// front to back resolves descriptions and pronouns against what was mentioned before them.
pub fn mentions(document: &Document, on: Option<Date>, knowledge: &Knowledge) -> Linked {
    let mut draft = Draft::new(document, knowledge, on);
    names::find(&mut draft);
    families::join_titles(&mut draft);
    let mut names: Vec<u32> = (0..draft.mentions.len() as u32).collect();
    names.sort_by_key(|&m| (draft.of(m).end, draft.of(m).first));
    let mut next = 0;
    for token in 0..draft.len() {
        while let Some(&name) = names.get(next)
            && draft.of(name).end <= token
        {
            draft.past.push(name);
            next += 1;
        }
        if draft.name_at(token).is_none() && !pronoun::read(&mut draft, token) {
            describe::read(&mut draft, token);
        }
    }
    draft.finish()
}
