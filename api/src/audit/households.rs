//! Rosters of households: split by official, with a hash in place of the name. What was hashed, the salt and the name,
//! is sealed here and shown to that household alone.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use anyhow::Context;
use chrono::NaiveDate;
use domain::audit::pdraw1::{Roster, RosterIndex, commit};
use futures_util::TryStreamExt;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DbErr, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, sea_query::ExprTrait,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    refusal,
    roster::FrozenRoster,
    snapshot, store,
    view::{MeetingState, RosterKind},
};
use crate::{
    app::App,
    clock::secret,
    error::{ApiError, ApiResult},
    keyring::Keyring,
    sight::THIRTY,
};
use entity::{audit_meeting, audit_part, audit_roster, grid, household, link, official, sealed::Sealed};

const SEALED_SALTS: &str = "audit_part.salts";

/// One official's part of a split roster.
#[derive(Debug)]
pub(super) struct FrozenPart {
    pub(super) key: String,
    pub(super) roster: Roster,
    pub(super) salts: Sealed,
}

/// What a household's row was made of.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Salted {
    label: String,
    /// 16 bytes in hex.
    salt: String,
    text: String,
}

impl Salted {
    pub fn new(label: String, salt: [u8; 16], head: &str, village: &str, group: i32) -> Self {
        let text = format!("{head}，{village}，{group}组");
        Self { label, salt: data_encoding::HEXLOWER.encode(&salt), text }
    }
}

/// A household as it is found: its number, its head, its group, its village.
struct Found {
    label: String,
    head: String,
    group: i32,
    village: Uuid,
}

/// The households of each official, by his number.
type ByOfficial = BTreeMap<String, Vec<Found>>;

/// The part of one official: his households, each with its village.
pub fn part_of(roster: &str, key: &str, rows: &[(Salted, String)]) -> ApiResult<Roster> {
    let mut lines = Vec::with_capacity(rows.len());
    for (salted, village) in rows {
        lines.push((salted.label.as_str(), vec![village.clone(), hash_of(salted)?]));
    }
    Roster::build(&format!("{roster}/{key}"), lines).map_err(|error| refusal::draw(&error, "rosters"))
}

/// What the rows of a part were made of, sealed.
pub fn seal(keyring: &Keyring, rows: &[(Salted, String)]) -> anyhow::Result<Sealed> {
    let salted: Vec<&Salted> = rows.iter().map(|(salted, _)| salted).collect();
    Ok(keyring.seal(SEALED_SALTS, &serde_json::to_string(&salted)?))
}

