//! Codes of grids, built on the statistical codes of the National Bureau of Statistics.

use std::fmt;
use std::str::FromStr;

use crate::words::words;

words! {
    /// The levels, from the top.
    pub enum Level {
        /// 县总网格
        County = "county",
        /// 乡镇大网格
        Township = "township",
        /// 工作片中网格
        WorkArea = "work_area",
        /// 村级网格
        Village = "village",
        /// 联系网格: one official's households
        Contact = "contact",
    }
}

/// The code of a grid, with the level its shape tells.
///
/// | level | shape | example |
/// |---|---|---|
/// | county | 6 digits | `371323` |
/// | township | county and 3 digits | `371323001` |
/// | work area | township, `P`, 2 digits | `371323001P01` |
/// | village | township and 3 digits | `371323001201` |
/// | contact | village, `-`, 3 digits; or the official's number | `371323001201-004`, `A00017` |
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GridCode {
    text: String,
    level: Level,
}

/// A text that has none of the shapes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the code of a grid")]
pub struct GridCodeError(pub String);

impl GridCode {
    /// The level.
    pub const fn level(&self) -> Level {
        self.level
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The code of the township this grid lies in, for work areas, villages and contact grids named after a village.
    pub fn township(&self) -> Option<&str> {
        let official_s = self.level == Level::Contact && self.text.starts_with('A');
        if self.level == Level::County || official_s { None } else { self.text.get(..9) }
    }

    /// Whether the code itself says that this grid lies in `above`. A village's code does not name its work area, nor
    /// an official's number his village: there the township, or nothing, is compared.
    pub fn may_lie_in(&self, above: &Self) -> bool {
        if above.level >= self.level {
            return false;
        }
        if self.level == Level::Contact && self.text.starts_with('A') {
            return true;
        }
        match above.level {
            Level::WorkArea => self.township() == above.township(),
            _ => self.text.starts_with(&above.text),
        }
    }
}

impl FromStr for GridCode {
    type Err = GridCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let level = match text.len() {
            _ if !text.is_ascii() => None,
            6 if digits(text) => Some(Level::County),
            6 if text.starts_with('A') && digits(&text[1..]) => Some(Level::Contact),
            9 if digits(text) => Some(Level::Township),
            12 if digits(text) => Some(Level::Village),
            12 if digits(&text[..9]) && &text[9..10] == "P" && digits(&text[10..]) => Some(Level::WorkArea),
            16 if digits(&text[..12]) && &text[12..13] == "-" && digits(&text[13..]) => Some(Level::Contact),
            _ => None,
        };
        let level = level.ok_or_else(|| GridCodeError(text.to_owned()))?;
        Ok(Self { text: text.to_owned(), level })
    }
}

impl fmt::Display for GridCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_a_code_tells_its_level() {
        let shapes = [
            ("371323", Level::County),
            ("371323001", Level::Township),
            ("371323001P01", Level::WorkArea),
            ("371323001201", Level::Village),
            ("371323001201-004", Level::Contact),
            ("A00017", Level::Contact),
        ];
        for (text, level) in shapes {
            assert_eq!(text.parse::<GridCode>().expect("a code").level(), level, "{text}");
        }
        for text in ["", "37132", "371323001Q01", "37132300120a", "371323001201-04", "a00017", "沂水"] {
            assert_eq!(text.parse::<GridCode>(), Err(GridCodeError(text.to_owned())));
        }
    }
}
