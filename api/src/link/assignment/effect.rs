//! An approved assignment takes effect on its day: links closed and opened, open requests handed over, in one
//! transaction of a few statements over whole tables, whatever the number of households.
//!
//! The sweep takes no input and may run as often as one likes, also twice at once: an assignment that is in effect is
//! not found again. What has changed since the approval is respected: a household that was handed over meanwhile is
//! left out and listed.

use std::sync::Arc;

use chrono::NaiveDate;
use domain::link::{AssignmentState, LeftOut};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, Statement, Value,
};
use serde_json::json;
use uuid::Uuid;

use super::{show, store};
use crate::{
    app::App,
    error::ApiResult,
    journal::{self, Actor, Subject},
    pledge, rating, request,
};
use entity::assignment;

/// Households that change hands and to whom, for those who hand over what hangs on a household; `$1` is the assignment.
pub const MOVED: &str = "SELECT household_id, to_official_id AS official_id FROM assignment_move \
                         WHERE assignment_id = $1 AND left_out IS NULL";

/// The links that hold now.
const HOLDS: &str = "link.kind = 'thirty' AND link.valid_to IS NULL";

/// Puts every approved assignment whose day has come into effect. Returns how many.
pub async fn take_effect(app: &Arc<App>) -> anyhow::Result<usize> {
    let mut done = 0;
    let today = app.clock.today();
    if rating::service::frozen_on(app.db.reader()).await?.is_some_and(|opened| today <= opened) {
        // Who rates whom was frozen today; tomorrow households may change hands again.
        return Ok(0);
    }
    for (row, _) in store::approved(app.db.reader()).await? {
        if row.effective_on > today {
            continue;
        }
        match one(app, row.id, today).await {
            Ok(true) => done += 1,
            Ok(false) => {}
            Err(error) => {
                tracing::error!(assignment = %row.id, ?error, "an assignment cannot take effect");
            }
        }
    }
    Ok(done)
}

/// False when another process was quicker.
async fn one(app: &Arc<App>, id: Uuid, today: NaiveDate) -> ApiResult<bool> {
    let tx = app.db.begin().await?;
    let Some(row) = store::hold(&tx, id).await? else { return Ok(false) };
    if row.state != AssignmentState::Approved.as_str() || row.effective_on > today {
        return Ok(false);
    }
    leave_out(&tx, &row).await?;
    // A server that stood still over the day takes up the work today: what was done in between stays whose it was.
    let moved = change_hands(&tx, id, today).await?;
    request::service::hand_over_all(&tx, MOVED, id).await?;
    pledge::service::hand_over_all(&tx, MOVED, id).await?;
    let left_out = count(&tx, id).await?;
    let mut counts = show::counts(&row)?;
    counts.left_out = left_out;
    let mut change = row.clone().into_active_model();
    change.state = Set(AssignmentState::Effective.as_str().to_owned());
    change.figures = Set(Some(serde_json::to_string(&counts).map_err(anyhow::Error::from)?));
    change.ended_at = Set(Some(app.clock.now()));
    change.version = Set(row.version + 1);
    change.update(&tx).await?;
    let detail = json!({
        "effective_on": row.effective_on, "moved": moved, "left_out": left_out,
        "proposed_by": row.created_by, "approved_by": row.approved_by,
    });
    let (clock, actor) = (&app.clock, Actor::program("assignment"));
    let subject = Subject::new("assignment", id);
    journal::record(&tx, clock.id(), clock.now(), actor, "assignment_takes_effect", subject, detail).await?;
    tx.commit().await?;
    app.figures.forget();
    Ok(true)
}

