//! What follows the last meeting that was held and the last round that was counted, and what is checked beside them:
//! everything the rooms `follow_up`, `spot_check`, `inspection`, `visit/flag` and `rating/recontact` show, so that a
//! newcomer finds something in each. Draws are real ones, every change is led through the rules, and what the program
//! would journal is journalled.

mod cast;
mod desk;
mod diary;
mod files;
mod flags;
mod follow_ups;
mod inspections;
mod investigations;
mod life;
mod recontacts;
mod spot_checks;
mod stage;

use ::entity::{
    desk_draw, flag, follow_up, follow_up_event, follow_up_evidence, follow_up_member, inspection,
    inspection_inspector, inspection_object, inspection_photo, meeting_answer, meeting_call, meeting_consent,
    meeting_named, panel_judge, panel_vote, recontact, recontact_household, recontact_void, spot_check,
    spot_check_household,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use domain::request::Calendar;
use sea_orm::{EntityTrait, IntoActiveModel, ModelTrait};
use uuid::Uuid;

pub use self::files::File;
use self::{cast::Cast, diary::Diary};
use super::{accounts, chance::Part, county::County, ids::Ids};
use crate::{bulk::Outlet, clock::china_midnight, keyring::Keyring};

/// All rows, and the pictures that go into the store of files.
#[derive(Debug, Default)]
pub struct After {
    calls: Vec<meeting_call::Model>,
    answers: Vec<meeting_answer::Model>,
    consents: Vec<meeting_consent::Model>,
    named: Vec<meeting_named::Model>,
    judges: Vec<panel_judge::Model>,
    votes: Vec<panel_vote::Model>,
    draws: Vec<desk_draw::Model>,
    follow_ups: Vec<follow_up::Model>,
    events: Vec<follow_up_event::Model>,
    members: Vec<follow_up_member::Model>,
    evidence: Vec<follow_up_evidence::Model>,
    spot_checks: Vec<spot_check::Model>,
    served: Vec<spot_check_household::Model>,
    inspections: Vec<inspection::Model>,
    objects: Vec<inspection_object::Model>,
    inspectors: Vec<inspection_inspector::Model>,
    photos: Vec<inspection_photo::Model>,
    flags: Vec<flag::Model>,
    recontacts: Vec<recontact::Model>,
    recontacted: Vec<recontact_household::Model>,
    voids: Vec<recontact_void::Model>,
    diary: Diary,
    pub files: Vec<File>,
}

impl After {
    /// Makes all of it.
    pub fn new(county: &County, keyring: &Keyring) -> anyhow::Result<Self> {
        let mut making = Making { county, ids: Ids::new(county), keyring, after: Self::default() };
        if let Some(cast) = Cast::of(county) {
            making.stage(&cast)?;
            making.rectifications(&cast)?;
            making.investigations(&cast)?;
        }
        making.spot_checks()?;
        making.inspections()?;
        making.flags()?;
        making.recontacts()?;
        Ok(making.after)
    }

    /// Writes all rows down, the journal last.
    pub fn pour(self: &After, outlet: &Outlet) -> anyhow::Result<()> {
        put(outlet, &self.calls)?;
        put(outlet, &self.answers)?;
        put(outlet, &self.consents)?;
        put(outlet, &self.named)?;
        put(outlet, &self.judges)?;
        put(outlet, &self.votes)?;
        put(outlet, &self.draws)?;
        put(outlet, &self.follow_ups)?;
        put(outlet, &self.events)?;
        put(outlet, &self.members)?;
        put(outlet, &self.evidence)?;
        put(outlet, &self.spot_checks)?;
        put(outlet, &self.served)?;
        put(outlet, &self.inspections)?;
        put(outlet, &self.objects)?;
        put(outlet, &self.inspectors)?;
        put(outlet, &self.photos)?;
        put(outlet, &self.flags)?;
        put(outlet, &self.recontacts)?;
        put(outlet, &self.recontacted)?;
        put(outlet, &self.voids)?;
        put(outlet, &self.diary.chained()?)
    }
}

fn put<M>(outlet: &Outlet, rows: &[M]) -> anyhow::Result<()>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    M::Entity: EntityTrait<Model = M>,
{
    outlet.all(rows.iter().cloned().map(IntoActiveModel::into_active_model))
}

/// What every part of it is made with.
struct Making<'a> {
    county: &'a County,
    ids: Ids,
    keyring: &'a Keyring,
    after: After,
}

impl Making<'_> {
    fn id(&self, part: Part, at: DateTime<Utc>, index: usize) -> Uuid {
        self.ids.timed(part)(at, index)
    }

    fn account(&self, login: &str) -> Uuid {
        self.ids.account(accounts::position(login))
    }

    /// An instant so many days before the day of the demo.
    fn ago(&self, days: i64, hour: i64, minute: i64) -> DateTime<Utc> {
        let day = self.county.options.today - Duration::days(days);
        china_midnight(day) + Duration::minutes(hour * 60 + minute)
    }
}

/// The first working day from a day on.
fn workday_from(mut day: NaiveDate) -> NaiveDate {
    while !Calendar::state_council().is_workday(day) {
        day += Duration::days(1);
    }
    day
}

/// The last working day up to a day.
fn workday_until(mut day: NaiveDate) -> NaiveDate {
    while !Calendar::state_council().is_workday(day) {
        day -= Duration::days(1);
    }
    day
}
