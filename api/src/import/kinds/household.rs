//! Households with their village and village group.

use std::collections::HashMap;

use domain::roster::{HouseholdNumber, HouseholdState};
use entity::{household, import_household};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{Desk, Kind, Row, Sheet, ids, initials, official::villages};
use crate::{
    grid::lineage::Today,
    import::{
        column::{Column, Form},
        flaw::What,
        swap::{Moved, Rows, Swap},
    },
    keyring::Keyring,
    roster::codes::{door_tag, household_code, household_code_hash},
};

pub const COLUMNS: &[Column] = &[
    Column::required("code", "户编号", "Household code", Form::Code, "371323001201-0001")
        .also(super::HOUSEHOLD_CODES),
    Column::required("village_code", "村代码", "Village code", Form::Code, "371323001201").also(&[
        "村编码",
        "所在村代码",
        "行政村代码",
    ]),
    Column::required(
        "group_no",
        "村民小组",
        "Village group",
        Form::Whole { least: 1, most: 999, unit: "组" },
        "3",
    )
    .also(&["组", "小组", "组号"]),
    Column::required("head_name", "户主", "Head of household", Form::Name, "李四").also(&["户主姓名"]),
    Column::optional("phone", "电话", "Phone", Form::Phone, "13812341234").also(super::PHONES),
    Column::optional("address", "门牌地址", "Address", Form::Text { longest: 200 }, "3组17号").also(&[
        "地址",
        "门牌",
        "门牌号",
        "住址",
    ]),
    Column::optional(
        "household_size",
        "人口",
        "Household size",
        Form::Whole { least: 1, most: 99, unit: "人" },
        "4",
    )
    .also(&["家庭人口", "人口数"]),
    Column::optional("x", "东坐标", "Metres east", Form::Metres, ""),
    Column::optional("y", "北坐标", "Metres north", Form::Metres, ""),
];

/// Households against the villages they lie in.
#[derive(Debug)]
pub struct Households {
    known: HashMap<String, Uuid>,
    /// Those that are history.
    ended: HashMap<String, What>,
    villages: HashMap<String, Today>,
}

impl Sheet for Households {
    const KIND: Kind = Kind::Households;
    const SWAP: Swap = Swap::Rows(Rows {
        table: "household",
        staging: "import_household",
        key: "code",
        moved: &[
            Moved { sheet: "village_code", columns: &["village_id"] },
            Moved { sheet: "group_no", columns: &["group_no"] },
            Moved { sheet: "head_name", columns: &["head_name", "pinyin"] },
            Moved { sheet: "phone", columns: &["phone_index", "phone"] },
            Moved { sheet: "address", columns: &["address"] },
            Moved { sheet: "household_size", columns: &["household_size"] },
            Moved { sheet: "x", columns: &["x"] },
            Moved { sheet: "y", columns: &["y"] },
        ],
        added_only: &["code_hash", "tag"],
        constants: &[("code_version", "1"), ("step", "0"), ("open_requests", "0")],
        ..Rows::NONE
    });
    type Staging = import_household::Entity;

    async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        Ok(Self {
            known: ids::<household::Entity>(db, household::Column::Code, household::Column::Id).await?,
            ended: ended(db).await?,
            villages: villages(db).await?,
        })
    }

    fn check(&mut self, row: &Row<'_>, desk: &mut Desk) -> Option<import_household::Model> {
        let code = desk.code(row, "code");
        if code.as_deref().is_some_and(|code| code.parse::<HouseholdNumber>().is_err()) {
            desk.flaw(row, "code", What::NotAHouseholdNumber);
        }
        if let Some(what) = code.as_ref().and_then(|code| self.ended.get(code)) {
            desk.flaw(row, "code", what.clone());
        }
        let village = desk.known(row, "village_code", &self.villages, What::NoVillage);
        let (code, head_name) = (code?, row.owned("head_name")?);
        let (village, group_no) = (*village??, row.whole("group_no")?);
        // One that is there keeps what is printed on its door and in its envelope.
        let existing = self.known.get(&code).copied();
        let keyring = &desk.app.keyring;
        let phone = row.text("phone");
        let (code_hash, tag) = if existing.is_some() { (None, None) } else { first_codes(keyring, &code) };
        Some(import_household::Model {
            import_id: desk.import_id,
            row_no: row.row_no(),
            id: existing.unwrap_or_else(|| desk.app.clock.id()),
            code,
            village_id: village.grid_id,
            // Under a former code the village groups carry the numbers of that village.
            group_no: group_no + village.group_shift,
            pinyin: initials(&head_name),
            head_name,
            address: row.owned("address").unwrap_or_default(),
            x: row.metres("x"),
            y: row.metres("y"),
            phone: phone.map(|phone| keyring.seal("household.phone", phone)),
            phone_index: phone.map(|phone| keyring.blind_index("household.phone", phone)),
            code_hash,
            tag,
            household_size: row.whole("household_size").unwrap_or(1),
        })
    }
}

/// Households that are history by their code, with what a sheet is told that names one.
pub async fn ended(db: &impl ConnectionTrait) -> Result<HashMap<String, What>, DbErr> {
    use household::Column::{Code, Id, State, SuccessorId};
    let rows: Vec<(String, Option<Uuid>)> = household::Entity::find()
        .select_only()
        .columns([Code, SuccessorId])
        .filter(State.ne(HouseholdState::Active.as_str()))
        .into_tuple()
        .all(db)
        .await?;
    let successors = household::Entity::find()
        .select_only()
        .column(SuccessorId)
        .filter(SuccessorId.is_not_null())
        .into_query();
    let successors: Vec<(Uuid, String)> = household::Entity::find()
        .select_only()
        .columns([Id, Code])
        .filter(Id.in_subquery(successors))
        .into_tuple()
        .all(db)
        .await?;
    let successors: HashMap<Uuid, String> = successors.into_iter().collect();
    let told = |(code, successor): (String, Option<Uuid>)| {
        let into = successor.and_then(|id| successors.get(&id).cloned());
        (code, into.map_or(What::HouseholdGone, |into| What::HouseholdMerged { into }))
    };
    Ok(rows.into_iter().map(told).collect())
}

/// Hash of a new household's first code, and its door tag.
fn first_codes(keyring: &Keyring, number: &str) -> (Option<Vec<u8>>, Option<String>) {
    let code = household_code(keyring, number, 1);
    (Some(household_code_hash(keyring, &code)), Some(door_tag(keyring, number).as_str().to_owned()))
}
