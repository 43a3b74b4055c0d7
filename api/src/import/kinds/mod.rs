//! The five kinds of sheet. Each is one table of columns, a check of its rows against what the county knows, and
//! the list of what moves into which column of the roster.

mod desk;
mod grid;
mod household;
mod link;
mod official;
mod unit;

pub use desk::{Desk, Row};
pub use grid::Grids;
pub use household::Households;
pub use link::Links;
pub use official::Officials;
pub use unit::Units;

use std::collections::HashMap;

use poem_openapi::Enum;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{column::Column, swap::Swap};
use crate::{grid::lineage::former_codes, roster::initials};

/// Headings under which rosters carry phone numbers.
const PHONES: &[&str] = &["手机", "手机号", "手机号码", "联系电话", "电话号码"];
/// Headings under which they carry the number of a household.
const HOUSEHOLD_CODES: &[&str] = &["户代码", "户编码", "农户编号"];

/// What a sheet is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "ImportKind", rename_all = "lowercase")]
pub enum Kind {
    Units,
    Grids,
    Officials,
    Households,
    Links,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Units, Self::Grids, Self::Officials, Self::Households, Self::Links];

    /// The word on the command line, in the API and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Grids => "grids",
            Self::Officials => "officials",
            Self::Households => "households",
            Self::Links => "links",
        }
    }

    /// The columns, in the order of the template.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Units => unit::COLUMNS,
            Self::Grids => grid::COLUMNS,
            Self::Officials => official::COLUMNS,
            Self::Households => household::COLUMNS,
            Self::Links => link::COLUMNS,
        }
    }
}

impl std::str::FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("{text:?} is none of {}", Self::ALL.map(Self::as_str).join(", ")))
    }
}

/// A kind of sheet at work.
pub trait Sheet: Send + Sized + 'static {
    const KIND: Kind;
    /// What moves where.
    const SWAP: Swap;
    /// Its staging table.
    type Staging: EntityTrait;

    /// Loads what rows are checked against.
    fn load(db: &impl ConnectionTrait) -> impl Future<Output = Result<Self, DbErr>> + Send;

    /// Checks a row; whatever is wrong is noted at the desk. `None` when the row is wrong or is held back until
    /// [`Sheet::finish`].
    fn check(&mut self, row: &Row<'_>, desk: &mut Desk) -> Option<<Self::Staging as EntityTrait>::Model>;

    /// Rows that could only be judged when all were there.
    fn finish(self, _desk: &mut Desk) -> Vec<<Self::Staging as EntityTrait>::Model> {
        Vec::new()
    }
}

/// The ids of a table by its code.
async fn ids<E: EntityTrait>(
    db: &impl ConnectionTrait,
    code: E::Column,
    id: E::Column,
) -> Result<HashMap<String, Uuid>, DbErr> {
    let rows: Vec<(String, Uuid)> =
        E::find().select_only().column(code).column(id).into_tuple().all(db).await?;
    Ok(rows.into_iter().collect())
}

/// Ids of grids by their code, those that are history left out; what refers to one of these means its successor.
async fn open_grids(db: &impl ConnectionTrait) -> Result<HashMap<String, Uuid>, DbErr> {
    let mut known: HashMap<String, Uuid> =
        former_codes(db).await?.into_iter().map(|(code, today)| (code, today.grid_id)).collect();
    let rows: Vec<(String, Uuid)> = entity::grid::Entity::find()
        .select_only()
        .columns([entity::grid::Column::Code, entity::grid::Column::Id])
        .filter(entity::grid::Column::ClosedOn.is_null())
        .into_tuple()
        .all(db)
        .await?;
    known.extend(rows);
    Ok(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{import::sheet::Cell, locale::Lang};

    #[test]
    fn every_column_explains_itself_and_takes_its_own_example() {
        for kind in Kind::ALL {
            for column in kind.columns() {
                let key = format!("import.{}.{}", kind.as_str(), column.key);
                assert!(Lang::ALL.iter().all(|lang| lang.has(&key)), "{key}");
                let value = column.value(&Cell::Text(column.example.to_owned()));
                assert!(value.is_ok(), "{key}: {value:?}");
            }
        }
    }

    #[test]
    fn no_heading_means_two_columns() {
        for kind in Kind::ALL {
            for column in kind.columns() {
                let names = [column.zh, column.en, column.key].into_iter().chain(column.also.iter().copied());
                for name in names {
                    let called = kind.columns().iter().filter(|other| other.is_called(name)).count();
                    assert_eq!(called, 1, "{} {name}", kind.as_str());
                }
            }
        }
    }

    #[test]
    fn every_column_of_a_sheet_moves_somewhere() {
        let swaps = [Units::SWAP, Grids::SWAP, Officials::SWAP, Households::SWAP];
        for (kind, swap) in Kind::ALL.into_iter().zip(swaps) {
            let Swap::Rows(swap) = swap else { unreachable!("links move on their own") };
            for column in kind.columns().iter().skip(1) {
                assert!(
                    swap.moved.iter().any(|moved| moved.sheet == column.key),
                    "{} {}",
                    kind.as_str(),
                    column.key
                );
            }
        }
    }
}
