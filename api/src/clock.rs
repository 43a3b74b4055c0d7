//! Time and chance. The only file that may read the wall clock or the system's random source: everywhere else
//! they are passed in, so that tests can move the one and the demo can fix the other.
#![allow(clippy::disallowed_methods, reason = "this is the one file")]

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};
use rand::{TryRngCore, rngs::OsRng};
use uuid::Uuid;

/// The system's random source as the sealing of ballots wants it.
pub use crypto_box::aead::OsRng as SealingRng;

/// China has one civil time, eight hours ahead of UTC, without summer time.
const CHINA: i32 = 8 * 3600;

/// Where the program's time comes from.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<Mutex<DateTime<Utc>>>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still until [`Clock::set`] moves it.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Source::Fixed(Arc::new(Mutex::new(at))))
    }

    /// Moves a fixed clock; the machine's clock cannot be moved and ignores it.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Source::Fixed(now) = &self.0 {
            *now.lock().unwrap_or_else(PoisonError::into_inner) = at;
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::System => Utc::now(),
            Source::Fixed(now) => *now.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// The day it is in China.
    pub fn today(&self) -> NaiveDate {
        china_day(self.now())
    }

    /// The first moment of the year in China.
    pub fn year_began(&self) -> DateTime<Utc> {
        let first = NaiveDate::from_ymd_opt(self.today().year(), 1, 1);
        china_midnight(first.expect("every year has a first day"))
    }

    /// A new id, ordered by this clock.
    pub fn id(&self) -> Uuid {
        let now = self.now();
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &secret::<10>()).into_uuid()
    }
}

/// The civil day in China of an instant.
pub fn china_day(at: DateTime<Utc>) -> NaiveDate {
    let china = FixedOffset::east_opt(CHINA).expect("eight hours is an offset");
    at.with_timezone(&china).date_naive()
}

/// Midnight in China at the start of a day, as an instant.
pub fn china_midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc() - chrono::Duration::seconds(i64::from(CHINA))
}

/// Bytes from the operating system's random source.
pub fn secret<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// An id without order or time, for ballots.
pub fn orderless_id() -> Uuid {
    uuid::Builder::from_random_bytes(secret()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_china_begins_at_sixteen_utc() {
        let eve = DateTime::parse_from_rfc3339("2026-11-21T15:59:59Z").unwrap().to_utc();
        assert_eq!(china_day(eve).to_string(), "2026-11-21");
        assert_eq!(china_day(eve + chrono::Duration::seconds(1)).to_string(), "2026-11-22");
        assert_eq!(china_midnight(china_day(eve)).to_rfc3339(), "2026-11-20T16:00:00+00:00");
    }
}
