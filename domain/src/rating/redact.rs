//! Takes out of a comment what points at a person or a door, before any person reads it: numbers that may be a phone's, an
//! identity card's or an account's, house numbers, the places of the official's households and the names of who lives
//! there. It rather takes too much: a person looks at it afterwards and may put back what is harmless.

use std::collections::HashSet;

/// Digits from which on a number may be a telephone's.
const LONG: usize = 7;
/// Characters from which on a word of letters with a digit may be an account.
const ACCOUNT: usize = 6;
/// Most digits of a house number.
const DOOR: usize = 6;

/// What follows a house number.
const DOORS: [&str; 13] =
    ["号楼", "号院", "单元", "号", "栋", "幢", "室", "楼", "组", "队", "排", "弄", "巷"];
/// What follows a surname when somebody is spoken of.
const TITLES: [&str; 19] = [
    "大爷", "大娘", "大妈", "大叔", "大婶", "大哥", "大姐", "大嫂", "爷爷", "奶奶", "老师", "家", "叔", "婶",
    "嫂", "哥", "姐", "姨", "某",
];
/// What a village's name ends with where people leave it out.
const ENDINGS: [&str; 6] = ["村民委员会", "居民委员会", "村委会", "居委会", "社区", "村"];

/// What was taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Number,
    Place,
    Name,
}

impl Taken {
    const fn sign(self) -> &'static str {
        match self {
            Self::Number => "［号码］",
            Self::Place => "［地址］",
            Self::Name => "［姓名］",
        }
    }
}

/// Who and what must not be recognised in the comments on one official.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The longest first, so that a part never hides the whole.
    words: Vec<(Vec<char>, Taken)>,
    surnames: HashSet<char>,
}

impl Known {
    /// From the names of the people of his households, and of the places where they live.
    pub fn of<'a>(
        names: impl IntoIterator<Item = &'a str>,
        places: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let (mut words, mut surnames) = (HashSet::new(), HashSet::new());
        for name in names {
            let name: Vec<char> = name.trim().chars().collect();
            if let [surname, given @ ..] = name.as_slice() {
                surnames.insert(*surname);
                words.insert((given.to_vec(), true));
            }
            words.insert((name, true));
        }
        for place in places {
            let place = place.trim();
            let stem = ENDINGS.iter().find_map(|ending| place.strip_suffix(ending)).unwrap_or(place);
            let village = format!("{stem}村");
            words.extend([place, stem, &village].map(|word| (word.chars().collect(), false)));
        }
        let mut words: Vec<(Vec<char>, bool)> =
            words.into_iter().filter(|(word, _)| word.len() > 1).collect();
        words.sort_by(|left, right| right.0.len().cmp(&left.0.len()).then_with(|| left.cmp(right)));
        let kind = |is_name| if is_name { Taken::Name } else { Taken::Place };
        Self { words: words.into_iter().map(|(word, is_name)| (word, kind(is_name))).collect(), surnames }
    }
}

/// The comment with a sign in the place of whatever was taken out.
pub fn redact(comment: &str, known: &Known) -> String {
    let text: Vec<char> = comment.chars().collect();
    let mut taken = vec![None; text.len()];
    long_numbers(&text, &mut taken);
    accounts(&text, &mut taken);
    doors(&text, &mut taken);
    for (word, kind) in &known.words {
        for at in 0..text.len() {
            if text[at..].starts_with(word) {
                take(&mut taken, at, word.len(), *kind);
            }
        }
    }
    spoken_of(&text, &known.surnames, &mut taken);
    let mut left = String::with_capacity(comment.len());
    for (at, char) in text.iter().enumerate() {
        match taken[at] {
            None => left.push(*char),
            // One sign for a run of one kind.
            Some(kind) if at == 0 || taken[at - 1] != Some(kind) => left.push_str(kind.sign()),
            Some(_) => {}
        }
    }
    left
}

fn take(taken: &mut [Option<Taken>], at: usize, length: usize, kind: Taken) {
    for place in &mut taken[at..at + length] {
        place.get_or_insert(kind);
    }
}

/// The letter or digit as it is typed on a keyboard.
fn narrow(char: char) -> char {
    match char {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
            char::from_u32(u32::from(char) - 0xFEE0).unwrap_or(char)
        }
        _ => char,
    }
}

fn is_digit(char: char) -> bool {
    narrow(char).is_ascii_digit() || "〇零○一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖".contains(char)
}

/// What may stand between the digits of a telephone number, once or twice.
fn is_between(char: char) -> bool {
    " \u{3000}-－—_.·*()（）+".contains(char)
}

/// Phone numbers, identity cards, bank cards: many digits in a row, however they are parted.
fn long_numbers(text: &[char], taken: &mut [Option<Taken>]) {
    let mut at = 0;
    while at < text.len() {
        if !is_digit(text[at]) {
            at += 1;
            continue;
        }
        let (begin, mut end, mut digits, mut gap) = (at, at, 0, 0);
        while at < text.len() && gap <= 2 {
            if is_digit(text[at]) {
                (digits, gap, end) = (digits + 1, 0, at + 1);
            } else if is_between(text[at]) {
                gap += 1;
            } else {
                break;
            }
            at += 1;
        }
        if digits >= LONG {
            let checked = text.get(end).is_some_and(|next| matches!(narrow(*next), 'x' | 'X'));
            take(taken, begin, end - begin + usize::from(checked), Taken::Number);
        }
    }
}

