//! How a cell of a sheet becomes a value of its column.

use chrono::NaiveDate;
use domain::roster::{OfficialNumber, normalise_phone};
use unicode_normalization::UnicodeNormalization;

use super::{
    column::{Column, Form, Word, plain_heading},
    flaw::What,
    sheet::Cell,
};

/// A cell's content once it has passed its column.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Whole(i32),
    Metres(f64),
    Day(NaiveDate),
}

/// Longest code; a village's has 12 characters, a household's about 18.
const LONGEST_CODE: usize = 32;
const LONGEST_NAME: usize = 60;
/// Integers below this are exact in a spreadsheet; it keeps 15 digits and turns the rest into zeros.
const EXACT: f64 = 1e15;

impl Column {
    /// The value of a cell; `None` for a blank one.
    pub fn value(&self, cell: &Cell) -> Result<Option<Value>, What> {
        let text = match (cell, &self.form) {
            (Cell::Empty, _) => return self.nothing(),
            (Cell::Failed(error), _) => return Err(What::Formula { shown: error.clone() }),
            (Cell::Day(day), Form::Day) => return Ok(Some(Value::Day(*day))),
            (Cell::Day(_), _) => return Err(What::BecameDate),
            (Cell::Number(number), Form::Metres) => return metres(*number).map(Some),
            (Cell::Number(number), _) if number.fract() == 0.0 && number.abs() < EXACT => {
                format!("{number:.0}")
            }
            (Cell::Number(number), Form::Text { .. } | Form::Word(_) | Form::Whole { .. } | Form::Day)
                if number.abs() < EXACT =>
            {
                number.to_string()
            }
            (Cell::Number(_), _) => return Err(What::BecameNumber),
            (Cell::Text(text), _) => tidy(text),
        };
        if text.is_empty() {
            return self.nothing();
        }
        self.form.value(&text).map(Some)
    }

    fn nothing(&self) -> Result<Option<Value>, What> {
        if self.blank { Ok(None) } else { Err(What::Missing) }
    }
}

impl Form {
    fn value(&self, text: &str) -> Result<Value, What> {
        match self {
            Self::Code => code(text),
            Self::OfficialNumber => official_number(text),
            Self::Name => name(text),
            Self::Text { longest } => bounded(text, *longest),
            Self::Word(words) => word(words, text),
            Self::Whole { least, most, unit } => whole(text, *least, *most, unit),
            Self::Metres => {
                text.nfkc().collect::<String>().parse().map_err(|_| What::NotANumber).and_then(metres)
            }
            Self::Phone => phone(text),
            Self::Day => day(text),
        }
    }
}

/// Without the spaces around it, the ideographic and invisible ones included, and without control characters.
fn tidy(text: &str) -> String {
    let invisible = |character: char| matches!(character, '\u{200B}'..='\u{200F}' | '\u{FEFF}' | '\u{2060}');
    let spaced: String = text
        .chars()
        .filter(|character| !invisible(*character))
        .map(|character| if character.is_control() { ' ' } else { character })
        .collect();
    spaced.trim().to_owned()
}

/// Digits that a spreadsheet has replaced by their power of ten: the last ones are gone.
fn is_scientific(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else { return false };
    let power = power.strip_prefix('+').unwrap_or(power);
    digits.contains('.')
        && digits.chars().all(|character| character.is_ascii_digit() || character == '.')
        && !power.is_empty()
        && power.chars().all(|character| character.is_ascii_digit())
}

/// Narrow, upper case, without inner spaces.
fn narrow(text: &str) -> Result<String, What> {
    let narrow: String = text.nfkc().filter(|character| !character.is_whitespace()).collect();
    // Excel marks a number kept as text by an apostrophe, which some exports leave in.
    let narrow = narrow.trim_start_matches('\'').to_uppercase();
    if is_scientific(&narrow) { Err(What::BecameNumber) } else { Ok(narrow) }
}

