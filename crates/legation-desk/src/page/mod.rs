//! What each page's data is: the engine's questions, one file a subject.

mod actors;
mod articles;
mod board;
mod events;
mod explain;
mod forecasts;
mod negotiations;
mod overview;
mod precedents;
mod quotes;
mod relations;

use crate::ask::Shape;
use crate::route::Route;

pub(crate) const JSON: &[Shape] = &[Shape::Json];
pub(crate) const TABLE: &[Shape] = &[Shape::Json, Shape::Csv];

/// All routes, by subject.
pub(crate) const ROUTES: &[Route] = &[
    overview::OVERVIEW,
    overview::TIMELINE,
    events::EVENTS,
    events::EVENT,
    quotes::EVENT_SPREAD,
    events::MAP,
    articles::ARTICLES,
    articles::ARTICLE,
    articles::VERSIONS,
    quotes::ARTICLE_SPREAD,
    articles::SEARCH,
    board::CLAIMS,
    board::AGENDA,
    board::COMMITMENTS,
    board::QUESTIONS,
    actors::ACTORS,
    actors::ACTOR,
    relations::DYADS,
    relations::DYAD,
    relations::CHANGES,
    relations::ALERTS,
    relations::SERIES,
    relations::CHANNELS,
    relations::PILLARS,
    quotes::QUOTES,
    quotes::QUOTE,
    relations::NETWORK,
    relations::STANDING,
    negotiations::NEGOTIATIONS,
    negotiations::NEGOTIATION,
    forecasts::FORECASTS,
    overview::SOURCES,
    precedents::PRECEDENTS,
    explain::GLOSSARY,
    explain::TERM,
];
