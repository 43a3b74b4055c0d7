//! Many households of one official on one device. What is counted lies on the device alone, in a sealed cookie that ends
//! with the day: nothing of it is stored, so nothing that is stored says which households share a phone.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use domain::{rating::watch::LEAST_ON_A_DEVICE, visit::FlagKind};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::of_round;
use crate::{
    app::App,
    clock::secret,
    error::ApiResult,
    keyring::Purpose,
    rating::{issue::official_of_number, store},
    visit::flag::{
        service::{Noticed, raise_of_the_day},
        view::FlagEvidence,
    },
};

/// More than these are not remembered: a cookie has an end.
const MOST: usize = 100;

/// What a device's marker holds: which ballots were taken on it today.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Device {
    day: NaiveDate,
    mark: String,
    /// An official's number, and a keyed hash of the household that means nothing on another device.
    taken: BTreeSet<(String, String)>,
}

impl Device {
    /// A device that has taken nothing today.
    pub fn new(day: NaiveDate) -> Self {
        Self { day, mark: HEXLOWER.encode(&secret::<8>()), taken: BTreeSet::new() }
    }

    /// Whether the marker is of this day.
    pub fn is_of(&self, day: NaiveDate) -> bool {
        self.day == day
    }

    /// Notes that a ballot was taken on the device. Says how many of the official's households that makes, when it is one
    /// more than before.
    pub fn take(&mut self, app: &App, household_id: Uuid, official: &str) -> Option<u32> {
        let household = format!("rating device|{}|{household_id}", self.mark);
        let mut hash = app.keyring.mac(Purpose::Hash, household.as_bytes());
        hash.truncate(6);
        if self.taken.len() >= MOST || !self.taken.insert((official.to_owned(), HEXLOWER.encode(&hash))) {
            return None;
        }
        let same = self.taken.iter().filter(|(of, _)| of == official).count();
        u32::try_from(same).ok()
    }

    /// Households of all officials, and these officials.
    fn seen(&self) -> (usize, usize) {
        let households: BTreeSet<&str> = self.taken.iter().map(|(_, household)| household.as_str()).collect();
        let officials: BTreeSet<&str> = self.taken.iter().map(|(official, _)| official.as_str()).collect();
        (households.len(), officials.len())
    }
}

/// Whether so many are raised: at the fifth, the tenth, the twentieth and so on.
fn is_told(same: u32) -> bool {
    same.is_multiple_of(LEAST_ON_A_DEVICE) && (same / LEAST_ON_A_DEVICE).is_power_of_two()
}

/// Raises that so many households of one official took their ballots on one device today, when that is many.
pub async fn brought_together(
    app: &App,
    device: &Device,
    round_id: Uuid,
    official: &str,
    same: u32,
) -> ApiResult<()> {
    if !is_told(same) {
        return Ok(());
    }
    let db = app.db.reader();
    let (Some(round), Some(official_id)) =
        (store::round(db, round_id).await?, official_of_number(db, official).await?)
    else {
        return Ok(());
    };
    let (households, officials) = device.seen();
    let noticed = Noticed {
        kind: FlagKind::RatingDevice,
        official_id,
        household_id: None,
        about: format!("{}|{official_id}|{same}", device.mark),
        evidence: FlagEvidence {
            count: Some(same),
            of: u32::try_from(households).ok(),
            officials: u32::try_from(officials).ok(),
            ..of_round(&round, Some(device.day))
        },
    };
    let tx = app.db.begin().await?;
    raise_of_the_day(&tx, app, vec![noticed]).await?;
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fifth_is_told_and_then_each_doubling() {
        let told: Vec<u32> = (1..=100).filter(|same| is_told(*same)).collect();
        assert_eq!(told, [5, 10, 20, 40, 80]);
    }
}
