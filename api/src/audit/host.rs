//! Announcing, opening and closing a meeting.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use chrono::SecondsFormat;
use domain::audit::pdraw1::{
    Announcement, Bundle, BundleRound, Digest, Draft, Exclusions, Opening, Outcome, RosterLine, Verdict,
    verify,
};
use domain::identity::Operation;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    OFFICIALS, hearing, refusal,
    replay::REVEALED,
    snapshot, store,
    turn::{Turn, word},
    view::{MeetingState, OpeningForm},
};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
};
use entity::{audit_meeting, audit_roster, draw_outcome};

/// Publishes the announcement with the roster. From here nothing of it changes.
pub(super) async fn announce(caller: &Caller, id: Uuid) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::AnnounceMeeting, id, MeetingState::Draft).await?;
    let meeting = &turn.meeting;
    let announcement = announcement(&turn).await?;
    let hash = announcement.hash().hex();
    let tx = turn.begin().await?;
    let change = audit_meeting::ActiveModel {
        id: Set(meeting.id),
        state: Set(word(MeetingState::Announced).to_owned()),
        announcement: Set(Some(announcement.text().to_owned())),
        announcement_hash: Set(Some(hash.clone())),
        ..Default::default()
    };
    audit_meeting::Entity::update(change).exec(&tx).await?;
    turn.end(tx, "announce_meeting", json!({ "code": meeting.code, "announced": hash })).await
}

async fn announcement(turn: &Turn<'_>) -> anyhow::Result<Announcement> {
    let meeting = &turn.meeting;
    let roster = roster(turn).await?;
    let hash = Digest::from_hex(&roster.hash).context("a stored roster's hash is malformed")?;
    let sources: Vec<String> = meeting.sources.split(',').map(str::to_owned).collect();
    let draft = Draft {
        id: &meeting.code,
        rosters: &[RosterLine { name: roster.name, count: u64::try_from(roster.count)?, hash }],
        exclusions: &Exclusions::parse(&meeting.exclusions)?,
        recusals: None,
        sources: &sources,
        otc_tip: Digest::from_hex(&meeting.otc_tip).context("the stored tip is malformed")?,
        plan: &meeting.plan,
    };
    Ok(Announcement::build(&draft)?)
}

async fn roster(turn: &Turn<'_>) -> anyhow::Result<audit_roster::Model> {
    let roster = store::roster(turn.app().db.reader(), turn.meeting.id, OFFICIALS).await?;
    roster.context("the meeting has no roster")
}

/// Records the public values; rounds may begin.
pub(super) async fn open(caller: &Caller, id: Uuid, form: OpeningForm) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::OpenMeeting, id, MeetingState::Announced).await?;
    let sources: Vec<String> = turn.meeting.sources.split(',').map(str::to_owned).collect();
    let values: Vec<(&str, &str)> =
        form.values.iter().map(|value| (value.source.trim(), value.value.trim())).collect();
    let opening = Opening::build(&sources, &values).map_err(|error| refusal::draw(&error, "values"))?;
    let tx = turn.begin().await?;
    let change = audit_meeting::ActiveModel {
        id: Set(id),
        state: Set(word(MeetingState::Opened).to_owned()),
        opening: Set(Some(opening.text())),
        ..Default::default()
    };
    audit_meeting::Entity::update(change).exec(&tx).await?;
    turn.end(tx, "open_meeting", json!({ "code": turn.meeting.code, "opening": opening.text() })).await
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
    let bundle = serde_json::to_vec(&bundle(&turn).await?).map_err(anyhow::Error::from)?;
    let bundle = check(&turn, bundle).await?;
    let app = turn.app();
    let now = app.clock.now();
    let tx = turn.begin().await?;
    let name = format!("{}.json", turn.meeting.code);
    let blob = app.blobs.put(&tx, app.clock.id(), now, &name, "application/json", bundle).await?;
    let change = audit_meeting::ActiveModel {
        id: Set(id),
        state: Set(word(MeetingState::Closed).to_owned()),
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

async fn bundle(turn: &Turn<'_>) -> anyhow::Result<Bundle> {
    let meeting = &turn.meeting;
    let roster = roster(turn).await?;
    let outcomes = store::outcomes(turn.app().db.reader(), &turn.rounds).await?;
    let rounds = turn.rounds.iter().map(|round| {
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
            void: None,
            selected: snapshot::labels(round)?,
            pairs: None,
            outcomes: outcomes.get(&round.id).into_iter().flatten().map(outcome).collect(),
        })
    });
    Ok(Bundle {
        protocol: Bundle::PROTOCOL.to_owned(),
        announcement: meeting.announcement.clone().context("no announcement is stored")?,
        rosters: BTreeMap::from([(roster.name, roster.body)]),
        exclusions: meeting.exclusions.clone(),
        recusals: None,
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
