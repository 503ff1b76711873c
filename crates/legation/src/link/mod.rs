//! Words that stand for somebody become entities, as of the article's date.
//!
//! What comes in: an analysed text, the day it was published, and the knowledge tables. What goes
//! out: mentions (names, titles, descriptions, metonyms, pronouns) and the entities they refer to,
//! with country, sector and office as they were on that day. A state, or a capital that stands for
//! its government, is one entity `state:XXX`; coded as an actor it is country plus GOV.
//!
//! What is deliberately not here: what anybody did. This room knows that "the Azerbaijani leader"
//! is Ilham Aliyev; whether he visits or accuses is for `code`.

mod entity;
pub mod explain;
mod knowledge;
mod linker;
mod mention;
mod metonym;
mod pronoun;
mod table;

pub use entity::{Entity, EntityKind, Office};
pub use knowledge::Knowledge;
pub use linker::mentions;
pub use mention::{Linked, Mention, Reference};
