//! What a column of a sheet is called and what may stand in its cells.

use unicode_normalization::UnicodeNormalization;

use crate::locale::Lang;

/// A column of a kind of sheet.
#[derive(Debug)]
pub struct Column {
    /// Name in the API and in the catalogue (`import.KIND.KEY` explains it).
    pub key: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// Other headings that counties use for the same thing.
    pub also: &'static [&'static str],
    /// Whether every sheet has it.
    pub required: bool,
    /// Whether a row may leave it blank.
    pub blank: bool,
    pub form: Form,
    pub example: &'static str,
}

/// What may stand in a cell.
#[derive(Debug)]
pub enum Form {
    /// Letters, digits and dashes, compared without case.
    Code,
    /// An official's number such as `A00001`.
    OfficialNumber,
    /// A person's name; the spaces that rosters put into short names are dropped.
    Name,
    Text {
        longest: usize,
    },
    Word(&'static [Word]),
    Whole {
        least: i32,
        most: i32,
        /// Written behind the number by some: 3组, 4人.
        unit: &'static str,
    },
    /// A distance in the county's plane.
    Metres,
    Phone,
    Day,
}

/// One of the words a column may hold.
#[derive(Debug)]
pub struct Word {
    pub stored: &'static str,
    pub zh: &'static str,
    pub en: &'static str,
    /// Other ways to write it.
    pub also: &'static [&'static str],
}

impl Word {
    pub const fn new(
        stored: &'static str,
        zh: &'static str,
        en: &'static str,
        also: &'static [&'static str],
    ) -> Self {
        Self { stored, zh, en, also }
    }

    /// As a person writes it in a language.
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::ZhCn => self.zh,
            Lang::En => self.en,
        }
    }
}

impl Column {
    /// A column that no sheet may lack and no row leave blank.
    pub const fn required(
        key: &'static str,
        zh: &'static str,
        en: &'static str,
        form: Form,
        example: &'static str,
    ) -> Self {
        Self { key, zh, en, also: &[], required: true, blank: false, form, example }
    }

    /// A column that a sheet may lack (what is there stays) or leave blank (what is there goes).
    pub const fn optional(
        key: &'static str,
        zh: &'static str,
        en: &'static str,
        form: Form,
        example: &'static str,
    ) -> Self {
        Self { key, zh, en, also: &[], required: false, blank: true, form, example }
    }

    /// With other headings that mean it.
    #[must_use]
    pub const fn also(self, also: &'static [&'static str]) -> Self {
        Self { also, ..self }
    }

    /// A column that every sheet has but not every row needs.
    #[must_use]
    pub const fn may_be_blank(self) -> Self {
        Self { blank: true, ..self }
    }

    /// The heading in a language.
    pub fn heading(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::ZhCn => self.zh,
            Lang::En => self.en,
        }
    }

    /// Whether a heading means this column: Chinese, English or key, without regard to case, width and spaces.
    pub fn is_called(&self, heading: &str) -> bool {
        let plain = plain_heading(heading);
        [self.zh, self.en, self.key]
            .into_iter()
            .chain(self.also.iter().copied())
            .any(|name| plain_heading(name) == plain)
    }

    /// Cells of this column are encrypted at rest, so what stands in them is never repeated in an error.
    pub fn is_secret(&self) -> bool {
        matches!(self.form, Form::Phone)
    }
}

/// A heading or word without what people write differently: case, width, spaces, marks of a required column.
pub(super) fn plain_heading(heading: &str) -> String {
    let plain: String =
        heading.nfkc().filter(|character| !character.is_whitespace() && *character != '_').collect();
    let plain = plain.trim_start_matches('*').trim_end_matches('*').trim_end_matches("(必填)");
    plain.trim_start_matches('\u{FEFF}').to_lowercase()
}
