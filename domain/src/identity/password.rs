//! What a password must be.
//!
//! Length, not composition rules: NIST SP 800-63B, 5.1.1.2.

/// The fewest characters.
pub const LEAST_CHARACTERS: usize = 10;

/// The most characters, so that hashing one cannot be made expensive.
pub const MOST_CHARACTERS: usize = 200;

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`LEAST_CHARACTERS`].
    #[error("a password has at least {LEAST_CHARACTERS} characters")]
    TooShort,
    /// More than [`MOST_CHARACTERS`].
    #[error("a password has at most {MOST_CHARACTERS} characters")]
    TooLong,
    /// It is the sign-in name, or the sign-in name over and over.
    #[error("a password is not the sign-in name")]
    IsLogin,
    /// One character over and over.
    #[error("a password is not one character over and over")]
    OneCharacter,
}

/// Whether `password` may protect the account `login`. Case does not make it different from the login.
pub fn check_password(password: &str, login: &str) -> Result<(), PasswordError> {
    let count = password.chars().count();
    if count < LEAST_CHARACTERS {
        return Err(PasswordError::TooShort);
    }
    if count > MOST_CHARACTERS {
        return Err(PasswordError::TooLong);
    }
    let first = password.chars().next();
    if password.chars().all(|character| Some(character) == first) {
        return Err(PasswordError::OneCharacter);
    }
    let login = login.to_lowercase();
    if !login.is_empty() && password.to_lowercase().replace(&login, "").trim().is_empty() {
        return Err(PasswordError::IsLogin);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert_eq!(check_password("一二三四五六七八九", "A00001"), Err(PasswordError::TooShort));
        assert_eq!(check_password("一二三四五六七八九十", "A00001"), Ok(()));
        assert_eq!(check_password(&"ab".repeat(101), "A00001"), Err(PasswordError::TooLong));
    }

    #[test]
    fn the_login_in_any_dress_is_refused() {
        assert_eq!(check_password("liaison.office", "Liaison.Office"), Err(PasswordError::IsLogin));
        assert_eq!(check_password("a00001A00001", "A00001"), Err(PasswordError::IsLogin));
        assert_eq!(check_password("A00001 and more", "A00001"), Ok(()));
    }

    #[test]
    fn ten_times_the_same_character_is_refused() {
        assert_eq!(check_password("8888888888", "A00001"), Err(PasswordError::OneCharacter));
    }
}
