//! What a screen shows of a phone, an identity number or a name before somebody asks to see it whole.

/// `138****1234`: the first three and the last four digits; all stars when it is too short to hide anything.
pub fn mask_phone(phone: &str) -> String {
    mask(phone, 3, "****", 4)
}

/// `371323********1234`: the district and the last four characters.
pub fn mask_identity_number(number: &str) -> String {
    mask(number, 6, "********", 4)
}

/// `张**`: the first character and always two stars, so that the length is hidden as well.
pub fn mask_name(name: &str) -> String {
    name.chars().next().map_or_else(String::new, |first| format!("{first}**"))
}

fn mask(text: &str, first: usize, stars: &str, last: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    // As many must be hidden as are shown by neither end, or the mask would hide nothing.
    if characters.len() < first + last + 3 {
        return stars.to_owned();
    }
    let mut masked: String = characters[..first].iter().collect();
    masked.push_str(stars);
    masked.extend(&characters[characters.len() - last..]);
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_are_as_people_know_them() {
        assert_eq!(mask_phone("13812341234"), "138****1234");
        assert_eq!(mask_identity_number("371323198006151234"), "371323********1234");
        assert_eq!(mask_name("张三丰"), "张**");
        assert_eq!(mask_name("张三"), "张**");
    }

    #[test]
    fn what_is_too_short_is_hidden_whole() {
        assert_eq!(mask_phone("2251234"), "****");
        assert_eq!(mask_identity_number("37132380"), "********");
        assert_eq!(mask_name(""), "");
    }
}
