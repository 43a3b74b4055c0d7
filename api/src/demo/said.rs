//! What those who answered added to their level: reasons for a low one, and now and then a few words.

use domain::rating::Level;
use rand_chacha::ChaCha8Rng;

use super::chance::{permille, pick};

/// A ballot's reasons and comment.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub reasons: Vec<String>,
    pub comment: String,
}

const REASONS: [&str; 5] = ["slow", "promise_broken", "not_visited", "does_not_listen", "unfair"];

const COMPLAINTS: [&str; 7] = [
    "答应修的路灯一直没修，打过两次电话都说在催",
    "今年只来过一次，坐了不到五分钟就走了",
    "低保的事问了三回没有准话，我住7号，电话138 0539 1207",
    "说话不当回事，老张家反映过的水压也没人管",
    "办事太慢，一张证明跑了四趟",
    "公益岗位给了谁不公开，群众有意见",
    "来了光填表，问的事没记",
];

const PRAISE: [&str; 5] = [
    "来得勤，帮我家申请了取暖补贴",
    "慢病门诊卡一个星期就办好了，谢谢",
    "人实在，答应的事都做到了",
    "希望多讲讲医保怎么报销",
    "冬天巷子口积水，希望早点修",
];

/// What one hand writes on the first few of many ballots.
pub fn copied(nth: usize) -> Said {
    let comment = if nth < 7 { "干部工作认真负责，群众都很满意" } else { "" };
    Said { reasons: Vec::new(), comment: comment.to_owned() }
}

/// What goes with a level. Every unit has a sore point, which whoever is dissatisfied names first.
pub fn said(stream: &mut ChaCha8Rng, level: Level, unit: usize) -> Said {
    if !matches!(level, Level::Dissatisfied | Level::VeryDissatisfied) {
        let comment = if permille(stream, 90) { *pick(stream, &PRAISE) } else { "" };
        return Said { reasons: Vec::new(), comment: comment.to_owned() };
    }
    let mut reasons = vec![REASONS[unit % REASONS.len()].to_owned()];
    let second = (*pick(stream, &REASONS)).to_owned();
    if permille(stream, 400) && !reasons.contains(&second) {
        reasons.push(second);
    }
    let comment = if permille(stream, 550) { *pick(stream, &COMPLAINTS) } else { "" };
    Said { reasons, comment: comment.to_owned() }
}
