//! Work in order on several threads: the result never depends on how many there are.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Runs `work` for 0 to before `n` on up to `n_threads` threads; results come back in order.
pub fn map<S, T: Send>(
    n: usize,
    n_threads: usize,
    start: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> T + Sync,
) -> Vec<T> {
    let n_threads = n_threads.clamp(1, n.max(1));
    if n_threads == 1 {
        let mut scratch = start();
        return (0..n).map(|idx| work(&mut scratch, idx)).collect();
    }
    let next = AtomicUsize::new(0);
    let done: Vec<Mutex<Option<T>>> = (0..n).map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                let mut scratch = start();
                loop {
                    let idx = next.fetch_add(1, Ordering::Relaxed);
                    if idx >= n {
                        break;
                    }
                    let result = work(&mut scratch, idx);
                    if let Ok(mut slot) = done[idx].lock() {
                        *slot = Some(result);
                    }
                }
            });
        }
    });
    // A thread that panicked has already ended the scope with its panic; every slot is filled.
    done.into_iter().filter_map(|slot| slot.into_inner().ok().flatten()).collect()
}
