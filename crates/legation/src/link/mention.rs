//! A span that refers to an entity, and the list of all of them in one article.

use super::entity::Entity;
use crate::error::Notice;
use crate::span::Span;

/// Every mention of an article in text order, and the entities they refer to.
#[derive(Clone, Debug, Default)]
pub struct Linked {
    pub mentions: Vec<Mention>,
    pub entities: Vec<Entity>,
    pub notices: Vec<Notice>,
}

/// A span that refers to somebody or something.
///
/// Mentions may nest: in "Azerbaijan's president" the whole is a description of a person and the
/// first word a name of a state. A plural mention ("both leaders") has several entities.
#[derive(Clone, PartialEq, Debug)]
pub struct Mention {
    pub span: Span,
    /// First token, inclusive.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// The token that governs the mention in the tree; roles are read from its relation.
    pub head: u32,
    pub reference: Reference,
    /// Indices into `Linked::entities`; several for plural mentions, never empty.
    pub entities: Vec<u32>,
    /// Why it was linked so: "alias `Ilham Aliyev`", "AZE head_of_state on 2025-08-06".
    pub reason: String,
}

/// How a mention refers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reference {
    /// A name in full or in part: "Ilham Aliyev", "Aliyev".
    Name,
    /// A title with or without a name: "Armenian Prime Minister Nikol Pashinyan".
    Title,
    /// A place or building for a government: "Baku has not forgotten".
    Metonym,
    /// A common-noun phrase: "the Azerbaijani leader", "both countries".
    Description,
    /// An adjective that names an actor: "Israeli changes".
    Adjective,
    Pronoun,
}

impl Linked {
    pub fn entity(&self, idx: u32) -> &Entity {
        &self.entities[idx as usize]
    }

    /// The outermost mention whose head is this token.
    pub fn at_head(&self, token: u32) -> Option<&Mention> {
        self.mentions.iter().filter(|m| m.head == token).max_by_key(|m| m.span.len())
    }
}

impl Reference {
    pub fn name(self) -> &'static str {
        match self {
            Reference::Name => "name",
            Reference::Title => "title",
            Reference::Metonym => "metonym",
            Reference::Description => "description",
            Reference::Adjective => "adjective",
            Reference::Pronoun => "pronoun",
        }
    }
}
