//! The count of an official's ratings, and what may be shown of it.

use super::Level;

/// With fewer answers nothing is shown at all.
pub const LEAST_ANSWERS: u32 = 5;

/// With fewer answers a result is called insufficient, and what was written stays closed.
pub const ENOUGH_ANSWERS: u32 = 10;

/// No shown cell holds fewer answers: two neighbours in a cell would know each other's.
pub const LEAST_CELL: u32 = 3;

/// Answers per level, in the order of [`Level::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    counts: [u32; 5],
}

/// A cell of a shown distribution: one level, or several next to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The levels in it, the best first.
    pub levels: Vec<Level>,
    /// Their answers together, at least [`LEAST_CELL`].
    pub count: u32,
}

/// What may be shown of a tally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Too few answers.
    Nothing,
    /// The distribution, levels with few answers merged with their neighbours.
    Distribution(Vec<Cell>),
}

impl Tally {
    /// A tally of counts in the order of [`Level::ALL`].
    pub const fn of(counts: [u32; 5]) -> Self {
        Self { counts }
    }

    /// Counts one answer.
    pub fn add(&mut self, level: Level) {
        self.counts[level as usize] += 1;
    }

    /// The answers of a level.
    pub const fn count(&self, level: Level) -> u32 {
        self.counts[level as usize]
    }

    /// All answers.
    pub fn answers(&self) -> u32 {
        self.counts.iter().sum()
    }

    /// The sum of the values of all answers; the mean is this by [`Tally::answers`].
    pub fn value_sum(&self) -> u64 {
        Level::ALL.iter().map(|level| u64::from(self.count(*level)) * u64::from(level.value())).sum()
    }

    /// What may be shown: nothing below [`LEAST_ANSWERS`]; otherwise cells from the best level down, each closed as soon
    /// as it holds [`LEAST_CELL`] answers, what is left over joined to the last. An empty level is merged as well:
    /// "nobody said so" tells what everybody said.
    pub fn shown(&self) -> Shown {
        if self.answers() < LEAST_ANSWERS {
            return Shown::Nothing;
        }
        let mut cells: Vec<Cell> = Vec::new();
        let mut growing = Cell { levels: Vec::new(), count: 0 };
        for level in Level::ALL {
            growing.levels.push(*level);
            growing.count += self.count(*level);
            if growing.count >= LEAST_CELL {
                cells.push(std::mem::replace(&mut growing, Cell { levels: Vec::new(), count: 0 }));
            }
        }
        if let Some(last) = cells.last_mut() {
            last.levels.append(&mut growing.levels);
            last.count += growing.count;
        }
        Shown::Distribution(cells)
    }
}

impl FromIterator<Level> for Tally {
    fn from_iter<I: IntoIterator<Item = Level>>(levels: I) -> Self {
        let mut tally = Self::default();
        for level in levels {
            tally.add(level);
        }
        tally
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Level::{Dissatisfied, Fair, Satisfied, VeryDissatisfied, VerySatisfied};
    use proptest::prelude::*;

    #[test]
    fn four_answers_show_nothing_and_five_do() {
        assert_eq!(Tally::of([4, 0, 0, 0, 0]).shown(), Shown::Nothing);
        assert_ne!(Tally::of([5, 0, 0, 0, 0]).shown(), Shown::Nothing);
    }

    #[test]
    fn few_answers_hide_among_their_neighbours() {
        let cells = vec![
            Cell { levels: vec![VerySatisfied], count: 8 },
            Cell { levels: vec![Satisfied], count: 5 },
            Cell { levels: vec![Fair, Dissatisfied, VeryDissatisfied], count: 4 },
        ];
        assert_eq!(Tally::of([8, 5, 2, 1, 1]).shown(), Shown::Distribution(cells));
    }

    #[test]
    fn all_thirty_the_same_does_not_tell_what_each_said() {
        for level in Level::ALL {
            let tally: Tally = std::iter::repeat_n(*level, 30).collect();
            let all = Cell { levels: Level::ALL.to_vec(), count: 30 };
            assert_eq!(tally.shown(), Shown::Distribution(vec![all]));
        }
    }

    proptest! {
        #[test]
        fn no_shown_cell_is_small_and_no_answer_is_lost(counts in prop::array::uniform5(0u32..40)) {
            let tally = Tally::of(counts);
            match tally.shown() {
                Shown::Nothing => prop_assert!(tally.answers() < LEAST_ANSWERS),
                Shown::Distribution(cells) => {
                    prop_assert!(tally.answers() >= LEAST_ANSWERS);
                    prop_assert!(cells.iter().all(|cell| cell.count >= LEAST_CELL));
                    prop_assert_eq!(cells.iter().map(|cell| cell.count).sum::<u32>(), tally.answers());
                    let levels: Vec<Level> = cells.into_iter().flat_map(|cell| cell.levels).collect();
                    prop_assert_eq!(levels, Level::ALL.to_vec());
                }
            }
        }

        #[test]
        fn the_mean_lies_between_the_worst_and_the_best(counts in prop::array::uniform5(0u32..40)) {
            let tally = Tally::of(counts);
            prop_assert!(tally.value_sum() <= u64::from(tally.answers()) * 100);
        }
    }
}
