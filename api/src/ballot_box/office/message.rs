//! What the registrar may ask of the box.

use std::collections::HashMap;

use crypto_box::SecretKey;
use data_encoding::BASE64;
use domain::rating::SlipCode;
use entity::ballot_box::box_opening;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use uuid::Uuid;

use super::Ask;
use crate::{
    ballot_box::{
        BallotBox, ballot,
        count::{self, EmptiedPage, OpeningPart},
        service::{self, Announced, Voided},
    },
    error::{ApiError, ApiResult},
};

/// A trustee's secret key on its way to the ballots. It is kept in neither room.
#[derive(Clone, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct TrusteeKey(pub SecretKey);

impl std::fmt::Debug for TrusteeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TrusteeKey(hidden)")
    }
}

impl From<TrusteeKey> for String {
    fn from(key: TrusteeKey) -> Self {
        BASE64.encode(&key.0.to_bytes())
    }
}

impl TryFrom<String> for TrusteeKey {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        ballot::secret_key(&text).map(Self).ok_or("not a trustee's key")
    }
}

impl Ask for Announced {
    const NAME: &'static str = "announce";
    type Answer = ();

    async fn done(self, boxed: &BallotBox) -> ApiResult<()> {
        service::announce(boxed, self).await
    }
}

/// Takes ballots of a round from here on. May be repeated.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Open {
    pub round_id: Uuid,
}

impl Ask for Open {
    const NAME: &'static str = "open";
    type Answer = ();

    async fn done(self, boxed: &BallotBox) -> ApiResult<()> {
        service::open(boxed, self.round_id).await
    }
}

/// Makes slips of an official, at most so many valid ones at a time. Answers the codes as they are printed; they exist
/// nowhere else afterwards.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Print {
    pub round_id: Uuid,
    pub official_id: Uuid,
    pub count: u32,
    pub most: u32,
}

impl Ask for Print {
    const NAME: &'static str = "print";
    type Answer = Vec<String>;

    async fn done(self, boxed: &BallotBox) -> ApiResult<Vec<String>> {
        let Self { round_id, official_id, count, most } = self;
        let codes = service::print(boxed, round_id, official_id, count, most).await?;
        Ok(codes.iter().map(SlipCode::printed).collect())
    }
}

/// Makes slips of several officials, for each as many as are missing to a number. The same batch again takes back what
/// was made before and stands on no paper. Answers the codes as they are printed, shuffled.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PrintBatch {
    pub round_id: Uuid,
    pub batch: Bytes,
    /// By official.
    pub most: HashMap<Uuid, u32>,
}

impl Ask for PrintBatch {
    const NAME: &'static str = "print_batch";
    type Answer = HashMap<Uuid, Vec<String>>;

    async fn done(self, boxed: &BallotBox) -> ApiResult<Self::Answer> {
        let printed = service::print_batch(boxed, self.round_id, &self.batch.0, &self.most).await?;
        let written = |codes: Vec<SlipCode>| codes.iter().map(SlipCode::printed).collect();
        Ok(printed.into_iter().map(|(official, codes)| (official, written(codes))).collect())
    }
}

/// How many slips of each official are valid, used or not.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct SlipsValid {
    pub round_id: Uuid,
}

impl Ask for SlipsValid {
    const NAME: &'static str = "slips_valid";
    type Answer = HashMap<Uuid, u32>;

    async fn done(self, boxed: &BallotBox) -> ApiResult<HashMap<Uuid, u32>> {
        service::slips_valid(boxed, self.round_id).await
    }
}

/// Voids slips that nobody drew.
#[derive(Clone, Deserialize, Serialize)]
pub struct Void {
    pub round_id: Uuid,
    pub codes: Vec<String>,
}

impl std::fmt::Debug for Void {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Void({} slips)", self.codes.len())
    }
}

impl Ask for Void {
    const NAME: &'static str = "void";
    type Answer = Voided;

    async fn done(self, boxed: &BallotBox) -> ApiResult<Voided> {
        let codes: Vec<SlipCode> = self
            .codes
            .iter()
            .map(|code| code.parse().map_err(|_| ApiError::field("codes", "slip_code")))
            .collect::<Result<_, _>>()?;
        service::void(boxed, self.round_id, &codes).await
    }
}

/// Stops the casting, if no slip is left that somebody could use without having drawn it; `issued` are the slips drawn
/// per official. Answers how many are left. May be repeated.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Stop {
    pub round_id: Uuid,
    pub issued: HashMap<Uuid, u32>,
}

impl Ask for Stop {
    const NAME: &'static str = "stop";
    type Answer = u64;

    async fn done(self, boxed: &BallotBox) -> ApiResult<u64> {
        count::stop(boxed, self.round_id, &self.issued).await
    }
}

/// How many slips of each official were used, as far as any were.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct SlipsUsed {
    pub round_id: Uuid,
}

impl Ask for SlipsUsed {
    const NAME: &'static str = "slips_used";
    type Answer = HashMap<Uuid, u32>;

