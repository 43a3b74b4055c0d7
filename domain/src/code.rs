//! Printed codes: an alphabet nobody misreads, a check character, groups of four.
//!
//! The alphabet is Crockford's base 32: no `I`, `L`, `O`, `U`. Thirty-two letters are the field GF(32), here with
//! the polynomial x^5 + x^3 + 1 that BIP 173 (bech32) uses as well. The check character makes the sum of every
//! character times a power of x equal to the mark of the kind of code, which is a Reed-Solomon code with one
//! check symbol (Lin and Costello, *Error Control Coding*, chapter 7): it finds every single wrong character and
//! every swap of two, neighbours or not, up to 31 characters. ISO 7064 and Luhn mod N let some swaps pass.

use unicode_normalization::UnicodeNormalization;

/// Crockford's base 32.
pub const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The longest code the check character speaks for, itself included.
pub const LONGEST: usize = 31;

/// What a code is for. Each kind has its own mark in the check sum, so a slip code typed where a household code
/// belongs is told from a mistyped one before anything is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Opens a household's own page.
    Household,
    /// One sealed slip of a rating round.
    Slip,
    /// Fixed at the door.
    DoorTag,
    /// Activates an account once.
    Activation,
    /// Opens a meeting pack in its hall.
    MeetingPack,
    /// Invites a colleague to the evaluation of his unit.
    Invitation,
}

impl Kind {
    const fn mark(self) -> u8 {
        match self {
            Self::Household => 0,
            Self::Slip => 7,
            Self::DoorTag => 13,
            Self::Activation => 22,
            Self::MeetingPack => 27,
            Self::Invitation => 18,
        }
    }
}

/// Why a text is not a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Too many or too few characters.
    #[error("the code has {found} characters, it should have {expected}")]
    Length {
        /// How many it should have.
        expected: usize,
        /// How many there were, spaces and dashes aside.
        found: usize,
    },
    /// A character that no code contains.
    #[error("{0:?} does not occur in a code")]
    Character(char),
    /// A character is wrong or two are swapped.
    #[error("the code does not check: a character is wrong or two are swapped")]
    Check,
}

/// The characters as they are stored and compared: upper case, `O` read as zero, `I` and `L` as one, full-width
/// letters of a Chinese keyboard made narrow, spaces and dashes dropped.
pub fn normalise(text: &str) -> Result<String, CodeError> {
    text.nfkc()
        .filter(|c| {
            !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '_' | '.')
        })
        .map(|c| match c.to_ascii_uppercase() {
            'O' => Ok('0'),
            'I' | 'L' => Ok('1'),
            upper if u8::try_from(upper).is_ok_and(|byte| ALPHABET.contains(&byte)) => Ok(upper),
            _ => Err(CodeError::Character(c)),
        })
        .collect()
}

/// A code of `length` characters, the last of which is the check character, from random or derived bytes.
/// The surplus bits of the bytes are not used.
///
/// # Panics
/// When the bytes do not fill the characters or `length` is beyond [`LONGEST`]: both are constants of a kind of code.
pub fn from_bytes(kind: Kind, bytes: &[u8], length: usize) -> String {
    assert!((2..=LONGEST).contains(&length) && bytes.len() * 8 >= (length - 1) * 5, "bytes fill the code");
    let mut symbols: Vec<u8> = Vec::with_capacity(length);
    for at in 0..length - 1 {
        let bit = at * 5;
        let high = u16::from(bytes[bit / 8]) << 8;
        let low = bytes.get(bit / 8 + 1).map_or(0, |byte| u16::from(*byte));
        let five = ((high | low) >> (11 - bit % 8)) & 31;
        symbols.push(u8::try_from(five).expect("five bits"));
    }
    symbols.push(check(kind, &symbols));
    symbols.iter().map(|symbol| char::from(ALPHABET[usize::from(*symbol)])).collect()
}

/// The canonical form of what somebody typed, scanned or read out.
pub fn parse(kind: Kind, text: &str, length: usize) -> Result<String, CodeError> {
    let code = normalise(text)?;
    if code.len() != length {
        return Err(CodeError::Length { expected: length, found: code.len() });
    }
    let symbols: Vec<u8> = code.bytes().map(symbol).collect();
    let (last, body) = symbols.split_last().ok_or(CodeError::Check)?;
    if check(kind, body) == *last { Ok(code) } else { Err(CodeError::Check) }
}

