//! Row scope: what each grant of a sight opens, as conditions that the stores put into their queries.
//!
//! A household belongs to the village it lies in, never to the contact grid of its official; so a subtree is told
//! by the village's path alone. Rows out of sight do not exist for the caller: a store finds nothing, the API
//! answers 404.

use domain::identity::{Role, ScopeKind};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, IntoSimpleExpr, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use crate::caller::{Grant, Scope, Sight};
use entity::{grid, grid_leader, household, link, official, request, visit};

/// The kind of link that the thirty households of an official are made of.
pub const THIRTY: &str = "thirty";

/// Nothing at all.
fn nothing() -> Condition {
    Condition::all().add(Expr::value(1).eq(0))
}

/// A grid and everything below it.
pub fn below(path: &str) -> Condition {
    Condition::any().add(grid::Column::Path.eq(path)).add(grid::Column::Path.like(format!("{path}/%")))
}

/// Ids of the villages at or below a path.
pub fn villages_below(path: &str) -> SelectStatement {
    grid::Entity::find()
        .select_only()
        .column(grid::Column::Id)
        .filter(grid::Column::Level.eq("village"))
        .filter(below(path))
        .into_query()
}

/// Ids of the households now linked to an official.
pub fn linked_to(official_id: Uuid) -> SelectStatement {
    link::Entity::find()
        .select_only()
        .column(link::Column::HouseholdId)
        .filter(link::Column::OfficialId.eq(official_id))
        .filter(link::Column::Kind.eq(THIRTY))
        .filter(link::Column::ValidTo.is_null())
        .into_query()
}

/// Ids of the households of the villages at or below a path.
pub fn households_below(path: &str) -> SelectStatement {
    household::Entity::find()
        .select_only()
        .column(household::Column::Id)
        .filter(household::Column::VillageId.in_subquery(villages_below(path)))
        .into_query()
}

fn is_in(column: impl IntoSimpleExpr, ids: SelectStatement) -> SimpleExpr {
    column.into_simple_expr().in_subquery(ids)
}

impl Sight {
    fn any_of(&self, each: impl Fn(&Grant) -> Option<Condition>) -> Condition {
        let mut open = Condition::any();
        for grant in &self.grants {
            if let Some(condition) = each(grant) {
                open = open.add(condition);
            }
        }
        if open.is_empty() { nothing() } else { open }
    }

    /// Households in sight.
    pub fn households(&self) -> Condition {
        use household::Column::{Id, VillageId};
        self.any_of(|grant| match &grant.scope {
            Scope::County => Some(Condition::all().add(Expr::value(1).eq(1))),
            Scope::Subtree { path, .. } => Some(Condition::all().add(is_in(VillageId, villages_below(path)))),
            Scope::OwnLinks { official_id } => Some(Condition::all().add(is_in(Id, linked_to(*official_id)))),
            Scope::Unit { .. } | Scope::Round { .. } | Scope::Meeting { .. } => None,
        })
    }

    /// Visits in sight: of the households, and what an official did himself while they were his.
    pub fn visits(&self) -> Condition {
        use visit::Column::{HouseholdId, OfficialId};
        self.any_of(|grant| match &grant.scope {
            Scope::County => Some(Condition::all().add(Expr::value(1).eq(1))),
            Scope::Subtree { path, .. } => {
                Some(Condition::all().add(is_in(HouseholdId, households_below(path))))
            }
            Scope::OwnLinks { official_id } => Some(
                Condition::any()
                    .add(is_in(HouseholdId, linked_to(*official_id)))
                    .add(OfficialId.eq(*official_id)),
            ),
            Scope::Unit { .. } | Scope::Round { .. } | Scope::Meeting { .. } => None,
        })
    }

