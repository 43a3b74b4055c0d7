//! What stands in the condition forms of the demo county.

use domain::condition::{Field, HouseholdField, MemberField};
use rand_chacha::ChaCha8Rng;
use uuid::Uuid;

use super::{
    chance::{below, permille, pick},
    household::Member,
    names::phone,
};

/// Of a thousand households, those whose form was filled in.
const FILLED_IN: u32 = 240;
/// Of a thousand of these, those whose form was changed once more.
const CHANGED: u32 = 180;

/// The edits of a form, the oldest first.
pub type Edits = Vec<Vec<(Field, String)>>;

/// The edits of the form of a household, from a stream of its own; none when nobody has filled it in.
pub fn edits(
    stream: &mut ChaCha8Rng,
    household: usize,
    people: &[Member],
    member: impl Fn(usize) -> Uuid,
    always: bool,
) -> Edits {
    if !permille(stream, FILLED_IN) && !always {
        return Vec::new();
    }
    let of = |field, value: &&str| (Field::Household(field), (*value).to_owned());
    let amount = (12 + below(stream, 70)) * 1000 + below(stream, 10) * 100;
    let mut first = vec![
        of(HouseholdField::IncomeSources, pick(stream, SOURCES)),
        of(HouseholdField::IncomeAmount, &amount.to_string().as_str()),
        of(HouseholdField::Production, pick(stream, PRODUCTION)),
        of(HouseholdField::Housing, pick(stream, HOUSING)),
        (Field::Member(member(0), MemberField::Occupation), (*pick(stream, OCCUPATIONS)).to_owned()),
    ];
    if permille(stream, 420) {
        first.push(of(HouseholdField::Difficulties, pick(stream, DIFFICULTIES)));
    }
    if permille(stream, 300) {
        first.push(of(HouseholdField::Needs, pick(stream, NEEDS)));
    }
    if people.len() > 2 && permille(stream, 350) {
        first.push((
            Field::Member(member(2), MemberField::Whereabouts),
            (*pick(stream, WHEREABOUTS)).to_owned(),
        ));
    }
    if people.len() > 1 && permille(stream, 120) {
        first.push((Field::Member(member(1), MemberField::Phone), phone(400_000 + household)));
    }
    let mut edits = vec![first];
    if permille(stream, CHANGED) {
        edits.push(vec![of(HouseholdField::Remarks, pick(stream, REMARKS))]);
    }
    edits
}

/// The two values that nobody has decided between, in the form that the demo accounts see first.
pub const UNDECIDED: (HouseholdField, &str, &str) =
    (HouseholdField::Difficulties, "老人腿疼，冬天下不了床", "老人腿疼，儿子外出，冬天没有人生炉子");

const SOURCES: &[&str] = &[
    "种地和打零工",
    "外出打工",
    "果园和种地",
    "养羊，种地",
    "退休金，儿女补贴",
    "做小买卖",
    "低保，公益岗位",
    "大棚蔬菜",
];
const PRODUCTION: &[&str] = &[
    "小麦玉米三亩",
    "桃园两亩，玉米一亩",
    "花生两亩，山楂几十棵",
    "大棚一个，种黄瓜",
    "羊十来只",
    "土地流转出去了",
    "苹果三亩，正在换新品种",
];
const HOUSING: &[&str] = &[
    "瓦房四间，通自来水",
    "平房三间，屋顶有渗漏",
    "两层小楼，烧炉子取暖",
    "老房子，已列入改造",
    "瓦房五间，用空气能取暖",
    "和儿子同住，楼房",
];
const OCCUPATIONS: &[&str] = &["务农", "打零工", "木匠", "货车司机", "在家养老", "开小卖部", "养殖"];
const DIFFICULTIES: &[&str] =
    &["老人常年吃药", "孩子上大学，花销大", "没有劳力，地种不过来", "取水远", "果子卖不上价", "屋子冬天冷"];
const NEEDS: &[&str] =
    &["想学果树修剪", "想找近处的活", "想办慢病卡", "想把院外的路修一修", "想申请危房改造"];
const WHEREABOUTS: &[&str] = &["在青岛打工", "在县城上学", "在临沂做装修", "在家", "当兵"];
const REMARKS: &[&str] = &[
    "白天多在地里，晚饭后在家",
    "耳背，说话要大声",
    "家里有狗，进门先喊",
    "去年刚盖了新房",
    "热心，常帮邻居",
];