    async fn done(self, boxed: &BallotBox) -> ApiResult<HashMap<Uuid, u32>> {
        count::slips_used(boxed, self.round_id).await
    }
}

/// Takes the first trustee's seal off every ballot of a round that was stopped. May be repeated.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct TakeOffFirst {
    pub round_id: Uuid,
    pub key: TrusteeKey,
}

impl Ask for TakeOffFirst {
    const NAME: &'static str = "take_off_first";
    type Answer = ();

    async fn done(self, boxed: &BallotBox) -> ApiResult<()> {
        count::take_off_first(boxed, self.round_id, &self.key.0).await
    }
}

/// Whether a ballot of the round still has both seals.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct IsSealedTwice {
    pub round_id: Uuid,
}

impl Ask for IsSealedTwice {
    const NAME: &'static str = "is_sealed_twice";
    type Answer = bool;

    async fn done(self, boxed: &BallotBox) -> ApiResult<bool> {
        count::is_sealed_twice(boxed, self.round_id).await
    }
}

/// Opens a page of ballots with the second trustee's key and checks them again. May be repeated until [`Forget`].
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Empty {
    pub round_id: Uuid,
    pub key: TrusteeKey,
    /// Where the page before it ended; empty for the first one.
    pub after: Bytes,
    /// Ballots on the page.
    pub most: u64,
}

impl Ask for Empty {
    const NAME: &'static str = "empty";
    type Answer = EmptiedPage;

    async fn done(self, boxed: &BallotBox) -> ApiResult<EmptiedPage> {
        count::empty(boxed, self.round_id, self.key.0, &self.after.0, self.most).await
    }
}

/// Puts away a part of the openings, which are sealed to both trustees. May be repeated.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PutOpening {
    pub round_id: Uuid,
    /// Of one sealing; parts of two never become one file.
    pub draft: Uuid,
    pub nth: u32,
    pub sealed: Bytes,
}

impl Ask for PutOpening {
    const NAME: &'static str = "put_opening";
    type Answer = ();

    async fn done(self, boxed: &BallotBox) -> ApiResult<()> {
        let Self { round_id, draft, nth, sealed } = self;
        let nth = i32::try_from(nth).map_err(ApiError::internal)?;
        count::put_opening(boxed, box_opening::Model { round_id, draft, nth, sealed: sealed.0 }).await
    }
}

/// Keeps the openings of one draft for the auditors, when all its parts are there. May be repeated.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct KeepOpenings {
    pub round_id: Uuid,
    pub draft: Uuid,
    pub parts: u32,
}

impl Ask for KeepOpenings {
    const NAME: &'static str = "keep_openings";
    type Answer = ();

    async fn done(self, boxed: &BallotBox) -> ApiResult<()> {
        count::keep_openings(boxed, self.round_id, self.draft, self.parts).await
    }
}

/// A part of the sealed openings of a round that was counted.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Openings {
    pub round_id: Uuid,
    pub nth: u32,
}

impl Ask for Openings {
    const NAME: &'static str = "openings";
    type Answer = Option<OpeningPart>;

    async fn done(self, boxed: &BallotBox) -> ApiResult<Option<OpeningPart>> {
        count::opening(boxed, self.round_id, self.nth).await
    }
}

/// Deletes the ballots of a round that was counted, and destroys the key of its nonces. May be repeated.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Forget {
    pub round_id: Uuid,
}

impl Ask for Forget {
    const NAME: &'static str = "forget";
    type Answer = ();

    async fn done(self, boxed: &BallotBox) -> ApiResult<()> {
        Ok(count::forget(boxed, self.round_id).await?)
    }
}

/// Whether the box and its database are there.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Ping {}

impl Ask for Ping {
    const NAME: &'static str = "ping";
    type Answer = ();

    async fn done(self, boxed: &BallotBox) -> ApiResult<()> {
        Ok(boxed.ping().await?)
    }
}

/// Bytes, which travel as base64.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bytes(pub Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bytes({})", self.0.len())
    }
}

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64.decode(text.as_bytes()).map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_arrives_as_it_was_sent() {
        let (public, secret) = ballot::new_trustee();
        let key = TrusteeKey(ballot::secret_key(&secret).unwrap());
        let after = Bytes(vec![0, 255, 7]);
        let text = serde_json::to_string(&Empty { round_id: Uuid::max(), key, after, most: 3 }).unwrap();
        let read: Empty = serde_json::from_str(&text).unwrap();
        assert_eq!((read.after.0.as_slice(), read.most), ([0, 255, 7].as_slice(), 3));
        assert_eq!(read.key.0.public_key(), ballot::public_key(&public).unwrap());
        assert!(!format!("{read:?}").contains(secret.trim()));
        let issued = HashMap::from([(Uuid::max(), 3)]);
        let stop = serde_json::to_string(&Stop { round_id: Uuid::nil(), issued }).unwrap();
        assert_eq!(serde_json::from_str::<Stop>(&stop).unwrap().issued[&Uuid::max()], 3);
    }
}
