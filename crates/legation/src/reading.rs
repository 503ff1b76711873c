//! One article read through all rooms: the value that faces show.

use crate::attribute::Attributed;
use crate::code::Event;
use crate::link::Linked;
use crate::parse::Document;
use crate::read::Article;

/// An article with everything the interpreting rooms found in it.
#[derive(Clone, Debug)]
pub struct Reading {
    pub article: Article,
    pub document: Document,
    pub linked: Linked,
    pub events: Vec<Event>,
    pub attributed: Attributed,
}
