//! Reminders of follow-ups: before the day, on it, and weekly after it. It may run as often as one likes, also twice at
//! once: a mail that was enqueued for a reminder is not enqueued again.

use chrono::Duration;
use domain::follow_up::{Kind, reminder};
use sea_orm::ConnectionTrait;

use super::{service::kind, store};
use crate::{
    app::App,
    error::ApiResult,
    identity,
    job::{self, Work},
    locale::Lang,
    notify::Mail,
};
use entity::follow_up;

/// Further ahead nobody is reminded.
const AHEAD: Duration = Duration::days(7);

/// Sends what is due. Returns how many follow-ups were looked at.
pub async fn remind(app: &App) -> anyhow::Result<usize> {
    let today = app.clock.today();
    let rows = store::pressing(app.db.reader(), today + AHEAD).await?;
    let looked = rows.len();
    for row in rows {
        let Some(name) = reminder(row.due_on, today) else { continue };
        let tx = app.db.begin().await?;
        mail(&tx, app, &row, &name)
            .await
            .map_err(|error| anyhow::anyhow!("follow-up {}: {error:?}", row.id))?;
        tx.commit().await?;
    }
    Ok(looked)
}

/// Mails its owners, once for each reminder of this name; the head of the unit too once the day has passed.
pub(super) async fn mail(
    tx: &impl ConnectionTrait,
    app: &App,
    row: &follow_up::Model,
    reminder: &str,
) -> ApiResult<()> {
    let mut to = Vec::new();
    let kind = kind(row)?;
    if kind == Kind::Rectification {
        to.extend(identity::people::mail_of_official(tx, app, row.official_id).await?);
        if reminder.starts_with("late")
            && let Some(head) = store::head_of(tx, row.official_id).await?
        {
            to.extend(identity::people::mail_of_official(tx, app, head).await?);
        }
    } else {
        let members = store::members(tx, vec![row.id]).await?;
        let accounts: Vec<_> = members.iter().map(|member| member.account_id).collect();
        let accounts = if accounts.is_empty() { vec![row.opened_by] } else { accounts };
        to.extend(identity::people::mails_of_accounts(tx, app, accounts).await?);
    }
    let lang = Lang::default();
    let due = row.due_on.to_string();
    let url = format!("{}/desk/follow-ups?open={}", app.public_url(), row.id);
    let kind = lang.text(&format!("mail.follow_up.{kind}"), &[]);
    let params = [("kind", kind.as_str()), ("due", due.as_str()), ("url", url.as_str())];
    for (at, to) in to.into_iter().enumerate() {
        let mail = Mail {
            to,
            subject: lang.text("mail.follow_up.subject", &params),
            body: lang.text("mail.follow_up.body", &params),
        };
        let key = format!("follow_up|{}|{reminder}|{at}", row.id);
        job::enqueue_once(tx, app, &key, &Work::Mail(mail)).await?;
    }
    Ok(())
}
