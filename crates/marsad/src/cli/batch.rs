//! Work spread over threads, results in the order of the jobs, and memory bounded.

use std::collections::BTreeMap;
use std::sync::mpsc::{TryRecvError, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How many bytes of jobs may be under way at a time. One larger job goes alone.
const UNDER_WAY: usize = 4 << 20;

/// Coding recurses little, but pages may be nested deeply.
const STACK: usize = 32 << 20;

/// Counts the bytes that are under way, and makes whoever brings more wait.
#[derive(Default)]
struct Budget {
    /// Bytes under way, and whether all is over.
    state: Mutex<(usize, bool)>,
    changed: Condvar,
}

impl Budget {
    fn lock(&self) -> MutexGuard<'_, (usize, bool)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until `weight` fits; false if all is over.
    fn take(&self, weight: usize) -> bool {
        let mut state = self.lock();
        while !state.1 && state.0 > 0 && state.0 + weight > UNDER_WAY {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.0 += weight;
        !state.1
    }

    fn give(&self, weight: usize) {
        self.lock().0 -= weight;
        self.changed.notify_all();
    }

    fn close(&self) {
        self.lock().1 = true;
        self.changed.notify_all();
    }
}

/// What [`in_order`] tells its consumer.
pub enum Step<R> {
    /// The next result.
    Done(R),
    /// No result is ready: a good time to flush.
    Idle,
}

/// Gives each job of `produce` to one of `threads` workers, and their results to `consume` in the order of the
/// jobs. `produce` calls its argument with a job and its weight in bytes, and ends when that returns false.
///
/// # Errors
/// What `consume` returns; all work then ends soon.
pub fn in_order<T: Send, W, R: Send, E>(
    threads: usize,
    produce: impl FnOnce(&mut dyn FnMut(T, usize) -> bool) + Send,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, T) -> R + Sync,
    mut consume: impl FnMut(Step<R>) -> Result<(), E>,
) -> Result<(), E> {
    let budget = Budget::default();
    let (job_to, jobs) = channel::<(u64, usize, T)>();
    let (result_to, results) = channel::<(u64, usize, R)>();
    let jobs = Mutex::new(jobs);
    std::thread::scope(|scope| {
        let (budget, jobs, worker, work) = (&budget, &jobs, &worker, &work);
        for started in 0..threads.max(1) {
            let result_to = result_to.clone();
            let run = move || {
                let mut own = worker();
                loop {
                    let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((n, weight, job)) = job else { break };
                    if result_to.send((n, weight, work(&mut own, job))).is_err() {
                        break;
                    }
                }
            };
            // where the system has no more threads, those that there are will do
            if std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run).is_err() && started > 0 {
                break;
            }
        }
        drop(result_to);
        scope.spawn(move || {
            let mut n = 0;
            produce(&mut |job, weight| {
                let goes_on = budget.take(weight) && job_to.send((n, weight, job)).is_ok();
                n += 1;
                goes_on
            });
        });
        let end = collect(&results, budget, &mut consume);
        budget.close();
        end
    })
}

fn collect<R, E>(
    results: &std::sync::mpsc::Receiver<(u64, usize, R)>,
    budget: &Budget,
    consume: &mut impl FnMut(Step<R>) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting: BTreeMap<u64, (usize, R)> = BTreeMap::new();
    let mut next = 0;
    loop {
        let received = match results.try_recv() {
            Ok(r) => Some(r),
            Err(TryRecvError::Disconnected) => None,
            Err(TryRecvError::Empty) => {
                consume(Step::Idle)?;
                results.recv().ok()
            }
        };
        let Some((n, weight, result)) = received else { return Ok(()) };
        waiting.insert(n, (weight, result));
        while let Some((weight, result)) = waiting.remove(&next) {
            next += 1;
            budget.give(weight);
            consume(Step::Done(result))?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, UNDER_WAY, in_order};

    fn squares(threads: usize, weight: usize) -> Vec<u64> {
        let mut out = Vec::new();
        let end: Result<(), ()> = in_order(
            threads,
            |send| {
                let _ = (0..500u64).all(|n| send(n, weight));
            },
            || (),
            |(), n| {
                if n % 7 == 0 {
                    std::thread::sleep(std::time::Duration::from_micros(200));
                }
                n * n
            },
            |step| {
                if let Step::Done(r) = step {
                    out.push(r);
                }
                Ok(())
            },
        );
        assert_eq!(end, Ok(()));
        out
    }

    #[test]
    fn results_come_in_the_order_of_the_jobs() {
        let right: Vec<u64> = (0..500).map(|n| n * n).collect();
        for threads in [1, 2, 5] {
            assert_eq!(squares(threads, 1), right);
            assert_eq!(squares(threads, UNDER_WAY / 3), right);
            assert_eq!(squares(threads, UNDER_WAY * 2), right);
        }
    }

    #[test]
    fn a_consumer_that_has_enough_ends_all() {
        let mut seen = 0;
        let end = in_order(
            3,
            |send| while send(0u8, 100_000) {},
            || (),
            |(), n| n,
            |step| {
                if let Step::Done(_) = step {
                    seen += 1;
                }
                if seen == 10 { Err("enough") } else { Ok(()) }
            },
        );
        assert_eq!(end, Err("enough"));
    }
}
