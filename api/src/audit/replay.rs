//! The state of an opened meeting, rebuilt from what is stored. Parsing ten thousand names and drawing every round
//! again takes a while, so the last state is kept in memory; what it was made from never changes.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use domain::audit::pdraw1::{
    Announced, Announcement, Dice6, Digest, Entropy, Opened, Opening, RoundInput, StepCall,
};
use entity::{audit_meeting, draw_round};

use super::{OFFICIALS, store};
use crate::app::App;

/// The stored word of a revealed round.
pub(super) const REVEALED: &str = "revealed";
/// The stored word of a locked round.
pub(super) const LOCKED: &str = "locked";

/// The meeting after its last revealed round.
pub(super) async fn opened(
    app: &App,
    meeting: &audit_meeting::Model,
    rounds: &[draw_round::Model],
) -> anyhow::Result<Opened> {
    let revealed: Vec<&draw_round::Model> = rounds.iter().filter(|round| round.state == REVEALED).collect();
    let kept = app.stages.kept(meeting.id).filter(|kept| done(kept) <= revealed.len());
    let opened = match kept {
        Some(kept) => kept,
        None => begin(app, meeting).await?,
    };
    if done(&opened) == revealed.len() {
        app.stages.keep(meeting.id, opened.clone());
        return Ok(opened);
    }
    let rest =
        revealed[done(&opened)..].iter().map(|round| input(round)).collect::<anyhow::Result<Vec<_>>>()?;
    let opened = tokio::task::spawn_blocking(move || opened.replay(rest)).await??;
    let stored = revealed.last().and_then(|round| round.lock_hash.clone()).unwrap_or_default();
    ensure!(opened.last_lock().hex() == stored, "a stored lock of the meeting {} was altered", meeting.code);
    app.stages.keep(meeting.id, opened.clone());
    Ok(opened)
}

fn done(opened: &Opened) -> usize {
    usize::try_from(opened.rounds()).unwrap_or(usize::MAX)
}

/// The meeting before its first round.
async fn begin(app: &App, meeting: &audit_meeting::Model) -> anyhow::Result<Opened> {
    let roster =
        store::roster(app.db.reader(), meeting.id, OFFICIALS).await?.context("no roster is stored")?;
    let announcement = meeting.announcement.clone().context("no announcement is stored")?;
    let opening = meeting.opening.clone().context("no opening is stored")?;
    let exclusions = meeting.exclusions.clone();
    let opened = tokio::task::spawn_blocking(move || -> anyhow::Result<Opened> {
        let announcement = Announcement::parse(&announcement)?;
        let opening = Opening::parse(&announcement.sources, &opening)?;
        let texts = BTreeMap::from([(roster.name, roster.body)]);
        Ok(Announced::check(announcement, &texts, &exclusions, None)?.open(opening))
    })
    .await??;
    Ok(opened)
}

fn input(round: &draw_round::Model) -> anyhow::Result<RoundInput> {
    let dice = dice(round)?;
    let otc =
        round.otc.as_deref().and_then(Digest::from_hex).context("a stored one-time code is malformed")?;
    Ok(RoundInput { step: StepCall::parse(&round.step), entropy: Entropy { dice, otc } })
}

/// The dice of a locked or revealed round.
pub(super) fn dice(round: &draw_round::Model) -> anyhow::Result<Dice6> {
    round.dice.as_deref().and_then(Dice6::parse).context("stored dice are malformed")
}
