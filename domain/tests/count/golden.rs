//! A round that other implementations can be tested with; it holds for ever.

use std::path::PathBuf;

use domain::rating::count::{Against, Verdict, verify};
use serde::Serialize;

use super::made;

const BUNDLE: &[u8] = include_bytes!("../golden/rating_bundle.json");
const OPENINGS: &[u8] = include_bytes!("../golden/rating_openings.json");

#[test]
fn the_golden_round_holds() {
    let verdict = verify(BUNDLE, Against { openings: Some(OPENINGS), ..Against::default() });
    let Verdict::Holds { round, officials, counted, .. } = verdict else { panic!("{verdict:?}") };
    assert_eq!((round.as_str(), officials, counted), ("2026-1", 5, 31));
}

#[test]
#[ignore = "writes the golden round anew, with new keys; only when the format changes"]
fn write_the_golden_round() {
    fn write(name: &str, value: &impl Serialize) {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
        let text = serde_json::to_string_pretty(value).expect("JSON");
        std::fs::write(file, text + "\n").expect("a file");
    }
    let made = made::round(&made::county(), 1);
    write("rating_bundle.json", &made.bundle);
    write("rating_openings.json", &made.openings);
}
