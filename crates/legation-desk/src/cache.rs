//! Answers that need not be asked for again while nobody writes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::reply::Ready;

/// Answers by their address and shape, in two generations: what was not asked for during a whole
/// generation goes.
#[derive(Default)]
pub(crate) struct Cache {
    held: Mutex<Held>,
    /// One at a time works on an answer; others who want it wait for that.
    under_way: Mutex<HashMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

#[derive(Default)]
struct Held {
    young: HashMap<String, Kept>,
    old: HashMap<String, Kept>,
    n_bytes: usize,
}

#[derive(Clone)]
struct Kept {
    version: u64,
    made: Instant,
    ready: Arc<Ready>,
}

/// Bytes of a generation.
const GENERATION: usize = 32 << 20;

impl Cache {
    /// An answer that is of this version of the archive, or not older than some time.
    pub fn get(&self, key: &str, version: u64, max_age: Duration) -> Option<Arc<Ready>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = match held.young.get(key) {
            Some(kept) => kept.clone(),
            None => {
                let kept = held.old.remove(key)?;
                held.put(key, kept.clone());
                kept
            }
        };
        (kept.version == version || kept.made.elapsed() < max_age).then_some(kept.ready)
    }

    /// An answer of whatever version that is not older than some time, and its age.
    pub fn stale(&self, key: &str, max_age: Duration) -> Option<(Arc<Ready>, Duration)> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = held.young.get(key).or_else(|| held.old.get(key))?;
        let age = kept.made.elapsed();
        (age < max_age).then(|| (kept.ready.clone(), age))
    }

    /// Lets go of everything, after this desk has written itself.
    pub fn clear(&self) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Held::default();
    }

    pub fn put(&self, key: &str, version: u64, ready: Arc<Ready>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.put(key, Kept { version, made: Instant::now(), ready });
    }

    /// The lock of an answer that somebody works on.
    pub fn turn(&self, key: &str) -> Arc<tokio::sync::Mutex<()>> {
        self.under_way.lock().unwrap_or_else(PoisonError::into_inner).entry(key.to_owned()).or_default().clone()
    }

    /// Lets go of a lock that nobody waits for.
    pub fn done(&self, key: &str) {
        let mut under_way = self.under_way.lock().unwrap_or_else(PoisonError::into_inner);
        // Two: the map's, and that of the one who is done.
        if under_way.get(key).is_some_and(|lock| Arc::strong_count(lock) <= 2) {
            under_way.remove(key);
        }
    }
}

impl Held {
    fn put(&mut self, key: &str, kept: Kept) {
        let size = kept.ready.n_bytes() + key.len() + 128;
        if self.n_bytes + size > GENERATION {
            self.old = std::mem::take(&mut self.young);
            self.n_bytes = 0;
        }
        self.n_bytes += size;
        if let Some(before) = self.young.insert(key.to_owned(), kept) {
            self.n_bytes = self.n_bytes.saturating_sub(before.ready.n_bytes() + key.len() + 128);
        }
    }
}
