//! A person's turn at the comments: each is looked at, then a summary is written in other words and released. Nobody does
//! it on what was written of himself.

use domain::rating::{ENOUGH_ANSWERS, LEAST_CELL, Questionnaire, RoundState};
use entity::{rating_comment, rating_result, rating_round, rating_summary};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    store::{self, CHECKED, LEFT_OUT, SEALED_REDACTED, SEALED_TEXT},
    view::{
        CommentFile, CommentForm, CommentState, CommentedOfficial, RatingComment, SummaryForm, SummaryLine,
    },
};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    rating::{
        questionnaire,
        service::record,
        store as rounds,
        view::{RatingReasonCount, unscored},
    },
    roster::{self, view::OfficialRef},
    typed,
};

pub const SEALED_LINES: &str = "rating_summary.lines";
/// Characters from which on a comment may not stand in a summary as it was written.
const VERBATIM: usize = 6;

fn number(n: impl TryInto<u32>) -> u32 {
    n.try_into().unwrap_or(0)
}

/// A round that was counted.
async fn closed(db: &impl ConnectionTrait, id: Uuid) -> ApiResult<rating_round::Model> {
    let round = rounds::round(db, id).await?.ok_or_else(ApiError::not_found)?;
    if round.state == RoundState::Closed.as_str() {
        Ok(round)
    } else {
        Err(ApiError::conflict("round_not_closed"))
    }
}

fn not_about_himself(caller: &Caller, official_id: Uuid) -> ApiResult<()> {
    if caller.official_id == Some(official_id) { Err(ApiError::forbidden()) } else { Ok(()) }
}

/// Officials with comments by their numbers.
pub(super) async fn list(
    caller: &Caller,
    round_id: Uuid,
    after: Option<&str>,
    limit: u64,
) -> ApiResult<Vec<CommentedOfficial>> {
    let db = caller.app.db.reader();
    closed(db, round_id).await?;
    let rows = store::commented(db, round_id, caller.official_id, after, limit).await?;
    rows.into_iter()
        .map(|row| {
            Ok(CommentedOfficial {
                official: OfficialRef {
                    id: row.official_id,
                    number: row.number,
                    name: row.name,
                    unit_name: row.unit_name,
                },
                answers: number(row.answers),
                comments: number(row.comments),
                waiting: number(row.waiting),
                unscored: unscored(row.unscored.as_deref())?,
                written_at: row.written_at,
                released_at: row.released_at,
            })
        })
        .collect()
}

