//! Units: departments, township governments, schools, companies.

use std::collections::HashMap;

use entity::{import_unit, official, unit};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{Desk, Kind, Row, Sheet, ids, initials, open_grids};
use crate::import::{
    column::{Column, Form, Word},
    flaw::What,
    swap::{Moved, Rows, Swap},
};

const KINDS: &[Word] = &[
    Word::new("county_office", "县级机关", "County office", &["县委机关", "县政府机关"]),
    Word::new("department", "部门", "Department", &["县直部门", "县直单位", "局"]),
    Word::new("township_government", "乡镇政府", "Township government", &["乡镇", "街道", "街道办事处"]),
    Word::new("school", "学校", "School", &[]),
    Word::new("hospital", "医院", "Hospital", &["卫生院"]),
    Word::new("company", "企业", "Company", &["公司"]),
];

pub const COLUMNS: &[Column] = &[
    Column::required("code", "单位代码", "Unit code", Form::Code, "U001").also(&["单位编码", "单位编号"]),
    Column::required("name", "单位名称", "Unit name", Form::Text { longest: 100 }, "县民政局")
        .also(&["单位"]),
    Column::required("kind", "单位类别", "Unit kind", Form::Word(KINDS), "部门").also(&["类别", "单位性质"]),
    Column::optional("grid_code", "所在网格代码", "Grid code", Form::Code, "371323001")
        .also(&["网格代码", "所在乡镇代码"]),
    Column::optional("head_number", "负责人编号", "Head's number", Form::OfficialNumber, "")
        .also(&["单位负责人编号"]),
];

/// Units against the grids and officials they name.
#[derive(Debug)]
pub struct Units {
    known: HashMap<String, Uuid>,
    grids: HashMap<String, Uuid>,
    officials: HashMap<String, Uuid>,
}

impl Sheet for Units {
    const KIND: Kind = Kind::Units;
    const SWAP: Swap = Swap::Rows(Rows {
        table: "unit",
        staging: "import_unit",
        key: "code",
        moved: &[
            Moved { sheet: "name", columns: &["name", "pinyin"] },
            Moved { sheet: "kind", columns: &["kind"] },
            Moved { sheet: "grid_code", columns: &["grid_id"] },
            Moved { sheet: "head_number", columns: &["head_id"] },
        ],
        ..Rows::NONE
    });
    type Staging = import_unit::Entity;

    async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        Ok(Self {
            known: ids::<unit::Entity>(db, unit::Column::Code, unit::Column::Id).await?,
            grids: open_grids(db).await?,
            officials: ids::<official::Entity>(db, official::Column::Number, official::Column::Id).await?,
        })
    }

    fn check(&mut self, row: &Row<'_>, desk: &mut Desk) -> Option<import_unit::Model> {
        let code = desk.code(row, "code");
        let grid = desk.known(row, "grid_code", &self.grids, What::NoGrid);
        let head = desk.known(row, "head_number", &self.officials, What::NoOfficial);
        let (code, name) = (code?, row.owned("name")?);
        Some(import_unit::Model {
            import_id: desk.import_id,
            row_no: row.row_no(),
            id: desk.id(&code, &self.known),
            code,
            pinyin: initials(&name),
            name,
            kind: row.owned("kind")?,
            grid_id: grid?.copied(),
            head_id: head?.copied(),
        })
    }
}
