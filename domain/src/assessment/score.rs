//! The score: household rating 60, requests answered in time 20, answers confirmed by the household 20; and points off
//! for what audit meetings brought to light this year.
//!
//! A part without data is *not scored*: it brings no points, and its weight goes to nobody. The score then stands
//! out of less than a hundred, and says so (`possible`); it is never blown up to a hundred, because that would let
//! one confirmed request speak for thirty silent households. Without the rating part there is no total at all.
//! Silence is never a rating, and a request nobody could be reached about is neither confirmed nor disputed.

use super::{Line, LineKey, Points};
use crate::rating::{LEAST_ANSWERS, Level, Shown, Tally};

/// Points for the household rating.
pub const RATING_WEIGHT: u32 = 60;

/// Points for answering requests in time.
pub const ANSWERED_WEIGHT: u32 = 20;

/// Points for answers that the household confirmed.
pub const CONFIRMED_WEIGHT: u32 = 20;

/// Points off for a rectification pledged on stage and not done by its day.
pub const FAILED_OFF: u32 = 5;

/// Points off for an investigation that found carelessness.
pub const CARELESS_OFF: u32 = 10;

/// What became of an official's follow-ups this year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AuditFindings {
    /// Rectifications that were not done by their day.
    pub failed: u32,
    /// Published findings of carelessness.
    pub careless: u32,
    /// Published findings of falsification: one takes every point.
    pub falsified: u32,
}

/// What inspections took off the unit that he heads this year, once it was decided upon.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Inspected {
    /// Inspections that took points off.
    pub times: u32,
    /// In hundredths, together.
    pub hundredths: u32,
}

/// What is counted of an official.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// The ratings of the last closed round.
    pub ratings: Tally,
    /// His requests that were answered by him or whose first term has ended.
    pub answers_due: u32,
    /// Of these, answered by him within the term.
    pub answered_in_time: u32,
    /// His answers on which the household was heard: confirmed or disputed.
    pub answers_heard: u32,
    /// Of these, confirmed.
    pub answers_confirmed: u32,
    /// What audit meetings brought to light.
    pub audit: AuditFindings,
    /// What inspections saw at the unit that he heads.
    pub inspected: Inspected,
    /// What his colleagues said in the last evaluation of his unit, if there was one.
    pub evaluation: Option<Tally>,
}

/// The score and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// Of [`RATING_WEIGHT`]; none with fewer than five answers.
    pub rating: Option<Points>,
    /// Of [`ANSWERED_WEIGHT`]; none when no answer was due.
    pub answered: Option<Points>,
    /// Of [`CONFIRMED_WEIGHT`]; none when no household was heard.
    pub confirmed: Option<Points>,
    /// The sum of the scored parts; none without the rating.
    pub total: Option<Points>,
    /// The weights of the scored parts: what the total is out of.
    pub possible: u32,
    /// Every number, line by line.
    pub lines: Vec<Line>,
}

impl Score {
    /// Both request parts together; none when neither is scored.
    pub fn requests(&self) -> Option<Points> {
        match (self.answered, self.confirmed) {
            (None, None) => None,
            (answered, confirmed) => Some(answered.unwrap_or_default() + confirmed.unwrap_or_default()),
        }
    }
}

