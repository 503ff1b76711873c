//! Work on many items on many threads, with the results in the order of the items.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{channel, sync_channel};

/// Items that may be under way at once, per thread: enough to keep every thread busy while one
/// long article is read, few enough to bound memory.
const UNDER_WAY: usize = 8;

/// Calls `each` with `work` of every item, in order, whatever thread did it; an error of `each`
/// ends the run.
pub(crate) fn run<I: Send, O: Send, E>(
    n_threads: usize,
    items: impl Iterator<Item = I> + Send,
    work: impl Fn(I) -> O + Sync,
    mut each: impl FnMut(O) -> Result<(), E>,
) -> Result<(), E> {
    let n_threads = n_threads.max(1);
    let (permits_back, permits) = channel();
    for _ in 0..n_threads * UNDER_WAY {
        // The receiver lives until the end of the scope.
        let _ = permits_back.send(());
    }
    let (jobs_in, jobs) = sync_channel::<(usize, I)>(n_threads);
    let (results_in, results) = channel::<(usize, O)>();
    let jobs = Mutex::new(jobs);
    let stopped = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let stopped = &stopped;
        scope.spawn(move || {
            for job in items.enumerate() {
                if permits.recv().is_err() || stopped.load(Ordering::Relaxed) || jobs_in.send(job).is_err() {
                    return;
                }
            }
        });
        for _ in 0..n_threads {
            let results_in = results_in.clone();
            let (jobs, work) = (&jobs, &work);
            scope.spawn(move || {
                loop {
                    let job = jobs.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).recv();
                    let Ok((at, item)) = job else { return };
                    if results_in.send((at, work(item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(results_in);
        let mut waiting = BTreeMap::new();
        let mut next = 0;
        let mut outcome = Ok(());
        for (at, result) in results.iter() {
            waiting.insert(at, result);
            while let Some(result) = waiting.remove(&next) {
                next += 1;
                if outcome.is_ok() {
                    outcome = each(result);
                    stopped.store(outcome.is_err(), Ordering::Relaxed);
                }
                // Given back after an error too, so that the reading thread wakes up and sees it.
                let _ = permits_back.send(());
            }
        }
        outcome
    })
}
