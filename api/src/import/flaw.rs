//! What is wrong in a sheet: where, and what to do about it, in the reader's language.

use serde::{Deserialize, Serialize};

use super::{
    column::{Column, Form},
    kinds::Kind,
    sheet::SheetError,
};
use crate::locale::Lang;

/// Flaws that are kept; the rest are only counted.
const KEPT: usize = 1_000;
/// Characters of a wrong cell that are shown again.
const SHOWN: usize = 40;

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flaw {
    /// As the spreadsheet program shows it; none when the file as a whole is meant.
    pub row: Option<u32>,
    /// Key of the column.
    pub column: Option<String>,
    /// What stands in the cell; never that of an encrypted column.
    pub value: Option<String>,
    #[serde(flatten)]
    pub what: What,
}

/// Kinds of flaw. Each has a message `import.flaw.CODE` in the catalogues.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum What {
    // The file
    NoHeading,
    NoRows,
    MissingColumn,
    DoubleColumn,
    Encoding,
    Quote,
    OldExcel,
    Damaged,
    TooLarge,
    // A cell
    Missing,
    TooLong {
        longest: usize,
    },
    NotACode,
    NotAnOfficialNumber,
    UnknownWord,
    NotAWhole {
        least: i32,
        most: i32,
    },
    NotANumber,
    NotAPhone,
    NotADay,
    /// A spreadsheet took a code for a number and rounded it.
    BecameNumber,
    BecameDate,
    Formula {
        shown: String,
    },
    // A row among the others
    Duplicate {
        first: u32,
    },
    NoVillage,
    NoGrid,
    NoUnit,
    NoOfficial,
    NoHousehold,
    ParentNeeded,
    ParentOfCounty,
    ParentLevel,
    ParentElsewhere,
    NotAGridCode,
    NotAHouseholdNumber,
    SecondCounty,
    OfficialOfContactOnly,
    OfficialLeft,
    OfficialExempt,
    FutureDay,
    BeforeCurrentLink {
        since: String,
    },
    /// A household that was merged into another.
    HouseholdMerged {
        into: String,
    },
    /// A household that moved away or died out.
    HouseholdGone,
    /// A village that was merged into another.
    VillageMerged {
        into: String,
    },
}

impl What {
    fn code(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        value.get("code").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
    }

    fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLong { longest } => vec![("longest", longest.to_string())],
            Self::NotAWhole { least, most } => vec![("least", least.to_string()), ("most", most.to_string())],
            Self::Formula { shown } => vec![("shown", shown.clone())],
            Self::Duplicate { first } => vec![("first", first.to_string())],
            Self::BeforeCurrentLink { since } => vec![("since", since.clone())],
            Self::HouseholdMerged { into } | Self::VillageMerged { into } => vec![("into", into.clone())],
            _ => Vec::new(),
        }
    }
}

impl Flaw {
    /// A flaw of a cell.
    pub fn cell(row: u32, column: &Column, value: Option<&str>, what: What) -> Self {
        let shown = value.filter(|_| !column.is_secret()).map(|value| value.chars().take(SHOWN).collect());
        Self { row: Some(row), column: Some(column.key.to_owned()), value: shown, what }
    }

    /// A flaw of the file as a whole.
    pub fn file(what: What) -> Self {
        Self { row: None, column: None, value: None, what }
    }

    /// Heading of the column in a language.
    pub fn heading(&self, kind: Kind, lang: Lang) -> Option<&'static str> {
        self.column(kind).map(|column| column.heading(lang))
    }

    fn column(&self, kind: Kind) -> Option<&'static Column> {
        let key = self.column.as_deref()?;
        kind.columns().iter().find(|column| column.key == key)
    }

    /// What is wrong and what to do.
    pub fn message(&self, kind: Kind, lang: Lang) -> String {
        let mut params = self.what.params();
        params.push(("value", self.value.clone().unwrap_or_default()));
        params.push(("column", self.heading(kind, lang).unwrap_or_default().to_owned()));
        if let Some(Column { form: Form::Word(words), .. }) = self.column(kind) {
            let allowed = words.iter().map(|word| word.name(lang));
            let separator = if lang == Lang::ZhCn { "、" } else { ", " };
            params.push(("words", allowed.collect::<Vec<_>>().join(separator)));
        }
        let params: Vec<_> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
        lang.text(&format!("import.flaw.{}", self.what.code()), &params)
    }
}

