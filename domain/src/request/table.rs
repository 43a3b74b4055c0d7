//! The table: (state, verb, actor) -> state, as data.
//!
//! To let a request do something new, add a row. `next` interprets the rows and knows no state by name beyond what
//! [`To`] says; `tests/request_table.txt` shows every cell and has to be reviewed with the row.

use super::{Actor, State, Subject, Verb};

/// Where a row leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// That state, at the level it has.
    State(State),
    /// That state one level up, a complaint at the county at once; refused at the county.
    Up(State),
    /// As `Up`, but at the county it stays there with its missed term, and the principal leaders are told.
    UpOrStay(State),
    /// Stays as it is, its missed term with it.
    Stay,
    /// Another call-back, or `unconfirmed` after the third.
    CallAgain,
    /// `disputed`, one level up the first time, at the county from the second time on. A declined request may be
    /// disputed once in its life.
    Disputed,
}

/// Who is told, besides the owner before and the owner after.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tell {
    /// The household.
    Household,
    /// The county liaison office, on its list.
    Office,
    /// The principal leaders of the county.
    PrincipalLeaders,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The state before; none when it is raised.
    pub from: Option<State>,
    /// What is done.
    pub verb: Verb,
    /// In what part.
    pub actor: Actor,
    /// For which subject only; none for both.
    pub only: Option<Subject>,
    /// Where it leads.
    pub to: To,
    /// Who is told besides the owners.
    pub tell: &'static [Tell],
}

const fn row(from: State, verb: Verb, actor: Actor, to: To, tell: &'static [Tell]) -> Row {
    Row { from: Some(from), verb, actor, only: None, to, tell }
}

const fn raise(actor: Actor, only: Option<Subject>) -> Row {
    Row { from: None, verb: Verb::Raise, actor, only, to: To::State(State::Open), tell: NOBODY }
}

const fn only(subject: Subject, row: Row) -> Row {
    Row { only: Some(subject), ..row }
}

const NOBODY: &[Tell] = &[];
const HOUSEHOLD: &[Tell] = &[Tell::Household];

/// The rows. A cell without a row is a refusal.
pub const TABLE: &[Row] = {
    use Actor::{Caller, Household, Inspector, Leader, Office, Official, System};
    use State::{Answered, Confirmed, Declined, Disputed, Escalated, Open, Withdrawn};
    use Subject::{Complaint, Matter};
    use Verb::{Answer, Confirm, Decline, Dispute, Escalate, NoAnswer, Overdue, Withdraw};
    &[
        raise(Household, None),
        raise(Office, None),
        raise(Caller, None),
        raise(Inspector, None),
        // Nobody writes down a complaint about himself or his colleague next door.
        raise(Official, Some(Matter)),
        raise(Leader, Some(Matter)),
        only(Matter, row(Open, Answer, Official, To::State(Answered), HOUSEHOLD)),
        only(Matter, row(Open, Decline, Official, To::State(Declined), HOUSEHOLD)),
        only(Matter, row(Open, Escalate, Official, To::Up(Escalated), HOUSEHOLD)),
        // The village leader takes up what he sees on his board.
        only(Matter, row(Open, Escalate, Leader, To::Up(Escalated), HOUSEHOLD)),
        only(Complaint, row(Open, Answer, Inspector, To::State(Answered), HOUSEHOLD)),
        only(Complaint, row(Open, Decline, Inspector, To::State(Declined), HOUSEHOLD)),
        only(Complaint, row(Open, Escalate, Inspector, To::Up(Escalated), HOUSEHOLD)),
        row(Open, Overdue, System, To::UpOrStay(Escalated), HOUSEHOLD),
        row(Open, Withdraw, Household, To::State(Withdrawn), NOBODY),
        row(Open, Withdraw, Caller, To::State(Withdrawn), HOUSEHOLD),
        row(Open, Withdraw, Office, To::State(Withdrawn), HOUSEHOLD),
        row(Escalated, Answer, Leader, To::State(Answered), HOUSEHOLD),
        row(Escalated, Decline, Leader, To::State(Declined), HOUSEHOLD),
        row(Escalated, Escalate, Leader, To::Up(Escalated), HOUSEHOLD),
        row(Escalated, Overdue, System, To::UpOrStay(Escalated), HOUSEHOLD),
        row(Escalated, Withdraw, Household, To::State(Withdrawn), NOBODY),
        row(Escalated, Withdraw, Caller, To::State(Withdrawn), HOUSEHOLD),
        row(Escalated, Withdraw, Office, To::State(Withdrawn), HOUSEHOLD),
        row(Disputed, Answer, Leader, To::State(Answered), HOUSEHOLD),
        row(Disputed, Decline, Leader, To::State(Declined), HOUSEHOLD),
        row(Disputed, Escalate, Leader, To::Up(Disputed), HOUSEHOLD),
        row(Disputed, Overdue, System, To::UpOrStay(Disputed), HOUSEHOLD),
        row(Disputed, Withdraw, Household, To::State(Withdrawn), NOBODY),
        row(Disputed, Withdraw, Caller, To::State(Withdrawn), HOUSEHOLD),
        row(Disputed, Withdraw, Office, To::State(Withdrawn), HOUSEHOLD),
        // What the household says, in its own words or on the phone to somebody who did not answer it.
        row(Answered, Confirm, Household, To::State(Confirmed), NOBODY),
        row(Answered, Confirm, Caller, To::State(Confirmed), NOBODY),
        row(Answered, Confirm, Office, To::State(Confirmed), NOBODY),
        row(Answered, Dispute, Household, To::Disputed, NOBODY),
        row(Answered, Dispute, Caller, To::Disputed, NOBODY),
        row(Answered, Dispute, Office, To::Disputed, NOBODY),
        row(Answered, NoAnswer, Caller, To::CallAgain, NOBODY),
        row(Answered, NoAnswer, Office, To::CallAgain, NOBODY),
        row(Answered, Overdue, System, To::Stay, &[Tell::Office]),
        row(Answered, Withdraw, Household, To::State(Withdrawn), NOBODY),
        row(Answered, Withdraw, Caller, To::State(Withdrawn), HOUSEHOLD),
        row(Answered, Withdraw, Office, To::State(Withdrawn), HOUSEHOLD),
        // The office's review: it lets the grounds stand or sends the request up.
        row(Declined, Escalate, Office, To::UpOrStay(Escalated), HOUSEHOLD),
        row(Declined, Dispute, Household, To::Disputed, NOBODY),
        row(Declined, Dispute, Caller, To::Disputed, NOBODY),
        row(Declined, Overdue, System, To::Stay, &[Tell::Office, Tell::Household]),
        row(Declined, Withdraw, Household, To::State(Withdrawn), NOBODY),
        row(Declined, Withdraw, Caller, To::State(Withdrawn), HOUSEHOLD),
        row(Declined, Withdraw, Office, To::State(Withdrawn), HOUSEHOLD),
    ]
};
