//! Who or what is meant: one entity of an article, with its standing on the article's day.

use crate::plover::Sector;
use crate::time::Date;

/// Somebody or something that mentions refer to, as of one day.
#[derive(Clone, PartialEq, Debug)]
pub struct Entity {
    /// Stable across articles where the tables know it ("person:ilham-aliyev", "state:AZE"); made
    /// from its name where they do not ("local:person:jane-doe").
    pub id: String,
    pub kind: EntityKind,
    pub name: String,
    /// Whether a knowledge table holds it.
    pub known: bool,
    pub qid: Option<String>,
    /// PLOVER country or organisation code of the actor: "AZE", "UNO", "IGO"; none for regions.
    pub country: Option<String>,
    /// Primary sector on that day; none where a sector makes no sense (a state, a route). A state
    /// that acts is its government: see [`Entity::acting_sector`].
    pub sector: Option<Sector>,
    pub other_sectors: Vec<Sector>,
    /// Offices held on that day, most important first.
    pub offices: Vec<Office>,
    /// Latitude and longitude in degrees, where a table gives them.
    pub coordinates: Option<(f32, f32)>,
    /// "m", "f", or none where unknown; pronouns are matched by it.
    pub gender: Option<char>,
    /// Whether mentions are plural ("the two countries", "officials").
    pub plural: bool,
    /// Index of the entity that this one belongs to: the state of a government body.
    pub owner: Option<u32>,
}

impl Entity {
    /// The sector to print when this entity is an actor: GOV for a state ("Azerbaijan", or "Baku"
    /// where it acts), PRE for a partly recognised one, else its own sector.
    pub fn acting_sector(&self) -> Option<Sector> {
        match self.kind {
            EntityKind::State => self.sector.or(Some(Sector::Gov)),
            _ => self.sector,
        }
    }
}

/// An office with the days on which it was held.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Office {
    /// "head_of_state", "foreign_minister", …
    pub office: String,
    /// State code or organisation id.
    pub of: String,
    /// As news writes it: "President".
    pub title: String,
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// What sort of thing an entity is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum EntityKind {
    State,
    Person,
    GovernmentBody,
    IntergovernmentalOrganisation,
    ArmedGroup,
    Party,
    Company,
    Media,
    Organisation,
    Population,
    Place,
    /// A corridor, strait, canal, pipeline or crossing.
    Route,
    /// A treaty, law, resolution, mechanism or mediation format.
    Instrument,
    NamedEvent,
    /// A region without a code: "the West", "the South Caucasus".
    Region,
}

impl EntityKind {
    pub fn name(self) -> &'static str {
        match self {
            EntityKind::State => "state",
            EntityKind::Person => "person",
            EntityKind::GovernmentBody => "government-body",
            EntityKind::IntergovernmentalOrganisation => "intergovernmental-organisation",
            EntityKind::ArmedGroup => "armed-group",
            EntityKind::Party => "party",
            EntityKind::Company => "company",
            EntityKind::Media => "media",
            EntityKind::Organisation => "organisation",
            EntityKind::Population => "population",
            EntityKind::Place => "place",
            EntityKind::Route => "route",
            EntityKind::Instrument => "instrument",
            EntityKind::NamedEvent => "named-event",
            EntityKind::Region => "region",
        }
    }

    /// Whether such an entity can do things: a government can, a corridor cannot.
    pub fn may_act(self) -> bool {
        !matches!(
            self,
            EntityKind::Place
                | EntityKind::Route
                | EntityKind::Instrument
                | EntityKind::NamedEvent
                | EntityKind::Region
        )
    }
}
