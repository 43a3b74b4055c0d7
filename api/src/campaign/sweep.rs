//! The reminders that the program sends by itself, a week and a day before the end. It may run as often as one likes,
//! also twice at once: a mail that was enqueued for a reminder is not enqueued again.

use domain::campaign::reminder;

use super::{remind, store};
use crate::app::App;

/// Sends what is due. Returns how many mails.
pub async fn remind(app: &App) -> anyhow::Result<u64> {
    let today = app.clock.today();
    let mut mailed = 0;
    for row in store::running(app.db.reader()).await? {
        let Some(reminder) = reminder(row.from_on, row.to_on, today) else { continue };
        if row.reminded.as_deref() == Some(reminder.as_str()) {
            continue;
        }
        let told = remind::tell(app, &row, reminder.as_str()).await;
        mailed += told.map_err(|error| anyhow::anyhow!("{}: {error:?}", row.name))?.mailed;
        let tx = app.db.begin().await?;
        store::set_reminded(&tx, row.id, reminder.as_str()).await?;
        tx.commit().await?;
    }
    Ok(mailed)
}
