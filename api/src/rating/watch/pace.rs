//! What is noticed while households rate, once a day is over: bursts of issuing, and slips that were used without having
//! been drawn. Numbers by official and day; the next day overwrites them.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    rating::{
        RoundState,
        watch::{Pace, Paces, one_in},
    },
    visit::FlagKind,
};
use entity::rating_round;
use uuid::Uuid;

use super::{of_round, store};
use crate::{
    app::App,
    ballot_box::office,
    rating::store::{Issued, issued},
    visit::flag::{
        service::{Noticed, raise},
        view::FlagEvidence,
    },
};

/// Looks at the day that is over, of every round that is open or has just ended. May run as often as one likes.
pub async fn sweep(app: &App) -> anyhow::Result<()> {
    let today = app.clock.today();
    for round in store::rounds_to_watch(app.db.reader()).await? {
        look(app, &round, today).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    }
    Ok(())
}

async fn look(app: &App, round: &rating_round::Model, today: NaiveDate) -> crate::error::ApiResult<()> {
    let before = store::paces(app.db.reader(), round.id).await?;
    let is_open = round.state == RoundState::Open.as_str();
    let day = before.first().map(|row| row.day);
    if is_open && day == Some(today) {
        return Ok(());
    }
    let now = issued(app.db.reader(), round.id).await?;
    let mut noticed = Vec::new();
    if let Some(day) = day {
        let before =
            before.iter().map(|row| (row.official_id, u32::try_from(row.issued).unwrap_or(0))).collect();
        noticed.extend(bursts(round, day, &before, &now));
        if is_open {
            let used = app.ballot_box.ask(office::SlipsUsed { round_id: round.id }).await?;
            noticed.extend(undrawn(round, day, &used, &now));
        }
    }
    let tx = app.db.begin().await?;
    raise(&tx, app, noticed).await?;
    if is_open {
        store::put_paces(&tx, round.id, today).await?;
    } else {
        store::forget_paces(&tx, round.id).await?;
    }
    tx.commit().await?;
    Ok(())
}

fn bursts(
    round: &rating_round::Model,
    day: NaiveDate,
    before: &HashMap<Uuid, u32>,
    now: &HashMap<Uuid, Issued>,
) -> Vec<Noticed> {
    let pace = |official: &Uuid| {
        let all = now.get(official).map_or(0, |issued| issued.phone + issued.slip);
        let before = before.get(official).copied().unwrap_or(0).min(all);
        Pace { before, on_the_day: all - before }
    };
    let mut paces = Paces::default();
    for official in now.keys() {
        paces.add(pace(official));
    }
    let found = now.keys().filter_map(|official| {
        let own = pace(official);
        let chance = paces.burst(own)?;
        Some(Noticed {
            kind: FlagKind::RatingBurst,
            official_id: *official,
            household_id: None,
            about: format!("{}|{official}|{day}", round.id),
            evidence: FlagEvidence {
                count: Some(own.on_the_day),
                of: Some(own.before + own.on_the_day),
                one_in: Some(one_in(chance)),
                ..of_round(round, Some(day))
            },
        })
    });
    found.collect()
}

/// Whoever draws a slip is ticked on the same day: what was used and not drawn by the end of it is somebody else's.
fn undrawn(
    round: &rating_round::Model,
    day: NaiveDate,
    used: &HashMap<Uuid, u32>,
    now: &HashMap<Uuid, Issued>,
) -> Vec<Noticed> {
    let found = used.iter().filter_map(|(official, used)| {
        let drawn = now.get(official).map_or(0, |issued| issued.slip);
        (*used > drawn).then(|| Noticed {
            kind: FlagKind::RatingSpare,
            official_id: *official,
            household_id: None,
            about: format!("{}|{official}|{day}", round.id),
            evidence: FlagEvidence { count: Some(*used), of: Some(drawn), ..of_round(round, Some(day)) },
        })
    });
    found.collect()
}
