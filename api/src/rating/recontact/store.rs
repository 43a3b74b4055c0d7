//! Queries over recontacts.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::rating::recontact::{Answered, Said};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult,
    IntoActiveModel, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement, sea_query::Expr,
};
use uuid::Uuid;

use crate::{caller::Sight, error::ApiResult};
use entity::{rating_result, recontact, recontact_household as household, recontact_void};

/// Rows per statement within PostgreSQL's and SQLite's bounds on values.
const CHUNK: usize = 1_000;

pub(super) async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<recontact::Model>, DbErr> {
    recontact::Entity::find_by_id(id).one(db).await
}

pub(super) async fn of_round(
    db: &impl ConnectionTrait,
    round_id: Uuid,
) -> Result<Option<recontact::Model>, DbErr> {
    recontact::Entity::find().filter(recontact::Column::RoundId.eq(round_id)).one(db).await
}

pub(super) async fn closed(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<recontact::Model>, DbErr> {
    recontact::Entity::find()
        .filter(recontact::Column::ClosedAt.is_not_null())
        .order_by_desc(recontact::Column::ClosedAt)
        .limit(limit)
        .all(db)
        .await
}

pub(super) async fn insert(tx: &impl ConnectionTrait, row: &recontact::Model) -> Result<(), DbErr> {
    recontact::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await.map(drop)
}

/// A ballot that was issued, with what its row on the roster is made of.
#[derive(Clone, Debug, FromQueryResult)]
pub struct IssuedTo {
    pub household_id: Uuid,
    pub official_id: Uuid,
    pub way: String,
    /// The official's.
    pub number: String,
    /// The household's.
    pub code: String,
    pub head_name: String,
}

/// To whom ballots of a round were issued.
pub(super) async fn issued_to(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<IssuedTo>, DbErr> {
    let sql = "SELECT i.rater_id AS household_id, i.official_id AS official_id, i.way AS way, o.number AS number, \
               h.code AS code, h.head_name AS head_name FROM rating_issue i \
               JOIN official o ON o.id = i.official_id JOIN household h ON h.id = i.rater_id WHERE i.round_id = $1";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [round_id.into()]);
    IssuedTo::find_by_statement(statement).all(db).await
}

pub(super) async fn put_drawn(tx: &impl ConnectionTrait, rows: Vec<household::Model>) -> Result<(), DbErr> {
    for rows in rows.chunks(CHUNK) {
        let rows = rows.iter().cloned().map(IntoActiveModel::into_active_model);
        household::Entity::insert_many(rows).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// A page of the households that were drawn, by label.
pub(super) async fn page(
    db: &impl ConnectionTrait,
    _sight: &Sight,
    recontact_id: Uuid,
    waiting: bool,
    after: Option<String>,
    limit: u64,
) -> Result<Vec<household::Model>, DbErr> {
    use household::Column::{Answered, Label, RecontactId};
    let mut which = Condition::all().add(RecontactId.eq(recontact_id));
    if waiting {
        which = which.add(Answered.is_null());
    }
    if let Some(after) = after {
        which = which.add(Label.gt(after));
    }
    household::Entity::find().filter(which).order_by_asc(Label).limit(limit).all(db).await
}

pub(super) async fn household(
    db: &impl ConnectionTrait,
    recontact_id: Uuid,
    label: &str,
) -> Result<Option<household::Model>, DbErr> {
    household::Entity::find_by_id((recontact_id, label.to_owned())).one(db).await
}

/// Writes down what a household said, unless somebody has done so before.
pub(super) async fn put_said(tx: &impl ConnectionTrait, row: household::Model) -> Result<bool, DbErr> {
    use household::Column::{Answered, GotCode, Label, RecontactId, RecordedBy, Unanswered};
    let put = household::Entity::update_many()
        .col_expr(GotCode, Expr::value(row.got_code))
        .col_expr(Answered, Expr::value(row.answered))
        .col_expr(Unanswered, Expr::value(row.unanswered))
        .col_expr(RecordedBy, Expr::value(row.recorded_by))
        .filter(RecontactId.eq(row.recontact_id))
        .filter(Label.eq(row.label))
        .filter(Answered.is_null())
        .exec(tx)
        .await?;
    Ok(put.rows_affected == 1)
}

/// Numbers of households.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub drawn: u32,
    /// They said something that is a yes or a no.
    pub reached: u32,
    pub denied: u32,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.drawn += other.drawn;
        self.reached += other.reached;
        self.denied += other.denied;
    }
}

#[derive(FromQueryResult)]
struct SaidCount {
    official_id: Uuid,
    got_code: Option<bool>,
    answered: Option<String>,
    households: i64,
}

/// What was said, by official.
pub(super) async fn counts_by_official(
    db: &impl ConnectionTrait,
    recontact_id: Uuid,
) -> ApiResult<HashMap<Uuid, Counts>> {
    use household::Column::{Answered as SaidColumn, GotCode, Label, OfficialId, RecontactId};
    let rows = household::Entity::find()
        .select_only()
        .columns([OfficialId, GotCode, SaidColumn])
        .column_as(Label.count(), "households")
        .filter(RecontactId.eq(recontact_id))
        .group_by(OfficialId)
        .group_by(GotCode)
        .group_by(SaidColumn)
        .into_model::<SaidCount>()
        .all(db)
        .await?;
    let mut officials: HashMap<Uuid, Counts> = HashMap::new();
    for row in rows {
        let answered = row.answered.as_deref().map(str::parse::<Answered>).transpose();
        let denies = match (row.got_code, answered.map_err(anyhow::Error::from)?) {
            (Some(got_code), Some(answered)) => Said { got_code, answered }.denies(),
            _ => None,
        };
        let drawn = u32::try_from(row.households).unwrap_or(u32::MAX);
        let of = |counts: bool| if counts { drawn } else { 0 };
        officials.entry(row.official_id).or_default().add(Counts {
            drawn,
            reached: of(denies.is_some()),
            denied: of(denies == Some(true)),
        });
    }
    Ok(officials)
}

/// What was said in all.
pub(super) async fn counts(db: &impl ConnectionTrait, recontact_id: Uuid) -> ApiResult<Counts> {
    let mut all = Counts::default();
    for counts in counts_by_official(db, recontact_id).await?.into_values() {
        all.add(counts);
    }
    Ok(all)
}

/// The proposals and decisions to leave officials unscored.
pub(super) async fn voids(
    db: &impl ConnectionTrait,
    recontact_id: Uuid,
) -> Result<Vec<recontact_void::Model>, DbErr> {
    recontact_void::Entity::find().filter(recontact_void::Column::RecontactId.eq(recontact_id)).all(db).await
}

pub(super) async fn void_of(
    db: &impl ConnectionTrait,
    recontact_id: Uuid,
    official_id: Uuid,
) -> Result<Option<recontact_void::Model>, DbErr> {
    recontact_void::Entity::find_by_id((recontact_id, official_id)).one(db).await
}

/// How many officials two people left unscored.
pub(super) async fn voided(db: &impl ConnectionTrait, recontact_id: Uuid) -> Result<u32, DbErr> {
    let voided = recontact_void::Entity::find()
        .filter(recontact_void::Column::RecontactId.eq(recontact_id))
        .filter(recontact_void::Column::ConfirmedBy.is_not_null())
        .count(db)
        .await?;
    Ok(u32::try_from(voided).unwrap_or(u32::MAX))
}

pub(super) async fn propose(tx: &impl ConnectionTrait, row: recontact_void::Model) -> Result<(), DbErr> {
    recontact_void::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// The second person decides. False when it was decided before.
pub(super) async fn confirm(
    tx: &impl ConnectionTrait,
    recontact_id: Uuid,
    official_id: Uuid,
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<bool, DbErr> {
    use recontact_void::Column::{ConfirmedAt, ConfirmedBy, OfficialId, RecontactId};
    let confirmed = recontact_void::Entity::update_many()
        .col_expr(ConfirmedBy, Expr::value(by))
        .col_expr(ConfirmedAt, Expr::value(at))
        .filter(RecontactId.eq(recontact_id))
        .filter(OfficialId.eq(official_id))
        .filter(ConfirmedBy.is_null())
        .exec(tx)
        .await?;
    Ok(confirmed.rows_affected == 1)
}

/// Leaves an official's result out of the scores. False when the round has no result of his yet.
pub(super) async fn leave_unscored(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
    word: &str,
) -> Result<bool, DbErr> {
    use rating_result::Column::{OfficialId, RoundId, Unscored};
    let left = rating_result::Entity::update_many()
        .col_expr(Unscored, Expr::value(word))
        .filter(RoundId.eq(round_id))
        .filter(OfficialId.eq(official_id))
        .exec(tx)
        .await?;
    Ok(left.rows_affected == 1)
}
