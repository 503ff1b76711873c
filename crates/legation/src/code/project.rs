//! One event, two codebooks: PLOVER 2.0 as Legation reads it, and CAMEO's roots.

use super::event::Event;
use crate::plover::{EventType, QuadClass, cameo};

/// A codebook to show events in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Projection {
    /// The manual's sixteen types.
    #[default]
    Plover,
    /// The fifteen labels of CAMEO's roots: CONCEDE and RETREAT are YIELD, formal sanctions COERCE,
    /// an apology SUPPORT, a conviction ACCUSE.
    Cameo,
}

impl Projection {
    pub fn name(self) -> &'static str {
        match self {
            Projection::Plover => "plover-2.0",
            Projection::Cameo => "cameo",
        }
    }

    pub fn from_name(name: &str) -> Option<Projection> {
        [Projection::Plover, Projection::Cameo].into_iter().find(|p| p.name() == name)
    }
}

/// The label and quad class of an event under a codebook.
pub fn project(event: &Event, projection: Projection) -> (&'static str, QuadClass) {
    label(event.event_type, &event.cameo, projection)
}

/// The label and quad class of a type with its CAMEO code.
pub(super) fn label(event_type: EventType, code: &str, projection: Projection) -> (&'static str, QuadClass) {
    match projection {
        Projection::Plover => (event_type.name(), event_type.quad()),
        Projection::Cameo => {
            let label = cameo::root_label(code).unwrap_or(event_type.cameo_root());
            (label, cameo::root_quad(label))
        }
    }
}
