//! Mails to those who are behind: one to each official for each reminder, however often it is asked for.

use std::collections::HashMap;

use domain::campaign::State;
use serde_json::json;
use uuid::Uuid;

use super::{
    progress::{progress, wants},
    service::{record, state},
    store,
    view::{CampaignFigures, CampaignReminded},
};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    identity,
    job::{self, Work},
    locale::Lang,
    notify::Mail,
};
use entity::campaign;

/// Mails enqueued in one transaction: the only writer is not held for long.
const AT_ONCE: usize = 200;

/// The office reminds; once a day.
pub async fn remind(caller: &Caller, id: Uuid) -> ApiResult<CampaignReminded> {
    let app = &caller.app;
    let row = store::by_id(app.db.reader(), id).await?.ok_or_else(ApiError::not_found)?;
    if state(&row)? != State::Running {
        return Err(ApiError::conflict("campaign_state"));
    }
    let told = tell(app, &row, &app.clock.today().to_string()).await?;
    let tx = app.db.begin().await?;
    record(&tx, caller, "remind_campaign", id, json!({ "behind": told.behind, "mailed": told.mailed }))
        .await?;
    tx.commit().await?;
    Ok(told)
}

/// Mails whoever is behind and has an address, once for each reminder of this name.
pub(super) async fn tell(app: &App, row: &campaign::Model, reminder: &str) -> ApiResult<CampaignReminded> {
    let db = app.db.reader();
    let proposals = store::proposals_of(db, row.id, None).await?;
    let wants = wants(row);
    let mut behind: Vec<(Uuid, CampaignFigures, u64)> = progress(app, row)
        .await?
        .of_officials(|_, _| true)
        .into_iter()
        .map(|(official, figures)| (official, figures, proposals.get(&official).copied().unwrap_or(0)))
        .filter(|(_, figures, proposals)| !wants.is_done(figures.households, figures.complete, *proposals))
        .collect();
    behind.sort_unstable_by_key(|(official, ..)| *official);
    let mut mailed = 0;
    for some in behind.chunks(AT_ONCE) {
        let officials = some.iter().map(|(official, ..)| *official).collect();
        let mails: HashMap<Uuid, String> = identity::people::mails_of_officials(db, app, officials).await?;
        if mails.is_empty() {
            continue;
        }
        let tx = app.db.begin().await?;
        for (official, figures, proposals) in some {
            let Some(to) = mails.get(official) else { continue };
            let mail = mail(app, row, to.clone(), figures, *proposals);
            let key = format!("campaign|{}|{reminder}|{official}", row.id);
            job::enqueue_once(&tx, app, &key, &Work::Mail(mail)).await?;
            mailed += 1;
        }
        tx.commit().await?;
    }
    Ok(CampaignReminded { behind: behind.len() as u64, mailed })
}

fn mail(app: &App, row: &campaign::Model, to: String, figures: &CampaignFigures, proposals: u64) -> Mail {
    let lang = Lang::default();
    let households = figures.households - figures.complete;
    let wanted = u64::from(wants(row).proposals).saturating_sub(proposals);
    let numbers = [figures.households, households, wanted].map(|number| number.to_string());
    let (to_on, url) = (row.to_on.to_string(), format!("{}/app", app.public_url()));
    let params = [
        ("name", row.name.as_str()),
        ("to", to_on.as_str()),
        ("households", numbers[0].as_str()),
        ("missing", numbers[1].as_str()),
        ("proposals", numbers[2].as_str()),
        ("url", url.as_str()),
    ];
    Mail {
        to,
        subject: lang.text("mail.campaign.subject", &params),
        body: lang.text("mail.campaign.body", &params),
    }
}
