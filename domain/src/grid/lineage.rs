//! What becomes of villages, and what two official lists of them tell about it.

use std::collections::{BTreeMap, BTreeSet};

use crate::words::words;

words! {
    /// What happened to a village.
    pub enum GridChange {
        /// It became part of another.
        Merge = "merge",
        /// It got another name or code.
        Rename = "rename",
    }
}

/// A village-level unit of an official list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Division {
    /// Its statistical code.
    pub code: String,
    /// As the list has it, such as 朱营村村民委员会.
    pub name: String,
}

/// Villages of the list before that became one of the list after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merger {
    /// In the order of their codes; one alone was only renamed.
    pub from: Vec<Division>,
    /// What they are now.
    pub into: Division,
}

impl Merger {
    /// What happened.
    pub fn change(&self) -> GridChange {
        if self.from.len() > 1 { GridChange::Merge } else { GridChange::Rename }
    }
}

/// How lists end the names of villages, the longest first.
const ENDINGS: [&str; 6] = ["村民委员会", "居民委员会", "村委会", "居委会", "社区", "村"];
/// What tells neighbouring villages of one name apart: 前朱营, 中朱营 and 后朱营.
const SIDES: [char; 11] = ['前', '后', '东', '西', '南', '北', '上', '下', '中', '大', '小'];

/// The name a village is called by, without what a list puts behind it.
pub fn bare_name(name: &str) -> &str {
    let mut bare = name.trim();
    for ending in ENDINGS {
        if let Some(shorter) = bare.strip_suffix(ending).filter(|shorter| shorter.chars().count() > 1) {
            bare = shorter;
        }
    }
    bare
}

fn without_side(bare: &str) -> Option<&str> {
    bare.strip_prefix(SIDES).or_else(|| bare.strip_suffix(SIDES)).filter(|rest| rest.chars().count() > 1)
}

/// The changes between two lists that the names tell by themselves, in the order of the codes after. Only villages of
/// one township are put together, and none twice; what the names do not tell is left to the office.
pub fn mergers(before: &[Division], after: &[Division]) -> Vec<Merger> {
    let kept: BTreeSet<&str> = after.iter().map(|division| division.code.as_str()).collect();
    let mut gone: BTreeMap<(&str, &str), Vec<&Division>> = BTreeMap::new();
    for division in before.iter().filter(|division| !kept.contains(division.code.as_str())) {
        let bare = bare_name(&division.name);
        gone.entry((township(division), bare)).or_default().push(division);
    }
    let known: BTreeMap<&str, &Division> =
        before.iter().map(|division| (division.code.as_str(), division)).collect();
    let mut found = Vec::new();
    let mut after: Vec<&Division> = after.iter().collect();
    after.sort();
    for division in after {
        let (township, bare) = (township(division), bare_name(&division.name));
        let mut from: Vec<&Division> = gone.remove(&(township, bare)).unwrap_or_default();
        let sides: Vec<_> = gone
            .keys()
            .filter(|(of, name)| *of == township && without_side(name) == Some(bare))
            .copied()
            .collect();
        if from.len() + sides.len() > 1 {
            from.extend(sides.iter().filter_map(|side| gone.remove(side)).flatten());
        }
        if let Some(same) = known.get(division.code.as_str())
            && (!from.is_empty() || bare_name(&same.name) != bare)
        {
            from.push(same);
        }
        if !from.is_empty() {
            from.sort();
            let from = from.into_iter().cloned().collect();
            found.push(Merger { from, into: division.clone() });
        }
    }
    found
}

/// The township's part of a code.
fn township(division: &Division) -> &str {
    division.code.get(..9).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(rows: &[(&str, &str)]) -> Vec<Division> {
        rows.iter()
            .map(|(code, name)| Division { code: (*code).to_owned(), name: (*name).to_owned() })
            .collect()
    }

    #[test]
    fn a_village_is_called_by_its_bare_name() {
        for (name, bare) in [
            ("朱营村村民委员会", "朱营"),
            ("前朱营村委会", "前朱营"),
            ("阳东社区居民委员会", "阳东"),
            ("东关村", "东关"),
            ("上村", "上村"),
        ] {
            assert_eq!(bare_name(name), bare, "{name}");
        }
    }

    #[test]
    fn three_sides_of_one_name_become_one_village() {
        let before = list(&[
            ("371323201232", "前朱营村委会"),
            ("371323201233", "中朱营村委会"),
            ("371323201234", "后朱营村委会"),
            ("371323201241", "七箭村委会"),
            ("371323201252", "高家庄村委会"),
            ("371323201247", "增山后村委会"),
            ("371323202247", "西朱营村委会"),
        ]);
        let after = list(&[
            ("371323201280", "朱营村村民委员会"),
            ("371323201241", "七箭村村民委员会"),
            ("371323201288", "高家庄村村民委员会"),
            ("371323201286", "增山村村民委员会"),
        ]);
        let found = mergers(&before, &after);
        let told: Vec<(GridChange, Vec<&str>, &str)> = found
            .iter()
            .map(|merger| {
                let from = merger.from.iter().map(|division| division.code.as_str()).collect();
                (merger.change(), from, merger.into.code.as_str())
            })
            .collect();
        assert_eq!(
            told,
            [
                (GridChange::Merge, vec!["371323201232", "371323201233", "371323201234"], "371323201280"),
                (GridChange::Rename, vec!["371323201252"], "371323201288"),
            ],
            "七箭 kept its code and name; what became of 增山后 the names alone do not tell"
        );
    }

    #[test]
    fn a_village_that_keeps_its_code_takes_its_sides_in() {
        let before =
            list(&[("371323201001", "里庄村"), ("371323201002", "东里庄村"), ("371323201003", "西里庄村")]);
        let after = list(&[("371323201001", "里庄村")]);
        let found = mergers(&before, &after);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].from.len(), 3);
    }
}
