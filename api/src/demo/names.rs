//! Names and numbers of people who do not exist.

use rand::Rng;

use super::chance::{below, permille, pick, weighted};

/// 男 or 女.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    Male,
    Female,
}

impl Sex {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }

    /// Either, evenly.
    pub fn either(stream: &mut impl Rng) -> Self {
        if permille(stream, 500) { Self::Male } else { Self::Female }
    }
}

const SURNAMES: &[&str] = &[
    "王", "刘", "张", "李", "赵", "孙", "杨", "陈", "徐", "马", "高", "宋", "郭", "朱", "于", "韩", "吴",
    "周", "胡", "林", "姜", "武", "田", "石", "牛", "许", "孔", "孟", "冯", "魏", "袁", "段", "耿", "唐",
    "薛", "罗", "房", "侯", "贾", "庞", "尹", "董", "公", "邢", "靳", "杜", "程", "秦", "崔", "彭", "夏",
    "苗", "谭", "江", "窦", "聂", "沈", "蒋", "丁", "任",
];

const SURNAME_WEIGHTS: &[u32] = &[
    110, 95, 90, 70, 40, 35, 34, 30, 28, 24, 22, 20, 18, 16, 16, 14, 14, 14, 12, 12, 12, 12, 12, 11, 10, 10,
    10, 10, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 7, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4,
];

const OLD_MALE: (&[&str], &[&str]) = (
    &[
        "建", "国", "志", "德", "洪", "永", "光", "玉", "文", "成", "兆", "庆", "传", "树", "明", "宝", "学",
        "金", "世", "长",
    ],
    &[
        "国", "军", "华", "明", "平", "刚", "强", "林", "海", "山", "田", "民", "亮", "友", "富", "贵", "启",
        "祥", "来", "胜",
    ],
);
const OLD_FEMALE: (&[&str], &[&str]) = (
    &["秀", "玉", "桂", "淑", "凤", "爱", "兰", "春", "月", "丽", "洪", "庆", "永", "学", "存", "素"],
    &["英", "兰", "芳", "珍", "花", "梅", "香", "云", "荣", "芝", "美", "华", "霞", "玲", "凤", "青"],
);
const YOUNG_MALE: (&[&str], &[&str]) = (
    &["浩", "宇", "子", "俊", "志", "家", "晨", "文", "思", "泽", "一", "明", "瑞", "博", "佳", "承"],
    &["轩", "然", "涵", "豪", "杰", "阳", "宇", "琪", "鹏", "飞", "龙", "睿", "泽", "航", "伟", "超"],
);
const YOUNG_FEMALE: (&[&str], &[&str]) = (
    &["欣", "雨", "梦", "佳", "思", "雅", "子", "诗", "晓", "文", "静", "婷", "艺", "可", "语", "梓"],
    &["怡", "婷", "涵", "琪", "瑶", "彤", "雪", "萱", "妍", "洁", "敏", "倩", "悦", "蕾", "馨", "菲"],
);

/// A surname; every second one is the village's own where its name carries one (王家庄).
pub fn surname(stream: &mut impl Rng, of_village: Option<&'static str>) -> &'static str {
    match of_village {
        Some(own) if permille(stream, 550) => own,
        _ => SURNAMES[weighted(stream, SURNAME_WEIGHTS)],
    }
}

/// The family a village is named after, as in 徐家洼.
pub fn surname_of_village(village: &str) -> Option<&'static str> {
    let at = village.find('家')?;
    let before = village[..at].chars().next_back()?;
    SURNAMES.iter().find(|surname| surname.starts_with(before)).copied()
}

/// A given name as people born in that year bear it.
pub fn given_name(stream: &mut impl Rng, sex: Sex, birth_year: i32) -> String {
    let (first, second) = match (sex, birth_year < 1985) {
        (Sex::Male, true) => OLD_MALE,
        (Sex::Female, true) => OLD_FEMALE,
        (Sex::Male, false) => YOUNG_MALE,
        (Sex::Female, false) => YOUNG_FEMALE,
    };
    let single = permille(stream, 130);
    let (first, second) = (pick(stream, first), pick(stream, second));
    if single || first == second { (*second).to_owned() } else { format!("{first}{second}") }
}

/// A resident identity number (GB 11643) of Yishui county with its check character.
pub fn id_number(stream: &mut impl Rng, sex: Sex, birth_year: i32) -> String {
    let month = 1 + below(stream, 12);
    let day = 1 + below(stream, 28);
    // Odd numbers are male.
    let order = below(stream, 499) * 2 + usize::from(sex == Sex::Male);
    let body = format!("371323{birth_year:04}{month:02}{day:02}{order:03}");
    let check = id_check(&body);
    body + check
}

/// The check character of ISO 7064 MOD 11-2 over the first seventeen digits.
fn id_check(body: &str) -> &'static str {
    let sum = body.bytes().fold(0_u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum as usize]
}

/// A mobile number nobody has: no operator was ever given 154. Different for every index below 100,000,000, and not
/// in order.
pub fn phone(index: usize) -> String {
    // 61,803,399 shares no factor with 10^8, so the numbers repeat only after all of them.
    format!("154{:08}", (index * 61_803_399 + 20_140_315) % 100_000_000)
}

/// The first letters of the pinyin, for search and sorting.
pub fn initials(name: &str) -> String {
    use pinyin::ToPinyin;
    name.chars()
        .filter_map(|c| {
            c.to_pinyin().map_or_else(
                || c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase().to_string()),
                |p| Some(p.first_letter().to_owned()),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_numbers_carry_the_right_check_character() {
        // The example of the standard.
        assert_eq!(id_check("11010519491231002"), "X");
    }

    #[test]
    fn phone_numbers_do_not_repeat() {
        let mut seen: Vec<String> = (0..50_000).map(phone).collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 50_000);
        assert!(seen.iter().all(|number| number.len() == 11));
    }

    #[test]
    fn a_village_may_carry_a_family_s_name() {
        assert_eq!(surname_of_village("徐家洼村"), Some("徐"));
        assert_eq!(surname_of_village("西朱家庄村"), Some("朱"));
        assert_eq!(surname_of_village("向阳村"), None);
        assert_eq!(initials("马站镇"), "mzz");
    }

    #[test]
    fn every_surname_has_its_weight() {
        assert_eq!(SURNAMES.len(), SURNAME_WEIGHTS.len());
    }
}