/// A code as it is printed: groups of four, the last of four or five.
pub fn grouped(code: &str) -> String {
    let mut printed = String::with_capacity(code.len() + code.len() / 4);
    let whole = code.len() / 4;
    for (at, character) in code.chars().enumerate() {
        // A check character never stands alone in a group, where it would be taken for a page number.
        let lone_last = code.len() % 4 == 1 && at / 4 == whole;
        if at > 0 && at % 4 == 0 && !lone_last {
            printed.push('-');
        }
        printed.push(character);
    }
    printed
}

fn symbol(character: u8) -> u8 {
    let at =
        ALPHABET.iter().position(|letter| *letter == character).expect("normalised text is in the alphabet");
    u8::try_from(at).expect("thirty-two letters")
}

/// The character c for which mark = c + sum of x^(n-i) times symbol i, by Horner's rule.
fn check(kind: Kind, body: &[u8]) -> u8 {
    body.iter().fold(0, |sum, symbol| times_x(sum ^ symbol)) ^ kind.mark()
}

const fn times_x(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 32 == 0 { shifted } else { shifted ^ 0b10_1001 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_field_has_thirty_one_powers_of_x() {
        let mut value = 1;
        for step in 1..31 {
            value = times_x(value);
            assert_ne!(value, 1, "x has order {step}");
        }
        assert_eq!(times_x(value), 1);
    }

    #[test]
    fn a_code_is_printed_in_groups_without_a_lone_last_character() {
        assert_eq!(grouped("ABCDEFGHJKMNPQRST"), "ABCD-EFGH-JKMN-PQRST");
        assert_eq!(grouped("ABCDEFGHJKMN"), "ABCD-EFGH-JKMN");
        assert_eq!(grouped("ABCDEF"), "ABCD-EF");
    }

    #[test]
    fn what_a_person_types_is_read_kindly() {
        assert_eq!(normalise(" o1i-l\u{3000}ａＢ９－z "), Ok("0111AB9Z".to_owned()));
        assert_eq!(normalise("AU"), Err(CodeError::Character('U')));
        assert_eq!(normalise("村"), Err(CodeError::Character('村')));
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(bytes in any::<[u8; 20]>(), length in 2usize..=31) {
            let code = from_bytes(Kind::Slip, &bytes, length);
            prop_assert_eq!(parse(Kind::Slip, &grouped(&code).to_lowercase(), length), Ok(code));
        }

        #[test]
        fn every_wrong_character_is_found(bytes in any::<[u8; 20]>(), length in 2usize..=31) {
            let code = from_bytes(Kind::Household, &bytes, length).into_bytes();
            for at in 0..length {
                for letter in ALPHABET.iter().filter(|letter| **letter != code[at]) {
                    let mut wrong = code.clone();
                    wrong[at] = *letter;
                    let wrong = String::from_utf8(wrong).expect("ascii");
                    prop_assert_eq!(parse(Kind::Household, &wrong, length), Err(CodeError::Check));
                }
            }
        }

        #[test]
        fn every_swap_is_found(bytes in any::<[u8; 20]>(), length in 2usize..=31) {
            let code = from_bytes(Kind::Household, &bytes, length).into_bytes();
            for left in 0..length {
                for right in left + 1..length {
                    if code[left] != code[right] {
                        let mut wrong = code.clone();
                        wrong.swap(left, right);
                        let wrong = String::from_utf8(wrong).expect("ascii");
                        prop_assert_eq!(parse(Kind::Household, &wrong, length), Err(CodeError::Check));
                    }
                }
            }
        }

        #[test]
        fn a_code_of_one_kind_is_not_one_of_another(bytes in any::<[u8; 20]>(), length in 2usize..=31) {
            let code = from_bytes(Kind::Slip, &bytes, length);
            for other in
                [Kind::Household, Kind::DoorTag, Kind::Activation, Kind::MeetingPack, Kind::Invitation]
            {
                prop_assert_eq!(parse(other, &code, length), Err(CodeError::Check));
            }
        }
    }
}
