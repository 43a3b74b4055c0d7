//! The citizen identity number of GB 11643: 17 digits and a check character of ISO 7064 MOD 11-2.

use chrono::NaiveDate;

/// Why a text is not an identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityNumberError {
    /// Not 17 digits followed by a digit or `X`.
    #[error("an identity number has 17 digits and a last digit or X")]
    Shape,
    /// Digits 7 to 14 are no day.
    #[error("the date of birth in the identity number does not exist")]
    Birth,
    /// The last character does not follow from the others.
    #[error("the last character of the identity number does not check")]
    Check,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// The check character of the first 17 digits; none when they are not 17 digits.
pub fn check_digit(digits: &str) -> Option<char> {
    if digits.len() != 17 {
        return None;
    }
    let sum =
        digits.chars().zip(WEIGHTS).try_fold(0, |sum, (c, weight)| Some(sum + c.to_digit(10)? * weight))?;
    "10X98765432".chars().nth((sum % 11) as usize)
}

/// The number in its canonical form, a small `x` made large, if it is one.
pub fn check_identity_number(text: &str) -> Result<String, IdentityNumberError> {
    let number = text.trim().to_ascii_uppercase();
    if number.len() != 18 || !number.is_ascii() {
        return Err(IdentityNumberError::Shape);
    }
    let (digits, last) = number.split_at(17);
    let expected = check_digit(digits).ok_or(IdentityNumberError::Shape)?;
    if !matches!(last.as_bytes(), [b'0'..=b'9' | b'X']) {
        return Err(IdentityNumberError::Shape);
    }
    NaiveDate::parse_from_str(&digits[6..14], "%Y%m%d").map_err(|_| IdentityNumberError::Birth)?;
    if last.starts_with(expected) { Ok(number) } else { Err(IdentityNumberError::Check) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_standards_own_example_checks() {
        // GB 11643-1999, annex A.
        assert_eq!(check_identity_number("11010519491231002x"), Ok("11010519491231002X".to_owned()));
        assert_eq!(check_identity_number("440524188001010014"), Ok("440524188001010014".to_owned()));
    }

    #[test]
    fn each_kind_of_mistake_has_its_name() {
        assert_eq!(check_identity_number("1101051949123100"), Err(IdentityNumberError::Shape));
        assert_eq!(check_identity_number("1101051949123100２x"), Err(IdentityNumberError::Shape));
        assert_eq!(check_identity_number("11010519490231002X"), Err(IdentityNumberError::Birth));
        assert_eq!(check_identity_number("110105194912310021"), Err(IdentityNumberError::Check));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_always_found(serial in 0u32..1_000, at in 0usize..17, wrong in 0u32..10) {
            let digits = format!("37132319800615{serial:03}");
            let number = format!("{digits}{}", check_digit(&digits).unwrap());
            prop_assert!(check_identity_number(&number).is_ok());
            let mut changed: Vec<char> = number.chars().collect();
            let digit = char::from_digit(wrong, 10).unwrap();
            prop_assume!(changed[at] != digit);
            changed[at] = digit;
            prop_assert!(check_identity_number(&changed.iter().collect::<String>()).is_err());
        }
    }
}
