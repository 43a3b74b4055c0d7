//! Whatever households say, an honest count holds and every receipt proves its place.

use data_encoding::BASE64;
use domain::rating::Level;
use domain::rating::count::{Against, Note, Verdict, ballot_leaf, verify, verify_inclusion};
use proptest::prelude::*;

use super::made::{Made, Story, county, round};

fn holds(made: &Made) -> Vec<Note> {
    let (bundle, openings) = (made.bundle_json(), made.openings_json());
    match verify(&bundle, Against { openings: Some(&openings), ..Against::default() }) {
        Verdict::Holds { notes, .. } => notes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_not_compared_is_said() {
    let made = round(&county(), 2);
    assert_eq!(holds(&made), [Note::SignerNotCompared, Note::KeyListNotCompared]);
    let bundle = made.bundle_json();
    let (signer, list) = (made.bundle.signed_by.to_string(), made.bundle.key_list.hex().to_uppercase());
    let against = Against { signer: Some(&signer), key_list: Some(&list), openings: None };
    let verdict = verify(&bundle, against);
    let Verdict::Holds { notes, .. } = verdict else { panic!("{verdict:?}") };
    assert_eq!(notes, [Note::BallotsNotOpened]);
}

#[test]
fn every_receipt_proves_its_place_under_the_signed_root() {
    let Made { bundle, openings } = round(&county(), 3);
    let tree = bundle.tree();
    for ballot in &openings.ballots {
        let commitment = ballot.commitment(&openings.round);
        let mut officials = bundle.officials.iter();
        let count = officials.find(|count| count.official == ballot.official).expect("an official");
        let nth = count.commitments.binary_search(&commitment).expect("published") as u64;
        let index = bundle.leaf_index(ballot.official).expect("a leaf") + 1 + nth;
        let proof = tree.proof(index).expect("a proof");
        let proven = |leaf: &str| verify_inclusion(leaf.as_bytes(), index, tree.size(), &proof, &tree.root());
        let leaf = ballot_leaf(ballot.official, &commitment);
        assert!(proven(&leaf) && !proven(&leaf.replace("|A", "|B")));
    }
    assert_eq!(bundle.leaf_index("A00099".parse().expect("a number")), None);
    assert!(bundle.checkpoint.contains(&BASE64.encode(tree.root().as_bytes())));
}

fn story() -> impl Strategy<Value = Story> {
    let levels = |most| prop::collection::vec(prop::sample::select(Level::ALL), 0..most);
    let extra = (0..3_u64, 0..3_u64, 0..3_u64, 0..2_u64);
    (levels(9), levels(9), any::<bool>(), extra).prop_map(
        |(phone, slip, keyed, (silent, voided, reissued, unreadable))| {
            let key = keyed.then_some(0);
            let (phone, silent, unreadable) =
                if keyed { (phone, silent, unreadable) } else { (vec![], 0, 0) };
            let households = phone.len() as u64 + slip.len() as u64 + silent + unreadable;
            Story { households, key, phone, slip, silent, voided, reissued, unreadable }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn an_honest_count_holds(mut stories in prop::collection::vec(story(), 0..4), seed in any::<u64>()) {
        // Two officials never share a key.
        stories.iter_mut().enumerate().for_each(|(nth, story)| story.key = story.key.map(|_| nth));
        holds(&round(&stories, seed));
    }
}
