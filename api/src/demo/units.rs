//! Units: departments of the county, and in every township its government, schools and health centre.

use super::{
    chance::apportion,
    grid::{COUNTY, Places},
};

/// What a unit is; decides its posts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    CountyOffice,
    Department,
    TownshipGovernment,
    School,
    Hospital,
    Company,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CountyOffice => "county_office",
            Self::Department => "department",
            Self::TownshipGovernment => "township_government",
            Self::School => "school",
            Self::Hospital => "hospital",
            Self::Company => "company",
        }
    }
}

/// A unit and how many of its officials are linked in which township.
#[derive(Clone, Debug)]
pub struct Unit {
    pub code: String,
    pub name: String,
    pub kind: Kind,
    /// The township it belongs to; none for those of the county.
    pub township: Option<usize>,
    /// Township of the contact grid of each of its officials.
    pub places: Vec<usize>,
}

/// The unit whose head and clerk have demo accounts.
pub const OF_THE_ACCOUNTS: &str = "县民政局";

/// Units of the county, the most needed first: a small county has only the first of them.
const OF_THE_COUNTY: &[(Kind, &str, usize)] = &[
    (Kind::CountyOffice, "县委办公室", 5),
    (Kind::CountyOffice, "县政府办公室", 6),
    (Kind::Department, OF_THE_ACCOUNTS, 6),
    (Kind::CountyOffice, "县人大常委会办公室", 3),
    (Kind::CountyOffice, "县政协办公室", 3),
    (Kind::Department, "县教育体育局", 7),
    (Kind::Department, "县卫生健康局", 6),
    (Kind::Department, "县交通运输局", 7),
    (Kind::Department, "县水利局", 6),
    (Kind::Department, "县农业农村局", 9),
    (Kind::Department, "县委组织部", 4),
    (Kind::Department, "县纪委监委机关", 6),
    (Kind::Department, "县委宣传部", 4),
    (Kind::Department, "县委统战部", 2),
    (Kind::Department, "县委政法委", 3),
    (Kind::Department, "县群众工作部", 3),
    (Kind::Department, "县委县直机关工委", 2),
    (Kind::Department, "县委党校", 3),
    (Kind::Department, "县总工会", 2),
    (Kind::Department, "团县委", 2),
    (Kind::Department, "县妇联", 2),
    (Kind::Department, "县工商联", 2),
    (Kind::Department, "县残联", 2),
    (Kind::Department, "县科协", 2),
    (Kind::Department, "县文联", 2),
    (Kind::Department, "县红十字会", 1),
    (Kind::Department, "县发展和改革局", 5),
    (Kind::Department, "县工业和信息化局", 5),
    (Kind::Department, "县科学技术局", 3),
    (Kind::Department, "县公安局", 16),
    (Kind::Department, "县司法局", 5),
    (Kind::Department, "县财政局", 8),
    (Kind::Department, "县人力资源和社会保障局", 8),
    (Kind::Department, "县自然资源和规划局", 9),
    (Kind::Department, "县住房和城乡建设局", 9),
    (Kind::Department, "县综合行政执法局", 8),
    (Kind::Department, "县商务局", 4),
    (Kind::Department, "县文化和旅游局", 5),
    (Kind::Department, "县退役军人事务局", 3),
    (Kind::Department, "县应急管理局", 5),
    (Kind::Department, "县审计局", 4),
    (Kind::Department, "县统计局", 3),
    (Kind::Department, "县市场监督管理局", 12),
    (Kind::Department, "县医疗保障局", 4),
    (Kind::Department, "县行政审批服务局", 5),
    (Kind::Department, "县信访局", 3),
    (Kind::Department, "县扶贫开发办公室", 3),
    (Kind::Department, "县林业发展中心", 5),
    (Kind::Department, "县畜牧发展促进中心", 5),
    (Kind::Department, "县农机发展促进中心", 3),
    (Kind::Department, "县供销合作社", 4),
    (Kind::Department, "县机关事务服务中心", 3),
    (Kind::Department, "县档案馆", 2),
    (Kind::Department, "县融媒体中心", 4),
    (Kind::Department, "县气象局", 2),
    (Kind::Department, "县地震监测中心", 1),
    (Kind::Department, "县投资促进服务中心", 3),
    (Kind::Department, "县水库管理中心", 4),
    (Kind::Department, "县公路事业发展中心", 6),
    (Kind::Department, "县环境卫生服务中心", 4),
    (Kind::Department, "县园林服务中心", 3),
    (Kind::Department, "县人民法院", 6),
    (Kind::Department, "县人民检察院", 5),
    (Kind::Department, "县税务局", 9),
    (Kind::Department, "市生态环境局沂水分局", 4),
    (Kind::Department, "县烟草专卖局", 4),
    (Kind::School, "沂水县第一中学", 12),
    (Kind::School, "沂水县第二中学", 10),
    (Kind::School, "沂水县第三中学", 8),
    (Kind::School, "沂水县第四中学", 8),
    (Kind::School, "沂水县职业学校", 8),
    (Kind::School, "沂水县实验中学", 7),
    (Kind::School, "沂水县实验小学", 7),
    (Kind::School, "沂水县特殊教育学校", 2),
    (Kind::Hospital, "沂水县人民医院", 14),
    (Kind::Hospital, "沂水县中医医院", 9),
    (Kind::Hospital, "沂水县妇幼保健院", 5),
    (Kind::Hospital, "县疾病预防控制中心", 4),
    (Kind::Hospital, "县皮肤病防治站", 1),
    (Kind::Company, "国网沂水县供电公司", 8),
    (Kind::Company, "沂水县自来水公司", 4),
    (Kind::Company, "中国邮政沂水县分公司", 4),
    (Kind::Company, "中国移动沂水分公司", 3),
    (Kind::Company, "中国联通沂水分公司", 3),
    (Kind::Company, "中国电信沂水分公司", 2),
    (Kind::Company, "山东广电网络沂水分公司", 3),
    (Kind::Company, "沂水农村商业银行", 8),
    (Kind::Company, "中国农业银行沂水县支行", 4),
    (Kind::Company, "中国工商银行沂水县支行", 3),
    (Kind::Company, "中国建设银行沂水县支行", 3),
    (Kind::Company, "人保财险沂水支公司", 2),
    (Kind::Company, "沂水县新华书店", 1),
    (Kind::Company, "沂水县粮食购销公司", 2),
];

