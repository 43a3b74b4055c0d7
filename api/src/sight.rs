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
use entity::{
    grid, grid_leader, household, link, official, pledge, rating_roster, rating_round, request, visit,
};

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

/// Ids of the officials whom a round rates, while it is open: before and after it nobody draws slips.
fn rated_in(round_id: Uuid) -> SelectStatement {
    let open = rating_round::Entity::find()
        .select_only()
        .column(rating_round::Column::Id)
        .filter(rating_round::Column::Id.eq(round_id))
        .filter(rating_round::Column::State.eq("open"))
        .into_query();
    rating_roster::Entity::find()
        .select_only()
        .column(rating_roster::Column::OfficialId)
        .filter(rating_roster::Column::RoundId.in_subquery(open))
        .into_query()
}

/// Ids of the households of those officials.
fn rating_in(round_id: Uuid) -> SelectStatement {
    link::Entity::find()
        .select_only()
        .column(link::Column::HouseholdId)
        .filter(link::Column::Kind.eq(THIRTY))
        .filter(link::Column::ValidTo.is_null())
        .filter(link::Column::OfficialId.in_subquery(rated_in(round_id)))
        .into_query()
}

/// Households that were merged into one of these.
fn merged_into(ids: SelectStatement) -> SelectStatement {
    household::Entity::find()
        .select_only()
        .column(household::Column::Id)
        .filter(household::Column::SuccessorId.in_subquery(ids))
        .into_query()
}

/// What an official serves: his households, and the past of those merged into them.
fn served(column: impl IntoSimpleExpr, official_id: Uuid) -> Condition {
    let column = column.into_simple_expr();
    Condition::any()
        .add(is_in(column.clone(), linked_to(official_id)))
        .add(is_in(column, merged_into(linked_to(official_id))))
}

/// What is a household's own: its rows, and those of the households merged into it.
pub fn of_household(column: impl IntoSimpleExpr, household_id: Uuid) -> Condition {
    of_households(column, &[household_id])
}