/// Freezes the households of every official who carries some, with new salts.
pub(super) async fn freeze(app: &Arc<App>, name: &str) -> ApiResult<FrozenRoster> {
    let db = app.db.reader();
    let mut found = linked(db, app.clock.today()).await?;
    let villages = villages(db).await?;
    let officials: Vec<String> = official::Entity::find()
        .select_only()
        .column(official::Column::Number)
        .filter(official::Column::State.eq("active"))
        .filter(official::Column::Exempt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    for number in officials {
        found.entry(number).or_default();
    }
    let (app, name) = (app.clone(), name.to_owned());
    let frozen = tokio::task::spawn_blocking(move || split(&app, &name, found, &villages));
    frozen.await.context("freezing was interrupted")?
}

/// Households that officials serve on a day. A county has hundreds of thousands: they are read one by one.
async fn linked(db: &DatabaseConnection, day: NaiveDate) -> Result<ByOfficial, DbErr> {
    let of_household =
        link::Entity::belongs_to(household::Entity).from(link::Column::HouseholdId).to(household::Column::Id);
    let of_official =
        link::Entity::belongs_to(official::Entity).from(link::Column::OfficialId).to(official::Column::Id);
    let mut rows = link::Entity::find()
        .select_only()
        .column(official::Column::Number)
        .columns([household::Column::Code, household::Column::HeadName])
        .column(household::Column::GroupNo)
        .column(household::Column::VillageId)
        .join(JoinType::InnerJoin, of_household.into())
        .join(JoinType::InnerJoin, of_official.into())
        .filter(link::Column::Kind.eq(THIRTY))
        .filter(link::Column::ValidFrom.lte(day))
        .filter(link::Column::ValidTo.is_null().or(link::Column::ValidTo.gt(day)))
        .filter(household::Column::State.eq("active"))
        .filter(official::Column::State.eq("active"))
        .filter(official::Column::Exempt.is_null())
        .into_tuple::<(String, String, String, i32, Uuid)>()
        .stream(db)
        .await?;
    let mut found = ByOfficial::new();
    while let Some((number, label, head, group, village)) = rows.try_next().await? {
        found.entry(number).or_default().push(Found { label, head, group, village });
    }
    Ok(found)
}

async fn villages(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, String>, DbErr> {
    let names: Vec<(Uuid, String)> = grid::Entity::find()
        .select_only()
        .columns([grid::Column::Id, grid::Column::Name])
        .filter(grid::Column::Level.eq("village"))
        .into_tuple()
        .all(db)
        .await?;
    Ok(names.into_iter().collect())
}

/// A part for every official, empty where he serves nobody: a draw from it takes all there are.
fn split(
    app: &App,
    name: &str,
    found: ByOfficial,
    villages: &HashMap<Uuid, String>,
) -> ApiResult<FrozenRoster> {
    let refused = |error| refusal::draw(&error, "rosters");
    let mut parts = Vec::with_capacity(found.len());
    for (key, found) in found {
        let salted = |one: Found| {
            let village = villages.get(&one.village).cloned().unwrap_or_default();
            (Salted::new(one.label, secret(), &one.head, &village, one.group), village)
        };
        let rows: Vec<_> = found.into_iter().map(salted).collect();
        let (roster, salts) = (part_of(name, &key, &rows)?, seal(&app.keyring, &rows)?);
        parts.push(FrozenPart { key, roster, salts });
    }
    let index = RosterIndex::build(name, parts.iter().map(|part| &part.roster)).map_err(refused)?;
    Ok(FrozenRoster::split(index.line(), index.text().to_owned(), parts))
}

fn hash_of(salted: &Salted) -> anyhow::Result<String> {
    let salt = data_encoding::HEXLOWER.decode(salted.salt.as_bytes()).context("a salt is hex")?;
    Ok(commit(&salt.try_into().ok().context("a salt has 16 bytes")?, &salted.text))
}

impl FrozenPart {
    /// As it is stored.
    pub(super) fn row(&self, id: Uuid, meeting_id: Uuid, name: &str) -> anyhow::Result<audit_part::Model> {
        Ok(audit_part::Model {
            id,
            meeting_id,
            roster: name.to_owned(),
            key: self.key.clone(),
            body: self.roster.text().to_owned(),
            hash: self.roster.hash().hex(),
            count: i32::try_from(self.roster.rows().len())?,
            salts: self.salts.clone(),
        })
    }
}

/// A household's own row on the roster of a meeting, with what it was made of: for that household alone.
#[derive(Clone, Debug)]
pub struct OwnRow {
    pub meeting_id: Uuid,
    pub code: String,
    pub title: String,
    pub meets_on: NaiveDate,
    /// The official whose part it stands in.
    pub official: String,
    pub label: String,
    pub text: String,
    pub salt: String,
    /// SHA-256(salt || text), as it stands on the roster.
    pub hash: String,
    pub drawn: bool,
}

/// The rows of a household on the rosters of announced meetings, rehearsals aside, the newest first.
pub async fn own_rows(app: &App, household_id: Uuid) -> ApiResult<Vec<OwnRow>> {
    let db = app.db.reader();
    let Some(label) = household::Entity::find_by_id(household_id)
        .select_only()
        .column(household::Column::Code)
        .into_tuple::<String>()
        .one(db)
        .await?
    else {
        return Err(ApiError::not_found());
    };
    let keys = served_by(db, household_id).await?;
    let mut rows = Vec::new();
    for meeting in with_households(db).await? {
        let parts = audit_part::Entity::find()
            .filter(audit_part::Column::MeetingId.eq(meeting.id))
            .filter(audit_part::Column::Key.is_in(keys.iter().map(String::as_str)))
            .all(db)
            .await?;
        let mut drawn = None;
        for part in parts {
            let salts = app.keyring.open(SEALED_SALTS, &part.salts)?;
            let salts: Vec<Salted> = serde_json::from_str(&salts).context("sealed salts are malformed")?;
            let Some(own) = salts.into_iter().find(|salted| salted.label == label) else { continue };
            let all = match &drawn {
                Some(all) => all,
                None => drawn.insert(drawn_at(db, meeting.id).await?),
            };
            rows.push(OwnRow {
                meeting_id: meeting.id,
                code: meeting.code.clone(),
                title: meeting.title.clone(),
                meets_on: meeting.meets_on,
                official: part.key,
                hash: hash_of(&own)?,
                drawn: all.contains(&label),
                label: own.label,
                text: own.text,
                salt: own.salt,
            });
        }
    }
    Ok(rows)
}

/// The numbers of all officials who ever served a household.
async fn served_by(db: &impl ConnectionTrait, household_id: Uuid) -> Result<Vec<String>, DbErr> {
    let of_official =
        link::Entity::belongs_to(official::Entity).from(link::Column::OfficialId).to(official::Column::Id);
    link::Entity::find()
        .select_only()
        .column(official::Column::Number)
        .distinct()
        .join(JoinType::InnerJoin, of_official.into())
        .filter(link::Column::HouseholdId.eq(household_id))
        .into_tuple()
        .all(db)
        .await
}

/// Announced meetings with a roster of households, rehearsals aside, the newest first.
async fn with_households(db: &impl ConnectionTrait) -> Result<Vec<audit_meeting::Model>, DbErr> {
    let of_meeting = audit_roster::Entity::belongs_to(audit_meeting::Entity)
        .from(audit_roster::Column::MeetingId)
        .to(audit_meeting::Column::Id);
    audit_meeting::Entity::find()
        .join_rev(JoinType::InnerJoin, of_meeting.into())
        .filter(audit_roster::Column::Kind.eq(RosterKind::Households.word()))
        .filter(audit_meeting::Column::Rehearsal.eq(false))
        .filter(audit_meeting::Column::State.ne(MeetingState::Draft.word()))
        .order_by_desc(audit_meeting::Column::MeetsOn)
        .limit(20)
        .all(db)
        .await
}

async fn drawn_at(db: &impl ConnectionTrait, meeting_id: Uuid) -> ApiResult<Vec<String>> {
    let mut drawn = Vec::new();
    for round in store::rounds(db, meeting_id).await? {
        drawn.extend(snapshot::labels(&round)?);
    }
    Ok(drawn)
}