/// Marks the moves that do not hold any more.
async fn leave_out(tx: &DatabaseTransaction, row: &assignment::Model) -> Result<(), DbErr> {
    let mark = |why: LeftOut, when: &str| {
        format!(
            "UPDATE assignment_move SET left_out = '{why}' \
             WHERE assignment_id = $1 AND left_out IS NULL AND {when}"
        )
    };
    let of = "link.household_id = assignment_move.household_id";
    let statements = [
        mark(
            LeftOut::HouseholdGone,
            "NOT EXISTS (SELECT 1 FROM household WHERE household.id = assignment_move.household_id \
             AND household.state = 'active')",
        ),
        mark(
            LeftOut::HandedOver,
            &format!("from_official_id IS NULL AND EXISTS (SELECT 1 FROM link WHERE {of} AND {HOLDS})"),
        ),
        mark(
            LeftOut::HandedOver,
            &format!(
                "from_official_id IS NOT NULL AND EXISTS (SELECT 1 FROM link WHERE {of} AND {HOLDS} \
                 AND link.official_id <> assignment_move.from_official_id)"
            ),
        ),
        mark(
            LeftOut::OfficialGone,
            "NOT EXISTS (SELECT 1 FROM official WHERE official.id = assignment_move.to_official_id \
             AND official.state = 'active' AND official.exempt IS NULL)",
        ),
        mark(
            LeftOut::Recused,
            "EXISTS (SELECT 1 FROM recusal WHERE recusal.household_id = assignment_move.household_id \
             AND recusal.official_id = assignment_move.to_official_id AND recusal.lifted_at IS NULL)",
        ),
    ];
    for statement in statements {
        execute(tx, &statement, [row.id.into()]).await?;
    }
    // Whoever took others over meanwhile keeps those that come first. What stays with the one before may leave no
    // room there for what was to come, so this is asked until nothing changes.
    let crowded = format!(
        "UPDATE assignment_move SET left_out = '{}' WHERE id IN ( \
           SELECT coming.id FROM ( \
             SELECT m.id, m.to_official_id, ROW_NUMBER() OVER (PARTITION BY m.to_official_id ORDER BY m.id) AS nth \
             FROM assignment_move m WHERE m.assignment_id = $1 AND m.left_out IS NULL) coming \
           LEFT JOIN (SELECT link.official_id, count(*) AS load FROM link WHERE {HOLDS} GROUP BY link.official_id) has \
             ON has.official_id = coming.to_official_id \
           LEFT JOIN (SELECT m.from_official_id, count(*) AS load FROM assignment_move m \
                      JOIN link ON link.household_id = m.household_id AND {HOLDS} \
                      WHERE m.assignment_id = $1 AND m.left_out IS NULL GROUP BY m.from_official_id) leaves \
             ON leaves.from_official_id = coming.to_official_id \
           WHERE coming.nth + COALESCE(has.load, 0) - COALESCE(leaves.load, 0) > $2)",
        LeftOut::NoRoom
    );
    while execute(tx, &crowded, [row.id.into(), i64::from(row.max_load).into()]).await? > 0 {}
    Ok(())
}

/// Closes the links of the households that change hands and opens the new ones. Returns how many.
async fn change_hands(tx: &DatabaseTransaction, id: Uuid, on: NaiveDate) -> Result<u64, DbErr> {
    let close = format!(
        "UPDATE link SET valid_to = $2 FROM assignment_move m \
         WHERE m.assignment_id = $1 AND m.left_out IS NULL AND link.household_id = m.household_id \
         AND link.official_id = m.from_official_id AND {HOLDS}"
    );
    execute(tx, &close, [id.into(), on.into()]).await?;
    // A link carries the id of the move that made it, so that it can be explained.
    let open = "INSERT INTO link (id, household_id, official_id, kind, valid_from) \
                SELECT m.id, m.household_id, m.to_official_id, 'thirty', $2 FROM assignment_move m \
                WHERE m.assignment_id = $1 AND m.left_out IS NULL ORDER BY m.id";
    execute(tx, open, [id.into(), on.into()]).await
}

async fn count(tx: &DatabaseTransaction, id: Uuid) -> Result<u64, DbErr> {
    use sea_orm::{ColumnTrait, PaginatorTrait, QueryFilter};
    entity::assignment_move::Entity::find()
        .filter(entity::assignment_move::Column::AssignmentId.eq(id))
        .filter(entity::assignment_move::Column::LeftOut.is_not_null())
        .count(tx)
        .await
}

async fn execute<const N: usize>(
    tx: &DatabaseTransaction,
    sql: &str,
    values: [Value; N],
) -> Result<u64, DbErr> {
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
    Ok(tx.execute_raw(statement).await?.rows_affected())
}