/// Scores an official. A part greater than its whole, which only a wrong count can bring, is scored as the whole.
pub fn score(figures: &Figures) -> Score {
    let mut lines = Vec::new();
    let rating = rating(&figures.ratings, &mut lines);
    let answered = share(
        LineKey::AnsweredInTime,
        ANSWERED_WEIGHT,
        figures.answered_in_time,
        figures.answers_due,
        "no answer was due",
        &mut lines,
    );
    let confirmed = share(
        LineKey::ConfirmedByHousehold,
        CONFIRMED_WEIGHT,
        figures.answers_confirmed,
        figures.answers_heard,
        "no household was heard",
        &mut lines,
    );
    let parts = [(rating, RATING_WEIGHT), (answered, ANSWERED_WEIGHT), (confirmed, CONFIRMED_WEIGHT)];
    let possible = parts.iter().filter(|(points, _)| points.is_some()).map(|(_, weight)| weight).sum();
    let sum: Points = parts.iter().filter_map(|(points, _)| *points).sum();
    let for_audit = audit(figures.audit, sum, rating.is_some(), &mut lines);
    let left = sum + for_audit.unwrap_or_default();
    let for_inspections = inspections(figures.inspected, left, rating.is_some(), &mut lines);
    let total = rating.map(|_| left + for_inspections.unwrap_or_default());
    evaluation(figures.evaluation.as_ref(), &mut lines);
    lines.push(Line {
        key: LineKey::Total,
        figure: total.map_or_else(|| "-".to_owned(), |total| format!("{total}/{possible}")),
        formula: if total.is_some() {
            let scored: Vec<String> =
                parts.iter().filter_map(|(points, _)| points.map(|points| points.to_string())).collect();
            // What was taken off carries its own sign.
            let off = [for_audit, for_inspections].into_iter().flatten();
            let off: Vec<String> = off.map(|points| points.to_string()).collect();
            [vec![scored.join(" + ")], off].concat().join(" ")
        } else {
            "not scored: no rating".to_owned()
        },
        points: total,
    });
    Score { rating, answered, confirmed, total, possible, lines }
}

/// The points off, never more than there are; no line when there is nothing to say.
fn audit(found: AuditFindings, sum: Points, scored: bool, lines: &mut Vec<Line>) -> Option<Points> {
    let AuditFindings { failed, careless, falsified } = found;
    if failed + careless + falsified == 0 {
        return None;
    }
    let hundredths = |points: u32, times: u32| i64::from(points) * i64::from(times) * 100;
    let asked = hundredths(FAILED_OFF, failed) + hundredths(CARELESS_OFF, careless);
    let off = if falsified > 0 { sum.hundredths() } else { asked.min(sum.hundredths()) };
    let off = scored.then(|| Points::from_hundredths(-off));
    lines.push(Line {
        key: LineKey::AuditFindings,
        figure: format!("{failed}, {careless}, {falsified}"),
        formula: if falsified > 0 {
            "falsified: all points".to_owned()
        } else {
            format!("-{FAILED_OFF} × {failed} - {CARELESS_OFF} × {careless}")
        },
        points: off,
    });
    off
}

/// The points that the unit which he heads lost, never more than are left; no line when it lost none.
fn inspections(lost: Inspected, left: Points, scored: bool, lines: &mut Vec<Line>) -> Option<Points> {
    if lost.hundredths == 0 {
        return None;
    }
    let asked = Points::from_hundredths(-i64::from(lost.hundredths));
    let off = scored.then(|| Points::from_hundredths(-i64::from(lost.hundredths).min(left.hundredths())));
    let figure = lost.times.to_string();
    lines.push(Line { key: LineKey::Inspections, figure, formula: asked.to_string(), points: off });
    off
}

/// What colleagues said, beside the sum: a proposal needs a source that is independent of the households, and no county
/// has yet said what it weighs.
fn evaluation(tally: Option<&Tally>, lines: &mut Vec<Line>) {
    let Some(tally) = tally else { return };
    let answers = tally.answers();
    let (figure, formula) = match tally.shown() {
        // As with households, not even how many.
        Shown::Nothing => (format!("< {LEAST_ANSWERS}"), format!("fewer than {LEAST_ANSWERS} answers")),
        Shown::Distribution(_) => {
            (format!("{}/{answers}", tally.value_sum()), "an independent source, not in the total".to_owned())
        }
    };
    lines.push(Line { key: LineKey::UnitEvaluation, figure, formula, points: None });
}