/// The smallest number of county units: two offices and the department of the demo accounts.
const FEWEST: usize = 3;
/// So many officials a county unit has on average.
const USUAL: usize = 46;

/// The units of the county and its townships, sized so that every official of every township has one.
pub fn units(places: &Places) -> Vec<Unit> {
    let mut of_townships = Vec::new();
    let mut left = Vec::new();
    for (at, township) in places.townships.iter().enumerate() {
        let officials = township.officials;
        let government = (officials * 22 / 100).max(2);
        let schools = officials / 4;
        let health = officials / 10;
        left.push(officials - government - schools - health);
        let seat = township.name.trim_end_matches(['镇', '乡']).trim_end_matches("街道");
        let mut add = |suffix: &str, kind, name: String, size: usize| {
            if size > 0 {
                let code = format!("{}{suffix}", township.code);
                of_townships.push(Unit { code, name, kind, township: Some(at), places: vec![at; size] });
            }
        };
        let authority = match () {
            () if township.name.ends_with("街道") => format!("{}办事处", township.name),
            () if township.name.ends_with("开发区") => format!("{}管理委员会", township.name),
            () => format!("{}人民政府", township.name),
        };
        add("Z1", Kind::TownshipGovernment, authority, government);
        add("X1", Kind::School, format!("{seat}中心学校"), schools.div_ceil(2));
        add("X2", Kind::School, format!("{seat}初级中学"), schools / 2);
        add("Y1", Kind::Hospital, format!("{seat}中心卫生院"), health);
    }

    let rest: usize = left.iter().sum();
    let count = (rest / USUAL).clamp(FEWEST, OF_THE_COUNTY.len());
    let chosen = &OF_THE_COUNTY[..count];
    let weights: Vec<usize> = chosen.iter().map(|(.., weight)| *weight).collect();
    // A department takes charge of neighbouring townships (包乡镇): its officials follow each other.
    let mut slots = left.iter().enumerate().flat_map(|(township, size)| std::iter::repeat_n(township, *size));
    let mut units: Vec<Unit> = chosen
        .iter()
        .zip(apportion(rest, &weights))
        .enumerate()
        .map(|(at, ((kind, name, _), size))| Unit {
            code: format!("{}D{:03}", COUNTY.0, at + 1),
            name: (*name).to_owned(),
            kind: *kind,
            township: None,
            places: slots.by_ref().take(size).collect(),
        })
        .collect();
    units.append(&mut of_townships);
    units
}
