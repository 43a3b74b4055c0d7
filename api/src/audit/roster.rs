//! Rosters frozen from the live county: officials with their stratum and name, and lists that the host typed.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use domain::audit::pdraw1::{Digest, Roster, RosterLine};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::ExprTrait,
};
use uuid::Uuid;

use super::{
    form::RosterForm,
    households::{self, FrozenPart},
    refusal,
    view::{RosterKind, Stratum},
};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    sight::THIRTY,
};
use entity::{grid, link, official, unit};

/// Nobody may weigh more, by the protocol.
const MAX_WEIGHT: i64 = 10_000;

/// A roster as it will be announced.
#[derive(Debug)]
pub(super) struct FrozenRoster {
    pub(super) line: RosterLine,
    pub(super) kind: RosterKind,
    pub(super) stratum: Option<Stratum>,
    /// The roster, or the index of a split one.
    pub(super) text: String,
    /// The rows of a whole roster.
    pub(super) whole: Option<Roster>,
    pub(super) parts: Vec<FrozenPart>,
}

impl FrozenRoster {
    fn whole(roster: Roster, kind: RosterKind, stratum: Option<Stratum>) -> Self {
        let (line, text) = (roster.line(), roster.text().to_owned());
        Self { line, kind, stratum, text, whole: Some(roster), parts: Vec::new() }
    }

    pub(super) fn split(line: RosterLine, text: String, parts: Vec<FrozenPart>) -> Self {
        Self { line, kind: RosterKind::Households, stratum: None, text, whole: None, parts }
    }

    pub(super) fn hash(&self) -> &Digest {
        &self.line.hash
    }
}

/// Freezes one roster as the county stands today.
pub(super) async fn freeze(app: &Arc<App>, form: &RosterForm) -> ApiResult<FrozenRoster> {
    if form.kind != RosterKind::List && !form.rows.is_empty() {
        return Err(ApiError::field("rosters", "rows_of_a_list"));
    }
    let db = app.db.reader();
    match form.kind {
        RosterKind::Officials => {
            let stratum = form.stratum.unwrap_or(Stratum::Township);
            let loads = if form.weighted { Some(loads(db, app.clock.today()).await?) } else { None };
            let rows = officials(db, stratum, loads.as_ref()).await?;
            let roster = Roster::build(form.name.trim(), rows);
            let roster = roster.map_err(|error| refusal::draw(&error, "stratum"))?;
            Ok(FrozenRoster::whole(roster, form.kind, Some(stratum)))
        }
        RosterKind::List => {
            let rows = form.rows.iter().map(|row| {
                let fields = row.fields.iter().map(|field| field.trim().to_owned()).collect();
                (row.label.trim().to_owned(), fields)
            });
            let roster = Roster::build(form.name.trim(), rows.collect());
            let roster = roster.map_err(|error| refusal::draw(&error, "rosters"))?;
            Ok(FrozenRoster::whole(roster, form.kind, None))
        }
        RosterKind::Households => households::freeze(app, form.name.trim()).await,
    }
}

/// How many households each official serves on a day.
async fn loads(db: &impl ConnectionTrait, day: NaiveDate) -> Result<HashMap<Uuid, i64>, DbErr> {
    let rows: Vec<(Uuid, i64)> = link::Entity::find()
        .select_only()
        .column(link::Column::OfficialId)
        .column_as(link::Column::Id.count(), "households")
        .filter(link::Column::Kind.eq(THIRTY))
        .filter(link::Column::ValidFrom.lte(day))
        .filter(link::Column::ValidTo.is_null().or(link::Column::ValidTo.gt(day)))
        .group_by(link::Column::OfficialId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Number, and stratum, name and where wanted the weight of every official who carries households.
async fn officials(
    db: &impl ConnectionTrait,
    by: Stratum,
    loads: Option<&HashMap<Uuid, i64>>,
) -> Result<Vec<(String, Vec<String>)>, DbErr> {
    let people: Vec<(Uuid, String, String, Uuid)> = official::Entity::find()
        .select_only()
        .columns([
            official::Column::Id,
            official::Column::Number,
            official::Column::Name,
            official::Column::UnitId,
        ])
        .filter(official::Column::State.eq("active"))
        .filter(official::Column::Exempt.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let units: Vec<(Uuid, String, Option<Uuid>)> = unit::Entity::find()
        .select_only()
        .columns([unit::Column::Id, unit::Column::Name, unit::Column::GridId])
        .into_tuple()
        .all(db)
        .await?;
    let units: HashMap<Uuid, (String, Option<Uuid>)> =
        units.into_iter().map(|(id, name, grid_id)| (id, (name, grid_id))).collect();
    let townships = if by == Stratum::Township { Townships::read(db).await? } else { Townships::default() };
    let rows = people.into_iter().map(|(id, number, name, unit_id)| {
        let (unit, grid_id) = units.get(&unit_id).cloned().unwrap_or_default();
        let stratum = match by {
            Stratum::Unit => unit,
            Stratum::Township => {
                townships.of_official(id).or_else(|| townships.of_grid(grid_id?)).unwrap_or(unit)
            }
        };
        let weight =
            loads.map(|loads| loads.get(&id).map_or(0, |load| std::cmp::min(*load, MAX_WEIGHT)).to_string());
        (number, [Some(stratum), Some(name), weight].into_iter().flatten().collect())
    });
    Ok(rows.collect())
}

/// Which township a grid or an official's contact grid lies in.
#[derive(Debug, Default)]
struct Townships {
    names: HashMap<String, String>,
    contacts: HashMap<Uuid, String>,
    grids: HashMap<Uuid, String>,
}

impl Townships {
    async fn read(tx: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let grids: Vec<(Uuid, String, String, String, String, Option<Uuid>)> = grid::Entity::find()
            .select_only()
            .columns([
                grid::Column::Id,
                grid::Column::Code,
                grid::Column::Name,
                grid::Column::Level,
                grid::Column::Path,
                grid::Column::OfficialId,
            ])
            .into_tuple()
            .all(tx)
            .await?;
        let mut found = Self::default();
        for (id, code, name, level, path, official_id) in grids {
            if level == "township" {
                found.names.insert(code, name);
            }
            match official_id {
                Some(official_id) => found.contacts.insert(official_id, path),
                None => found.grids.insert(id, path),
            };
        }
        Ok(found)
    }

    /// Where his households lie, by his contact grid.
    fn of_official(&self, id: Uuid) -> Option<String> {
        self.of_path(self.contacts.get(&id)?)
    }

    fn of_grid(&self, id: Uuid) -> Option<String> {
        self.of_path(self.grids.get(&id)?)
    }

    /// The second part of a path is the township's code.
    fn of_path(&self, path: &str) -> Option<String> {
        self.names.get(path.split('/').nth(1)?).cloned()
    }
}