/// What is households' own.
pub fn of_households(column: impl IntoSimpleExpr, households: &[Uuid]) -> Condition {
    let column = column.into_simple_expr();
    let past = household::Entity::find()
        .select_only()
        .column(household::Column::Id)
        .filter(household::Column::SuccessorId.is_in(households.to_vec()))
        .into_query();
    Condition::any().add(column.clone().is_in(households.to_vec())).add(is_in(column, past))
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

fn everything() -> Condition {
    Condition::all().add(Expr::value(1).eq(1))
}

/// The county's own path is its code alone: everything lies below it, and nothing need be looked up.
fn is_the_county(path: &str) -> bool {
    !path.contains('/')
}

/// Households that lie below a path.
pub fn households_lying(path: &str) -> Condition {
    if is_the_county(path) {
        return everything();
    }
    Condition::all().add(is_in(household::Column::VillageId, villages_below(path)))
}

/// Requests of households that lie below a path.
pub fn requests_lying(path: &str) -> Condition {
    if is_the_county(path) {
        return everything();
    }
    Condition::all().add(is_in(request::Column::VillageId, villages_below(path)))
}

/// Visits to households that lie below a path. A township has so many that walking through all visits from the
/// newest on finds a page sooner than sorting its own; a village has so few that sorting them is sooner.
pub fn visits_lying(path: &str) -> Condition {
    if is_the_county(path) {
        return everything();
    }
    if path.matches('/').count() > 1 {
        return Condition::all().add(is_in(visit::Column::HouseholdId, households_below(path)));
    }
    let household = household::Entity::find()
        .select_only()
        .expr(Expr::value(1))
        .filter(
            Expr::col((household::Entity, household::Column::Id))
                .equals((visit::Entity, visit::Column::HouseholdId)),
        )
        .filter(household::Column::VillageId.in_subquery(villages_below(path)))
        .into_query();
    Condition::all().add(Expr::exists(household))
}

/// Links of households that lie below a path.
pub fn links_lying(path: &str) -> Condition {
    if is_the_county(path) {
        return everything();
    }
    Condition::all().add(is_in(link::Column::HouseholdId, households_below(path)))
}

/// Officials who serve or lead below a path.
pub fn officials_below(path: &str) -> Condition {
    if is_the_county(path) {
        return everything();
    }
    let id = official::Column::Id;
    Condition::any().add(is_in(id, serving_below(path))).add(is_in(id, leading_below(path)))
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
        use household::Column::Id;
        self.any_of(|grant| match &grant.scope {
            Scope::County => Some(everything()),
            Scope::Subtree { path, .. } => Some(households_lying(path)),
            Scope::OwnLinks { official_id } => Some(Condition::all().add(is_in(Id, linked_to(*official_id)))),
            Scope::Round { round_id } => Some(Condition::all().add(is_in(Id, rating_in(*round_id)))),
            Scope::Unit { .. } | Scope::Meeting { .. } => None,
        })
    }

    /// Visits in sight: of the households, and what an official did himself while they were his.
    pub fn visits(&self) -> Condition {
        use visit::Column::{HouseholdId, OfficialId};
        self.any_of(|grant| match &grant.scope {
            Scope::County => Some(everything()),
            Scope::Subtree { path, .. } => Some(visits_lying(path)),
            Scope::OwnLinks { official_id } => {
                Some(served(HouseholdId, *official_id).add(OfficialId.eq(*official_id)))
            }
            Scope::Unit { .. } | Scope::Round { .. } | Scope::Meeting { .. } => None,
        })
    }

    /// Pledges in sight: to the households, and what an official promised or has to keep.
    pub fn pledges(&self) -> Condition {
        use pledge::Column::{HouseholdId, MadeBy, OfficialId};
        self.any_of(|grant| match &grant.scope {
            Scope::County => Some(everything()),
            Scope::Subtree { path, .. } if is_the_county(path) => Some(everything()),
            Scope::Subtree { path, .. } => {
                Some(Condition::all().add(is_in(HouseholdId, households_below(path))))
            }
            Scope::OwnLinks { official_id } => Some(
                served(HouseholdId, *official_id)
                    .add(OfficialId.eq(*official_id))
                    .add(MadeBy.eq(*official_id)),
            ),
            Scope::Unit { .. } | Scope::Round { .. } | Scope::Meeting { .. } => None,
        })
    }

    /// Requests in sight. A complaint about an official is the inspector's, read by the auditor, and the county's
    /// leader once it has come up to him; never the official's it is about.
    pub fn requests(&self) -> Condition {
        use request::Column::{Complaint, HouseholdId, Level, OfficialId};
        let matter = || Condition::all().add(Complaint.eq(false));
        let open = self.any_of(|grant| match &grant.scope {
            Scope::County if matches!(grant.role, Role::Inspector | Role::Auditor) => Some(everything()),
            Scope::County => Some(matter()),
            Scope::Subtree { path, .. } => {
                let below = matter().add(requests_lying(path));
                let come_up = Condition::all().add(Complaint.eq(true)).add(Level.eq("county"));
                Some(if is_the_county(path) { Condition::any().add(below).add(come_up) } else { below })
            }
            Scope::OwnLinks { official_id } => {
                Some(matter().add(served(HouseholdId, *official_id).add(OfficialId.eq(*official_id))))
            }
            Scope::Unit { .. } | Scope::Round { .. } | Scope::Meeting { .. } => None,
        });
        let Some(own) = self.own_official else { return open };
        let about_others =
            Condition::any().add(Complaint.eq(false)).add(OfficialId.is_null()).add(OfficialId.ne(own));
        Condition::all().add(open).add(about_others)
    }

    /// Officials in sight: those who serve or lead in a subtree, one's own unit, oneself, those of an open round.
    pub fn officials(&self) -> Condition {
        use official::Column::{Id, UnitId};
        self.any_of(|grant| match &grant.scope {
            Scope::County => Some(everything()),
            Scope::Subtree { path, .. } => {
                Some(Condition::any().add(is_in(Id, serving_below(path))).add(is_in(Id, leading_below(path))))
            }
            Scope::OwnLinks { official_id } => Some(Condition::all().add(Id.eq(*official_id))),
            Scope::Unit { unit_id } => Some(Condition::all().add(UnitId.eq(*unit_id))),
            Scope::Round { round_id } => Some(Condition::all().add(is_in(Id, rated_in(*round_id)))),
            Scope::Meeting { .. } => None,
        })
    }

    /// Links in sight: of the households, and an official's own of earlier days.
    pub fn links(&self) -> Condition {
        use link::Column::{HouseholdId, OfficialId};
        self.any_of(|grant| match &grant.scope {
            Scope::County => Some(everything()),
            Scope::Subtree { path, .. } => Some(links_lying(path)),
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
