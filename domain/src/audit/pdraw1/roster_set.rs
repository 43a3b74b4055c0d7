//! The rosters of a meeting together, held against the announcement.

use std::collections::{BTreeMap, HashMap};

use super::announcement::{Announcement, RosterLine};
use super::error::DrawError;
use super::plan::Step;
use super::roster::{Roster, describe};
use super::select::check_fields;
use super::split::{PartLine, RosterIndex};
use super::text::Label;

/// Every announced roster, checked: whole ones, indexes of split ones, and the parts at hand.
#[derive(Clone, Debug)]
pub struct RosterSet {
    whole: BTreeMap<String, Roster>,
    split: BTreeMap<String, RosterIndex>,
    parts: BTreeMap<String, Roster>,
}

impl RosterSet {
    /// Checks texts by name (`NAME`, or `NAME/KEY` for a part) against the announcement and its plan. The names must be
    /// exactly those announced; of a split roster any parts may be there.
    pub fn check(announcement: &Announcement, texts: &BTreeMap<String, String>) -> Result<Self, DrawError> {
        let mut set = Self { whole: BTreeMap::new(), split: BTreeMap::new(), parts: BTreeMap::new() };
        for line in &announcement.rosters {
            let text =
                texts.get(&line.name).ok_or_else(|| DrawError::RosterMissing { name: line.name.clone() })?;
            if RosterIndex::is_index(text) {
                let index = RosterIndex::parse(&line.name, text)?;
                compare(line, &index.line())?;
                set.split.insert(line.name.clone(), index);
            } else {
                let roster = Roster::parse(&line.name, text)?;
                compare(line, &roster.line())?;
                set.whole.insert(line.name.clone(), roster);
            }
        }
        for (name, text) in texts {
            if !set.whole.contains_key(name) && !set.split.contains_key(name) {
                set.insert_part(name, text)?;
            }
        }
        set.check_unique()?;
        set.check_plan(announcement)?;
        Ok(set)
    }

    /// Adds a part that a round is to draw from.
    pub(super) fn add_part(
        &mut self,
        name: &str,
        text: &str,
        announcement: &Announcement,
    ) -> Result<(), DrawError> {
        self.insert_part(name, text)?;
        self.check_unique()?;
        self.check_plan(announcement)
    }

    fn insert_part(&mut self, name: &str, text: &str) -> Result<(), DrawError> {
        let pinned = self.pinned_part(name);
        let PartLine { count, hash, .. } =
            pinned.ok_or_else(|| DrawError::RosterUnexpected { name: name.to_owned() })?;
        let expected = RosterLine { name: name.to_owned(), count: *count, hash: *hash };
        let part = Roster::parse(name, text)?;
        compare(&expected, &part.line())?;
        self.parts.insert(name.to_owned(), part);
        Ok(())
    }

    fn pinned_part(&self, name: &str) -> Option<&PartLine> {
        let (base, key) = name.split_once('/')?;
        self.split.get(base)?.part(key)
    }

    /// Labels are unique over all rosters of a meeting.
    fn check_unique(&self) -> Result<(), DrawError> {
        let mut seen: HashMap<&Label, &str> = HashMap::new();
        for roster in self.whole.values().chain(self.parts.values()) {
            for row in roster.rows() {
                if let Some(first) = seen.insert(&row.label, roster.name()) {
                    return Err(DrawError::LabelOnTwoRosters {
                        label: row.label.to_string(),
                        first: first.into(),
                        second: roster.name().into(),
                    });
                }
            }
        }
        Ok(())
    }

    fn check_plan(&self, announcement: &Announcement) -> Result<(), DrawError> {
        for step in announcement.plan.steps() {
            if step.within.is_some() != self.split.contains_key(&step.roster) {
                return Err(DrawError::WithinMismatch { step: step.name.clone() });
            }
            for roster in self.of_step(step) {
                check_fields(step, roster)?;
            }
            if let Some(pair) = &step.pair
                && self.split.contains_key(&pair.inspectors)
            {
                let (step, roster) = (step.name.clone(), pair.inspectors.clone());
                return Err(DrawError::InspectorsSplit { step, roster });
            }
        }
        Ok(())
    }

    fn of_step<'a>(&'a self, step: &'a Step) -> impl Iterator<Item = &'a Roster> {
        let of_step =
            |part: &&Roster| part.name().split_once('/').is_some_and(|(base, _)| base == step.roster);
        self.whole.get(&step.roster).into_iter().chain(self.parts.values().filter(of_step))
    }

    /// The roster, or the part, that a round draws from.
    pub fn get(&self, roster: &str, key: Option<&str>) -> Result<&Roster, DrawError> {
        let name = key.map_or_else(|| roster.to_owned(), |key| format!("{roster}/{key}"));
        let found = if key.is_some() { self.parts.get(&name) } else { self.whole.get(&name) };
        found.ok_or(DrawError::RosterMissing { name })
    }

    /// The names of the parts at hand, `NAME/KEY`.
    pub fn part_names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// The roster a drawn label stands on, for showing its fields.
    pub fn find(&self, label: &str) -> Option<(&Roster, &[String])> {
        self.whole
            .values()
            .chain(self.parts.values())
            .find_map(|roster| roster.get(label).map(|row| (roster, row.fields.as_slice())))
    }
}

fn compare(announced: &RosterLine, found: &RosterLine) -> Result<(), DrawError> {
    let file = describe(&announced.name);
    if announced.count != found.count {
        return Err(DrawError::CountDiffers { file, stated: announced.count, found: found.count });
    }
    if announced.hash != found.hash {
        let (announced, found) = (announced.hash.hex(), found.hash.hex());
        return Err(DrawError::HashDiffers { file, announced, found });
    }
    Ok(())
}
