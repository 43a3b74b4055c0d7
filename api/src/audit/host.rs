//! Announcing, opening and closing a meeting.

use std::collections::HashMap;

use anyhow::{Context, bail};
use chrono::SecondsFormat;
use domain::audit::pdraw1::{Bundle, BundleRound, Opening, Outcome, StepCall, Verdict, verify};
use domain::identity::Operation;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    carried,
    files::{self, Files},
    form::OpeningForm,
    hearing, refusal,
    replay::REVEALED,
    snapshot, store,
    turn::Turn,
    view::MeetingState,
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
};
use entity::{audit_meeting, draw_outcome, draw_round};

/// Publishes the announcement with the rosters. From here nothing of it changes.
pub(super) async fn announce(caller: &Caller, id: Uuid) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::AnnounceMeeting, id, MeetingState::Draft).await?;
    let (app, meeting) = (turn.app(), &turn.meeting);
    let files = Files::read(app.db.reader(), meeting).await?;
    let announcement = files.announcement(meeting)?;
    let hash = announcement.hash().hex();
    files.check(announcement.clone()).await?;
    let tx = turn.begin().await?;
    let change = audit_meeting::ActiveModel {
        id: Set(meeting.id),
        state: Set(MeetingState::Announced.word().to_owned()),
        announcement: Set(Some(announcement.text().to_owned())),
        announcement_hash: Set(Some(hash.clone())),
        announced_at: Set(Some(app.clock.now())),
        ..Default::default()
    };
    audit_meeting::Entity::update(change).exec(&tx).await?;
    turn.end(tx, "announce_meeting", json!({ "code": meeting.code, "announced": hash })).await
}

/// Records the public values; rounds may begin. Rosters that are no longer the announced ones are refused.
pub(super) async fn open(caller: &Caller, id: Uuid, form: OpeningForm) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::OpenMeeting, id, MeetingState::Announced).await?;
    let (app, meeting) = (turn.app(), &turn.meeting);
    let sources: Vec<String> = meeting.sources.split(',').map(str::to_owned).collect();
    let values: Vec<(&str, &str)> =
        form.values.iter().map(|value| (value.source.trim(), value.value.trim())).collect();
    let opening = Opening::build(&sources, &values).map_err(|error| refusal::draw(&error, "values"))?;
    Files::read(app.db.reader(), meeting).await?.check(files::announced(meeting)?).await?;
    let tx = turn.begin().await?;
    let change = audit_meeting::ActiveModel {
        id: Set(id),
        state: Set(MeetingState::Opened.word().to_owned()),
        opening: Set(Some(opening.text())),
        ..Default::default()
    };
    audit_meeting::Entity::update(change).exec(&tx).await?;
    carried::take_over(&tx, app, meeting).await?;
    turn.end(tx, "open_meeting", json!({ "code": meeting.code, "opening": opening.text() })).await
}

/// Publishes the bundle, once it has been recomputed from its own text.
pub(super) async fn close(caller: &Caller, id: Uuid) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::CloseMeeting, id, MeetingState::Opened).await?;
    if turn.rounds.is_empty() {
        return Err(ApiError::conflict("no_rounds"));
    }
    // There is no void: what was locked must be revealed.
    if turn.rounds.iter().any(|round| round.state != REVEALED) {
        return Err(ApiError::conflict("round_pending"));
    }
    if hearing::vote_is_open(turn.app().db.reader(), id).await? {
        return Err(ApiError::conflict("vote_open"));
    }
    let files = Files::read(turn.app().db.reader(), &turn.meeting).await?;
    files.check(files::announced(&turn.meeting)?).await?;
    let outcomes = store::outcomes(turn.app().db.reader(), &turn.rounds).await?;
    let bundle = bundle(turn.app().db.reader(), &turn.meeting, &turn.rounds, &outcomes).await?;
    let bundle = check(&turn, serde_json::to_vec(&bundle).map_err(anyhow::Error::from)?).await?;
    let app = turn.app();
    let now = app.clock.now();
    let tx = turn.begin().await?;
    let name = format!("{}.json", turn.meeting.code);
    let blob = app.blobs.put(&tx, app.clock.id(), now, &name, "application/json", bundle).await?;
    let change = audit_meeting::ActiveModel {
        id: Set(id),
        state: Set(MeetingState::Closed.word().to_owned()),
        closed_at: Set(Some(now)),
        bundle_blob_id: Set(Some(blob)),
        ..Default::default()
    };
    audit_meeting::Entity::update(change).exec(&tx).await?;
    let detail = json!({
        "code": turn.meeting.code, "rounds": turn.rounds.len(), "last_lock": turn.meeting.last_lock,
    });
    turn.end(tx, "close_meeting", detail).await?;
    app.stages.forget(id);
    Ok(())
}

/// Never publishes what a viewer's verifier would reject.
async fn check(turn: &Turn<'_>, bundle: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    let announced = turn.meeting.announcement_hash.clone();
    let last_lock = turn.meeting.last_lock.clone();
    let code = turn.meeting.code.clone();
    tokio::task::spawn_blocking(move || match verify(&bundle, announced.as_deref(), last_lock.as_deref()) {
        Verdict::Holds { .. } => Ok(bundle),
        Verdict::Broken(error) => Err(error).with_context(|| format!("the bundle of {code} does not hold")),
        Verdict::NotABundle(why) => bail!("what was built for {code} is no bundle: {why}"),
    })
    .await?
}

/// The bundle of a meeting whose rounds are all revealed, from the files that are stored here.
pub(super) async fn bundle(
    db: &impl ConnectionTrait,
    meeting: &audit_meeting::Model,
    rounds: &[draw_round::Model],
    outcomes: &HashMap<Uuid, Vec<draw_outcome::Model>>,
) -> anyhow::Result<Bundle> {
    let files = Files::read(db, meeting).await?;
    let mut rosters = files.texts();
    let plan = files::plan(meeting)?;
    // Of split rosters only the parts that were drawn from are published.
    for round in rounds {
        let call = StepCall::parse(&round.step);
        let (Some(step), Some(key)) = (plan.step(&call.step), call.key) else { continue };
        let part = store::part(db, meeting.id, &step.roster, &key).await?.context("a part is missing")?;
        rosters.insert(format!("{}/{key}", step.roster), part.body);
    }
    let rounds = rounds.iter().map(|round| {
        let missing = || format!("round {} of {} lacks a part", round.number, meeting.code);
        Ok(BundleRound {
            round: u64::try_from(round.number)?,
            step: round.step.clone(),
            entropy: format!(
                "dice6={};otc={}",
                round.dice.as_deref().with_context(missing)?,
                round.otc.as_deref().with_context(missing)?
            ),
            lock: round.lock_hash.clone().with_context(missing)?,
            void: round.void.clone(),
            selected: snapshot::labels(round)?,
            pairs: snapshot::pairs(round)?,
            outcomes: outcomes.get(&round.id).into_iter().flatten().map(outcome).collect(),
        })
    });
    Ok(Bundle {
        protocol: Bundle::PROTOCOL.to_owned(),
        announcement: meeting.announcement.clone().context("no announcement is stored")?,
        rosters,
        exclusions: files.exclusions,
        recusals: files.recusals,
        opening: meeting.opening.clone().context("no opening is stored")?,
        rounds: rounds.collect::<anyhow::Result<_>>()?,
    })
}

fn outcome(row: &draw_outcome::Model) -> Outcome {
    Outcome {
        label: row.label.clone(),
        outcome: row.outcome.clone(),
        at: row.at.to_rfc3339_opts(SecondsFormat::Secs, true),
    }
}
