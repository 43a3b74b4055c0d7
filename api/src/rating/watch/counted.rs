//! What is noticed when a round is counted: answers that agree more than chance allows, comments that were copied, ballots
//! that nobody had taken.

use std::collections::HashMap;

use domain::{
    rating::{
        Level, Tally,
        watch::{Alike, Comments, Levels, one_in},
    },
    roster::OfficialNumber,
    visit::FlagKind,
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::of_round;
use crate::{
    app::App,
    error::ApiResult,
    rating::book::{Book, Line},
    visit::flag::{
        service::{Noticed, raise},
        view::FlagEvidence,
    },
};

/// Raises what a count shows. Counted again after an interruption, it raises nothing twice.
pub(in crate::rating) async fn notice(
    tx: &impl ConnectionTrait,
    app: &App,
    book: &Book<'_>,
) -> ApiResult<()> {
    let noticed = |kind: FlagKind, official_id: Uuid, evidence: FlagEvidence| Noticed {
        kind,
        official_id,
        household_id: None,
        about: format!("{}|{official_id}", book.round.id),
        evidence,
    };
    let mut all = Vec::new();
    for (official_id, evidence) in spare(book) {
        all.push(noticed(FlagKind::RatingSpare, official_id, evidence));
    }
    for (official_id, evidence) in alike(book) {
        all.push(noticed(FlagKind::RatingEqual, official_id, evidence));
    }
    for (official_id, evidence) in copied(book) {
        all.push(noticed(FlagKind::RatingComments, official_id, evidence));
    }
    raise(tx, app, all).await
}

fn spare(book: &Book<'_>) -> Vec<(Uuid, FlagEvidence)> {
    let stuffed = book.lines.iter().filter(|line| line.is_stuffed());
    let evidence = |line: &Line| FlagEvidence {
        count: Some(line.cast()),
        of: Some(line.issued.phone + line.issued.slip),
        ..of_round(book.round, None)
    };
    stuffed.map(|line| (line.key.official_id, evidence(line))).collect()
}

fn levels(tally: &Tally) -> Levels {
    let mut levels = [0; 5];
    for (count, level) in levels.iter_mut().zip(Level::ALL) {
        *count = tally.count(*level);
    }
    levels
}

fn alike(book: &Book<'_>) -> Vec<(Uuid, FlagEvidence)> {
    let mut all = Alike::default();
    let officials: Vec<(Uuid, Levels)> =
        book.lines.iter().map(|line| (line.key.official_id, levels(&line.tally))).collect();
    for (_, levels) in &officials {
        all.add(levels);
    }
    let found = officials.into_iter().filter_map(|(official_id, levels)| {
        let found = all.too_alike(&levels)?;
        let evidence = FlagEvidence {
            count: Some(found.same),
            of: Some(found.answers),
            one_in: Some(one_in(found.chance)),
            ..of_round(book.round, None)
        };
        Some((official_id, evidence))
    });
    found.collect()
}

fn copied(book: &Book<'_>) -> Vec<(Uuid, FlagEvidence)> {
    let ids: HashMap<OfficialNumber, Uuid> = book
        .lines
        .iter()
        .filter_map(|line| Some((line.key.number.parse().ok()?, line.key.official_id)))
        .collect();
    let mut comments = Comments::new();
    for ballot in &book.ballots {
        if let Some(official_id) = ids.get(&ballot.official) {
            comments.add(*official_id, &ballot.comment);
        }
    }
    let evidence = |copied: domain::rating::watch::Copied| FlagEvidence {
        count: Some(copied.same),
        of: Some(copied.comments),
        ..of_round(book.round, None)
    };
    comments.copied().into_iter().map(|(official_id, copied)| (official_id, evidence(copied))).collect()
}