/// What was counted of an official with enough answers for his comments to be read.
async fn result(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> ApiResult<rating_result::Model> {
    let result = rounds::result(db, round_id, official_id).await?.ok_or_else(ApiError::not_found)?;
    if number(result.counted) < ENOUGH_ANSWERS {
        return Err(ApiError::conflict("too_few_answers"));
    }
    Ok(result)
}

/// What households wrote of an official; every look is recorded.
pub(super) async fn file(caller: &Caller, round_id: Uuid, official_id: Uuid) -> ApiResult<CommentFile> {
    not_about_himself(caller, official_id)?;
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let round = closed(&tx, round_id).await?;
    let result = result(&tx, round_id, official_id).await?;
    let official = roster::service::official_ref(&tx, official_id).await?.ok_or_else(ApiError::not_found)?;
    let summary = store::summary(&tx, round_id, official_id).await?;
    let comments = store::of_official(&tx, round_id, official_id).await?;
    let asked = questionnaire::of(&round)?;
    let file = CommentFile {
        official,
        answers: number(result.counted),
        unscored: unscored(result.unscored.as_deref())?,
        reasons: reasons(&tx, &asked, round_id, official_id).await?,
        comments: comments.into_iter().map(|row| shown(app, row)).collect::<ApiResult<_>>()?,
        released_at: summary.as_ref().and_then(|summary| summary.released_at),
        lines: summary.map(|summary| lines(app, &summary)).transpose()?.unwrap_or_default(),
    };
    record(&tx, caller, "look_at_rating_comments", round_id, json!({ "official_id": official_id })).await?;
    tx.commit().await?;
    Ok(file)
}

fn shown(app: &App, row: rating_comment::Model) -> ApiResult<RatingComment> {
    let open = |column, sealed: Option<_>| sealed.map(|text| app.keyring.open(column, &text)).transpose();
    Ok(RatingComment {
        id: row.id,
        state: match row.state.as_str() {
            CHECKED => CommentState::Checked,
            LEFT_OUT => CommentState::LeftOut,
            _ => CommentState::Waiting,
        },
        text: open(SEALED_TEXT, row.text)?,
        redacted: open(SEALED_REDACTED, row.redacted)?.unwrap_or_default(),
    })
}

fn lines(app: &App, summary: &rating_summary::Model) -> ApiResult<Vec<SummaryLine>> {
    let text = app.keyring.open(SEALED_LINES, &summary.lines)?;
    serde_json::from_str(&text).map_err(ApiError::internal)
}

/// Every reason of a round, with how often it was given of an official: never a number below three.
async fn reasons(
    db: &impl ConnectionTrait,
    asked: &Questionnaire,
    round_id: Uuid,
    official_id: Uuid,
) -> ApiResult<Vec<RatingReasonCount>> {
    let counts = store::reasons(db, round_id, official_id).await?;
    let named = |word: &str| counts.iter().find(|row| row.reason == word).map(|row| number(row.named));
    let count = |reason: &domain::rating::Reason| RatingReasonCount {
        named: named(&reason.word).filter(|named| *named >= LEAST_CELL),
        name: questionnaire::label(asked, &reason.word),
        reason: reason.word.clone(),
    };
    Ok(asked.reasons.iter().map(count).collect())
}

/// What an official may read of a round besides the distribution: reasons, and the summary once it is released.
pub(in crate::rating) async fn released(
    app: &App,
    round: &rating_round::Model,
    result: &rating_result::Model,
) -> ApiResult<(Vec<RatingReasonCount>, Vec<SummaryLine>)> {
    if number(result.counted) < ENOUGH_ANSWERS {
        return Ok((Vec::new(), Vec::new()));
    }
    let db = app.db.reader();
    let mut reasons = reasons(db, &questionnaire::of(round)?, round.id, result.official_id).await?;
    reasons.retain(|reason| reason.named.is_some());
    let summary = store::summary(db, round.id, result.official_id).await?;
    let summary = summary.filter(|summary| summary.released_at.is_some());
    Ok((reasons, summary.map(|summary| lines(app, &summary)).transpose()?.unwrap_or_default()))
}

/// Fails once the summary is released: the official has read it.
async fn unreleased(
    db: &impl ConnectionTrait,
    round_id: Uuid,
    official_id: Uuid,
) -> ApiResult<Option<rating_summary::Model>> {
    let summary = store::summary(db, round_id, official_id).await?;
    match summary {
        Some(summary) if summary.released_at.is_some() => Err(ApiError::conflict("summary_released")),
        summary => Ok(summary),
    }
}

/// A person has looked at a comment, and says how it reads without who wrote it.
pub(super) async fn check(caller: &Caller, id: Uuid, form: CommentForm) -> ApiResult<RatingComment> {
    let app = &caller.app;
    let redacted = typed::text("redacted", &form.redacted)?;
    let tx = app.db.begin().await?;
    let row = store::comment(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    not_about_himself(caller, row.official_id)?;
    unreleased(&tx, row.round_id, row.official_id).await?;
    let state = if form.left_out { LEFT_OUT } else { CHECKED };
    store::check(&tx, id, state, app.keyring.seal(SEALED_REDACTED, &redacted), caller.account_id).await?;
    let detail = json!({ "official_id": row.official_id, "left_out": form.left_out });
    record(&tx, caller, "check_rating_comment", row.round_id, detail).await?;
    let row = store::comment(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    shown(app, row)
}

/// Keeps a summary, which is not released by that. No line may be what a household wrote.
pub(super) async fn write(
    caller: &Caller,
    round_id: Uuid,
    official_id: Uuid,
    form: SummaryForm,
) -> ApiResult<CommentFile> {
    not_about_himself(caller, official_id)?;
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let round = closed(&tx, round_id).await?;
    result(&tx, round_id, official_id).await?;
    unreleased(&tx, round_id, official_id).await?;
    let asked = questionnaire::of(&round)?;
    let mut lines = Vec::with_capacity(form.lines.len());
    for line in form.lines {
        let known = |word: &String| asked.reasons.iter().any(|reason| reason.word == *word);
        if line.theme.as_ref().is_some_and(|word| !known(word)) {
            return Err(ApiError::field("lines", "unknown"));
        }
        lines.push(SummaryLine { theme: line.theme, text: typed::required("lines", &line.text)? });
    }
    for comment in store::of_official(&tx, round_id, official_id).await? {
        let comment = shown(app, comment)?;
        let written = comment.text.iter().chain([&comment.redacted]).map(|text| bare(text));
        for written in written.filter(|text| text.chars().count() >= VERBATIM) {
            if lines.iter().any(|line| bare(&line.text).contains(&written)) {
                return Err(ApiError::field("lines", "verbatim"));
            }
        }
    }
    let text = serde_json::to_string(&lines).map_err(ApiError::internal)?;
    let row = rating_summary::Model {
        round_id,
        official_id,
        lines: app.keyring.seal(SEALED_LINES, &text),
        written_by: caller.account_id,
        written_at: app.clock.now(),
        released_at: None,
    };
    store::put_summary(&tx, row).await?;
    let detail = json!({ "official_id": official_id, "lines": lines.len() });
    record(&tx, caller, "write_rating_summary", round_id, detail).await?;
    tx.commit().await?;
    file(caller, round_id, official_id).await
}

/// A text without blanks and marks, so that a full stop more makes no other sentence of it.
fn bare(text: &str) -> String {
    text.chars().filter(|char| char.is_alphanumeric()).collect()
}

/// Releases a summary: from here on the official reads it, and what was written is kept as it was redacted only.
pub(super) async fn release(caller: &Caller, round_id: Uuid, official_id: Uuid) -> ApiResult<CommentFile> {
    not_about_himself(caller, official_id)?;
    let app = &caller.app;
    let tx = app.db.begin().await?;
    closed(&tx, round_id).await?;
    let result = result(&tx, round_id, official_id).await?;
    if result.unscored.is_some() {
        return Err(ApiError::conflict("result_unscored"));
    }
    if store::unchecked(&tx, round_id, official_id).await? > 0 {
        return Err(ApiError::conflict("comments_unchecked"));
    }
    let summary = unreleased(&tx, round_id, official_id).await?;
    let summary = summary.ok_or_else(|| ApiError::conflict("summary_empty"))?;
    if lines(app, &summary)?.is_empty() {
        return Err(ApiError::conflict("summary_empty"));
    }
    let row = rating_summary::Model { released_at: Some(app.clock.now()), ..summary };
    store::put_summary(&tx, row).await?;
    store::forget_texts(&tx, round_id, official_id).await?;
    record(&tx, caller, "release_rating_summary", round_id, json!({ "official_id": official_id })).await?;
    tx.commit().await?;
    file(caller, round_id, official_id).await
}
