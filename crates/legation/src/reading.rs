//! One article read through all rooms: the value that faces show.

use crate::attribute::{self, Attributed, Cues};
use crate::code::{self, Event, Lexicon, Setting};
use crate::error::{Error, Notice};
use crate::link::{self, Knowledge, Linked};
use crate::parse::{self, Document};
use crate::read::{self, Article, Origin};

/// An article with everything the interpreting rooms found in it.
#[derive(Clone, Debug)]
pub struct Reading {
    pub article: Article,
    pub document: Document,
    pub linked: Linked,
    pub events: Vec<Event>,
    pub attributed: Attributed,
    /// What `code` could not do; the other rooms' notices stand with their values.
    pub coding_notices: Vec<Notice>,
}

/// Reads the bytes of a page or a text through all rooms, with the built-in tables.
pub fn of_bytes(bytes: &[u8], origin: &Origin) -> Result<Reading, Error> {
    Ok(of_article(read::article(bytes, origin)?, Knowledge::builtin()))
}

/// Reads an article through the interpreting rooms.
///
/// A text in another language is kept, but not analysed: its notices say so.
pub fn of_article(article: Article, knowledge: &Knowledge) -> Reading {
    of_article_with(article, knowledge, Cues::builtin())
}

/// The same with cues of one's own: other issues on the agenda.
pub fn of_article_with(article: Article, knowledge: &Knowledge, cues: &Cues) -> Reading {
    let foreign = article.language.as_deref().is_some_and(|l| l != "en");
    if foreign {
        return Reading {
            article,
            document: Document::default(),
            linked: Linked::default(),
            events: Vec::new(),
            attributed: Attributed::default(),
            coding_notices: Vec::new(),
        };
    }
    let published = article.published.as_ref().map(|p| p.date);
    let document = parse::document(&article.text);
    let linked = link::mentions(&document, published, knowledge);
    let setting = Setting { article: &article.id, published };
    let mut coded = code::events(&document, &linked, &setting, Lexicon::builtin());
    let attributed = attribute::claims(&document, &linked, &mut coded.events, &setting, cues);
    Reading { article, document, linked, events: coded.events, attributed, coding_notices: coded.notices }
}

impl Reading {
    /// Every room's notices, in reading order.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.article
            .notices
            .iter()
            .chain(&self.document.notices)
            .chain(&self.linked.notices)
            .chain(&self.coding_notices)
            .chain(&self.attributed.notices)
    }
}