/// Accounts and addresses of the net: words of letters and digits, or around an `@`.
fn accounts(text: &[char], taken: &mut [Option<Taken>]) {
    let part = |char: &char| {
        let char = narrow(*char);
        char.is_ascii_alphanumeric() || "_-.@".contains(char)
    };
    let mut at = 0;
    while at < text.len() {
        let length = text[at..].iter().take_while(|char| part(char)).count();
        let word = &text[at..at + length];
        let is_account = word.contains(&'@')
            || (length >= ACCOUNT && word.iter().any(|char| narrow(*char).is_ascii_digit()));
        if is_account {
            take(taken, at, length, Taken::Number);
        }
        at += length.max(1);
    }
}

/// House numbers, buildings and groups: a short number before a word that says so. The third of a month is a day.
fn doors(text: &[char], taken: &mut [Option<Taken>]) {
    let counts = |char: char| is_digit(char) || "十百廿".contains(char);
    let mut at = 0;
    while at < text.len() {
        let length = text[at..].iter().take_while(|char| counts(**char)).count();
        let rest = &text[at + length..];
        let month = at > 0 && text[at - 1] == '月';
        if (1..=DOOR).contains(&length) && !month {
            let door = DOORS.iter().find(|door| rest.starts_with(&door.chars().collect::<Vec<_>>()));
            if let Some(door) = door {
                take(taken, at, length + door.chars().count(), Taken::Place);
            }
        }
        at += length.max(1);
    }
}

/// `老王`, `王大爷`, `王家`: a surname of his households with what is said before or behind it.
fn spoken_of(text: &[char], surnames: &HashSet<char>, taken: &mut [Option<Taken>]) {
    for (at, char) in text.iter().enumerate() {
        if !surnames.contains(char) {
            continue;
        }
        let rest = &text[at + 1..];
        let title = TITLES.iter().find(|title| rest.starts_with(&title.chars().collect::<Vec<_>>()));
        let before = at > 0 && matches!(text[at - 1], '老' | '小');
        if title.is_none() && !before {
            continue;
        }
        let begin = at - usize::from(before);
        take(taken, begin, at + 1 - begin + title.map_or(0, |title| title.chars().count()), Taken::Name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known() -> Known {
        Known::of(["王建国", "刘芳", "高明"], ["北社村委会", "沂城街道办事处", "河滩"])
    }

    fn said(comment: &str) -> String {
        redact(comment, &known())
    }

    #[test]
    fn numbers_of_telephones_cards_and_accounts_go_however_they_are_written() {
        assert_eq!(said("打13805391234找我"), "打［号码］找我");
        assert_eq!(said("138-0539 1234"), "［号码］");
        assert_eq!(said("座机（0539）225 1234。"), "座机（［号码］。");
        assert_eq!(said("１３８０５３９１２３４"), "［号码］");
        assert_eq!(said("电话一三八零五三九一二三四"), "电话［号码］");
        assert_eq!(said("身份证37132319800101123X，"), "身份证［号码］，");
        assert_eq!(said("微信wang_1980，邮箱a@b.cn"), "微信［号码］，邮箱［号码］");
    }

    #[test]
    fn doors_and_places_go_and_days_and_counts_stay() {
        assert_eq!(said("北社村3组12号的路灯"), "［地址］的路灯");
        assert_eq!(said("住2号楼3单元501室"), "住［地址］");
        assert_eq!(said("北社没人管，十二号门口积水"), "［地址］没人管，［地址］门口积水");
        assert_eq!(said("10月3号来过一次，等了3个月"), "10月3号来过一次，等了3个月");
        assert_eq!(said("去年来了两回"), "去年来了两回");
    }

    #[test]
    fn people_of_his_households_go_by_every_name() {
        assert_eq!(said("王建国家的事"), "［姓名］家的事");
        assert_eq!(said("建国说过"), "［姓名］说过");
        assert_eq!(said("老王和刘大娘都说"), "［姓名］和［姓名］都说");
        assert_eq!(said("大家都高兴"), "大家都高兴");
    }

    #[test]
    fn a_comment_without_any_of_it_stays_as_it_is() {
        for comment in ["", "办事认真\n态度好", "路修好了，谢谢！", "<b>很好</b>"] {
            assert_eq!(said(comment), comment);
        }
    }

    proptest! {
        #[test]
        fn no_number_of_seven_digits_is_left(before in "[修路灯 ]{0,6}", number in "[0-9]{7,18}", after in "[修路灯，]{0,6}") {
            let left = said(&format!("{before}{number}{after}"));
            prop_assert!(!left.chars().any(|char| char.is_ascii_digit()), "{left}");
        }

        #[test]
        fn no_name_of_a_household_is_left(before in "[修路灯]{0,6}", after in "[修路灯]{0,6}") {
            let left = said(&format!("{before}王建国{after}北社村委会"));
            prop_assert!(!left.contains("建国") && !left.contains("北社"), "{left}");
        }

        #[test]
        fn whatever_is_typed_is_redacted_without_a_fall(comment in "\\PC{0,300}") {
            said(&comment);
        }
    }
}
