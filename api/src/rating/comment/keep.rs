//! At the close: comments of officials with enough answers, each under a random id and sealed, and how often each reason
//! was given. What a household wrote and what it chose are two ballots' parts that never stand together again.

use std::collections::HashMap;

use domain::{
    rating::{ENOUGH_ANSWERS, Level},
    roster::OfficialNumber,
};
use entity::{rating_comment, rating_reason};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::store::{self, HELD};
use crate::{
    app::App,
    clock::orderless_id,
    error::{ApiError, ApiResult},
    rating::book::Book,
};

/// Takes over what was written. With fewer than ten answers it stays where only auditors can open it.
pub(in crate::rating) async fn keep(tx: &impl ConnectionTrait, app: &App, book: &Book<'_>) -> ApiResult<()> {
    let mut officials: HashMap<OfficialNumber, (Uuid, u32)> = HashMap::new();
    for line in &book.lines {
        let number = line.key.number.parse().map_err(ApiError::internal)?;
        officials.insert(number, (line.key.official_id, line.tally.answers()));
    }
    let mut named: HashMap<(Uuid, &str), i32> = HashMap::new();
    let mut comments = Vec::new();
    for ballot in &book.ballots {
        let Some((official_id, answers)) = officials.get(&ballot.official).copied() else { continue };
        if matches!(ballot.level, Level::Dissatisfied | Level::VeryDissatisfied) {
            for reason in &ballot.reasons {
                *named.entry((official_id, reason.as_str())).or_default() += 1;
            }
        }
        let comment = ballot.comment.trim();
        if answers >= ENOUGH_ANSWERS && !comment.is_empty() {
            comments.push(rating_comment::Model {
                id: orderless_id(),
                round_id: book.round.id,
                official_id,
                state: HELD.to_owned(),
                text: Some(app.keyring.seal(store::SEALED_TEXT, comment)),
                redacted: None,
                checked_by: None,
            });
        }
    }
    // By their random ids, so that the rows lie in no other order.
    comments.sort_unstable_by_key(|comment| comment.id);
    store::add_comments(tx, comments).await?;
    let reasons = named.into_iter().map(|((official_id, reason), named)| rating_reason::Model {
        round_id: book.round.id,
        official_id,
        reason: reason.to_owned(),
        named,
    });
    store::add_reasons(tx, reasons.collect()).await?;
    Ok(())
}
