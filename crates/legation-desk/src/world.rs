//! What pages need besides the archive.

use std::path::PathBuf;

use legation::link::Knowledge;

/// The desk's own world: tables, and folders that were handed in.
pub struct World {
    pub knowledge: &'static Knowledge,
    pub negotiations: Option<PathBuf>,
}