    /// Requests in sight. A complaint about an official is the inspector's, read by the auditor, and the county's
    /// leader once it has come up to him; never the official's it is about.
    pub fn requests(&self) -> Condition {
        use request::Column::{Complaint, HouseholdId, Level, OfficialId, VillageId};
        let matter = || Condition::all().add(Complaint.eq(false));
        let open = self.any_of(|grant| match &grant.scope {
            Scope::County if matches!(grant.role, Role::Inspector | Role::Auditor) => {
                Some(Condition::all().add(Expr::value(1).eq(1)))
            }
            Scope::County => Some(matter()),
            Scope::Subtree { path, .. } => {
                let below = matter().add(is_in(VillageId, villages_below(path)));
                // The county's path is its code alone.
                let at_the_top = !path.contains('/');
                let come_up = Condition::all().add(Complaint.eq(true)).add(Level.eq("county"));
                Some(if at_the_top { Condition::any().add(below).add(come_up) } else { below })
            }
            Scope::OwnLinks { official_id } => Some(
                matter().add(
                    Condition::any()
                        .add(is_in(HouseholdId, linked_to(*official_id)))
                        .add(OfficialId.eq(*official_id)),
                ),
            ),
            Scope::Unit { .. } | Scope::Round { .. } | Scope::Meeting { .. } => None,
        });
        let Some(own) = self.own_official else { return open };
        let about_others =
            Condition::any().add(Complaint.eq(false)).add(OfficialId.is_null()).add(OfficialId.ne(own));
        Condition::all().add(open).add(about_others)
    }

    /// Officials in sight: those who serve or lead in a subtree, one's own unit, oneself.
    pub fn officials(&self) -> Condition {
        use official::Column::{Id, UnitId};
        self.any_of(|grant| match &grant.scope {
            Scope::County => Some(Condition::all().add(Expr::value(1).eq(1))),
            Scope::Subtree { path, .. } => {
                Some(Condition::any().add(is_in(Id, serving_below(path))).add(is_in(Id, leading_below(path))))
            }
            Scope::OwnLinks { official_id } => Some(Condition::all().add(Id.eq(*official_id))),
            Scope::Unit { unit_id } => Some(Condition::all().add(UnitId.eq(*unit_id))),
            Scope::Round { .. } | Scope::Meeting { .. } => None,
        })
    }

    /// Links in sight: of the households, and an official's own of earlier days.
    pub fn links(&self) -> Condition {
        use link::Column::{HouseholdId, OfficialId};
        self.any_of(|grant| match &grant.scope {
            Scope::County => Some(Condition::all().add(Expr::value(1).eq(1))),
            Scope::Subtree { path, .. } => {
                Some(Condition::all().add(is_in(HouseholdId, households_below(path))))
            }
            Scope::OwnLinks { official_id } => Some(
                Condition::any()
                    .add(is_in(HouseholdId, linked_to(*official_id)))
                    .add(OfficialId.eq(*official_id)),
            ),
            Scope::Unit { .. } | Scope::Round { .. } | Scope::Meeting { .. } => None,
        })
    }

    /// The paths of the subtrees in sight.
    pub fn subtrees(&self) -> impl Iterator<Item = &str> {
        self.scopes().filter_map(|scope| match scope {
            Scope::Subtree { path, .. } => Some(path.as_str()),
            _ => None,
        })
    }

    /// The officials whose own links are in sight: the caller himself.
    pub fn own_links(&self) -> Option<Uuid> {
        self.scopes().find_map(|scope| match scope {
            Scope::OwnLinks { official_id } => Some(*official_id),
            _ => None,
        })
    }

    /// Whether everything is seen through own links alone: one's own work, no look at somebody else's.
    pub fn is_own_links_only(&self) -> bool {
        self.scopes().all(|scope| scope.kind() == ScopeKind::OwnLinks)
    }
}

fn serving_below(path: &str) -> SelectStatement {
    link::Entity::find()
        .select_only()
        .column(link::Column::OfficialId)
        .filter(link::Column::ValidTo.is_null())
        .filter(link::Column::HouseholdId.in_subquery(households_below(path)))
        .into_query()
}

fn leading_below(path: &str) -> SelectStatement {
    let grids = grid::Entity::find().select_only().column(grid::Column::Id).filter(below(path)).into_query();
    grid_leader::Entity::find()
        .select_only()
        .column(grid_leader::Column::OfficialId)
        .filter(grid_leader::Column::ValidTo.is_null())
        .filter(grid_leader::Column::GridId.in_subquery(grids))
        .into_query()
}