fn rating(tally: &Tally, lines: &mut Vec<Line>) -> Option<Points> {
    let answers = tally.answers();
    let Shown::Distribution(cells) = tally.shown() else {
        // Not even the number is written down: "two answers" and a bad mood in the office find two households.
        lines.push(Line {
            key: LineKey::RatingAnswers,
            figure: format!("< {LEAST_ANSWERS}"),
            formula: format!("not scored: fewer than {LEAST_ANSWERS} answers"),
            points: None,
        });
        return None;
    };
    lines.push(Line {
        key: LineKey::RatingAnswers,
        figure: answers.to_string(),
        formula: String::new(),
        points: None,
    });
    for cell in cells {
        let levels: Vec<&str> = cell.levels.iter().map(|level| level.as_str()).collect();
        let values: Vec<String> = cell.levels.iter().map(|level: &Level| level.value().to_string()).collect();
        lines.push(Line {
            key: LineKey::RatingCell,
            figure: format!("{} {}", levels.join("+"), cell.count),
            formula: format!("× {}", values.join("|")),
            points: None,
        });
    }
    let points = Points::share(RATING_WEIGHT, tally.value_sum(), u64::from(answers) * 100);
    lines.push(Line {
        key: LineKey::RatingPoints,
        figure: format!("{}/{answers}", tally.value_sum()),
        formula: format!("{RATING_WEIGHT} × {}/({answers} × 100)", tally.value_sum()),
        points,
    });
    points
}

