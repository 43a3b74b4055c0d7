//! What was got wrong is counted, in memory: enough to make guessing hopeless, and nothing of what was tried is kept.

use std::{
    collections::HashMap,
    hash::Hash,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Duration, Utc};

/// Wrong codes from one address within [`WINDOW`]; a village office behind one address still gets on.
const MOST: u32 = 30;
const WINDOW: Duration = Duration::minutes(10);
/// Who is remembered before the old ones are thrown out.
const REMEMBERED: usize = 10_000;

/// What was got wrong of late, by whom.
#[derive(Debug)]
pub struct Tries<K> {
    most: u32,
    window: Duration,
    seen: Mutex<HashMap<K, (u32, DateTime<Utc>)>>,
}

impl Default for Tries<IpAddr> {
    /// For household codes.
    fn default() -> Self {
        Self::new(MOST, WINDOW)
    }
}

impl<K: Eq + Hash> Tries<K> {
    /// At most so many within a window.
    pub fn new(most: u32, window: Duration) -> Self {
        Self { most, window, seen: Mutex::default() }
    }

    /// Whether somebody has to wait.
    pub fn too_many(&self, who: &K, now: DateTime<Utc>) -> bool {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.get(who).is_some_and(|(count, since)| *count >= self.most && now < *since + self.window)
    }

    /// Counts a wrong one.
    pub fn wrong(&self, who: K, now: DateTime<Utc>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= REMEMBERED {
            seen.retain(|_, (_, since)| now < *since + self.window);
        }
        let (count, since) = seen.entry(who).or_insert((0, now));
        if now >= *since + self.window {
            (*count, *since) = (0, now);
        }
        *count += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_has_to_wait_and_may_go_on_later() {
        let (tries, now) = (Tries::<IpAddr>::default(), DateTime::UNIX_EPOCH);
        let (here, there) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        for _ in 0..MOST {
            assert!(!tries.too_many(&here, now));
            tries.wrong(here, now);
        }
        assert!(tries.too_many(&here, now));
        assert!(!tries.too_many(&there, now));
        assert!(!tries.too_many(&here, now + WINDOW));
    }
}
