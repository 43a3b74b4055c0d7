//! Duty reports of the year: what each official says of his work, for the households that rate him.

use ::entity::duty_report;
use chrono::Duration;
use domain::rating::duty_year;
use sea_orm::ActiveValue::Set;

use super::Source;
use crate::bulk::Outlet;

/// What officials write, with the number of their households.
const WORDS: [&str; 4] = [
    "今年我联系{n}户。每户至少走访两次，腿脚不便的几户多去了几趟。帮两户申请了取暖补贴，门前排水沟的堵塞报上去后已经清完。没办好的：\
     村西路灯还有三盏没修，已排进明年计划。手机一直开着，有事请随时找我。",
    "今年走访了联系的{n}户，记下难处，能当天答复的当天答复。帮几户老人办了慢病门诊卡，两个孩子的转学手续也办下来了。秋收时回得晚，\
     有几户没见到本人，我改在周末补上了。不足之处请大家批评。",
    "我联系{n}户，主要做了三件事：一是把政策讲清楚，二是跟着诉求跑到有结果，三是答应的事按期办。年初答应的五件办成四件，\
     公益岗位的指标用完了，没有办成，已当面向那户说明。",
    "今年{n}户都走到了。低保、医保、危房这些政策一户一户对过，漏报的三户已经补上。农技站来看过两次果树病。水压不稳的事还在催，\
     供水公司答应年底前换管。",
];

impl Source<'_> {
    pub fn duty_reports(&self, outlet: &Outlet) -> anyhow::Result<()> {
        let Some(round) = self.county.rounds.last() else { return Ok(()) };
        let year = duty_year(round.opens_on);
        let mut table = outlet.table::<duty_report::ActiveModel>();
        for at in 0..self.county.officials.len() {
            let households = self.county.links.of_official[at].len();
            if households == 0 {
                continue;
            }
            let text = WORDS[at % WORDS.len()].replace("{n}", &households.to_string());
            table.put(duty_report::ActiveModel {
                official_id: Set(self.ids.official(at)),
                year: Set(year),
                text: Set(text),
                written_at: Set(round.opened_at() - Duration::days(4)),
                written_by: Set(None),
            })?;
        }
        table.flush()
    }
}
