//! The files that an announcement pins, as they are stored.

use std::collections::BTreeMap;

use anyhow::Context;
use domain::audit::pdraw1::{
    Announced, Announcement, Digest, Draft, DrawError, Exclusions, Plan, Recusals, RosterLine,
};
use sea_orm::{ConnectionTrait, DbErr};

use super::store;
use crate::error::ApiError;
use entity::{audit_meeting, audit_roster};

/// Rosters in the order of use, exclusions, and recusals where a step has `pair=`.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) rosters: Vec<audit_roster::Model>,
    pub(super) exclusions: String,
    pub(super) recusals: Option<String>,
}

/// Why stored files cannot be announced or drawn from.
#[derive(Debug)]
pub(super) enum Unfit {
    /// They are not what they were when they were frozen.
    Changed(DrawError),
    Broken(anyhow::Error),
}

impl From<anyhow::Error> for Unfit {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(error)
    }
}

impl From<Unfit> for ApiError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Changed(error) => {
                tracing::error!(%error, "files of a meeting were changed after they were frozen");
                Self::conflict("roster_changed").with("reason", super::refusal::reason(&error))
            }
            Unfit::Broken(error) => Self::internal(error),
        }
    }
}

impl Files {
    pub(super) async fn read(
        db: &impl ConnectionTrait,
        meeting: &audit_meeting::Model,
    ) -> Result<Self, DbErr> {
        Ok(Self {
            rosters: store::rosters(db, meeting.id).await?,
            exclusions: meeting.exclusions.clone(),
            recusals: meeting.recusals.clone(),
        })
    }

    /// The texts by name; parts of split rosters are added where they are drawn from.
    pub(super) fn texts(&self) -> BTreeMap<String, String> {
        self.rosters.iter().map(|roster| (roster.name.clone(), roster.body.clone())).collect()
    }

    /// The announcement that pins them.
    pub(super) fn announcement(&self, meeting: &audit_meeting::Model) -> anyhow::Result<Announcement> {
        let mut lines = Vec::with_capacity(self.rosters.len());
        for roster in &self.rosters {
            let hash = Digest::from_hex(&roster.hash).context("a stored roster's hash is malformed")?;
            lines.push(RosterLine { name: roster.name.clone(), count: u64::try_from(roster.count)?, hash });
        }
        let sources: Vec<String> = meeting.sources.split(',').map(str::to_owned).collect();
        let recusals = self.recusals.as_deref().map(Recusals::parse).transpose()?;
        let draft = Draft {
            id: &meeting.code,
            rosters: &lines,
            exclusions: &Exclusions::parse(&self.exclusions)?,
            recusals: recusals.as_ref(),
            sources: &sources,
            otc_tip: Digest::from_hex(&meeting.otc_tip).context("the stored tip is malformed")?,
            plan: &meeting.plan,
        };
        Ok(Announcement::build(&draft)?)
    }

    /// Holds the files against the announcement: whoever changed one of them is found out here.
    pub(super) async fn check(self, announcement: Announcement) -> Result<Announced, Unfit> {
        let texts = self.texts();
        let checked = tokio::task::spawn_blocking(move || {
            Announced::check(announcement, &texts, &self.exclusions, self.recusals.as_deref())
        });
        checked.await.context("checking was interrupted")?.map_err(Unfit::Changed)
    }
}

/// The announcement as it was published.
pub(super) fn announced(meeting: &audit_meeting::Model) -> anyhow::Result<Announcement> {
    let text = meeting.announcement.as_deref().context("no announcement is stored")?;
    Announcement::parse(text).context("the stored announcement is malformed")
}

/// The announced plan; every stored one was parsed before it was stored.
pub(super) fn plan(meeting: &audit_meeting::Model) -> anyhow::Result<Plan> {
    Plan::parse(&meeting.plan).context("a stored plan is malformed")
}
