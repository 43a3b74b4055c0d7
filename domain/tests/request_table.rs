//! Every cell of the request table, against a committed picture of it, and what must hold whatever rows there are.

use domain::request::{
    Actor, Case, Clock, Level, Owner, Refusal, State, Subject, TABLE, Verb, next, raise, verbs,
};
use proptest::prelude::*;
use std::fmt::Write as _;

const PICTURE: &str = include_str!("request_table.txt");

fn case(subject: Subject, state: State, level: Option<Level>) -> Case {
    Case { subject, state, level, disputes: 0, decline_disputed: false, call_backs: 0 }
}

fn place(case: Case) -> String {
    case.level.map_or_else(|| case.state.to_string(), |level| format!("{}@{level}", case.state))
}

fn picture() -> String {
    let mut text =
        String::from("# subject | before | verb | actor -> after, owner, clock, told besides the owners\n");
    let levels =
        [None, Some(Level::Village), Some(Level::WorkArea), Some(Level::Township), Some(Level::County)];
    for subject in Subject::ALL {
        for actor in Actor::ALL {
            let after = raise(*subject, *actor);
            let _ = writeln!(text, "{subject} | - | raise | {actor} -> {}", cell(after));
        }
        for state in State::ALL {
            for level in levels {
                let before = case(*subject, *state, level);
                for verb in Verb::ALL {
                    let mut refused = Vec::new();
                    for actor in Actor::ALL {
                        match next(&before, *verb, *actor) {
                            Err(refusal) => refused.push(format!("{actor} {}", refusal.code())),
                            done => {
                                let before = place(before);
                                let _ = writeln!(
                                    text,
                                    "{subject} | {before} | {verb} | {actor} -> {}",
                                    cell(done)
                                );
                            }
                        }
                    }
                    // One line for all refusals of a verb, and none where nobody can do it.
                    if refused.len() < Actor::ALL.len() {
                        let _ = writeln!(
                            text,
                            "{subject} | {} | {verb} | refused: {}",
                            place(before),
                            refused.join(", ")
                        );
                    }
                }
            }
        }
    }
    text
}

fn cell(done: Result<domain::request::Step, Refusal>) -> String {
    match done {
        Err(refusal) => format!("refused {}", refusal.code()),
        Ok(step) => {
            let clock = match step.clock {
                Clock::Start(term) => format!("{term} {}", term.working_days()),
                Clock::Keep => "kept".to_owned(),
                Clock::Stop => "stopped".to_owned(),
            };
            format!("{}, {}, {clock}, {:?}", place(step.case), step.owner, step.tell)
        }
    }
}

/// The test compares; to renew the picture after adding a row, run with `LIANXIN_RENEW=1` and review the difference.
#[test]
fn every_cell_is_as_committed() {
    let now = picture();
    if std::env::var_os("LIANXIN_RENEW").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/request_table.txt");
        std::fs::write(path, &now).expect("the picture is written");
        return;
    }
    for (line, (was, is)) in PICTURE.lines().zip(now.lines()).enumerate() {
        assert_eq!(was, is, "line {} of tests/request_table.txt", line + 1);
    }
    assert_eq!(
        PICTURE.lines().count(),
        now.lines().count(),
        "tests/request_table.txt has lines too many or too few"
    );
}

#[test]
fn no_cell_has_two_rows() {
    for (at, row) in TABLE.iter().enumerate() {
        for other in &TABLE[..at] {
            let same = (row.from, row.verb, row.actor) == (other.from, other.verb, other.actor);
            let apart = matches!((row.only, other.only), (Some(left), Some(right)) if left != right);
            assert!(!same || apart, "{row:?} and {other:?}");
        }
    }
}

#[test]
fn what_nobody_does_climbs_from_the_official_to_the_county_level_by_level() {
    let mut now = raise(Subject::Matter, Actor::Household).expect("a household may ask").case;
    for expected in [Level::Village, Level::WorkArea, Level::Township, Level::County] {
        let step = next(&now, Verb::Overdue, Actor::System).expect("the sweep moves it up");
        assert_eq!((step.case.state, step.case.level), (State::Escalated, Some(expected)));
        assert_eq!(step.owner, Owner::Leader);
        now = step.case;
    }
    let stays = next(&now, Verb::Overdue, Actor::System).expect("it stays with the county");
    assert_eq!(
        (stays.case, stays.clock),
        (now, Clock::Keep),
        "a missed term is not talked away by a new one"
    );
    assert_eq!(next(&now, Verb::Escalate, Actor::Leader), Err(Refusal::AtTheTop));
}

