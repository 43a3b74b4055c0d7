//! Mails to heads of units: when a rectification is opened, before its day, on it, and weekly after it. A mail that was
//! enqueued for a reminder is not enqueued again.

use chrono::Duration;
use domain::follow_up::reminder;
use entity::rating_rectification;
use sea_orm::ConnectionTrait;

use super::store;
use crate::{
    app::App,
    error::ApiResult,
    identity,
    job::{self, Work},
    locale::Lang,
    notify::Mail,
    rating::{questionnaire, store as rounds},
};

/// Further ahead nobody is reminded.
const AHEAD: Duration = Duration::days(7);

/// Sends what is due. Returns how many rectifications were looked at.
pub async fn remind(app: &App) -> anyhow::Result<usize> {
    let today = app.clock.today();
    let rows = store::pressing(app.db.reader(), today + AHEAD).await?;
    let looked = rows.len();
    for row in rows {
        let Some(name) = reminder(row.due_on, today) else { continue };
        let tx = app.db.begin().await?;
        let sent = mail(&tx, app, &row, &name).await;
        sent.map_err(|error| anyhow::anyhow!("rectification {}: {error:?}", row.id))?;
        tx.commit().await?;
    }
    Ok(looked)
}

/// Mails the head of the unit, once for each reminder of this name.
pub(super) async fn mail(
    tx: &impl ConnectionTrait,
    app: &App,
    row: &rating_rectification::Model,
    reminder: &str,
) -> ApiResult<()> {
    let Some(head) = store::head(tx, row.unit_id).await? else { return Ok(()) };
    let Some(to) = identity::people::mail_of_official(tx, app, head).await? else { return Ok(()) };
    let Some(round) = rounds::round(tx, row.round_id).await? else { return Ok(()) };
    let lang = Lang::default();
    let theme = questionnaire::label(&questionnaire::of(&round)?, &row.theme);
    let due = row.due_on.to_string();
    let url = format!("{}/desk/rectifications?open={}", app.public_url(), row.id);
    let params = [
        ("theme", theme.as_str()),
        ("round", round.name.as_str()),
        ("due", due.as_str()),
        ("url", url.as_str()),
    ];
    let mail = Mail {
        to,
        subject: lang.text("mail.rectification.subject", &params),
        body: lang.text("mail.rectification.body", &params),
    };
    let key = format!("rating_rectification|{}|{reminder}", row.id);
    job::enqueue_once(tx, app, &key, &Work::Mail(mail)).await?;
    Ok(())
}
