//! The panel on stage: its judges, the codes of their seats, and votes that the host opens and closes.

use data_encoding::HEXLOWER;
use domain::{audit::hearing as rules, identity::Operation};
use rand::{SeedableRng, seq::SliceRandom};
use rand_chacha::ChaCha20Rng;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    ballot::{self, open_choice},
    person, store,
    view::{PanelForm, PanelSeat, PanelSheets},
    word::HeardKind,
};
use crate::{
    app::App,
    audit::{turn::Turn, view::MeetingState},
    caller::Caller,
    clock::{orderless_id, secret},
    error::{ApiError, ApiResult},
};
use entity::{panel_cast, panel_issue, panel_judge, panel_seat, panel_vote};

/// Seats the judges and makes the codes of their seats. They leave here once; kept are their hashes, under ids without
/// order and without a word of whose they are.
pub(super) async fn seat(caller: &Caller, id: Uuid, form: PanelForm) -> ApiResult<PanelSheets> {
    let turn = Turn::before_close(caller, Operation::CreatePanel, id).await?;
    let app = turn.app();
    if form.judges.iter().any(|judge| judge.name.trim().is_empty()) {
        return Err(ApiError::field("judges", "required"));
    }
    let (judges, votes) = (form.judges.len(), form.votes);
    let tx = turn.begin().await?;
    if !store::votes(&tx, id).await?.is_empty() {
        tx.rollback().await?;
        return Err(ApiError::conflict("panel_has_voted"));
    }
    put_judges(&tx, app, id, &form).await?;
    let sheets = put_seats(&tx, app, id, judges, votes).await?;
    turn.end(tx, "create_panel", json!({ "judges": judges, "votes": votes })).await?;
    Ok(sheets)
}

async fn put_judges(tx: &DatabaseTransaction, app: &App, id: Uuid, form: &PanelForm) -> ApiResult<()> {
    panel_judge::Entity::delete_many().filter(panel_judge::Column::MeetingId.eq(id)).exec(tx).await?;
    let rows = (0..).zip(&form.judges).map(|(position, judge)| panel_judge::ActiveModel {
        id: Set(app.clock.id()),
        meeting_id: Set(id),
        name: Set(judge.name.trim().to_owned()),
        capacity: Set(judge.capacity.trim().to_owned()),
        position: Set(position),
    });
    panel_judge::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

async fn put_seats(
    tx: &DatabaseTransaction,
    app: &App,
    id: Uuid,
    judges: usize,
    votes: u32,
) -> ApiResult<PanelSheets> {
    panel_seat::Entity::delete_many().filter(panel_seat::Column::MeetingId.eq(id)).exec(tx).await?;
    let votes = i32::try_from(votes).map_err(anyhow::Error::from)?;
    let codes: Vec<String> = (0..judges).map(|_| ballot::new_code()).collect();
    let mut rows: Vec<_> = codes
        .iter()
        .map(|code| panel_seat::ActiveModel {
            id: Set(orderless_id()),
            meeting_id: Set(id),
            code_hash: Set(ballot::hash(code)),
            votes: Set(votes),
        })
        .collect();
    // Stored in no order, so that not even the rows' places tell whose a seat is.
    rows.shuffle(&mut ChaCha20Rng::from_seed(secret()));
    panel_seat::Entity::insert_many(rows).exec_without_returning(tx).await?;
    // Behind the `#`, a code is sent to no server and stands in no log.
    let seat = |code: String| PanelSeat { url: format!("{}/panel#{code}", app.public_url()), code };
    Ok(PanelSheets { seats: codes.into_iter().map(seat).collect() })
}

/// Opens the next vote, about an official who was drawn or called by name.
pub(super) async fn open(caller: &Caller, id: Uuid, label: &str) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::OpenVote, id, MeetingState::Opened).await?;
    let app = turn.app();
    let label = label.trim();
    let person = person::find(app.db.reader(), id, &turn.rounds, label).await?;
    if person.kind == HeardKind::Household {
        return Err(ApiError::not_found());
    }
    let vote_id = app.clock.id();
    let key = ballot::new_key(app, vote_id).await?;
    let tx = turn.begin().await?;
    match next_vote(&tx, id, label).await {
        Ok((number, ballots)) => {
            let row = panel_vote::ActiveModel {
                id: Set(vote_id),
                meeting_id: Set(id),
                number: Set(number),
                label: Set(label.to_owned()),
                state: Set("open".to_owned()),
                ballots: Set(ballots),
                cast_count: Set(0),
                satisfied: Set(None),
                fair: Set(None),
                dissatisfied: Set(None),
                opened_at: Set(app.clock.now()),
                closed_at: Set(None),
                modulus: Set(Some(key.modulus)),
                sealed_key: Set(Some(key.sealed)),
                commitments: Set(None),
            };
            panel_vote::Entity::insert(row).exec_without_returning(&tx).await?;
            turn.end(tx, "open_vote", json!({ "vote": number, "label": label })).await
        }
        Err(error) => {
            tx.rollback().await?;
            Err(error)
        }
    }
}

