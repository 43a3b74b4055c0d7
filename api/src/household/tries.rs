//! Wrong codes are counted per address, in memory: enough to make guessing hopeless, and nothing of a code is kept.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Duration, Utc};

/// Wrong codes from one address within [`WINDOW`]; a village office behind one address still gets on.
const MOST: u32 = 30;
const WINDOW: Duration = Duration::minutes(10);
/// Addresses remembered before the old ones are thrown out.
const ADDRESSES: usize = 10_000;

/// Wrong codes of late.
#[derive(Debug, Default)]
pub struct Tries(Mutex<HashMap<IpAddr, (u32, DateTime<Utc>)>>);

impl Tries {
    /// Whether this address has to wait.
    pub fn too_many(&self, from: IpAddr, now: DateTime<Utc>) -> bool {
        let tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tries.get(&from).is_some_and(|(count, since)| *count >= MOST && now < *since + WINDOW)
    }

    /// Counts a wrong code.
    pub fn wrong(&self, from: IpAddr, now: DateTime<Utc>) {
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= ADDRESSES {
            tries.retain(|_, (_, since)| now < *since + WINDOW);
        }
        let (count, since) = tries.entry(from).or_insert((0, now));
        if now >= *since + WINDOW {
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
        let (tries, now) = (Tries::default(), DateTime::UNIX_EPOCH);
        let (here, there) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        for _ in 0..MOST {
            assert!(!tries.too_many(here, now));
            tries.wrong(here, now);
        }
        assert!(tries.too_many(here, now));
        assert!(!tries.too_many(there, now));
        assert!(!tries.too_many(here, now + WINDOW));
    }
}