fn share(
    key: LineKey,
    weight: u32,
    part: u32,
    whole: u32,
    nothing: &str,
    lines: &mut Vec<Line>,
) -> Option<Points> {
    let part = part.min(whole);
    let points = Points::share(weight, u64::from(part), u64::from(whole));
    lines.push(Line {
        key,
        figure: format!("{part}/{whole}"),
        formula: if points.is_some() {
            format!("{weight} × {part}/{whole}")
        } else {
            format!("not scored: {nothing}")
        },
        points,
    });
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(score: &Score) -> String {
        let line = |line: &Line| {
            let points = line.points.map_or_else(|| "-".to_owned(), |points| points.to_string());
            format!("{} | {} | {} | {points}", line.key, line.figure, line.formula)
        };
        score.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn every_number_of_a_score_is_derived() {
        let figures = Figures {
            ratings: Tally::of([8, 5, 2, 1, 0]),
            answers_due: 8,
            answered_in_time: 7,
            answers_heard: 6,
            answers_confirmed: 4,
            audit: AuditFindings::default(),
            inspected: Inspected::default(),
            evaluation: Some(Tally::of([3, 3, 1, 0, 0])),
        };
        let expected = "\
rating_answers | 16 |  | -
rating_cell | very_satisfied 8 | × 100 | -
rating_cell | satisfied 5 | × 85 | -
rating_cell | fair+dissatisfied+very_dissatisfied 3 | × 70|40|0 | -
rating_points | 1405/16 | 60 × 1405/(16 × 100) | 52.69
answered_in_time | 7/8 | 20 × 7/8 | 17.50
confirmed_by_household | 4/6 | 20 × 4/6 | 13.33
unit_evaluation | 625/7 | an independent source, not in the total | -
total | 83.52/100 | 52.69 + 17.50 + 13.33 | 83.52";
        assert_eq!(written(&score(&figures)), expected);
    }

    #[test]
    fn what_audits_brought_to_light_takes_points_and_falsification_takes_them_all() {
        let ratings = Tally::of([10, 0, 0, 0, 0]);
        let of = |audit| score(&Figures { ratings, audit, ..Figures::default() });
        let found = of(AuditFindings { failed: 2, careless: 1, falsified: 0 });
        assert_eq!(found.total, Some(Points::from_hundredths(4_000)));
        let told = written(&found);
        assert!(told.contains("audit_findings | 2, 1, 0 | -5 × 2 - 10 × 1 | -20.00"), "{told}");
        assert!(told.ends_with("total | 40.00/60 | 60.00 -20.00 | 40.00"), "{told}");
        let none = of(AuditFindings { failed: 99, careless: 0, falsified: 0 });
        assert_eq!(none.total, Some(Points::default()));
        assert_eq!(of(AuditFindings { falsified: 1, ..AuditFindings::default() }).total, none.total);
    }

    #[test]
    fn what_inspections_took_off_a_unit_comes_off_its_head_and_never_more_than_is_left() {
        let ratings = Tally::of([10, 0, 0, 0, 0]);
        let of = |audit, inspected| score(&Figures { ratings, audit, inspected, ..Figures::default() });
        let failed = AuditFindings { failed: 1, ..AuditFindings::default() };
        let lost = of(failed, Inspected { times: 2, hundredths: 250 });
        let told = written(&lost);
        assert!(told.contains("inspections | 2 | -2.50 | -2.50"), "{told}");
        assert!(told.ends_with("total | 52.50/60 | 60.00 -5.00 -2.50 | 52.50"), "{told}");
        let falsified = AuditFindings { falsified: 1, ..AuditFindings::default() };
        let nothing_left = of(falsified, Inspected { times: 1, hundredths: 250 });
        assert_eq!(nothing_left.total, Some(Points::default()));
    }

    #[test]
    fn what_four_colleagues_said_is_told_to_nobody_and_changes_no_total() {
        let ratings = Tally::of([10, 0, 0, 0, 0]);
        let of = |evaluation| score(&Figures { ratings, evaluation, ..Figures::default() });
        let four = of(Some(Tally::of([0, 0, 0, 0, 4])));
        assert_eq!(four.total, of(None).total);
        assert!(written(&four).contains("unit_evaluation | < 5 | fewer than 5 answers | -"));
        assert_eq!(four, of(Some(Tally::of([1, 0, 0, 0, 0]))));
    }

    #[test]
    fn a_part_without_data_gives_its_weight_to_nobody() {
        let figures = Figures { ratings: Tally::of([10, 0, 0, 0, 0]), ..Figures::default() };
        let score = score(&figures);
        assert_eq!((score.total, score.possible), (Some(Points::from_hundredths(6_000)), 60));
        assert_eq!(score.requests(), None);
    }

    #[test]
    fn four_ratings_show_no_rating_and_no_total_and_not_how_many() {
        let figures = Figures {
            ratings: Tally::of([4, 0, 0, 0, 0]),
            answers_due: 2,
            answered_in_time: 2,
            ..Figures::default()
        };
        let four = score(&figures);
        assert_eq!((four.rating, four.total), (None, None));
        assert_eq!(four.requests(), Some(Points::from_hundredths(2_000)));
        let none = score(&Figures { ratings: Tally::default(), ..figures });
        assert_eq!(four, none, "four answers and none look the same");
    }

    proptest! {
        #[test]
        fn a_score_stays_within_what_is_possible_and_is_the_sum_of_its_lines(
            counts in prop::array::uniform5(0u32..20),
            due in 0u32..50, in_time in 0u32..60, heard in 0u32..50, confirmed in 0u32..60,
            failed in 0u32..9, careless in 0u32..9, falsified in 0u32..2, hundredths in 0u32..3_000,
        ) {
            let figures = Figures {
                ratings: Tally::of(counts),
                answers_due: due,
                answered_in_time: in_time,
                answers_heard: heard,
                answers_confirmed: confirmed,
                audit: AuditFindings { failed, careless, falsified },
                inspected: Inspected { times: 1, hundredths },
                evaluation: None,
            };
            let score = score(&figures);
            prop_assert_eq!(score.total.is_some(), figures.ratings.answers() >= LEAST_ANSWERS);
            if let Some(total) = score.total {
                prop_assert!((0..=i64::from(score.possible) * 100).contains(&total.hundredths()));
                let (last, parts) = score.lines.split_last().unwrap();
                prop_assert_eq!(parts.iter().filter_map(|line| line.points).sum::<Points>(), total);
                prop_assert_eq!(last.points, Some(total));
            }
        }

        #[test]
        fn a_better_answer_never_lowers_the_score(counts in prop::array::uniform5(1u32..20), from in 1usize..5) {
            let mut better = counts;
            better[from] -= 1;
            better[from - 1] += 1;
            let of = |counts| score(&Figures { ratings: Tally::of(counts), ..Figures::default() }).total;
            prop_assert!(of(better) >= of(counts));
        }
    }
}
