//! Initials, for search and sorting.

/// First letters of the pinyin of a name's characters.
pub fn initials(name: &str) -> String {
    use pinyin::ToPinyin;
    let mut letters = String::with_capacity(8);
    for character in name.chars() {
        if let Some(pinyin) = character.to_pinyin() {
            letters.push_str(pinyin.first_letter());
        } else if character.is_ascii_alphanumeric() {
            letters.push(character.to_ascii_lowercase());
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_names_characters() {
        assert_eq!(initials("沂水县"), "ysx");
        assert_eq!(initials("第2小学"), "d2xx");
    }
}
