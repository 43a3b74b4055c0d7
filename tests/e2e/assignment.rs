//! `lianxin assign`: files in, an assignment and its figures out; what cannot be filled or read is named.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Output,
};

use serde_json::{Value, json};
use tests::Program;

/// A county in a folder: two townships, each of three villages with 40 households; three officials serve in the first and four
/// in the second, who had the first 30 households of each village until the last of them came new.
struct Folder {
    folder: tempfile::TempDir,
}

const NUMBERS: [&str; 7] = ["A1", "A2", "A3", "B1", "B2", "B3", "B4"];

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut villages = String::from("village_code,name,township_code,x,y\n");
        let mut households = String::from("household_id,village_code,group_no,x,y\n");
        let mut links = String::from("household_id,official_id\n");
        for (village, holder) in NUMBERS.iter().enumerate().take(6) {
            let township = if village < 3 { "T1" } else { "T2" };
            writeln!(villages, "V{village},村{village},{township},{},0.0", village * 1_500).unwrap();
            for at in 0..40 {
                let id = village * 40 + at + 1;
                let (x, y) = (village * 1_500 + at % 8 * 30, at / 8 * 30);
                writeln!(households, "{id},V{village},{},{x}.5,{y}.0", at / 20 + 1).unwrap();
                if at < 30 {
                    writeln!(links, "{id},{holder}").unwrap();
                }
            }
        }
        let mut officials =
            String::from("official_id,home_village_code,township_code,rank,min_households,max_households\n");
        for (at, number) in NUMBERS.iter().enumerate() {
            let (village, township) = (at.min(5), if at < 3 { "T1" } else { "T2" });
            let rank = ["副科", "科员"][at % 2];
            writeln!(officials, "{number},V{village},{township},{rank},25,40").unwrap();
        }
        let county = Self { folder };
        county.write("villages.csv", &villages);
        county.write("households.csv", &households);
        county.write("officials.csv", &officials);
        county.write("links.csv", &links);
        county.write("recusals.csv", "household_id,official_id\n5,A1\n");
        county
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Replaces one text of a file by another.
    fn change(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{from} not in {name}");
        self.write(name, &text.replacen(from, to, 1));
    }

    fn assign(&self, more: &[&str]) -> Output {
        let (folder, out) = (self.path(""), self.path("out.csv"));
        let mut arguments = vec!["assign", shown(&folder), "--out", shown(&out)];
        arguments.extend(more);
        Program::run(&arguments)
    }

    fn figures(&self, more: &[&str]) -> (Option<i32>, Value) {
        let output = self.assign(&[more, &["--json"]].concat());
        let said = serde_json::from_slice(&output.stdout);
        (output.status.code(), said.unwrap_or_else(|_| panic!("{}", text(&output.stderr))))
    }

    fn pairs(&self, name: &str) -> BTreeMap<String, String> {
        let text = fs::read_to_string(self.path(name)).unwrap();
        let pair = |line: &str| line.split_once(',').map(|(one, other)| (one.to_owned(), other.to_owned()));
        text.lines().skip(1).map(|line| pair(line).unwrap()).collect()
    }
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn everyone_is_assigned_links_stand_and_a_recusal_breaks_one() {
    let county = Folder::new();
    let (code, figures) = county.figures(&[]);
    assert_eq!(code, Some(0), "{figures}");
    for (name, value) in [
        ("links", json!(180)),
        ("links_kept", json!(179)),
        ("links_recused", json!(1)),
        ("recusals_broken", json!(0)),
        ("unassigned", json!(0)),
        ("overflow", json!([])),
    ] {
        assert_eq!(figures[name], value, "{name} of {figures}");
    }
    assert!(figures["load_min"].as_u64() >= Some(25) && figures["load_max"].as_u64() <= Some(40));
    let given = county.pairs("out.csv");
    assert_eq!(given.len(), 240);
    for (household, official) in county.pairs("links.csv") {
        assert_eq!(given[&household] == official, household != "5", "household {household}");
    }
    assert!(given.values().all(|official| NUMBERS.contains(&official.as_str())));

    // The same county again, said in words: the same file, byte for byte.
    let before = fs::read(county.path("out.csv")).unwrap();
    let said = text(&county.assign(&[]).stdout);
    assert!(said.contains("179 of 180, 1 recused"), "{said}");
    assert_eq!(before, fs::read(county.path("out.csv")).unwrap());
}

#[test]
fn a_leader_is_found_for_every_village_and_borrowing_is_counted() {
    let county = Folder::new();
    let leaders = county.path("leaders.csv");
    let (code, figures) = county.figures(&["--leaders", shown(&leaders)]);
    assert_eq!(code, Some(0), "{figures}");
    // A1, A3, B2 and B4 have the rank; villages 1, 3 and 5 hold B4 at home in 5, so 1 and 3 borrow.
    assert_eq!(figures["leaders"]["borrowed"], 2, "{figures}");
    let led = county.pairs("leaders.csv");
    assert_eq!(led.len(), 6);
    for (village, leader) in [("V0", "A1"), ("V2", "A3"), ("V4", "B2"), ("V5", "B4")] {
        assert_eq!(led[village], leader);
    }
    assert!(["B2", "B4"].contains(&led["V3"].as_str()), "{led:?}");
}

