//! What was drawn by the rules holds.

use std::collections::BTreeMap;

use domain::audit::pdraw1::{
    Announced, Announcement, Bundle, Dice6, DiceMismatch, Digest, Entropy, Note, Opening, RoundInput,
    StepCall, Verdict, check_otc, make_chain, recover_otc, verify,
};
use serde_json::json;

use crate::meeting::{Meeting, Press};

fn notes(meeting: &Meeting, announced: Option<&str>, last_lock: Option<&str>) -> Vec<Note> {
    let json = meeting.json().to_string();
    match verify(json.as_bytes(), announced, last_lock) {
        Verdict::Holds { notes, .. } => notes,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_plain_meeting_and_a_whole_one_hold() {
    for meeting in [Meeting::plain(), Meeting::whole()] {
        let bundle = meeting.bundle();
        let announced = Digest::of(bundle.announcement.as_bytes()).hex();
        let last_lock = &bundle.rounds.last().expect("a round").lock;
        assert_eq!(notes(&meeting, Some(&announced), Some(last_lock)), []);
        // As somebody copies it from a sheet of paper.
        let copied = format!(" {}\n", announced.to_uppercase());
        assert_eq!(notes(&meeting, Some(&copied), None), [Note::EndNotCompared]);
        assert_eq!(notes(&meeting, None, Some(last_lock)), [Note::BeginningNotCompared]);
    }
}

#[test]
fn a_rehearsal_says_so() {
    let meeting = Meeting { id: "REHEARSAL-1".into(), ..Meeting::plain() };
    assert!(notes(&meeting, None, None).contains(&Note::Rehearsal));
}

#[test]
fn another_announcement_or_another_end_does_not_hold() {
    let json = Meeting::plain().json().to_string();
    for wrong in ["", "0", &"0".repeat(64)] {
        let verdict = verify(json.as_bytes(), Some(wrong), None);
        assert!(matches!(&verdict, Verdict::Broken(why) if why.code() == "announced_differs"), "{verdict:?}");
        let verdict = verify(json.as_bytes(), None, Some(wrong));
        assert!(matches!(&verdict, Verdict::Broken(why) if why.code() == "last_lock_differs"), "{verdict:?}");
        assert_eq!(verdict.exit_code(), 1);
    }
}

#[test]
fn outcomes_may_be_missing_and_fields_stand_in_any_order() {
    let mut json = Meeting::plain().json();
    json["rounds"][0].as_object_mut().expect("a round").remove("outcomes");
    json["rounds"][0]["round"] = json!(1.0);
    assert_eq!(verify(json.to_string().as_bytes(), None, None).exit_code(), 0);
}

#[test]
fn a_shortage_of_inspectors_voids_the_pairs_but_not_the_draw() {
    let mut meeting = Meeting::whole();
    meeting.plan = "pair:units:n=2,pair=inspectors:6;s1:officials:n=1;hh:households:in=s1,n=1".into();
    meeting.presses = vec![Press::Step("pair"), Press::Step("pair")];
    let bundle = meeting.bundle();
    assert_eq!(bundle.rounds[0].void.as_deref(), Some("PAIR_SHORTAGE"));
    assert_eq!(bundle.rounds[0].pairs, None);
    // They stay drawn.
    assert!(bundle.rounds[0].selected.iter().all(|label| !bundle.rounds[1].selected.contains(label)));
    assert_eq!(notes(&meeting, None, None).len(), 2);
}

#[test]
fn with_no_objects_left_the_pairs_are_empty() {
    let rounds = Meeting::whole().bundle().rounds;
    assert_eq!(rounds[5].selected.len(), 2);
    assert_eq!(rounds[6].selected.len(), 1); // five units in all: the plan takes all there are
    let mut meeting = Meeting::whole();
    meeting.presses.push(Press::Step("pair"));
    let bundle = meeting.bundle();
    let last = bundle.rounds.last().expect("a round");
    assert_eq!((last.selected.len(), last.pairs.as_ref().map(BTreeMap::len)), (0, Some(0)));
    assert_eq!(notes(&meeting, None, None).len(), 2);
}

#[test]
fn a_lost_envelope_is_made_up_for_by_the_next_one() {
    let chain = make_chain([7; 32], 3);
    let first = check_otc(1, &chain.tip, &chain.codes[0].hex()).expect("the first code");
    assert!(check_otc(2, &first, &chain.codes[2].hex()).is_err());
    assert_eq!(recover_otc(2, &first, &chain.codes[2].hex()), Ok(chain.codes[1]));
    assert!(!format!("{chain:?}").contains(&chain.codes[0].hex()), "codes stay out of logs");
}

#[test]
fn dice_are_locked_only_when_two_people_typed_the_same_six_digits() {
    assert_eq!(Dice6::agreed("007731", "007731").map(|dice| dice.digits().to_owned()), Ok("007731".into()));
    assert_eq!(Dice6::agreed("007731", "007713"), Err(DiceMismatch::Disagree));
    for typed in ["00773", "0077310", "00773a", "００７７３１", ""] {
        assert_eq!(Dice6::agreed(typed, typed), Err(DiceMismatch::NotSixDigits));
    }
}

#[test]
fn a_server_that_kept_only_texts_goes_on_where_it_was() {
    for meeting in [Meeting::plain(), Meeting::whole()] {
        let bundle = meeting.bundle();
        let announcement = Announcement::parse(&bundle.announcement).expect("an announcement");
        let opening = Opening::parse(&announcement.sources, &bundle.opening).expect("an opening");
        let announced =
            Announced::check(announcement, &bundle.rosters, &bundle.exclusions, bundle.recusals.as_deref());
        let rounds = bundle.rounds.iter().map(|round| RoundInput {
            step: StepCall::parse(&round.step),
            entropy: Entropy::parse(&round.entropy).expect("entropy"),
        });
        let opened = announced.expect("a meeting").open(opening).replay(rounds).expect("the rounds");
        let last = bundle.rounds.last().expect("a round");
        assert_eq!((opened.rounds(), opened.last_lock().hex()), (last.round, last.lock.clone()));
        assert!(bundle.rounds.iter().flat_map(|round| &round.selected).all(|label| opened.was_drawn(label)));
    }
}

#[test]
fn a_bundle_survives_json() {
    let bundle = Meeting::whole().bundle();
    let json = serde_json::to_vec(&bundle).expect("json");
    assert_eq!(Bundle::parse(&json).expect("a bundle"), bundle);
}
