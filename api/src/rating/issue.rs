//! Issuing a ballot to a phone: once per round, household and official, without a time. What is signed cannot be read
//! here; its hash is kept so that a phone that lost the answer gets the same one again.

use std::collections::{HashMap, HashSet};

use data_encoding::BASE64URL_NOPAD;
use domain::rating::RoundState;
use entity::{official, rating_issue};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::store;
use crate::{
    app::App,
    db::Database,
    error::{ApiError, ApiResult},
    ingest::Ledger,
};

/// The ways in which a ballot is issued.
pub(super) const PHONE: &str = "phone";
pub(super) const SLIP: &str = "slip";

/// Signs a blinded message for a household of the frozen map, to which `before` was issued already. The same message again
/// is answered the same; another one is refused. Returns the blind signature.
pub(super) async fn issue(
    app: &App,
    at: &Place,
    official_id: Uuid,
    before: Option<rating_issue::Model>,
    blinded: &str,
) -> ApiResult<String> {
    let blinded = BASE64URL_NOPAD.decode(blinded.as_bytes()).map_err(|_| ApiError::bad("blinded_message"))?;
    let hash = Sha256::digest(&blinded).to_vec();
    if let Some(before) = before.filter(|issue| !waits(issue)) {
        return answer(&before, &hash);
    }
    let (round_id, rater_id) = (at.round_id, at.rater_id);
    let key = app.registrar.signing_key(&app.db, round_id, official_id).await?;
    let signature = key.blind_sign(&blinded)?.to_vec();
    let row = rating_issue::Model {
        round_id,
        rater_id,
        official_id,
        way: PHONE.to_owned(),
        blinded_hash: Some(hash.clone()),
        blind_signature: Some(signature),
        reissued: 0,
    };
    let kept = app.registrar.issuing.put(row).await?;
    answer(&kept.ok_or_else(|| ApiError::conflict("round_not_open"))?, &hash)
}

/// Whether two people have decided that this ballot is to be signed again.
pub(super) fn waits(issued: &rating_issue::Model) -> bool {
    issued.way == PHONE && issued.blinded_hash.is_none()
}

/// What stands in the book for this household: whoever was first has it.
fn answer(issued: &rating_issue::Model, hash: &[u8]) -> ApiResult<String> {
    if issued.way == SLIP {
        return Err(ApiError::conflict("slip_drawn"));
    }
    match (&issued.blinded_hash, &issued.blind_signature) {
        (Some(stored), Some(signature)) if stored == hash => Ok(BASE64URL_NOPAD.encode(signature)),
        _ => Err(ApiError::conflict("ballot_issued")),
    }
}

/// The number of an official.
pub(super) async fn official_of_number(
    db: &impl ConnectionTrait,
    number: &str,
) -> Result<Option<Uuid>, DbErr> {
    official::Entity::find()
        .select_only()
        .column(official::Column::Id)
        .filter(official::Column::Number.eq(number))
        .into_tuple()
        .one(db)
        .await
}

/// A ballot that somebody asks for.
#[derive(Clone, Debug)]
pub struct Place {
    pub round_id: Uuid,
    pub rater_id: Uuid,
    /// The official's number.
    pub official: String,
}

/// What is known of it.
#[derive(Clone, Debug)]
pub enum Known {
    RoundNotOpen,
    /// Whoever asks does not rate him in this round.
    NotMapped,
    Mapped {
        official_id: Uuid,
        /// What the round wants to be shown beside the code.
        factor: String,
        before: Option<rating_issue::Model>,
    },
}

/// Where it is looked up whether a ballot may be issued: a round's, for all who ask at the time.
pub struct Lookup(pub(super) Database);

impl Ledger for Lookup {
    type Item = Place;
    type Answer = Known;

