//! Officials with their unit, rank and post.

use std::collections::HashMap;

use domain::roster::{Exempt, Rank};
use entity::{grid, import_official, official, unit};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Desk, Kind, Row, Sheet, ids, initials};
use crate::{
    grid::lineage::{Today, former_codes},
    import::{
        column::{Column, Form, Word},
        flaw::What,
        swap::{Moved, Rows, Swap},
    },
};

const SEXES: &[Word] =
    &[Word::new("male", "男", "Male", &["M"]), Word::new("female", "女", "Female", &["F"])];

const RANKS: &[Word] = &[
    rank(Rank::Clerk, "Clerk", &["一般干部", "办事员"]),
    rank(Rank::DeputySection, "Deputy section", &["副科", "副乡科级"]),
    rank(Rank::Section, "Section", &["正科", "正乡科级"]),
    rank(Rank::DeputyCounty, "Deputy county", &["副县", "副处级", "副县处级"]),
    rank(Rank::County, "County", &["正县", "正处级", "正县处级"]),
];

const fn rank(rank: Rank, en: &'static str, also: &'static [&'static str]) -> Word {
    Word::new(rank.as_str(), rank.chinese(), en, also)
}

const EXEMPT: &[Word] = &[
    exempt(Exempt::FirstLineTeacher, "First-line teacher", &["教师"]),
    exempt(Exempt::Doctor, "Doctor", &["医生"]),
    exempt(Exempt::LongLeave, "Long leave", &[]),
    exempt(Exempt::Other, "Other", &[]),
];

const fn exempt(exempt: Exempt, en: &'static str, also: &'static [&'static str]) -> Word {
    Word::new(exempt.as_str(), exempt.chinese(), en, also)
}

const STATES: &[Word] = &[
    Word::new("active", "在职", "Active", &["在岗"]),
    Word::new("left", "离任", "Left", &["离职", "退休", "调出"]),
];

pub const COLUMNS: &[Column] = &[
    Column::required("number", "干部编号", "Official number", Form::OfficialNumber, "A00001").also(&["编号"]),
    Column::required("name", "姓名", "Name", Form::Name, "张三").also(&["干部姓名"]),
    Column::required("sex", "性别", "Sex", Form::Word(SEXES), "男"),
    Column::required("unit_code", "单位代码", "Unit code", Form::Code, "U001")
        .also(&["单位编码", "所在单位代码"]),
    Column::required("rank", "职级", "Rank", Form::Word(RANKS), "副科级").also(&["级别"]),
    Column::optional("post", "职务", "Post", Form::Text { longest: 60 }, "副局长").also(&["岗位"]),
    Column::optional("phone", "电话", "Phone", Form::Phone, "13812341234").also(super::PHONES),
    Column::optional("home_village_code", "家乡村代码", "Home village code", Form::Code, "371323001201")
        .also(&["户籍村代码"]),
    Column::optional("exempt", "免联原因", "Exempt because", Form::Word(EXEMPT), ""),
    Column::optional("state", "状态", "State", Form::Word(STATES), "在职").also(&["在职状态"]),
];

/// Officials against the units and villages they name.
#[derive(Debug)]
pub struct Officials {
    known: HashMap<String, Uuid>,
    units: HashMap<String, Uuid>,
    villages: HashMap<String, Today>,
}

impl Sheet for Officials {
    const KIND: Kind = Kind::Officials;
    const SWAP: Swap = Swap::Rows(Rows {
        table: "official",
        staging: "import_official",
        key: "number",
        moved: &[
            Moved { sheet: "name", columns: &["name", "pinyin"] },
            Moved { sheet: "sex", columns: &["sex"] },
            Moved { sheet: "unit_code", columns: &["unit_id"] },
            Moved { sheet: "rank", columns: &["rank"] },
            Moved { sheet: "post", columns: &["post"] },
            Moved { sheet: "phone", columns: &["phone_index", "phone"] },
            Moved { sheet: "home_village_code", columns: &["home_village_id"] },
            Moved { sheet: "exempt", columns: &["exempt"] },
            Moved { sheet: "state", columns: &["state"] },
        ],
        ..Rows::NONE
    });
    type Staging = import_official::Entity;

    async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        Ok(Self {
            known: ids::<official::Entity>(db, official::Column::Number, official::Column::Id).await?,
            units: ids::<unit::Entity>(db, unit::Column::Code, unit::Column::Id).await?,
            villages: villages(db).await?,
        })
    }

    fn check(&mut self, row: &Row<'_>, desk: &mut Desk) -> Option<import_official::Model> {
        let number = desk.code(row, "number");
        let unit = desk.known(row, "unit_code", &self.units, What::NoUnit);
        let village = desk.known(row, "home_village_code", &self.villages, What::NoVillage);
        let (number, name) = (number?, row.owned("name")?);
        let keyring = &desk.app.keyring;
        let phone = row.text("phone");
        Some(import_official::Model {
            import_id: desk.import_id,
            row_no: row.row_no(),
            id: desk.id(&number, &self.known),
            number,
            pinyin: initials(&name),
            name,
            sex: row.owned("sex")?,
            unit_id: *unit??,
            rank: row.owned("rank")?,
            post: row.owned("post").unwrap_or_default(),
            phone: phone.map(|phone| keyring.seal("official.phone", phone)),
            phone_index: phone.map(|phone| keyring.blind_index("official.phone", phone)),
            home_village_id: village?.map(|village| village.grid_id),
            exempt: row.owned("exempt"),
            state: row.owned("state").unwrap_or_else(|| "active".to_owned()),
        })
    }
}

/// Villages by code, by a code of earlier days too.
pub async fn villages(db: &impl ConnectionTrait) -> Result<HashMap<String, Today>, DbErr> {
    let rows: Vec<(String, Uuid)> = grid::Entity::find()
        .select_only()
        .columns([grid::Column::Code, grid::Column::Id])
        .filter(grid::Column::Level.eq(domain::grid::Level::Village.as_str()))
        .filter(grid::Column::ClosedOn.is_null())
        .into_tuple()
        .all(db)
        .await?;
    let mut known = former_codes(db).await?;
    known.extend(rows.into_iter().map(|(code, grid_id)| (code, Today { grid_id, group_shift: 0 })));
    Ok(known)
}