fn code(text: &str) -> Result<Value, What> {
    let code = narrow(text)?;
    let fits = !code.is_empty()
        && code.len() <= LONGEST_CODE
        && code.chars().all(|character| character.is_ascii_alphanumeric() || character == '-');
    if fits { Ok(Value::Text(code)) } else { Err(What::NotACode) }
}

fn official_number(text: &str) -> Result<Value, What> {
    let number = narrow(text)?;
    number
        .parse::<OfficialNumber>()
        .map(|number| Value::Text(number.to_string()))
        .map_err(|_| What::NotAnOfficialNumber)
}

fn name(text: &str) -> Result<Value, What> {
    let spaceless = !text.chars().any(|character| character.is_ascii_alphabetic());
    let name = if spaceless {
        text.chars().filter(|character| !character.is_whitespace()).collect()
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    bounded(&name, LONGEST_NAME)
}

fn bounded(text: &str, longest: usize) -> Result<Value, What> {
    if text.chars().count() > longest {
        Err(What::TooLong { longest })
    } else {
        Ok(Value::Text(text.to_owned()))
    }
}

fn word(words: &[Word], text: &str) -> Result<Value, What> {
    let plain = plain_heading(text);
    words
        .iter()
        .find(|word| {
            [word.stored, word.zh, word.en].iter().chain(word.also).any(|name| plain_heading(name) == plain)
        })
        .map(|word| Value::Text(word.stored.to_owned()))
        .ok_or(What::UnknownWord)
}

fn whole(text: &str, least: i32, most: i32, unit: &str) -> Result<Value, What> {
    let text: String = text.nfkc().collect();
    let number = text.strip_suffix(unit).unwrap_or(&text).trim();
    let number: i32 = number.parse().map_err(|_| What::NotAWhole { least, most })?;
    if (least..=most).contains(&number) {
        Ok(Value::Whole(number))
    } else {
        Err(What::NotAWhole { least, most })
    }
}

fn metres(number: f64) -> Result<Value, What> {
    if number.is_finite() && number.abs() < 10_000_000.0 {
        Ok(Value::Metres(number))
    } else {
        Err(What::NotANumber)
    }
}

fn phone(text: &str) -> Result<Value, What> {
    normalise_phone(&narrow(text)?).map(Value::Text).map_err(|_| What::NotAPhone)
}

/// `2025-03-09`, `2025/3/9`, `2025.3.9`, `2025年3月9日` or `20250309`.
fn day(text: &str) -> Result<Value, What> {
    let text: String = text.nfkc().filter(|character| !character.is_whitespace()).collect();
    let parts: Vec<&str> = if text.len() == 8 && text.chars().all(|character| character.is_ascii_digit()) {
        vec![&text[..4], &text[4..6], &text[6..]]
    } else {
        text.trim_end_matches('日').split(['-', '/', '.', '年', '月']).collect()
    };
    let [year, month, day] = parts.as_slice() else { return Err(What::NotADay) };
    let number = |part: &str| part.parse::<u32>().ok().filter(|_| part.len() <= 4);
    let day = number(year)
        .zip(number(month))
        .zip(number(day))
        .and_then(|((year, month), day)| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day))
        .filter(|day| (1949..=2200).contains(&chrono::Datelike::year(day)));
    day.map(Value::Day).ok_or(What::NotADay)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SEX: &[Word] = &[Word { stored: "male", zh: "男", en: "male", also: &["m"] }];

    fn read(form: Form, cell: &Cell) -> Result<Option<Value>, What> {
        Column::optional("key", "列", "Column", form, "").value(cell)
    }

    fn text(form: Form, content: &str) -> Result<Value, What> {
        read(form, &Cell::Text(content.to_owned())).map(|value| value.expect("not blank"))
    }

    #[expect(clippy::unnecessary_wraps, reason = "compared with results")]
    fn is(content: &str) -> Result<Value, What> {
        Ok(Value::Text(content.to_owned()))
    }

    #[test]
    fn a_code_that_a_spreadsheet_made_a_number_is_taken_while_exact_and_refused_when_rounded() {
        assert_eq!(read(Form::Code, &Cell::Number(371_323_100_201.0)).unwrap(), is("371323100201").ok());
        assert_eq!(read(Form::Code, &Cell::Number(3.713_231_002_010_12e17)), Err(What::BecameNumber));
        assert_eq!(text(Form::Code, "3.71323E+11"), Err(What::BecameNumber));
        assert_eq!(text(Form::Phone, "1.38123E+10"), Err(What::BecameNumber));
        assert_eq!(read(Form::Code, &Cell::Day(NaiveDate::MIN)), Err(What::BecameDate));
        assert_eq!(text(Form::Code, " ３７１３２３-ａ "), is("371323-A"));
        assert_eq!(text(Form::Code, "村一"), Err(What::NotACode));
    }

    #[test]
    fn an_official_number_is_a_letter_and_digits() {
        assert_eq!(text(Form::OfficialNumber, "a00001"), is("A00001"));
        for wrong in ["A1", "00001", "AA0001", "A00001X"] {
            assert_eq!(text(Form::OfficialNumber, wrong), Err(What::NotAnOfficialNumber), "{wrong}");
        }
    }

    #[test]
    fn names_lose_the_spaces_that_align_them() {
        assert_eq!(text(Form::Name, "张\u{3000}三"), is("张三"));
        assert_eq!(text(Form::Name, "Anna  Li"), is("Anna Li"));
        assert_eq!(text(Form::Name, &"长".repeat(61)), Err(What::TooLong { longest: 60 }));
    }

    #[test]
    fn phones_are_kept_as_digits() {
        assert_eq!(text(Form::Phone, "+86 138-1234-5678"), is("13812345678"));
        assert_eq!(text(Form::Phone, "(0539) 2251234"), is("05392251234"));
        assert_eq!(read(Form::Phone, &Cell::Number(13_812_345_678.0)).unwrap(), is("13812345678").ok());
        for wrong in ["1381234567", "138123456789", "2251234", "110105199001011234", "张三"] {
            assert_eq!(text(Form::Phone, wrong), Err(What::NotAPhone), "{wrong}");
        }
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        let ninth = NaiveDate::from_ymd_opt(2025, 3, 9).unwrap();
        for written in ["2025-03-09", "2025/3/9", "2025.3.9", "2025年3月9日", "20250309"] {
            assert_eq!(text(Form::Day, written), Ok(Value::Day(ninth)), "{written}");
        }
        for wrong in ["2025-02-30", "3/9", "25-3-9", "昨天", "45725"] {
            assert_eq!(text(Form::Day, wrong), Err(What::NotADay), "{wrong}");
        }
    }

    #[test]
    fn whole_numbers_may_carry_their_unit() {
        let group = || Form::Whole { least: 1, most: 200, unit: "组" };
        assert_eq!(text(group(), "3组"), Ok(Value::Whole(3)));
        assert_eq!(read(group(), &Cell::Number(3.0)), Ok(Some(Value::Whole(3))));
        for wrong in ["0", "201", "3.5", "三"] {
            assert_eq!(text(group(), wrong), Err(What::NotAWhole { least: 1, most: 200 }), "{wrong}");
        }
    }

    #[test]
    fn words_are_read_in_both_languages() {
        for written in ["男", "Male", "M", "ｍａｌｅ"] {
            assert_eq!(text(Form::Word(SEX), written), is("male"), "{written}");
        }
        assert_eq!(text(Form::Word(SEX), "先生"), Err(What::UnknownWord));
    }

    proptest! {
        #[test]
        fn any_cell_is_read_or_refused(content in ".{0,40}", number in any::<f64>()) {
            let forms = || [
                Form::Code, Form::OfficialNumber, Form::Name, Form::Text { longest: 9 }, Form::Word(SEX),
                Form::Whole { least: 0, most: 9, unit: "人" }, Form::Metres, Form::Phone, Form::Day,
            ];
            for form in forms() {
                let _ = read(form, &Cell::Text(content.clone()));
            }
            for form in forms() {
                let _ = read(form, &Cell::Number(number));
            }
        }
    }
}
