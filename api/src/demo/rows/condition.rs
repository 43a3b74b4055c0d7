//! Condition forms, written beside the households whose members they speak of.

use ::entity::{form, form_conflict, form_field};
use chrono::{DateTime, Duration, Utc};
use domain::condition::Field;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::Source;
use crate::bulk::{Outlet, Table};
use crate::{
    condition::service::{SEALED_FIRST, SEALED_SECOND, SEALED_VALUE, value_index},
    demo::{
        chance::{Part, Streams},
        forms::{UNDECIDED, edits},
        household::Member,
    },
};

/// Writes the forms of households as these are made.
#[derive(Debug)]
pub struct Forms<'a> {
    source: &'a Source<'a>,
    streams: Streams,
    /// Ids of values.
    ids: Streams,
    form: Table<'a, form::ActiveModel>,
    field: Table<'a, form_field::ActiveModel>,
    conflict: Table<'a, form_conflict::ActiveModel>,
    nth: usize,
}

impl Source<'_> {
    pub fn forms<'a>(&'a self, outlet: &'a Outlet) -> Forms<'a> {
        Forms {
            source: self,
            streams: self.county.chance.part(Part::Form),
            ids: self.county.chance.part(Part::FormField),
            form: outlet.table(),
            field: outlet.table(),
            conflict: outlet.table(),
            nth: 0,
        }
    }
}

impl Forms<'_> {
    /// The form of a household, if somebody has visited it and filled it in.
    pub fn put(
        &mut self,
        at: usize,
        people: &[Member],
        member: impl Fn(usize) -> Uuid,
    ) -> anyhow::Result<()> {
        let county = self.source.county;
        let Some(last) = county.visits.last(at) else { return Ok(()) };
        let shown = &county.links.of_official[county.shown];
        let edits = edits(&mut self.streams.stream(at), at, people, member, shown.contains(&at));
        if edits.is_empty() {
            return Ok(());
        }
        let household_id = self.source.ids.household(at);
        let last_edit = edits.len();
        // A field of an earlier edit stands until a later one writes it again; here none does.
        let kept_free = (at == shown.start).then_some(Field::Household(UNDECIDED.0));
        for (order, changes) in edits.into_iter().enumerate() {
            let when = last.claimed_at() + Duration::minutes(6 + 3 * i64::try_from(order)?);
            for (field, value) in changes.into_iter().filter(|(field, _)| Some(*field) != kept_free) {
                self.value(at, household_id, field, &value, i32::try_from(order + 1)?, when)?;
            }
        }
        let when = last.claimed_at() + Duration::minutes(3 + 3 * i64::try_from(last_edit)?);
        let mut version = i32::try_from(last_edit)?;
        if at == shown.start {
            version += 1;
            self.undecided(at, household_id, when, version)?;
        }
        self.form.put(form::ActiveModel {
            household_id: Set(household_id),
            version: Set(version),
            changed_at: Set(when),
        })
    }

    fn value(
        &mut self,
        at: usize,
        household_id: Uuid,
        field: Field,
        value: &str,
        version: i32,
        when: DateTime<Utc>,
    ) -> anyhow::Result<()> {
        let (county, keyring) = (self.source.county, self.source.keyring);
        let official = usize::from(county.links.of_household[at]);
        self.field.put(form_field::ActiveModel {
            id: Set(self.ids.id(when, self.nth)),
            household_id: Set(household_id),
            field: Set(field.to_string()),
            value: Set(keyring.seal(SEALED_VALUE, value)),
            value_index: Set(value_index(keyring, field, value)),
            version: Set(version),
            is_current: Set(true),
            edit_id: Set(None),
            changed_by: Set(Some(self.source.ids.official(official))),
            changed_by_name: Set(county.officials[official].name.clone()),
            changed_at: Set(when),
        })?;
        self.nth += 1;
        Ok(())
    }

    /// Two people wrote the same field without knowing of each other.
    fn undecided(
        &mut self,
        at: usize,
        household_id: Uuid,
        when: DateTime<Utc>,
        version: i32,
    ) -> anyhow::Result<()> {
        let (county, keyring) = (self.source.county, self.source.keyring);
        let (field, first, second) = UNDECIDED;
        let official = usize::from(county.links.of_household[at]);
        self.value(at, household_id, Field::Household(field), first, version, when)?;
        self.conflict.put(form_conflict::ActiveModel {
            id: Set(self.ids.id(when, self.nth)),
            household_id: Set(household_id),
            field: Set(field.as_str().to_owned()),
            base: Set(None),
            first: Set(keyring.seal(SEALED_FIRST, first)),
            second: Set(keyring.seal(SEALED_SECOND, second)),
            first_by: Set(county.officials[official].name.clone()),
            second_by: Set("县联系办".to_owned()),
            at: Set(when),
            resolution: Set(None),
            resolved_at: Set(None),
            resolved_by: Set(None),
        })
    }

    pub fn flush(&mut self) -> anyhow::Result<()> {
        self.form.flush()?;
        self.field.flush()?;
        self.conflict.flush()
    }
}
