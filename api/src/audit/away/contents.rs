//! What goes along to a hall: what is needed to hold this one meeting there, and nothing else. Nobody's words travel, no
//! picture, no account without a role at the table; numbers to dial are sealed anew.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::audit::pdraw1::Plan;
use domain::identity::{Role, ScopeKind};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter, StreamTrait,
};
use uuid::Uuid;

use super::{copy::copy, reseal::Reseal};
use crate::{
    audit::{carried, phone_list::labels, store, view::RosterKind},
    clock::{china_day, china_midnight},
    setting,
};
use entity::{
    account, account_role, audit_carried, audit_exclusion, audit_meeting, audit_part, audit_roster,
    draw_outcome, draw_round, grid, meeting_venue, panel_judge, panel_seat, sealed::Sealed, topic, unit,
};

/// The roles at the table.
const AT_THE_TABLE: [Role; 4] = [Role::AuditHost, Role::SecondTypist, Role::Caller, Role::Notary];
/// In place of words that stay at home.
pub(super) const NOTHING: Sealed = Sealed(Vec::new());

/// Ids that rows are chosen by, collected while others are copied.
pub(super) type Ids = Arc<Mutex<HashSet<Uuid>>>;

/// A meeting on its way into the database of a pack.
pub(super) struct Contents<'a, C> {
    pub(super) from: &'a C,
    pub(super) into: &'a DatabaseConnection,
    pub(super) meeting: &'a audit_meeting::Model,
    pub(super) reseal: Reseal,
    pub(super) now: DateTime<Utc>,
}

/// Who and what stands on the rosters.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// Labels that may be officials' numbers.
    pub(super) people: HashSet<String>,
    /// Numbers of households.
    pub(super) households: HashSet<String>,
}