    async fn answer(&self, places: &[Place]) -> Result<Vec<Known>, DbErr> {
        let db = self.0.reader();
        let mut factors = HashMap::new();
        let (mut mapped, mut issued) = (HashMap::new(), HashMap::new());
        for (round_id, raters) in raters(places) {
            let round = store::round(db, round_id).await?;
            let Some(round) = round.filter(|round| round.state == RoundState::Open.as_str()) else {
                continue;
            };
            factors.insert(round_id, round.factor);
            for (rater_id, official, official_id) in store::mapped_numbers(db, round_id, &raters).await? {
                mapped.insert((round_id, rater_id, official), official_id);
            }
            for issue in store::issued_to(db, round_id, &raters).await? {
                issued.insert((round_id, issue.rater_id, issue.official_id), issue);
            }
        }
        let known = |place: &Place| {
            let Place { round_id, rater_id, ref official } = *place;
            let Some(factor) = factors.get(&round_id) else { return Known::RoundNotOpen };
            match mapped.get(&(round_id, rater_id, official.clone())) {
                None => Known::NotMapped,
                Some(&official_id) => Known::Mapped {
                    official_id,
                    factor: factor.clone(),
                    before: issued.get(&(round_id, rater_id, official_id)).cloned(),
                },
            }
        };
        Ok(places.iter().map(known).collect())
    }
}

/// Who asks, once each, by round.
fn raters(places: &[Place]) -> HashMap<Uuid, Vec<Uuid>> {
    let mut raters: HashMap<Uuid, HashSet<Uuid>> = HashMap::new();
    for place in places {
        raters.entry(place.round_id).or_default().insert(place.rater_id);
    }
    raters.into_iter().map(|(round_id, raters)| (round_id, raters.into_iter().collect())).collect()
}

/// Where issues are written down.
pub struct Issuing(pub(super) Database);

impl Ledger for Issuing {
    type Item = rating_issue::Model;
    /// What stands there now: this issue or an earlier one. Nothing when the round is not open.
    type Answer = Option<rating_issue::Model>;

    async fn answer(&self, items: &[rating_issue::Model]) -> Result<Vec<Self::Answer>, DbErr> {
        let tx = self.0.begin().await?;
        let rounds: HashSet<Uuid> = items.iter().map(|item| item.round_id).collect();
        let mut standing = HashMap::new();
        for round_id in rounds {
            let round = store::round_held(&tx, round_id).await?;
            if round.is_none_or(|round| round.state != RoundState::Open.as_str()) {
                continue;
            }
            let items = || items.iter().filter(move |item| item.round_id == round_id);
            insert_new(&tx, items()).await?;
            let households: HashSet<Uuid> = items().map(|item| item.rater_id).collect();
            let households: Vec<Uuid> = households.into_iter().collect();
            for issue in store::issued_to(&tx, round_id, &households).await? {
                standing.insert((issue.round_id, issue.rater_id, issue.official_id), issue);
            }
        }
        tx.commit().await?;
        let key = |item: &rating_issue::Model| (item.round_id, item.rater_id, item.official_id);
        Ok(items.iter().map(|item| standing.get(&key(item)).cloned()).collect())
    }
}

async fn insert_new<'a>(
    tx: &impl ConnectionTrait,
    items: impl Iterator<Item = &'a rating_issue::Model>,
) -> Result<(), DbErr> {
    use rating_issue::Column;
    // Two phones of one household may come in one batch; a row is written over once in a statement.
    let mut seen = HashSet::new();
    let items = items.filter(|item| seen.insert((item.round_id, item.rater_id, item.official_id)));
    let rows = items.cloned().map(|item| rating_issue::ActiveModel {
        round_id: Set(item.round_id),
        rater_id: Set(item.rater_id),
        official_id: Set(item.official_id),
        way: Set(item.way),
        blinded_hash: Set(item.blinded_hash),
        blind_signature: Set(item.blind_signature),
        reissued: Set(item.reissued),
    });
    // Whoever was first stays, unless the ballot is to be signed again.
    let again = Expr::col((rating_issue::Entity, Column::BlindedHash))
        .is_null()
        .and(Expr::col((rating_issue::Entity, Column::Way)).eq(PHONE));
    let first = OnConflict::columns([Column::RoundId, Column::RaterId, Column::OfficialId])
        .update_columns([Column::BlindedHash, Column::BlindSignature])
        .action_and_where(again)
        .to_owned();
    rating_issue::Entity::insert_many(rows).on_conflict(first).exec_without_returning(tx).await.map(drop)
}
