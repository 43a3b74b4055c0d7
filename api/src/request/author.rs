//! In what part a caller acts on a request.

use domain::{
    identity::{Operation, Role},
    request::{Actor, Level, State, Verb},
};
use uuid::Uuid;

use crate::caller::{Caller, Scope, Sight};
use entity::request;

/// Who changes a request, and in what part.
#[derive(Clone, Debug)]
pub struct Author {
    pub part: Actor,
    pub id: Option<Uuid>,
    pub name: String,
}

impl Author {
    /// A caller in one of his parts.
    pub fn caller(caller: &Caller, part: Actor) -> Self {
        Self {
            part,
            id: Some(caller.official_id.unwrap_or(caller.account_id)),
            name: caller.display_name.clone(),
        }
    }

    /// The household itself, through its own page.
    pub fn household(id: Uuid, name: &str) -> Self {
        Self { part: Actor::Household, id: Some(id), name: name.to_owned() }
    }

    /// The sweep that looks for missed terms.
    pub fn system() -> Self {
        Self { part: Actor::System, id: None, name: "lianxin".to_owned() }
    }
}

/// The operation of a verb. What the household itself says has none: it has its own page.
pub const fn operation(verb: Verb) -> Option<Operation> {
    match verb {
        Verb::Escalate => Some(Operation::EscalateRequest),
        Verb::Answer => Some(Operation::AnswerRequest),
        Verb::Decline => Some(Operation::DeclineRequest),
        Verb::NoAnswer => Some(Operation::NoAnswerRequest),
        Verb::Withdraw => Some(Operation::WithdrawRequest),
        Verb::Raise | Verb::Confirm | Verb::Dispute | Verb::Overdue => None,
    }
}

/// The parts in which the grants of a sight let somebody act on a request of the village at `village_path`.
pub fn parts(sight: &Sight, row: &request::Model, village_path: &str) -> Vec<Actor> {
    let part = |grant: &crate::caller::Grant| match (grant.role, &grant.scope) {
        (Role::Official, Scope::OwnLinks { official_id }) => {
            (row.official_id == Some(*official_id)).then_some(Actor::Official)
        }
        (Role::GridLeader, Scope::Subtree { path, .. }) => {
            (owner_path(row, village_path) == Some(path.as_str())).then_some(Actor::Leader)
        }
        (Role::LiaisonOffice, Scope::County) => Some(Actor::Office),
        (Role::Caller | Role::HotlineClerk, Scope::County) => Some(Actor::Caller),
        (Role::Inspector, Scope::County) => Some(Actor::Inspector),
        _ => None,
    };
    let mut parts: Vec<Actor> = sight.grants.iter().filter_map(part).collect();
    parts.dedup();
    parts
}

/// The path of the grid whose leader may act: that of the request's level, the village's while it is open.
fn owner_path<'a>(row: &request::Model, village_path: &'a str) -> Option<&'a str> {
    let open = row.state == State::Open.as_str();
    let level = row.level.as_deref().filter(|_| !open).map_or(Ok(Level::Village), str::parse).ok()?;
    let steps_up = match level {
        Level::Village => 0,
        Level::WorkArea => 1,
        Level::Township => 2,
        Level::County => 3,
    };
    (0..steps_up).try_fold(village_path, |path, _| path.rsplit_once('/').map(|(above, _)| above))
}
