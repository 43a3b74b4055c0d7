//! Who plays which part: whoever was drawn at the last meeting that was held. The official of the demo accounts is never
//! found wanting, whether he was drawn or not.

use crate::demo::{
    audit::{Held, Meeting, Round},
    county::{County, official},
};

/// Somebody who was drawn.
#[derive(Clone, Debug)]
pub struct Drawn {
    pub label: String,
    /// His place in the county's list.
    pub official: usize,
    /// The meeting and the round that drew him, by their places.
    pub meeting: usize,
    pub round: usize,
    /// His households that were drawn after him.
    pub households: Vec<usize>,
}

/// The parts.
#[derive(Debug)]
pub struct Cast<'a> {
    /// The place of the meeting in the county's list.
    pub at: usize,
    pub held: &'a Held,
    /// His households confirm him, but for one matter.
    pub kept: Drawn,
    /// His households contradict him.
    pub denied: Drawn,
    /// Did not do what he had pledged.
    pub late: Option<Drawn>,
    /// Is being looked into.
    pub doubted: Option<Drawn>,
    /// Drawn at the meeting before and not done by its day.
    pub failed: Option<Drawn>,
    /// The round that drew the official of the demo accounts; none when he is called by name.
    pub shown_round: Option<usize>,
}

impl<'a> Cast<'a> {
    /// None where no household was drawn.
    pub fn of(county: &'a County) -> Option<Self> {
        let tested = |meeting: &Meeting| meeting.held.is_some() && meeting.households.is_some();
        let at = county.meetings.iter().rposition(tested)?;
        let meeting = &county.meetings[at];
        let held = meeting.held.as_ref()?;
        let officials = |at: usize, held: &Held| -> Vec<Drawn> {
            held.rounds.iter().enumerate().flat_map(|(round, row)| drawn(county, at, round, row)).collect()
        };
        let mut all = officials(at, held);
        for round in &held.rounds {
            let Some((_, key)) = round.step.split_once('/') else { continue };
            let homes = county.homes();
            let of = round.selected.iter().filter_map(|label| homes.behind(key, label));
            if let Some(person) = all.iter_mut().find(|person| person.label == key) {
                person.households.extend(of);
            }
        }
        let shown = |person: &Drawn| person.official == county.shown;
        let shown_round = all.iter().find(|person| shown(person)).map(|person| person.round);
        let (mut tested, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|person| !person.households.is_empty());
        tested.sort_by_key(|person| !shown(person));
        let mut tested = tested.into_iter();
        let (kept, denied) = (tested.next()?, tested.next()?);
        let mut others = others.into_iter().filter(|person| !shown(person));
        let (late, doubted) = (others.next(), others.next());
        let taken = |person: &Drawn| {
            let cast = [Some(&kept), Some(&denied), late.as_ref(), doubted.as_ref()];
            shown(person) || cast.into_iter().flatten().any(|one| one.official == person.official)
        };
        let before = at.checked_sub(1).and_then(|at| Some((at, county.meetings[at].held.as_ref()?)));
        let before = before.map(|(at, held)| officials(at, held)).unwrap_or_default();
        let failed = before.into_iter().find(|person| !taken(person));
        Some(Self { at, held, kept, denied, late, doubted, failed, shown_round })
    }
}

/// The officials whom a round drew.
fn drawn(county: &County, meeting: usize, round: usize, row: &Round) -> Vec<Drawn> {
    let person = |label: &String| {
        let official = official(label).filter(|at| *at < county.officials.len())?;
        Some(Drawn { label: label.clone(), official, meeting, round, households: Vec::new() })
    };
    if row.step.contains('/') { Vec::new() } else { row.selected.iter().filter_map(person).collect() }
}
