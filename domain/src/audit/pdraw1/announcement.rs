//! The announcement: everything that is fixed before the meeting, pinned by one hash.

use super::digest::Digest;
use super::error::DrawError;
use super::exclusion::Exclusions;
use super::opening;
use super::plan::Plan;
use super::recusal::Recusals;
use super::text;

const FILE: &str = "announcement";
const ROUND_SOURCES: &str = "dice6,otc";

/// What the announcement says of one roster: `roster=NAME|COUNT|R`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterLine {
    pub name: String,
    pub count: u64,
    pub hash: Digest,
}

/// What a host fixes to announce a meeting.
#[derive(Debug)]
pub struct Draft<'a> {
    pub id: &'a str,
    /// In the order of use.
    pub rosters: &'a [RosterLine],
    pub exclusions: &'a Exclusions,
    /// Exactly when a step of the plan has `pair=`, even when nobody is recused.
    pub recusals: Option<&'a Recusals>,
    /// Opening sources in order; `diceN` stands for N ten-sided dice.
    pub sources: &'a [String],
    pub otc_tip: Digest,
    pub plan: &'a str,
}

/// A checked announcement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    pub id: String,
    pub rosters: Vec<RosterLine>,
    /// How many are excluded, and X.
    pub excluded: (u64, Digest),
    /// How many pairs are recused, and C; there exactly when a step has `pair=`.
    pub recused: Option<(u64, Digest)>,
    pub sources: Vec<String>,
    pub otc_tip: Digest,
    pub plan: Plan,
    text: String,
}

impl Announcement {
    pub fn build(draft: &Draft<'_>) -> Result<Self, DrawError> {
        if draft.id.is_empty() || !text::is_field(draft.id) {
            return Err(DrawError::BadId);
        }
        let mut text = format!("pdraw1\nid={}\n", text::nfc(draft.id));
        for RosterLine { name, count, hash } in draft.rosters {
            text::append(&mut text, format_args!("roster={name}|{count}|{hash}\n"));
        }
        let exclusions = draft.exclusions;
        text::append(&mut text, format_args!("excluded={}|{}\n", exclusions.len(), exclusions.hash()));
        if let Some(recusals) = draft.recusals {
            text::append(&mut text, format_args!("recused={}|{}\n", recusals.len(), recusals.hash()));
        }
        text::append(
            &mut text,
            format_args!("sources={}\nround_sources={ROUND_SOURCES}\n", draft.sources.join(",")),
        );
        text::append(&mut text, format_args!("otc_tip={}\nplan={}\n", draft.otc_tip, draft.plan));
        Self::parse(&text)
    }

    pub fn parse(content: &str) -> Result<Self, DrawError> {
        let mut lines = Lines { lines: text::lines(FILE, content)?, at: 0 };
        if lines.lines.first() != Some(&"pdraw1") {
            return Err(DrawError::BadHeader { file: FILE.into() });
        }
        lines.at = 1;
        let id = lines.take("id")?.to_owned();
        let mut rosters: Vec<RosterLine> = Vec::new();
        while rosters.is_empty() || lines.next_is("roster") {
            let value = lines.take("roster")?;
            let (name, pin) = value.split_once('|').ok_or_else(|| lines.wrong("roster=NAME|COUNT|R"))?;
            let (count, hash) = pinned(pin).ok_or_else(|| lines.wrong("roster=NAME|COUNT|R"))?;
            if !text::is_name(name) {
                return Err(DrawError::BadRosterName { name: name.into() });
            }
            if rosters.iter().any(|roster| roster.name == name) {
                return Err(DrawError::RosterTwice { name: name.into() });
            }
            rosters.push(RosterLine { name: name.into(), count, hash });
        }
        let excluded = pinned(lines.take("excluded")?).ok_or_else(|| lines.wrong("excluded=COUNT|X"))?;
        let recused = if lines.next_is("recused") {
            Some(pinned(lines.take("recused")?).ok_or_else(|| lines.wrong("recused=COUNT|C"))?)
        } else {
            None
        };
        let sources = opening::parse_sources(lines.take("sources")?)?;
        let round_sources = lines.take("round_sources")?;
        if round_sources != ROUND_SOURCES {
            return Err(DrawError::RoundSources { found: round_sources.into() });
        }
        let otc_tip = Digest::from_hex(lines.take("otc_tip")?).ok_or_else(|| lines.wrong("otc_tip=HEX64"))?;
        let plan = Plan::parse(lines.take("plan")?)?;
        if lines.at != lines.lines.len() {
            lines.at += 1;
            return Err(lines.wrong("the end"));
        }
        for step in plan.steps() {
            let pair = step.pair.as_ref().map(|pair| &pair.inspectors);
            for name in std::iter::once(&step.roster).chain(pair) {
                if !rosters.iter().any(|roster| roster.name == *name) {
                    let (step, roster) = (step.name.clone(), name.clone());
                    return Err(DrawError::StepRosterUnknown { step, roster });
                }
            }
        }
        if plan.has_pairs() != recused.is_some() {
            return Err(DrawError::RecusedLine);
        }
        Ok(Self { id, rosters, excluded, recused, sources, otc_tip, plan, text: content.into() })
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// A, the SHA-256 of the announcement.
    pub fn hash(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }

    /// Rehearsals carry an id that says so, and need a screen that cannot be mistaken for the real one.
    pub fn is_rehearsal(&self) -> bool {
        self.id.starts_with("REHEARSAL-")
    }
}

/// `COUNT|HASH`.
fn pinned(text: &str) -> Option<(u64, Digest)> {
    let (count, hash) = text.split_once('|')?;
    Some((text::whole(count)?, Digest::from_hex(hash)?))
}

/// Reads `key=value` lines in their fixed order; `at` is the number of the line read last.
struct Lines<'a> {
    lines: Vec<&'a str>,
    at: usize,
}

impl<'a> Lines<'a> {
    fn next_is(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    fn value(&self, key: &str) -> Option<&'a str> {
        self.lines.get(self.at)?.strip_prefix(key)?.strip_prefix('=')
    }

    fn take(&mut self, key: &str) -> Result<&'a str, DrawError> {
        let value = self.value(key);
        self.at += 1;
        value.ok_or_else(|| self.wrong(&format!("{key}=")))
    }

    fn wrong(&self, expected: &str) -> DrawError {
        DrawError::AnnouncementLine { line: self.at, expected: expected.into() }
    }
}
