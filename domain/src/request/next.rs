//! The one place that interprets the table.

use super::{Actor, Level, Owner, Row, State, Subject, TABLE, Tell, Term, To, Verb};

/// Call-backs nobody picked up after which a request ends `unconfirmed`.
const CALL_BACKS: u8 = 3;

/// Who is told when the county itself misses its term.
const AT_THE_TOP: &[Tell] = &[Tell::Household, Tell::PrincipalLeaders];

/// What the rules have to know of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// What it is about.
    pub subject: Subject,
    /// Where it stands.
    pub state: State,
    /// The highest level it has reached; none while it was never escalated or disputed.
    pub level: Option<Level>,
    /// How often the household disputed it, declines included.
    pub disputes: u8,
    /// Whether one of these was against a decline.
    pub decline_disputed: bool,
    /// Call-backs since the last answer that nobody picked up.
    pub call_backs: u8,
}

impl Case {
    /// Who has to act on it.
    pub const fn owner(&self) -> Owner {
        match (self.state, self.subject) {
            (State::Open, Subject::Matter) | (State::Planned | State::Returned, _) => Owner::Official,
            (State::Open, Subject::Complaint) => Owner::Inspector,
            (State::Escalated | State::Disputed, _) => Owner::Leader,
            (State::Dispatched | State::Merged, _) => Owner::Unit,
            (State::Ownerless | State::Declined, _) => Owner::Office,
            (State::Answered, _) => Owner::Caller,
            (State::Confirmed | State::Unconfirmed | State::Withdrawn, _) => Owner::Nobody,
        }
    }
}

/// What becomes of the deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The running one is met or missed; a new one of this term starts today.
    Start(Term),
    /// The running one stays as it is, also when it was missed.
    Keep,
    /// The running one is met; there is no other.
    Stop,
}

/// What a verb does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The request afterwards.
    pub case: Case,
    /// Who has to act next.
    pub owner: Owner,
    /// What becomes of the deadline.
    pub clock: Clock,
    /// Who is told, besides the owner before and the owner after.
    pub tell: &'static [Tell],
}

/// Why a verb does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The request has ended.
    #[error("the request has ended: {0}")]
    Ended(State),
    /// Nobody can do this in this state.
    #[error("a request that is {state} cannot {verb}")]
    NotNow {
        /// Where it stands.
        state: State,
        /// What was tried.
        verb: Verb,
    },
    /// It can be done, by somebody else.
    #[error("{verb} is not for the {actor}")]
    NotYours {
        /// What was tried.
        verb: Verb,
        /// By whom.
        actor: Actor,
    },
    /// There is no level above the county.
    #[error("there is no level above the county")]
    AtTheTop,
    /// A declined request is disputed once.
    #[error("the grounds were disputed once already")]
    DisputedAlready,
}

impl Refusal {
    /// A word for problem documents and logs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Ended(_) => "ended",
            Self::NotNow { .. } => "not_now",
            Self::NotYours { .. } => "not_yours",
            Self::AtTheTop => "at_the_top",
            Self::DisputedAlready => "disputed_already",
        }
    }
}

/// A new request.
pub fn raise(subject: Subject, actor: Actor) -> Result<Step, Refusal> {
    let row =
        find(None, Verb::Raise, actor, subject).ok_or(Refusal::NotYours { verb: Verb::Raise, actor })?;
    let case = Case {
        subject,
        state: State::Open,
        level: None,
        disputes: 0,
        decline_disputed: false,
        call_backs: 0,
    };
    Ok(step(case, row))
}

/// What `verb`, done by `actor`, makes of a request, or why nothing.
pub fn next(before: &Case, verb: Verb, actor: Actor) -> Result<Step, Refusal> {
    let state = before.state;
    if state.is_final() {
        return Err(Refusal::Ended(state));
    }
    let Some(row) = find(Some(state), verb, actor, before.subject) else {
        let by_another =
            Actor::ALL.iter().any(|other| find(Some(state), verb, *other, before.subject).is_some());
        return Err(if by_another {
            Refusal::NotYours { verb, actor }
        } else {
            Refusal::NotNow { state, verb }
        });
    };
    let mut case = *before;
    match row.to {
        To::State(to) => {
            case.state = to;
            case.call_backs = 0;
        }
        To::Up(to) => {
            case.level = Some(above(*before).ok_or(Refusal::AtTheTop)?);
            case.state = to;
        }
        To::UpOrStay(to) => {
            case.level = Some(above(*before).unwrap_or(Level::County));
            case.state = to;
        }
        To::Stay => {}
        To::CallAgain => {
            case.call_backs += 1;
            if case.call_backs >= CALL_BACKS {
                case.state = State::Unconfirmed;
            }
        }
        To::Disputed => {
            if state == State::Declined {
                if before.decline_disputed {
                    return Err(Refusal::DisputedAlready);
                }
                case.decline_disputed = true;
            }
            let first = before.disputes == 0;
            case.disputes = before.disputes.saturating_add(1);
            case.level = Some(above(*before).filter(|_| first).unwrap_or(Level::County));
            case.state = State::Disputed;
            case.call_backs = 0;
        }
    }
    // A sweep that finds nowhere to go must not turn a missed term into a fresh one.
    if verb == Verb::Overdue && case.state == before.state && case.level == before.level {
        let tell = if matches!(row.to, To::UpOrStay(_)) { AT_THE_TOP } else { row.tell };
        return Ok(Step { owner: case.owner(), case, clock: Clock::Keep, tell });
    }
    Ok(step(case, row))
}

/// The verbs `actor` may do now, in the order of [`Verb::ALL`].
pub fn verbs(case: &Case, actor: Actor) -> Vec<Verb> {
    Verb::ALL.iter().copied().filter(|verb| next(case, *verb, actor).is_ok()).collect()
}

fn find(from: Option<State>, verb: Verb, actor: Actor, subject: Subject) -> Option<&'static Row> {
    TABLE.iter().find(|row| {
        row.from == from
            && row.verb == verb
            && row.actor == actor
            && row.only.is_none_or(|only| only == subject)
    })
}

/// The level above; a complaint knows only the county, because the leaders below are the official's colleagues.
fn above(case: Case) -> Option<Level> {
    match (case.subject, case.level) {
        (Subject::Matter, None) => Some(Level::Village),
        (Subject::Complaint, None) => Some(Level::County),
        (Subject::Matter, Some(level)) => level.up(),
        (Subject::Complaint, Some(level)) => level.up().map(|_| Level::County),
    }
}

fn step(case: Case, row: &'static Row) -> Step {
    let clock = Term::of(&case).map_or(Clock::Stop, Clock::Start);
    Step { owner: case.owner(), case, clock, tell: row.tell }
}
