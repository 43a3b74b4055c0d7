//! Reminders to households that were issued nothing yet. The list is made and used by the database alone: nobody sees it,
//! and what is kept and journalled is how many.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    identity::Operation,
    rating::{RoundState, next_reminder},
};
use entity::{rating_reminder, rating_round};
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, Statement,
};
use serde_json::json;
use uuid::Uuid;

use super::{service::record, store};
use crate::{
    app::App,
    caller::{Caller, Signed},
    error::{ApiError, ApiResult},
    http::Tag,
    notify::sms::{self, Purpose},
};

/// Households of a township that were issued nothing, or not for every official of theirs.
#[derive(Clone, Debug, Object)]
pub struct TownshipWaiting {
    pub township_id: Uuid,
    pub code: String,
    pub name: String,
    pub households: u32,
    /// Of these, those with a registered number.
    pub reachable: u32,
}

/// A reminder that was sent.
#[derive(Clone, Debug, Object)]
pub struct SentReminder {
    pub reminded_on: NaiveDate,
    pub messages: u32,
    pub without_phone: u32,
}

/// Who still could be reminded, as numbers, and what was sent.
#[derive(Clone, Debug, Object)]
pub struct RoundReminders {
    pub townships: Vec<TownshipWaiting>,
    /// The newest first.
    pub sent: Vec<SentReminder>,
    /// The first day on which households may be reminded again.
    pub next_on: NaiveDate,
    /// Whether somebody is there to hand messages over.
    pub gateway: bool,
}

/// Reminders of rounds.
#[derive(Debug)]
pub struct ReminderApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl ReminderApi {
    /// Households that could be reminded, by township
    #[oai(path = "/rating-rounds/:id/reminders", method = "get", operation_id = "listRoundReminders")]
    async fn list(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<RoundReminders>> {
        caller.may(Operation::ListRoundReminders)?;
        let round = store::round(caller.app.db.reader(), id.0).await?.ok_or_else(ApiError::not_found)?;
        Ok(Json(shown(&caller.app, &round).await?))
    }

    /// Remind the households that were issued nothing
    ///
    /// By text message, at most once in three days. Who they are is shown to nobody.
    #[oai(path = "/rating-rounds/:id/reminders", method = "post", operation_id = "sendRoundReminder")]
    async fn send(&self, Signed(caller): Signed, id: Path<Uuid>) -> ApiResult<Json<RoundReminders>> {
        Ok(Json(send(&caller, id.0).await?))
    }
}

async fn send(caller: &Caller, id: Uuid) -> ApiResult<RoundReminders> {
    caller.may(Operation::SendRoundReminder)?;
    let app = &caller.app;
    if !sms::is_ready(app, Purpose::RatingReminder).await? {
        return Err(ApiError::conflict("no_sms_gateway"));
    }
    let today = app.clock.today();
    let tx = app.db.begin().await?;
    let round = store::round_to_change(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    if round.state != RoundState::Open.as_str() {
        return Err(ApiError::conflict("round_not_open"));
    }
    let next = next_reminder(reminders(&tx, id).await?.first().map(|last| last.reminded_on), today);
    if next > today {
        return Err(ApiError::conflict("reminded_lately").with("day", next));
    }
    let waiting = waiting(&tx, id).await?;
    let without: i64 = waiting.iter().map(|village| village.households - village.reachable).sum();
    let messages = enqueue(&tx, app, &round).await?;
    let row = rating_reminder::ActiveModel {
        round_id: Set(id),
        reminded_on: Set(today),
        messages: Set(i32::try_from(messages).unwrap_or(i32::MAX)),
        without_phone: Set(i32::try_from(without).unwrap_or(i32::MAX)),
    };
    rating_reminder::Entity::insert(row).exec_without_returning(&tx).await?;
    let detail = json!({ "messages": messages, "without_phone": without });
    record(&tx, caller, "remind_households", id, detail).await?;
    tx.commit().await?;
    shown(app, &round).await
}

/// The condition on a household `h` that it may still take a ballot of a round.
fn is_waiting(round: &str) -> String {
    format!(
        "h.state = 'active' AND EXISTS (SELECT 1 FROM rating_map m WHERE m.round_id = {round} AND m.rater_id = h.id \
         AND NOT EXISTS (SELECT 1 FROM rating_issue i WHERE i.round_id = m.round_id AND i.rater_id = m.rater_id \
         AND i.official_id = m.official_id))"
    )
}

async fn enqueue(tx: &impl ConnectionTrait, app: &App, round: &rating_round::Model) -> Result<u64, DbErr> {
    let params = BTreeMap::from([
        ("round".to_owned(), round.name.clone()),
        ("closes_on".to_owned(), round.closes_on.format("%-m月%-d日").to_string()),
    ]);
    let households = format!("WHERE h.phone IS NOT NULL AND {}", is_waiting("$7"));
    let values = vec![round.id.into()];
    sms::enqueue_from(tx, app, Purpose::RatingReminder, &params, &households, values).await
}

#[derive(FromQueryResult)]
struct VillageWaiting {
    path: String,
    households: i64,
    reachable: i64,
}

async fn waiting(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<VillageWaiting>, DbErr> {
    let sql = format!(
        "SELECT g.path AS path, count(*) AS households, count(h.phone) AS reachable FROM household h \
         JOIN grid g ON g.id = h.village_id WHERE {} GROUP BY g.path",
        is_waiting("$1")
    );
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [round_id.into()]);
    VillageWaiting::find_by_statement(statement).all(db).await
}

/// Those of a round, the newest first.
async fn reminders(db: &impl ConnectionTrait, round_id: Uuid) -> Result<Vec<rating_reminder::Model>, DbErr> {
    rating_reminder::Entity::find()
        .filter(rating_reminder::Column::RoundId.eq(round_id))
        .order_by_desc(rating_reminder::Column::RemindedOn)
        .all(db)
        .await
}

async fn shown(app: &App, round: &rating_round::Model) -> ApiResult<RoundReminders> {
    let db = app.db.reader();
    let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    let villages =
        if round.state == RoundState::Open.as_str() { waiting(db, round.id).await? } else { Vec::new() };
    let townships = store::townships(db).await?.into_iter().map(|township| {
        let below = format!("{}/", township.path);
        let of = villages.iter().filter(|village| village.path.starts_with(&below));
        let (households, reachable) =
            of.fold((0, 0), |(all, some), village| (all + village.households, some + village.reachable));
        TownshipWaiting {
            township_id: township.id,
            code: township.code,
            name: township.name,
            households: count(households),
            reachable: count(reachable),
        }
    });
    let townships: Vec<_> = townships.filter(|township| township.households > 0).collect();
    let sent = reminders(db, round.id).await?;
    Ok(RoundReminders {
        townships,
        next_on: next_reminder(sent.first().map(|last| last.reminded_on), app.clock.today()),
        sent: sent
            .into_iter()
            .map(|one| SentReminder {
                reminded_on: one.reminded_on,
                messages: count(one.messages.into()),
                without_phone: count(one.without_phone.into()),
            })
            .collect(),
        gateway: sms::is_ready(app, Purpose::RatingReminder).await?,
    })
}
