//! Readings become an archive: one SQLite file in which events are counted once and every field
//! can be checked.
//!
//! What comes in: [`Entry`]s, made from readings, with the run that made them. What goes out: an
//! [`Archive`] of plain tables (documented in `schema/v1.sql`, described for Datasette by
//! [`metadata`]); answers to [`question`]s as of a day; [`verify`]'s list of what does not hold.
//! Reports that tell of one event are joined with a reason and a score, copies of one text are one
//! source, and both depend on the set of articles only: not on the order in which they came, and
//! for a given day not on what was published later.
//!
//! What is deliberately not here: fetching (a face's business), charts and series (`relate`), and
//! any clock: the day on which something was recorded is handed in.

mod address;
mod alerts;
mod archive;
mod copies;
mod counted;
mod digest;
mod doctor;
mod entry;
mod evidence;
mod exchange;
mod fail;
mod fetched;
mod forecasts;
mod identity;
pub mod import;
mod join;
mod metadata;
pub mod question;
mod redact;
mod report;
mod rows;
mod rulings;
mod search;
mod sketch;
mod summary;
mod sums;
mod verify;
mod versions;
mod write;

pub use address::canonical;
pub use alerts::{Alert, Condition, alerts, keep, remove};
pub use archive::{Archive, SCHEMA_VERSION};
pub use doctor::{Finding, doctor};
pub use entry::{AgendaRow, ArticleRow, ClaimRow, CommitmentRow, EntityRow, Entry, MentionRow, QuestionRow, StanceRow};
pub use evidence::Evidence;
pub use exchange::{dump, restore, verify_dump};
pub use fetched::Fetched;
pub use forecasts::{Asked, Driver, Forecast, Resolution, forecasts, ledger};
pub use metadata::metadata;
pub use redact::redact;
pub use report::{PlaceUsed, Report, RoleUsed, Side};
pub use rulings::{merge, split, undo};
pub use verify::{Fault, Verified, verify};
pub use versions::{Change, Version, diff, versions};
pub use write::{Batch, Run, Writer, Written};