impl Flaw {
    /// What the owner of the file can mend; a failing disk is none of it.
    pub fn of(error: &SheetError) -> Option<Self> {
        let (row, what) = match error {
            SheetError::Encoding(row) => (Some(*row), What::Encoding),
            SheetError::Quote(row) => (Some(*row), What::Quote),
            SheetError::OldExcel => (None, What::OldExcel),
            SheetError::Damaged(_) => (None, What::Damaged),
            SheetError::TooLarge => (None, What::TooLarge),
            SheetError::Io(_) => return None,
        };
        Some(Self { row, ..Self::file(what) })
    }
}

/// The first flaws of a sheet and the number of all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flaws {
    pub first: Vec<Flaw>,
    pub count: u32,
}

impl Flaws {
    pub fn push(&mut self, flaw: Flaw) {
        self.count = self.count.saturating_add(1);
        if self.first.len() < KEPT {
            self.first.push(flaw);
        }
    }

    /// Notes what there is to note.
    pub fn extend(&mut self, flaws: impl IntoIterator<Item = Flaw>) {
        flaws.into_iter().for_each(|flaw| self.push(flaw));
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// In the order of the sheet, whatever was found first.
    pub fn sort(&mut self) {
        self.first.sort_by_key(|flaw| flaw.row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> Vec<What> {
        let shown = String::new;
        vec![
            What::NoHeading,
            What::NoRows,
            What::MissingColumn,
            What::DoubleColumn,
            What::Encoding,
            What::Quote,
            What::OldExcel,
            What::Damaged,
            What::TooLarge,
            What::Missing,
            What::TooLong { longest: 60 },
            What::NotACode,
            What::NotAnOfficialNumber,
            What::UnknownWord,
            What::NotAWhole { least: 1, most: 9 },
            What::NotANumber,
            What::NotAPhone,
            What::NotADay,
            What::BecameNumber,
            What::BecameDate,
            What::Formula { shown: shown() },
            What::Duplicate { first: 2 },
            What::NoVillage,
            What::NoGrid,
            What::NoUnit,
            What::NoOfficial,
            What::NoHousehold,
            What::ParentNeeded,
            What::ParentOfCounty,
            What::ParentLevel,
            What::ParentElsewhere,
            What::NotAGridCode,
            What::NotAHouseholdNumber,
            What::SecondCounty,
            What::OfficialOfContactOnly,
            What::OfficialLeft,
            What::OfficialExempt,
            What::FutureDay,
            What::BeforeCurrentLink { since: shown() },
            What::HouseholdMerged { into: shown() },
            What::HouseholdGone,
            What::VillageMerged { into: shown() },
        ]
    }

    #[test]
    fn every_flaw_has_a_message_in_both_languages() {
        for what in every() {
            for lang in Lang::ALL {
                let key = format!("import.flaw.{}", what.code());
                assert!(lang.has(&key), "{key} in {}", lang.tag());
            }
        }
    }

    #[test]
    fn a_flaw_is_stored_and_read_back() {
        for what in every() {
            let flaw = Flaw { row: Some(3), ..Flaw::file(what) };
            let stored = serde_json::to_string(&flaw).unwrap();
            assert_eq!(serde_json::from_str::<Flaw>(&stored).unwrap(), flaw, "{stored}");
        }
    }

    #[test]
    fn a_wrong_word_is_answered_with_the_right_ones() {
        let column = Kind::Officials.columns().iter().find(|column| column.key == "sex").unwrap();
        let flaw = Flaw::cell(7, column, Some("先生"), What::UnknownWord);
        assert_eq!(flaw.message(Kind::Officials, Lang::ZhCn), "“先生”不是可用的内容；可填：男、女");
        assert_eq!(flaw.heading(Kind::Officials, Lang::ZhCn), Some("性别"));
    }

    #[test]
    fn a_phone_number_is_not_repeated() {
        let column = Kind::Households.columns().iter().find(|column| column.key == "phone").unwrap();
        let flaw = Flaw::cell(7, column, Some("1380000"), What::NotAPhone);
        assert_eq!(flaw.value, None);
    }

    #[test]
    fn only_the_first_thousand_are_kept() {
        let mut flaws = Flaws::default();
        for row in 0..1_500 {
            flaws.push(Flaw { row: Some(row), ..Flaw::file(What::Missing) });
        }
        assert_eq!((flaws.first.len(), flaws.count), (1_000, 1_500));
    }
}