/// Number of the next vote and how many ballots there are for it.
async fn next_vote(tx: &impl ConnectionTrait, id: Uuid, label: &str) -> ApiResult<(i32, i32)> {
    let votes = store::votes(tx, id).await?;
    if votes.iter().any(|vote| vote.state == "open") {
        return Err(ApiError::conflict("vote_open"));
    }
    if votes.iter().any(|vote| vote.label == label) {
        return Err(ApiError::conflict("voted_already").with("label", label));
    }
    let number = i32::try_from(votes.len() + 1).map_err(anyhow::Error::from)?;
    if store::last_vote(tx, id).await? < number {
        return Err(ApiError::conflict("no_ballots"));
    }
    let ballots = store::judges(tx, id).await?.len();
    Ok((number, i32::try_from(ballots).map_err(anyhow::Error::from)?))
}

/// Closes a vote: the ballots are opened and counted, and nothing stays of them but their commitments.
pub(super) async fn close(caller: &Caller, id: Uuid, number: u32) -> ApiResult<()> {
    let turn = Turn::read(caller, Operation::CloseVote, id, MeetingState::Opened).await?;
    let app = turn.app();
    let tx = turn.begin().await?;
    // A ballot on its way waits for this row: it is counted, or it is told that it came too late.
    let number = i32::try_from(number).map_err(anyhow::Error::from)?;
    let closed = panel_vote::Entity::update_many()
        .col_expr(panel_vote::Column::State, Expr::value("closed"))
        .col_expr(panel_vote::Column::ClosedAt, Expr::value(app.clock.now()))
        .filter(panel_vote::Column::MeetingId.eq(id))
        .filter(panel_vote::Column::Number.eq(number))
        .filter(panel_vote::Column::State.eq("open"))
        .exec(&tx)
        .await?;
    if closed.rows_affected != 1 {
        tx.rollback().await?;
        return Err(ApiError::conflict("vote_not_open"));
    }
    let (count, commitments) = count(&tx, app, id, number).await?;
    let of = |choice| Expr::value(i32::try_from(count.of(choice)).unwrap_or(i32::MAX));
    panel_vote::Entity::update_many()
        .col_expr(panel_vote::Column::Satisfied, of(rules::Choice::Satisfied))
        .col_expr(panel_vote::Column::Fair, of(rules::Choice::Fair))
        .col_expr(panel_vote::Column::Dissatisfied, of(rules::Choice::Dissatisfied))
        .col_expr(panel_vote::Column::Commitments, Expr::value(commitments))
        .col_expr(panel_vote::Column::SealedKey, Expr::value(None::<Vec<u8>>))
        .filter(panel_vote::Column::MeetingId.eq(id))
        .filter(panel_vote::Column::Number.eq(number))
        .exec(&tx)
        .await?;
    turn.end(tx, "close_vote", json!({ "vote": number })).await
}

/// Counts the ballots of a vote and deletes them; returns their commitments, sorted, as they are kept.
async fn count(
    tx: &DatabaseTransaction,
    app: &App,
    id: Uuid,
    number: i32,
) -> ApiResult<(rules::PanelCount, String)> {
    let of_vote = panel_cast::Column::MeetingId.eq(id).and(panel_cast::Column::Number.eq(number));
    let mut count = rules::PanelCount::default();
    let mut commitments = Vec::new();
    for cast in panel_cast::Entity::find().filter(of_vote.clone()).all(tx).await? {
        count.add(open_choice(app, &cast)?);
        commitments.push(HEXLOWER.encode(&cast.commitment));
    }
    commitments.sort_unstable();
    panel_cast::Entity::delete_many().filter(of_vote).exec(tx).await?;
    panel_issue::Entity::delete_many()
        .filter(panel_issue::Column::MeetingId.eq(id))
        .filter(panel_issue::Column::Number.eq(number))
        .exec(tx)
        .await?;
    Ok((count, serde_json::to_string(&commitments).map_err(ApiError::internal)?))
}
