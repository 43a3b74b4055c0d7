//! A grid as a filter of lists: its subtree, or the households of a contact grid's official.

use sea_orm::{ColumnTrait, Condition, sea_query::Expr, sea_query::ExprTrait};
use uuid::Uuid;

use crate::sight;
use entity::{household, official, request, visit};

/// What lies in a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Area {
    /// A grid above the contact grids, by its path.
    Below(String),
    /// A contact grid: the households linked to this official, wherever they lie.
    Contact(Uuid),
    /// No such grid.
    Nowhere,
}

impl Area {
    fn filter(&self, below: impl Fn(&str) -> Condition, contact: impl Fn(Uuid) -> Condition) -> Condition {
        match self {
            Self::Below(path) => below(path),
            Self::Contact(official_id) => contact(*official_id),
            Self::Nowhere => Condition::all().add(Expr::value(1).eq(0)),
        }
    }

    pub fn households(&self) -> Condition {
        use household::Column::Id;
        self.filter(sight::households_lying, |official| {
            Condition::all().add(Id.in_subquery(sight::linked_to(official)))
        })
    }

    pub fn visits(&self) -> Condition {
        use visit::Column::HouseholdId;
        self.filter(sight::visits_lying, |official| {
            Condition::all().add(HouseholdId.in_subquery(sight::linked_to(official)))
        })
    }

    pub fn requests(&self) -> Condition {
        use request::Column::HouseholdId;
        self.filter(sight::requests_lying, |official| {
            Condition::all().add(HouseholdId.in_subquery(sight::linked_to(official)))
        })
    }

    /// Officials who serve or lead in it.
    pub fn officials(&self) -> Condition {
        self.filter(sight::officials_below, |official| {
            Condition::all().add(official::Column::Id.eq(official))
        })
    }
}
