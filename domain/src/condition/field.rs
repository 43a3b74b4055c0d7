//! The fields of a condition form, and what may stand in them.

use std::{fmt, str::FromStr};

use uuid::Uuid;

use crate::{
    roster::{check_identity_number, normalise_phone},
    words::words,
};

words! {
    /// What is asked of the household as a whole.
    pub enum HouseholdField {
        /// What they live on.
        IncomeSources = "income_sources",
        /// Yuan in a year.
        IncomeAmount = "income_amount",
        /// Land, animals, trade.
        Production = "production",
        /// House, water, heating.
        Housing = "housing",
        /// Who is ill or needs care.
        Health = "health",
        /// What is hard.
        Difficulties = "difficulties",
        /// What they ask for.
        Needs = "needs",
        /// Whatever else is worth knowing.
        Remarks = "remarks",
    }
}

words! {
    /// What is asked of each member.
    pub enum MemberField {
        /// What he does.
        Occupation = "occupation",
        /// How he is.
        Health = "health",
        /// His telephone. Personal.
        Phone = "phone",
        /// His identity number. Personal.
        IdNumber = "id_number",
        /// What he is to the head of the household.
        Relation = "relation",
        /// Where he lives and works.
        Whereabouts = "whereabouts",
    }
}

/// One field of a form: `housing`, or `member:UUID:phone`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Of the household.
    Household(HouseholdField),
    /// Of one of its members.
    Member(Uuid, MemberField),
}

/// A text that names no field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a condition form has no such field")]
pub struct UnknownField;

/// Why a value may not stand in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// More characters than the field takes.
    #[error("too long")]
    TooLong,
    /// Not a number of the kind the field takes.
    #[error("not such a number")]
    Format,
}

impl Field {
    /// The member it is about.
    pub const fn member(self) -> Option<Uuid> {
        match self {
            Self::Household(_) => None,
            Self::Member(id, _) => Some(id),
        }
    }

    /// A telephone or identity number: masked until somebody asks to see it, and that is recorded.
    pub const fn is_personal(self) -> bool {
        matches!(self, Self::Member(_, MemberField::Phone | MemberField::IdNumber))
    }

    /// Characters it takes.
    const fn longest(self) -> usize {
        match self {
            Self::Household(HouseholdField::IncomeAmount) => 9,
            Self::Household(_) => 1000,
            Self::Member(_, MemberField::Health) => 300,
            Self::Member(..) => 60,
        }
    }

    /// A value as it is stored: without space around it, numbers in their canonical form. Empty clears the field.
    pub fn clean(self, typed: &str) -> Result<String, Flaw> {
        let value = typed.trim();
        if value.is_empty() {
            return Ok(String::new());
        }
        let value = match self {
            Self::Member(_, MemberField::Phone) => normalise_phone(value).map_err(|_| Flaw::Format)?,
            Self::Member(_, MemberField::IdNumber) => {
                check_identity_number(value).map_err(|_| Flaw::Format)?
            }
            Self::Household(HouseholdField::IncomeAmount) => {
                if !value.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(Flaw::Format);
                }
                let number = value.trim_start_matches('0');
                if number.is_empty() { "0" } else { number }.to_owned()
            }
            _ => value.to_owned(),
        };
        if value.chars().count() > self.longest() { Err(Flaw::TooLong) } else { Ok(value) }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Household(field) => write!(f, "{field}"),
            Self::Member(id, field) => write!(f, "member:{id}:{field}"),
        }
    }
}

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        let Some(rest) = text.strip_prefix("member:") else {
            return text.parse().map(Self::Household).map_err(|_| UnknownField);
        };
        let (id, field) = rest.split_once(':').ok_or(UnknownField)?;
        let uuid: Uuid = id.parse().map_err(|_| UnknownField)?;
        // One spelling, or one field would have several names.
        if uuid.to_string() != id {
            return Err(UnknownField);
        }
        field.parse().map(|field| Self::Member(uuid, field)).map_err(|_| UnknownField)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Uuid = Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001);

    #[test]
    fn a_field_has_one_name() {
        for field in HouseholdField::ALL {
            assert_eq!(field.as_str().parse(), Ok(Field::Household(*field)));
        }
        for field in MemberField::ALL {
            let field = Field::Member(ID, *field);
            assert_eq!(field.to_string().parse(), Ok(field));
        }
        let upper = format!("member:{}:phone", ID.to_string().to_uppercase()).replace("MEMBER", "member");
        for wrong in ["", "income", "member:", "member:1:phone", &format!("member:{ID}:iq")] {
            assert_eq!(wrong.parse::<Field>(), Err(UnknownField), "{wrong}");
        }
        // This id has no letters, so both spellings are one.
        assert!(upper.parse::<Field>().is_ok());
        assert!("member:0190ABCD-0000-7000-8000-000000000001:phone".parse::<Field>().is_err());
    }

    #[test]
    fn numbers_are_numbers() {
        let phone = Field::Member(ID, MemberField::Phone);
        assert_eq!(phone.clean(" 13800001234 "), Ok("13800001234".to_owned()));
        assert_eq!(phone.clean("138****1234"), Err(Flaw::Format), "a masked number is none");
        let number = Field::Member(ID, MemberField::IdNumber);
        assert_eq!(number.clean("11010519491231002x"), Ok("11010519491231002X".to_owned()));
        assert_eq!(number.clean("110105194912310021"), Err(Flaw::Format));
        let amount = Field::Household(HouseholdField::IncomeAmount);
        assert_eq!(amount.clean("032000"), Ok("32000".to_owned()));
        assert_eq!(amount.clean("三万"), Err(Flaw::Format));
        assert_eq!(amount.clean("1234567890"), Err(Flaw::TooLong));
        assert_eq!(amount.clean("  "), Ok(String::new()));
        assert!(phone.is_personal() && number.is_personal() && !amount.is_personal());
    }
}
