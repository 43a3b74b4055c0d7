//! Phone numbers as they stand in rosters.

/// A text that is not a phone number of the mainland.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a phone number has 11 digits from 13 to 19, or an area code and 7 or 8 digits")]
pub struct PhoneError;

/// The bare digits, without spaces, dashes, brackets or the country code: a mobile number (`13812341234`) or a landline with its
/// area code (`05392251234`).
pub fn normalise_phone(text: &str) -> Result<String, PhoneError> {
    let mut digits = String::with_capacity(13);
    for character in text.trim().chars() {
        match character {
            '0'..='9' => digits.push(character),
            ' ' | '-' | '(' | ')' => {}
            '+' if digits.is_empty() => {}
            _ => return Err(PhoneError),
        }
    }
    let bare = if digits.len() > 11 { digits.strip_prefix("86").unwrap_or(&digits) } else { &digits };
    let bytes = bare.as_bytes();
    let mobile = bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1]);
    let landline = (10..=12).contains(&bytes.len()) && bytes[0] == b'0' && bytes[1] != b'0';
    if mobile || landline { Ok(bare.to_owned()) } else { Err(PhoneError) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_people_write_them() {
        for text in ["13812341234", "138 1234 1234", "138-1234-1234", "+86 13812341234", "8613812341234"] {
            assert_eq!(normalise_phone(text), Ok("13812341234".to_owned()), "{text}");
        }
        assert_eq!(normalise_phone("(0539) 225-1234"), Ok("05392251234".to_owned()));
    }

    #[test]
    fn what_cannot_be_dialled_is_refused() {
        for text in ["", "12812341234", "1381234123", "138123412345", "00392251234", "电话", "1381234+1234"]
        {
            assert_eq!(normalise_phone(text), Err(PhoneError), "{text}");
        }
    }
}
