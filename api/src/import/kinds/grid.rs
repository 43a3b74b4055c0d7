//! Grids of the five levels. A row may stand before the one it lies in, so rows are judged when all are there.

use std::collections::HashMap;

use domain::grid::{GridCode, Level};
use entity::{grid, import_grid, official};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Desk, Kind, Row, Sheet, ids, initials, open_grids};
use crate::import::{
    column::{Column, Form, Word},
    flaw::{Flaw, What},
    swap::{Moved, Rows, Swap},
};

const LEVELS: &[Word] = &[
    Word::new(Level::County.as_str(), "县", "County", &["县总网格", "总网格", "区", "县级"]),
    Word::new(
        Level::Township.as_str(),
        "乡镇",
        "Township",
        &["乡镇大网格", "大网格", "街道", "乡", "镇", "开发区"],
    ),
    Word::new(Level::WorkArea.as_str(), "工作片", "Work area", &["工作片中网格", "中网格", "片区"]),
    Word::new(Level::Village.as_str(), "村", "Village", &["村级网格", "行政村"]),
    Word::new(Level::Contact.as_str(), "联系网格", "Contact grid", &[]),
];

pub const COLUMNS: &[Column] = &[
    Column::required("code", "网格代码", "Grid code", Form::Code, "371323001201").also(&["代码", "网格编码"]),
    Column::required("name", "网格名称", "Grid name", Form::Text { longest: 100 }, "东关村").also(&["名称"]),
    Column::required("level", "级别", "Level", Form::Word(LEVELS), "村").also(&["网格级别", "层级"]),
    Column::required("parent_code", "上级网格代码", "Parent code", Form::Code, "371323001P01")
        .also(&["上级代码", "所属网格代码"])
        .may_be_blank(),
    Column::optional("former_codes", "曾用代码", "Former codes", Form::Text { longest: 200 }, "")
        .also(&["原代码"]),
    Column::optional("official_number", "联系干部编号", "Official number", Form::OfficialNumber, "")
        .also(&["干部编号"]),
    Column::optional("x", "东坐标", "Metres east", Form::Metres, ""),
    Column::optional("y", "北坐标", "Metres north", Form::Metres, ""),
];

/// A row whose parent is not looked up yet.
#[derive(Debug)]
struct Waiting {
    grid: import_grid::Model,
    code: GridCode,
    parent: Option<String>,
}

/// Grids against each other and those that are there.
#[derive(Debug)]
pub struct Grids {
    /// Where a code leads, one of earlier days too.
    known: HashMap<String, Uuid>,
    /// What has become of the codes that are no grid's any more.
    former: HashMap<String, String>,
    officials: HashMap<String, Uuid>,
    waiting: Vec<Waiting>,
}

impl Sheet for Grids {
    const KIND: Kind = Kind::Grids;
    const SWAP: Swap = Swap::Rows(Rows {
        table: "grid",
        staging: "import_grid",
        key: "code",
        moved: &[
            Moved { sheet: "name", columns: &["name", "pinyin"] },
            Moved { sheet: "level", columns: &["level"] },
            Moved { sheet: "parent_code", columns: &["parent_id"] },
            Moved { sheet: "former_codes", columns: &["former_codes"] },
            Moved { sheet: "official_number", columns: &["official_id"] },
            Moved { sheet: "x", columns: &["x"] },
            Moved { sheet: "y", columns: &["y"] },
        ],
        // A moved township takes everything below it along.
        constants: &[("path", "''")],
        after: Some(
            "WITH RECURSIVE tree(id, path) AS (SELECT id, code FROM grid WHERE parent_id IS NULL \
             UNION ALL SELECT grid.id, tree.path || '/' || grid.code FROM grid JOIN tree ON grid.parent_id = tree.id) \
             UPDATE grid SET path = tree.path FROM tree WHERE grid.id = tree.id AND grid.path <> tree.path",
        ),
        ..Rows::NONE
    });
    type Staging = import_grid::Entity;

    async fn load(db: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let known = open_grids(db).await?;
        let now: HashMap<Uuid, String> = grid::Entity::find()
            .select_only()
            .columns([grid::Column::Id, grid::Column::Code])
            .filter(grid::Column::ClosedOn.is_null())
            .into_tuple::<(Uuid, String)>()
            .all(db)
            .await?
            .into_iter()
            .collect();
        let mut former: HashMap<String, String> = HashMap::new();
        for (code, id) in &known {
            if let Some(now) = now.get(id).filter(|now| *now != code) {
                former.insert(code.clone(), now.clone());
            }
        }
        Ok(Self {
            known,
            former,
            officials: ids::<official::Entity>(db, official::Column::Number, official::Column::Id).await?,
            waiting: Vec::new(),
        })
    }

