//! Connections to the archive that read beside one another and beside any writer.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::StatusCode;
use legation::Error;
use legation::record::Archive;
use tokio::sync::Semaphore;

use crate::problem::Problem;

/// A small pool of read-only connections, each used by one blocking task at a time.
pub(crate) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Archive>>,
    permits: Arc<Semaphore>,
    /// Sums over the whole archive are made one at a time, sums over one party or pair two at a time, so that
    /// neither holds up a page of rows.
    sums: [Arc<Semaphore>; 2],
    waiting: AtomicU64,
    /// Asked for nothing but whether anybody has written.
    watch: Mutex<Archive>,
    seen: AtomicU64,
    version: AtomicU64,
}

/// How much of the archive a question reads.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Rows,
    SumOfOne,
    SumOfAll,
}

impl Kind {
    /// By how long the answer is good enough while somebody writes.
    pub fn of(good_for: u64) -> Kind {
        match good_for {
            0 => Kind::Rows,
            1..10 => Kind::SumOfOne,
            10.. => Kind::SumOfAll,
        }
    }
}

/// Requests that wait for a connection before others are turned away.
const MAX_WAITING: u64 = 256;

impl Readers {
    pub fn open(path: PathBuf, n: usize) -> Result<Readers, Error> {
        let watch = Archive::open(&path)?;
        let mut idle = Vec::new();
        for _ in 0..n {
            idle.push(Archive::open(&path)?);
        }
        Ok(Readers {
            path,
            idle: Mutex::new(idle),
            permits: Arc::new(Semaphore::new(n)),
            sums: [1, 2].map(|n| Arc::new(Semaphore::new(n))),
            waiting: AtomicU64::new(0),
            watch: Mutex::new(watch),
            seen: AtomicU64::new(0),
            version: AtomicU64::new(0),
        })
    }

    pub fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// A number that grows when anybody has written to the archive.
    ///
    /// A question that was begun after this call sees at least that state. Whoever finds another
    /// request just looking takes its last word.
    pub fn version(&self) -> u64 {
        if let Ok(watch) = self.watch.try_lock()
            && let Ok(now) = watch.connection().pragma_query_value(None, "data_version", |row| row.get::<_, i64>(0))
            && self.seen.swap(now.unsigned_abs(), Ordering::AcqRel) != now.unsigned_abs()
        {
            self.version.fetch_add(1, Ordering::AcqRel);
        }
        self.version.load(Ordering::Acquire)
    }

    /// Runs a question on a connection of its own; one that takes too long, or whose asker has gone,
    /// is interrupted.
    pub async fn ask<T: Send + 'static>(
        self: &Arc<Readers>,
        limit: Duration,
        kind: Kind,
        question: impl FnOnce(&Archive) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let busy = || {
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "too many questions are waiting").header("retry-after", "2")
        };
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= MAX_WAITING {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
            return Err(busy());
        }
        let turn = async {
            let alone = match kind {
                Kind::Rows => None,
                Kind::SumOfOne => Some(self.sums[1].clone().acquire_owned().await?),
                Kind::SumOfAll => Some(self.sums[0].clone().acquire_owned().await?),
            };
            Ok::<_, tokio::sync::AcquireError>((alone, self.permits.clone().acquire_owned().await?))
        };
        let waited = tokio::time::timeout(limit, turn).await;
        self.waiting.fetch_sub(1, Ordering::AcqRel);
        let permit = waited.map_err(|_| busy())?.map_err(|_| busy())?;
        let taken = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let archive = match taken {
            Some(archive) => archive,
            // One was lost in a panic: it is opened anew.
            None => Archive::open(&self.path)?,
        };
        let interrupt = archive.connection().get_interrupt_handle();
        let readers = self.clone();
        let over = Arc::new(AtomicBool::new(false));
        let mut guard = Interrupt { handle: Some(interrupt), over: over.clone() };
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let answer = question(&archive);
            over.store(true, Ordering::Release);
            readers.idle.lock().unwrap_or_else(PoisonError::into_inner).push(archive);
            answer
        });
        match tokio::time::timeout(limit, task).await {
            Ok(Ok(answer)) => {
                guard.handle = None;
                answer
            }
            Ok(Err(_)) => {
                guard.handle = None;
                Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "the question failed"))
            }
            // The guard interrupts as it goes.
            Err(_) => Err(Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                format!("the question took longer than {} seconds", limit.as_secs()),
            )
            .hint("ask for fewer days or fewer rows")
            .header("retry-after", "10")),
        }
    }
}

/// Stops a question when it is dropped before the question is over.
struct Interrupt {
    handle: Option<rusqlite::InterruptHandle>,
    over: Arc<AtomicBool>,
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        if let Some(handle) = self.handle.take()
            && !self.over.load(Ordering::Acquire)
        {
            handle.interrupt();
        }
    }
}