impl<C: ConnectionTrait + StreamTrait> Contents<'_, C> {
    /// Copies everything.
    pub(super) async fn copy(&self) -> anyhow::Result<()> {
        let mut labels = self.the_meeting().await?;
        let since = self.the_last_meeting(&mut labels).await?;
        let labels = Arc::new(labels);
        self.the_table().await?;
        self.places().await?;
        let officials = self.officials(&labels).await?;
        let households = self.on_rosters(&labels).await?;
        let visited = self.visits(since, &officials, &households).await?;
        self.households(&labels, visited).await?;
        self.links(since, &officials, &households).await?;
        self.requests(since, &officials, &households).await?;
        self.pledges(&officials, &households).await?;
        self.ratings(&officials).await?;
        let county = setting::get(self.from, setting::COUNTY_NAME).await?.unwrap_or_default();
        setting::put(self.into, setting::COUNTY_NAME, &county).await?;
        Ok(())
    }

    /// The meeting, its rosters and parts, venues and panel. The salts of households stay at home: they open nothing
    /// in a hall.
    async fn the_meeting(&self) -> anyhow::Result<Labels> {
        let id = self.meeting.id;
        let meeting = audit_meeting::Entity::find_by_id(id);
        copy(self.from, meeting, self.into, |row| Ok(Some(row))).await?;
        let rosters = audit_roster::Entity::find().filter(audit_roster::Column::MeetingId.eq(id));
        copy(self.from, rosters, self.into, |row| Ok(Some(row))).await?;
        let found = Arc::new(Mutex::new(HashSet::new()));
        let (keys, drawn) = (found.clone(), Arc::new(Mutex::new(HashSet::new())));
        let of_parts = drawn.clone();
        let parts = audit_part::Entity::find().filter(audit_part::Column::MeetingId.eq(id));
        copy(self.from, parts, self.into, move |row| {
            held(&keys).insert(row.key.clone());
            held(&of_parts).extend(labels(&row.body).map(str::to_owned));
            Ok(Some(audit_part::Model { salts: NOTHING, ..row }))
        })
        .await?;
        let exclusions = audit_exclusion::Entity::find().filter(audit_exclusion::Column::MeetingId.eq(id));
        copy(self.from, exclusions, self.into, |row| {
            Ok(Some(audit_exclusion::Model { reason: None, ..row }))
        })
        .await?;
        let venues = meeting_venue::Entity::find().filter(meeting_venue::Column::MeetingId.eq(id));
        copy(self.from, venues, self.into, |row| Ok(Some(row))).await?;
        let judges = panel_judge::Entity::find().filter(panel_judge::Column::MeetingId.eq(id));
        copy(self.from, judges, self.into, |row| Ok(Some(row))).await?;
        let seats = panel_seat::Entity::find().filter(panel_seat::Column::MeetingId.eq(id));
        copy(self.from, seats, self.into, |row| Ok(Some(row))).await?;

        let mut found = Labels { people: taken(&found), households: taken(&drawn) };
        for roster in store::rosters(self.from, id).await? {
            if RosterKind::read(&roster.kind)? != RosterKind::Households {
                found.people.extend(labels(&roster.body).map(str::to_owned));
            }
        }
        Ok(found)
    }

    /// Of the last real meeting what says who answers first. It is shown to nobody there. Returns from when on a year
    /// of work is looked at: for those who were drawn then, it is the year of that meeting.
    async fn the_last_meeting(&self, labels: &mut Labels) -> anyhow::Result<DateTime<Utc>> {
        let mut first = self.now;
        let last = if self.meeting.rehearsal {
            None
        } else {
            carried::last_meeting(self.from, self.meeting.id).await?
        };
        if let Some(last) = last {
            let rounds = store::rounds(self.from, last.id).await?;
            let outcomes = store::outcomes(self.from, &rounds).await?;
            labels.people.extend(outcomes.into_values().flatten().map(|outcome| outcome.label));
            let plan = Plan::parse(&last.plan)?;
            let whole: Vec<String> = plan.steps().iter().map(|step| step.roster.clone()).collect();
            first = last.closed_at.unwrap_or(first).min(first);
            let id = last.id;
            copy(self.from, audit_meeting::Entity::find_by_id(id), self.into, |row| {
                Ok(Some(audit_meeting::Model {
                    // What has no announcement is not published.
                    announcement: None,
                    bundle_blob_id: None,
                    ..row
                }))
            })
            .await?;
            let rosters = audit_roster::Entity::find()
                .filter(audit_roster::Column::MeetingId.eq(id))
                .filter(audit_roster::Column::Kind.ne(RosterKind::Households.word()))
                .filter(audit_roster::Column::Name.is_in(whole));
            copy(self.from, rosters, self.into, |row| Ok(Some(row))).await?;
            let people = |query: sea_orm::Select<draw_round::Entity>| {
                query.filter(draw_round::Column::Step.not_like("%/%"))
            };
            let of_last = draw_round::Entity::find().filter(draw_round::Column::MeetingId.eq(id));
            copy(self.from, people(of_last), self.into, |row| Ok(Some(row))).await?;
            let ids: Vec<Uuid> =
                rounds.iter().filter(|row| !row.step.contains('/')).map(|row| row.id).collect();
            let outcomes = draw_outcome::Entity::find().filter(draw_outcome::Column::DrawRoundId.is_in(ids));
            copy(self.from, outcomes, self.into, |row| Ok(Some(row))).await?;
            let again = audit_carried::Entity::find().filter(audit_carried::Column::MeetingId.eq(id));
            let found = again.clone().all(self.from).await?;
            labels.people.extend(found.into_iter().map(|row| row.label));
            copy(self.from, again, self.into, |row| Ok(Some(row))).await?;
        }
        let year = NaiveDate::from_ymd_opt(china_day(first).year(), 1, 1);
        Ok(year.map_or(first, china_midnight))
    }

    /// Whoever has a role at this meeting, or one of its roles for the county; and no other role of theirs.
    async fn the_table(&self) -> anyhow::Result<()> {
        use account_role::Column::{Role as Word, ScopeId, ScopeKind as Kind};
        let here =
            Condition::all().add(Kind.eq(ScopeKind::Meeting.as_str())).add(ScopeId.eq(self.meeting.id));
        let everywhere = Condition::all()
            .add(Kind.eq(ScopeKind::County.as_str()))
            .add(Word.is_in(AT_THE_TABLE.map(Role::as_str)));
        let roles = account_role::Entity::find().filter(Condition::any().add(here).add(everywhere));
        let accounts = Ids::default();
        let seen = accounts.clone();
        let ids: HashSet<Uuid> =
            roles.clone().all(self.from).await?.into_iter().map(|row| row.account_id).collect();
        let at_table = account::Entity::find()
            .filter(account::Column::State.eq("active"))
            .filter(account::Column::Id.is_in(ids));
        copy(self.from, at_table, self.into, move |row| {
            held(&seen).insert(row.id);
            Ok(Some(account::Model {
                email: None,
                activation_hash: None,
                activation_expires_at: None,
                failures: 0,
                last_failure_at: None,
                ..row
            }))
        })
        .await?;
        let kept = taken(&accounts);
        copy(self.from, roles, self.into, move |row| Ok(kept.contains(&row.account_id).then_some(row)))
            .await?;
        Ok(())
    }

    /// Names of places, units and topics.
    async fn places(&self) -> anyhow::Result<()> {
        let grids = grid::Entity::find().filter(grid::Column::Level.ne("contact"));
        copy(self.from, grids, self.into, |row| Ok(Some(grid::Model { x: None, y: None, ..row }))).await?;
        copy(self.from, unit::Entity::find(), self.into, |row| {
            Ok(Some(unit::Model { head_id: None, ..row }))
        })
        .await?;
        copy(self.from, topic::Entity::find(), self.into, |row| Ok(Some(row))).await?;
        Ok(())
    }
}

pub(super) fn held<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn taken<T: Default>(mutex: &Mutex<T>) -> T {
    std::mem::take(&mut *held(mutex))
}