    fn check(&mut self, row: &Row<'_>, desk: &mut Desk) -> Option<import_grid::Model> {
        let code = desk.code(row, "code");
        let official = desk.known(row, "official_number", &self.officials, What::NoOfficial);
        let level: Option<Level> = row.text("level").and_then(|level| level.parse().ok());
        if matches!(official, Some(Some(_))) && level.is_some_and(|level| level != Level::Contact) {
            desk.flaw(row, "official_number", What::OfficialOfContactOnly);
        }
        let (code, level) = (code?, level?);
        if let Some(into) = self.former.get(&code).cloned() {
            desk.flaw(row, "code", What::VillageMerged { into });
            return None;
        }
        let Some(shaped) = code.parse::<GridCode>().ok().filter(|code| code.level() == level) else {
            desk.flaw(row, "code", What::NotAGridCode);
            return None;
        };
        let name = row.owned("name")?;
        self.waiting.push(Waiting {
            grid: import_grid::Model {
                import_id: desk.import_id,
                row_no: row.row_no(),
                id: desk.id(&code, &self.known),
                code,
                pinyin: initials(&name),
                name,
                level: level.to_string(),
                parent_id: None,
                x: row.metres("x"),
                y: row.metres("y"),
                official_id: official?.copied(),
                former_codes: row.text("former_codes").map(spaced),
            },
            code: shaped,
            parent: row.owned("parent_code"),
        });
        None
    }

    fn finish(self, desk: &mut Desk) -> Vec<import_grid::Model> {
        let mut known = self.known;
        known.extend(self.waiting.iter().map(|waiting| (waiting.grid.code.clone(), waiting.grid.id)));
        let several = known.keys().filter(|code| is_county(code)).nth(1).is_some();
        let mut staged = Vec::with_capacity(self.waiting.len());
        for waiting in self.waiting {
            match parent(&waiting, &known, several) {
                Ok(parent_id) => staged.push(import_grid::Model { parent_id, ..waiting.grid }),
                Err((key, what)) => {
                    let row = u32::try_from(waiting.grid.row_no).unwrap_or_default();
                    let value = if key == "code" { Some(waiting.grid.code) } else { waiting.parent };
                    if let Some(column) = COLUMNS.iter().find(|column| column.key == key) {
                        desk.flaws.push(Flaw::cell(row, column, value.as_deref(), what));
                    }
                }
            }
        }
        staged
    }
}

/// The grid a row lies in, or the column that is wrong about it.
fn parent(
    waiting: &Waiting,
    known: &HashMap<String, Uuid>,
    several_counties: bool,
) -> Result<Option<Uuid>, (&'static str, What)> {
    let level = waiting.code.level();
    let Some(parent) = waiting.parent.as_deref() else {
        return match level {
            Level::County if several_counties => Err(("code", What::SecondCounty)),
            Level::County => Ok(None),
            _ => Err(("parent_code", What::ParentNeeded)),
        };
    };
    if level == Level::County {
        return Err(("parent_code", What::ParentOfCounty));
    }
    let id = *known.get(parent).ok_or(("parent_code", What::NoGrid))?;
    let above: GridCode = parent.parse().map_err(|_| ("parent_code", What::ParentLevel))?;
    let next = Level::ALL.iter().skip_while(|other| **other != above.level()).nth(1);
    if next != Some(&level) {
        return Err(("parent_code", What::ParentLevel));
    }
    if !waiting.code.may_lie_in(&above) {
        return Err(("parent_code", What::ParentElsewhere));
    }
    Ok(Some(id))
}

fn is_county(code: &str) -> bool {
    code.parse::<GridCode>().is_ok_and(|code| code.level() == Level::County)
}

/// Codes separated by spaces, however they were separated.
fn spaced(codes: &str) -> String {
    let separator =
        |character: char| character.is_whitespace() || matches!(character, ',' | '，' | '、' | ';' | '；');
    codes.split(separator).filter(|code| !code.is_empty()).collect::<Vec<_>>().join(" ")
}