#[test]
fn what_cannot_be_filled_is_named_and_the_rest_is_written() {
    let county = Folder::new();
    // 120 households for three officials of at most 35.
    let (code, figures) = county.figures(&["--max", "35"]);
    assert_eq!((code, &figures["unassigned"]), (Some(1), &json!(15)), "{figures}");
    let overflow = &figures["overflow"][0];
    assert_eq!((&overflow["township_code"], &overflow["reason"]), (&json!("T1"), &json!("township_full")));
    let message = overflow["message"].as_str().unwrap();
    assert!(message.contains("township T1: 15 households more than its officials may carry"), "{message}");
    let given = county.pairs("out.csv");
    assert_eq!(given.len(), 225);
    let named = overflow["household_ids"].as_array().unwrap();
    assert_eq!(named.len(), 15);
    assert!(named.iter().all(|household| !given.contains_key(household.as_str().unwrap())));
    let said = text(&county.assign(&["--max", "35"]).stdout);
    assert!(said.contains("T1: 15 households more") && said.contains("and 5 more"), "{said}");

    // Everybody who serves there is recused from household 35.
    county.write("recusals.csv", "household_id,official_id\n35,A1\n35,A2\n35,A3\n");
    let (code, figures) = county.figures(&[]);
    assert_eq!((code, &figures["overflow"][0]["reason"]), (Some(1), &json!("all_recused")));
    assert_eq!(figures["overflow"][0]["household_ids"], json!(["35"]));

    // Fewer households than the officials should have.
    county.write("recusals.csv", "household_id,official_id\n");
    let (code, figures) = county.figures(&["--min", "31"]);
    assert_eq!((code, &figures["unassigned"]), (Some(1), &json!(0)), "{figures}");
    assert_eq!(figures["outside"][0]["reason"], json!("too_few_households"), "{figures}");
}

#[test]
fn exempt_officials_get_nobody_and_a_household_without_coordinates_stands_in_its_village() {
    let county = Folder::new();
    county.change("officials.csv", "max_households\n", "max_households,exempt\n");
    for number in NUMBERS {
        let exempt = if number == "B4" { "是" } else { "0" };
        let text = fs::read_to_string(county.path("officials.csv")).unwrap();
        let with = |line: &str| {
            let more =
                if line.starts_with(&format!("{number},")) { format!(",{exempt}") } else { String::new() };
            format!("{line}{more}\n")
        };
        county.write("officials.csv", &text.lines().map(with).collect::<String>());
    }
    county.change("households.csv", "36,V0,2,90.5,120.0", "36,V0,2,,");
    let (code, figures) = county.figures(&[]);
    assert_eq!(code, Some(0), "{figures}");
    assert!(county.pairs("out.csv").values().all(|official| official != "B4"));
}

#[test]
fn a_broken_file_is_refused_by_file_line_and_column() {
    let spoil = |file: &str, from: &str, to: &str, told: &[&str]| {
        let county = Folder::new();
        county.change(file, from, to);
        let output = county.assign(&[]);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        for word in told {
            assert!(said.contains(word), "{word:?} not in: {said}");
        }
        assert!(!county.path("out.csv").exists());
    };
    spoil("households.csv", "2,V0,1,30.5", "2,V0,1,east", &["households.csv: line 3, column x", "\"east\""]);
    spoil("households.csv", "2,V0", "2,V9", &["households.csv: line 3, column village_code", "villages.csv"]);
    spoil("households.csv", "\n3,V0", "\n2,V0", &["line 4, column household_id", "second time"]);
    spoil("households.csv", "\n3,V0", "\n3", &["households.csv", "line: 4"]);
    spoil("households.csv", "group_no", "team", &["households.csv: line 1", "no column group_no"]);
    spoil("links.csv", "\n7,A1", "\n6,A1", &["links.csv: line 8, column household_id", "second time"]);
    spoil("links.csv", "\n7,A1", "\n7,Z1", &["links.csv: line 8, column official_id", "\"Z1\""]);
    spoil("recusals.csv", "5,A1", "500,A1", &["recusals.csv: line 2, column household_id"]);
    spoil("officials.csv", "科员,25,40", "科员,45,40", &["officials.csv: line 3", "least is above the most"]);
    spoil("officials.csv", "科员", "部级", &["officials.csv: line 3, column rank", "no rank"]);

    let county = Folder::new();
    fs::remove_file(county.path("links.csv")).unwrap();
    let output = county.assign(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("links.csv"));
}