#[test]
fn three_calls_without_an_answer_end_unconfirmed_and_never_confirmed() {
    let mut now = case(Subject::Matter, State::Answered, None);
    for _ in 0..2 {
        now = next(&now, Verb::NoAnswer, Actor::Caller).expect("call again").case;
        assert_eq!(now.state, State::Answered);
    }
    let last = next(&now, Verb::NoAnswer, Actor::Caller).expect("the third ends it");
    assert_eq!((last.case.state, last.owner, last.clock), (State::Unconfirmed, Owner::Nobody, Clock::Stop));
}

#[test]
fn a_new_answer_is_called_back_three_times_again() {
    let mut now = case(Subject::Matter, State::Answered, None);
    now = next(&now, Verb::NoAnswer, Actor::Caller).expect("call again").case;
    now = next(&now, Verb::Dispute, Actor::Household).expect("not solved").case;
    now = next(&now, Verb::Answer, Actor::Leader).expect("answered again").case;
    assert_eq!(now.call_backs, 0);
}

#[test]
fn the_first_dispute_goes_one_level_up_and_the_second_to_the_county() {
    let answered = case(Subject::Matter, State::Answered, Some(Level::Village));
    let first = next(&answered, Verb::Dispute, Actor::Household).expect("not solved").case;
    assert_eq!((first.state, first.level), (State::Disputed, Some(Level::WorkArea)));
    let again = next(&first, Verb::Answer, Actor::Leader).expect("answered again").case;
    let second = next(&again, Verb::Dispute, Actor::Household).expect("still not solved").case;
    assert_eq!((second.state, second.level, second.disputes), (State::Disputed, Some(Level::County), 2));
}

#[test]
fn a_decline_is_disputed_once() {
    let declined = case(Subject::Matter, State::Declined, None);
    let disputed = next(&declined, Verb::Dispute, Actor::Household).expect("the grounds are wrong").case;
    let again = next(&disputed, Verb::Decline, Actor::Leader).expect("declined again").case;
    assert_eq!(next(&again, Verb::Dispute, Actor::Household), Err(Refusal::DisputedAlready));
}

#[test]
fn a_complaint_is_the_inspectors_and_then_the_countys() {
    let raised = raise(Subject::Complaint, Actor::Household).expect("a household may complain");
    assert_eq!(raised.owner, Owner::Inspector);
    let missed = next(&raised.case, Verb::Overdue, Actor::System).expect("up").case;
    assert_eq!((missed.state, missed.level), (State::Escalated, Some(Level::County)));
}

fn anything() -> impl Strategy<Value = (Verb, Actor)> {
    (prop::sample::select(Verb::ALL), prop::sample::select(Actor::ALL))
}

proptest! {
    #[test]
    fn whatever_is_done_an_end_is_an_end_and_a_level_never_falls(
        complaint in any::<bool>(),
        deeds in prop::collection::vec(anything(), 0..200),
    ) {
        let subject = if complaint { Subject::Complaint } else { Subject::Matter };
        let mut now = raise(subject, Actor::Household).expect("a household may ask").case;
        for (verb, actor) in deeds {
            match next(&now, verb, actor) {
                Ok(step) => {
                    prop_assert!(!now.state.is_final());
                    prop_assert!(step.case.level >= now.level);
                    prop_assert!(step.case.disputes >= now.disputes);
                    prop_assert_eq!(step.owner == Owner::Nobody, step.case.state.is_final());
                    prop_assert_eq!(step.clock == Clock::Stop, step.case.state.is_final());
                    if complaint {
                        prop_assert!(actor != Actor::Official);
                        prop_assert!(matches!(step.case.level, None | Some(Level::County)));
                    }
                    if step.case.state == State::Disputed && step.case.disputes >= 2 {
                        prop_assert_eq!(step.case.level, Some(Level::County));
                    }
                    now = step.case;
                }
                Err(Refusal::Ended(state)) => prop_assert_eq!(state, now.state),
                Err(_) => prop_assert!(!now.state.is_final()),
            }
        }
    }

    #[test]
    fn only_the_household_or_who_phoned_it_says_that_it_is_solved(actor in prop::sample::select(Actor::ALL)) {
        for state in State::ALL {
            if let Ok(step) = next(&case(Subject::Matter, *state, None), Verb::Confirm, actor) {
                prop_assert_eq!(step.case.state, State::Confirmed);
                prop_assert!(matches!(actor, Actor::Household | Actor::Caller | Actor::Office));
            }
        }
    }

    #[test]
    fn a_live_request_can_always_be_taken_back(deeds in prop::collection::vec(anything(), 0..60)) {
        let mut now = raise(Subject::Matter, Actor::Household).expect("a household may ask").case;
        for (verb, actor) in deeds {
            now = next(&now, verb, actor).map_or(now, |step| step.case);
        }
        prop_assert_eq!(verbs(&now, Actor::Household).contains(&Verb::Withdraw), !now.state.is_final());
    }
}
