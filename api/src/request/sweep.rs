//! The sweep over missed terms. It takes no input and may run as often as one likes, also twice at once: a term that
//! is marked as missed is not found again.

use std::{collections::HashSet, sync::Arc};

use chrono::NaiveDate;
use domain::request::{Owner, Verb};
use sea_orm::{ConnectionTrait, DatabaseTransaction};

use super::{author::Author, change, store};
use crate::{
    app::App,
    error::ApiResult,
    grid, identity,
    job::{self, Work},
    locale::Lang,
    notify::Mail,
};
use entity::{deadline, request};

/// Deadlines looked at in one round.
const ROUND: u64 = 500;

/// Marks every missed term and does with its request what the table says. Returns how many there were.
pub async fn overdue(app: &Arc<App>) -> anyhow::Result<usize> {
    let mut done = 0;
    let mut seen = HashSet::new();
    loop {
        let missed = store::missed_deadlines(app.db.reader(), app.clock.today(), ROUND).await?;
        let fresh: Vec<_> = missed.into_iter().filter(|deadline| seen.insert(deadline.id)).collect();
        if fresh.is_empty() {
            return Ok(done);
        }
        for deadline in fresh {
            match one(app, &deadline).await {
                Ok(true) => done += 1,
                Ok(false) => {}
                // Somebody acted on it at this moment; what is left of it is found next time.
                Err(error) if error.code == "stale" => {}
                Err(error) => {
                    tracing::error!(request = %deadline.request_id, ?error, "a missed term cannot be acted upon");
                }
            }
        }
    }
}

async fn one(app: &Arc<App>, missed: &deadline::Model) -> ApiResult<bool> {
    let tx = app.db.begin().await?;
    if !store::end_deadline(&tx, missed.id, true, app.clock.now()).await? {
        return Ok(false);
    }
    let Some(row) = store::by_id(&tx, missed.request_id).await? else { return Ok(false) };
    let after = change::apply(&tx, app, &row, Verb::Overdue, &Author::system(), None).await?;
    tell_owner(&tx, app, &after, missed).await?;
    tx.commit().await?;
    Ok(true)
}

/// Mails whoever has the request now, when he has an account with an address.
async fn tell_owner(
    tx: &DatabaseTransaction,
    app: &Arc<App>,
    after: &request::Model,
    missed: &deadline::Model,
) -> ApiResult<()> {
    let official = match (after.owner_kind.parse::<Owner>(), after.owner_id) {
        (Ok(Owner::Official), official) => official,
        (Ok(Owner::Leader), Some(grid_id)) => leader(tx, grid_id, app.clock.today()).await?,
        _ => None,
    };
    let Some(official) = official else { return Ok(()) };
    let Some(to) = identity::people::mail_of_official(tx, app, official).await? else { return Ok(()) };
    let lang = Lang::default();
    let level = after.level.as_deref().unwrap_or("village");
    let level = lang.text(&format!("words.level.{level}"), &[]);
    let due = missed.due_on.to_string();
    let url = format!("{}/app/requests/{}", app.public_url(), after.id);
    let params = [
        ("number", after.number.as_str()),
        ("due", due.as_str()),
        ("level", level.as_str()),
        ("url", url.as_str()),
    ];
    let mail = Mail {
        to,
        subject: lang.text("mail.overdue.subject", &params),
        body: lang.text("mail.overdue.body", &params),
    };
    job::enqueue_once(tx, app, &format!("overdue|{}", missed.id), &Work::Mail(mail)).await?;
    Ok(())
}

async fn leader(
    tx: &impl ConnectionTrait,
    grid_id: uuid::Uuid,
    today: NaiveDate,
) -> ApiResult<Option<uuid::Uuid>> {
    let leaders = grid::service::leaders(tx, vec![grid_id], today).await?;
    Ok(leaders.get(&grid_id).and_then(|leaders| leaders.first()).map(|leader| leader.official.id))
}
