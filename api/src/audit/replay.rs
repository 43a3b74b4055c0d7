//! The state of an opened meeting, rebuilt from what is stored. Parsing ten thousand names and drawing every round
//! again takes a while, so the last state is kept in memory; what it was made from never changes.

use anyhow::{Context, anyhow};
use domain::audit::pdraw1::{Dice6, Digest, Entropy, Opened, Opening, Pending, RoundInput, StepCall};
use entity::{audit_meeting, draw_round};

use super::{
    files::{self, Files, Unfit},
    store,
};
use crate::app::App;

/// The stored word of a revealed round.
pub(super) const REVEALED: &str = "revealed";
/// The stored word of a locked round.
pub(super) const LOCKED: &str = "locked";

/// The meeting after its last revealed round, with every part at hand that its rounds and `call` draw from.
pub(super) async fn opened(
    app: &App,
    meeting: &audit_meeting::Model,
    rounds: &[draw_round::Model],
    call: Option<&StepCall>,
) -> Result<Opened, Unfit> {
    let revealed: Vec<&draw_round::Model> = rounds.iter().filter(|round| round.state == REVEALED).collect();
    let kept = app.stages.kept(meeting.id).filter(|kept| done(kept) <= revealed.len());
    let mut opened = match kept {
        Some(kept) => kept,
        None => begin(app, meeting).await?,
    };
    for round in rounds {
        opened = with_part(app, meeting, opened, &StepCall::parse(&round.step)).await?;
    }
    if let Some(call) = call {
        opened = with_part(app, meeting, opened, call).await?;
    }
    if done(&opened) < revealed.len() {
        let rest = revealed[done(&opened)..].iter().map(|round| input(round));
        let rest = rest.collect::<anyhow::Result<Vec<_>>>()?;
        let replayed = tokio::task::spawn_blocking(move || opened.replay(rest)).await;
        opened = replayed.context("drawing was interrupted")?.map_err(|error| anyhow!(error))?;
        let stored = revealed.last().and_then(|round| round.lock_hash.clone()).unwrap_or_default();
        if opened.last_lock().hex() != stored {
            return Err(anyhow!("a stored lock of the meeting {} was altered", meeting.code).into());
        }
    }
    app.stages.keep(meeting.id, opened.clone());
    Ok(opened)
}

fn done(opened: &Opened) -> usize {
    usize::try_from(opened.rounds()).unwrap_or(usize::MAX)
}

/// The meeting before its first round.
async fn begin(app: &App, meeting: &audit_meeting::Model) -> Result<Opened, Unfit> {
    let files = Files::read(app.db.reader(), meeting).await.map_err(anyhow::Error::from)?;
    let announcement = files::announced(meeting)?;
    let opening = meeting.opening.as_deref().context("no opening is stored")?;
    let opening =
        Opening::parse(&announcement.sources, opening).context("the stored opening is malformed")?;
    Ok(files.check(announcement).await?.open(opening))
}

/// Reads the part of a split roster that a press draws from. A press that names no part that there is gets none: the
/// lock says what is wrong with it.
async fn with_part(
    app: &App,
    meeting: &audit_meeting::Model,
    opened: Opened,
    call: &StepCall,
) -> Result<Opened, Unfit> {
    let step = opened.meeting().announcement().plan.step(&call.step);
    let (Some(step), Some(key)) = (step, &call.key) else { return Ok(opened) };
    let (roster, name) = (step.roster.clone(), format!("{}/{key}", step.roster));
    if opened.has_part(&name) {
        return Ok(opened);
    }
    let part = store::part(app.db.reader(), meeting.id, &roster, key).await.map_err(anyhow::Error::from)?;
    match part {
        Some(part) => opened.with_part(&name, &part.body).map_err(Unfit::Changed),
        None => Ok(opened),
    }
}

fn input(round: &draw_round::Model) -> anyhow::Result<RoundInput> {
    let dice = dice(round)?;
    let otc =
        round.otc.as_deref().and_then(Digest::from_hex).context("a stored one-time code is malformed")?;
    Ok(RoundInput { step: StepCall::parse(&round.step), entropy: Entropy { dice, otc } })
}

/// The rounds that are locked and wait for a code.
pub(super) fn pending(rounds: &[draw_round::Model]) -> anyhow::Result<Vec<Pending>> {
    let locked = rounds.iter().filter(|round| round.state == LOCKED);
    locked.map(|round| Ok(Pending { call: StepCall::parse(&round.step), dice: dice(round)? })).collect()
}

/// The dice of a locked or revealed round.
fn dice(round: &draw_round::Model) -> anyhow::Result<Dice6> {
    let dice = round.dice.as_deref().and_then(Dice6::parse);
    dice.with_context(|| format!("the stored dice of round {} are malformed", round.number))
}
