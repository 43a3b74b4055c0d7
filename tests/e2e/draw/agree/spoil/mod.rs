//! Every way to spoil a bundle, and what is to be found. A spoiling answers whether this bundle has what it spoils.

mod rounds;
mod shapes;
mod texts;

pub use rounds::ROUNDS;
pub use shapes::SHAPES;
pub use texts::TEXTS;

use domain::audit::pdraw1::Digest;
use serde_json::{Value, json};

/// What it is, the code of the first wrong thing (none where the document is no bundle any more), and how it is done.
pub type Spoiling = (&'static str, Option<&'static str>, fn(&mut Value) -> bool);

/// Replaces within a text of the bundle.
fn text(bundle: &mut Value, place: &str, change: impl Fn(&str) -> String) -> bool {
    let Some(Value::String(found)) = bundle.pointer_mut(place) else { return false };
    let changed = change(found);
    let differs = changed != *found;
    *found = changed;
    differs
}

fn announcement(bundle: &mut Value, from: &str, to: &str) -> bool {
    text(bundle, "/announcement", |text| text.replacen(from, to, 1))
}

/// Adds steps to the announced plan.
fn plan(bundle: &mut Value, more: &str) -> bool {
    text(bundle, "/announcement", |text| format!("{};{more}\n", text.trim_end()))
}

fn roster(bundle: &mut Value, name: &str, change: impl Fn(&str) -> String) -> bool {
    text(bundle, &format!("/rosters/{}", name.replace('/', "~1")), change)
}

/// Changes the line of this number (from 1), if it is there.
fn line(text: &str, number: usize, change: impl Fn(&str) -> String) -> String {
    let lines = text.lines().enumerate();
    lines.map(|(at, line)| (if at + 1 == number { change(line) } else { line.to_owned() }) + "\n").collect()
}

/// Announces a roster as it is now, as one would who had spoilt it before the announcement.
fn announce_again(bundle: &mut Value, name: &str) -> bool {
    let Some(body) = bundle["rosters"][name].as_str() else { return false };
    let (count, hash) = (body.lines().count() - 1, Digest::of(body.as_bytes()).hex());
    text(bundle, "/announcement", |text| {
        let announced = |line: &str| line.starts_with(&format!("roster={name}|"));
        text.lines()
            .map(|line| {
                if announced(line) { format!("roster={name}|{count}|{hash}\n") } else { format!("{line}\n") }
            })
            .collect()
    })
}

/// A round with so many people drawn, or with pairs.
fn round(bundle: &mut Value, fits: impl Fn(&Value) -> bool) -> Option<&mut Value> {
    bundle["rounds"].as_array_mut()?.iter_mut().find(|round| fits(round))
}

fn drew(round: &Value, least: usize) -> bool {
    round["selected"].as_array().is_some_and(|drawn| drawn.len() >= least)
}

fn outcome(bundle: &mut Value, made: impl Fn(&str) -> Value) -> bool {
    let Some(round) = round(bundle, |round| drew(round, 1)) else { return false };
    let label = round["selected"][0].as_str().unwrap_or_default().to_owned();
    round["outcomes"] = made(&label);
    true
}

fn told(label: &str, outcome: &str, at: &str) -> Value {
    json!({ "label": label, "outcome": outcome, "at": at })
}

const ROUND: &str = "/rounds/0";
const NOON: &str = "2026-11-22T04:00:00Z";

fn at_round(bundle: &mut Value, field: &str, value: Value) -> bool {
    bundle.pointer_mut(ROUND).is_some_and(|round| {
        round[field] = value;
        true
    })
}
