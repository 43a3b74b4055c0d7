//! Plans: what each press of the button draws.

use super::error::DrawError;
use super::text;

/// `fK`, the K-th field after the label (from 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field(usize);

impl Field {
    fn parse(text: &str) -> Option<Self> {
        let number = text::whole(text.strip_prefix('f')?)?;
        usize::try_from(number).ok().filter(|number| *number > 0).map(Self)
    }

    pub const fn number(self) -> usize {
        self.0
    }

    /// The value of this field in a row; none when the roster has fewer.
    pub fn of(self, fields: &[String]) -> Option<&str> {
        fields.get(self.0 - 1).map(String::as_str)
    }
}

/// How many are taken, and from where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quota {
    /// `n=`: the first n tickets.
    First(u64),
    /// `per=fK,n=`: n from every stratum.
    PerStratum(Field, u64),
    /// `prop=fK,n=`: n in all, shared over the strata by their size.
    Proportional(Field, u64),
}

/// `pair=INSPECTORS:K`: every object drawn is given K inspectors of that roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    pub inspectors: String,
    pub per_object: u64,
}

/// One step of the plan: `STEP:ROSTER:PARAMS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub name: String,
    pub roster: String,
    pub quota: Quota,
    /// `max=fK:m`: at most m with the same value of the field in one round.
    pub max: Option<(Field, u64)>,
    pub weight: Option<Field>,
    /// `in=STEP2`: the eligible are the part of somebody whom STEP2 drew.
    pub within: Option<String>,
    pub pair: Option<Pair>,
}

impl Step {
    /// The fields this step reads.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        let stratum = match self.quota {
            Quota::First(_) => None,
            Quota::PerStratum(field, _) | Quota::Proportional(field, _) => Some(field),
        };
        [stratum, self.max.map(|(field, _)| field), self.weight].into_iter().flatten()
    }
}

/// The steps of a meeting; they may be pressed in any order and as often as wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    steps: Vec<Step>,
}

impl Plan {
    pub fn parse(content: &str) -> Result<Self, DrawError> {
        let mut steps: Vec<Step> = Vec::new();
        for part in content.split(';') {
            let step = parse_step(part)?;
            if steps.iter().any(|other| other.name == step.name) {
                return Err(DrawError::StepTwice { step: step.name });
            }
            steps.push(step);
        }
        for step in &steps {
            if let Some(within) = &step.within
                && !steps.iter().any(|other| other.name == *within)
            {
                let (step, within) = (step.name.clone(), within.clone());
                return Err(DrawError::WithinUnknown { step, within });
            }
        }
        Ok(Self { steps })
    }

    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub fn step(&self, name: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == name)
    }

    pub fn has_pairs(&self) -> bool {
        self.steps.iter().any(|step| step.pair.is_some())
    }
}

fn is_step_name(text: &str) -> bool {
    (1..=16).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
}

fn parse_step(content: &str) -> Result<Step, DrawError> {
    let bad_step = || DrawError::BadStep { step: content.into() };
    let (name, rest) = content.split_once(':').ok_or_else(bad_step)?;
    let (roster, parameters) = rest.split_once(':').ok_or_else(bad_step)?;
    if !is_step_name(name) || !text::is_name(roster) {
        return Err(bad_step());
    }
    let mut read = Parameters::default();
    for parameter in parameters.split(',') {
        read.take(name, parameter)?;
    }
    let quota = match (read.n, read.per, read.prop) {
        (Some(n), None, None) => Quota::First(n),
        (Some(n), Some(field), None) => Quota::PerStratum(field, n),
        (Some(n), None, Some(field)) => Quota::Proportional(field, n),
        _ => return Err(DrawError::StepWithoutNumber { step: name.into() }),
    };
    let Parameters { max, weight, within, pair, .. } = read;
    Ok(Step { name: name.into(), roster: roster.into(), quota, max, weight, within, pair })
}

#[derive(Default)]
struct Parameters {
    n: Option<u64>,
    per: Option<Field>,
    prop: Option<Field>,
    max: Option<(Field, u64)>,
    weight: Option<Field>,
    within: Option<String>,
    pair: Option<Pair>,
}

impl Parameters {
    fn take(&mut self, step: &str, parameter: &str) -> Result<(), DrawError> {
        let (key, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        let fits = match key {
            "n" => put(&mut self.n, positive(value)),
            "per" => put(&mut self.per, Field::parse(value)),
            "prop" => put(&mut self.prop, Field::parse(value)),
            "weight" => put(&mut self.weight, Field::parse(value)),
            "in" => put(&mut self.within, is_step_name(value).then(|| value.to_owned())),
            "max" => put(
                &mut self.max,
                value.split_once(':').and_then(|(field, most)| Some((Field::parse(field)?, positive(most)?))),
            ),
            "pair" => put(
                &mut self.pair,
                value.split_once(':').filter(|(name, _)| text::is_name(name)).and_then(|(name, k)| {
                    Some(Pair { inspectors: name.to_owned(), per_object: positive(k)? })
                }),
            ),
            _ => {
                let (step, parameter) = (step.into(), parameter.into());
                return Err(DrawError::UnsupportedParameter { step, parameter });
            }
        };
        if fits {
            Ok(())
        } else {
            Err(DrawError::BadParameter { step: step.into(), parameter: parameter.into() })
        }
    }
}

/// Fills a slot once; false when the value is malformed or the slot is taken.
fn put<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
    let fits = slot.is_none() && value.is_some();
    if fits {
        *slot = value;
    }
    fits
}

fn positive(text: &str) -> Option<u64> {
    text::whole(text).filter(|number| *number > 0)
}
