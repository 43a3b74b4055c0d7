//! Which official serves which household, from which day.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{household, import_link, link, official};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Desk, Kind, Row, Sheet, household::ended, ids};
use crate::import::{
    column::{Column, Form},
    flaw::What,
    swap::Swap,
};

pub const COLUMNS: &[Column] = &[
    Column::required("household_code", "户编号", "Household code", Form::Code, "371323001201-0001")
        .also(super::HOUSEHOLD_CODES),
    Column::required("official_number", "干部编号", "Official number", Form::OfficialNumber, "A00001")
        .also(&["联系干部编号", "编号"]),
    Column::optional("valid_from", "起始日期", "From", Form::Day, "2025-03-01")
        .also(&["联系起始日期", "开始日期"]),
];

#[derive(Debug)]
struct KnownOfficial {
    id: Uuid,
    has_left: bool,
    is_exempt: bool,
}

#[derive(Debug)]
struct Current {
    official_id: Uuid,
    valid_from: NaiveDate,
}

/// Links against the households and officials they join and the links that hold now.
#[derive(Debug)]
pub struct Links {
    households: HashMap<String, Uuid>,
    /// Households that are history.
    ended: HashMap<String, What>,
    officials: HashMap<String, KnownOfficial>,
    current: HashMap<Uuid, Current>,
}

impl Sheet for Links {
    const KIND: Kind = Kind::Links;
    const SWAP: Swap = Swap::Links;
    type Staging = import_link::Entity;

    async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let officials: Vec<(String, Uuid, String, Option<String>)> = official::Entity::find()
            .select_only()
            .columns([
                official::Column::Number,
                official::Column::Id,
                official::Column::State,
                official::Column::Exempt,
            ])
            .into_tuple()
            .all(db)
            .await?;
        let current: Vec<(Uuid, Uuid, NaiveDate)> = link::Entity::find()
            .select_only()
            .columns([link::Column::HouseholdId, link::Column::OfficialId, link::Column::ValidFrom])
            .filter(link::Column::ValidTo.is_null())
            .filter(link::Column::Kind.eq("thirty"))
            .into_tuple()
            .all(db)
            .await?;
        let known = |(number, id, state, exempt): (String, Uuid, String, Option<String>)| {
            (number, KnownOfficial { id, has_left: state == "left", is_exempt: exempt.is_some() })
        };
        Ok(Self {
            households: ids::<household::Entity>(db, household::Column::Code, household::Column::Id).await?,
            ended: ended(db).await?,
            officials: officials.into_iter().map(known).collect(),
            current: current
                .into_iter()
                .map(|(household, official_id, valid_from)| (household, Current { official_id, valid_from }))
                .collect(),
        })
    }

    fn check(&mut self, row: &Row<'_>, desk: &mut Desk) -> Option<import_link::Model> {
        let fresh = desk.code(row, "household_code");
        let household = desk.known(row, "household_code", &self.households, What::NoHousehold);
        if let Some(what) = row.text("household_code").and_then(|code| self.ended.get(code)) {
            desk.flaw(row, "household_code", what.clone());
        }
        let official = desk.known(row, "official_number", &self.officials, What::NoOfficial);
        let valid_from = row.day("valid_from").unwrap_or(desk.today);
        if valid_from > desk.today {
            desk.flaw(row, "valid_from", What::FutureDay);
        }
        let (household_id, official) = (*household??, official??);
        let current = self.current.get(&household_id);
        // A link that holds already may stand, whatever has become of the official since.
        if current.is_none_or(|current| current.official_id != official.id) {
            if official.has_left {
                desk.flaw(row, "official_number", What::OfficialLeft);
            } else if official.is_exempt {
                desk.flaw(row, "official_number", What::OfficialExempt);
            }
            if let Some(current) = current.filter(|current| current.valid_from > valid_from) {
                let since = current.valid_from.to_string();
                desk.flaw(row, "valid_from", What::BeforeCurrentLink { since });
            }
        }
        fresh?;
        Some(import_link::Model {
            import_id: desk.import_id,
            row_no: row.row_no(),
            id: desk.app.clock.id(),
            household_id,
            official_id: official.id,
            valid_from,
        })
    }
}
