//! Figures of the archive: copies and identity against generated gold, kills, failing disks, and speed.

mod bench;
mod copies;
mod faults;
mod faulty;
mod identity;
mod kills;
mod news;

pub use bench::run as bench;
pub use bench::{STATES, TYPES, ingest, made, option, written};
pub use copies::run as copies;
pub use faults::run as faults;
pub use identity::run as identity;
pub use kills::run as kills;

use std::path::PathBuf;

use legation::record::{Archive, Run};

/// A number generator with a fixed seed: the same gold on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }

    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// An empty archive in the folder for what may go.
fn archive(name: &str) -> Result<(Archive, PathBuf), String> {
    let path = std::env::temp_dir().join(format!("legation-{name}-{}.sqlite", std::process::id()));
    let archive = Archive::open_or_create(&path).map_err(|e| e.to_string())?;
    Ok((archive, path))
}

pub(crate) fn remove(path: &std::path::Path) {
    for suffix in ["", "-wal", "-shm", ".lock"] {
        let mut file = path.as_os_str().to_owned();
        file.push(suffix);
        let _ = std::fs::remove_file(PathBuf::from(file));
    }
}

fn run_now() -> Run {
    Run {
        kind: "record".to_owned(),
        started: "2026-11-27T00:00:00Z".to_owned(),
        settings: "workshop".to_owned(),
        data_digest: String::new(),
        note: "workshop".to_owned(),
    }
}
