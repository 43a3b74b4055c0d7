//! Inviting the colleagues of a unit, and what their invitations open.

use domain::{
    identity::Operation,
    rating::{InvitationCode, RoundKind, RoundState},
};
use entity::{official, rating_invitation, rating_round};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use serde_json::json;
use uuid::Uuid;

use super::{
    enough,
    store::{self, Reader},
    view::Turnout,
};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    keyring::Keyring,
    pack::{self, PdfFile},
    rating::{
        household::{self, Asked, BallotOffer},
        service::record,
        store as rounds,
    },
    roster,
};

/// Invites whoever rates in a round that is about to open; households need no invitation.
pub(in crate::rating) async fn invite(
    tx: &impl ConnectionTrait,
    app: &App,
    round: &rating_round::Model,
) -> ApiResult<()> {
    if round.kind != RoundKind::Unit.as_str() {
        return Ok(());
    }
    let raters = store::raters(tx, round.id).await?;
    enough(u64::try_from(raters.len()).unwrap_or(u64::MAX))?;
    let rows = raters.into_iter().map(|rater| rating_invitation::ActiveModel {
        round_id: Set(round.id),
        official_id: Set(rater.official_id),
        code_hash: Set(hash(&app.keyring, &code(&app.keyring, round.id, &rater.number, 1))),
        version: Set(1),
    });
    Ok(store::put(tx, rows.collect()).await?)
}

fn code(keyring: &Keyring, round_id: Uuid, number: &str, version: i32) -> InvitationCode {
    InvitationCode::derive(keyring.card_key(), &round_id.to_string(), number, version.unsigned_abs())
}

fn hash(keyring: &Keyring, code: &InvitationCode) -> Vec<u8> {
    code.keyed_hash(keyring.hash_key()).to_vec()
}

/// A colleague who opened his invitation.
#[derive(Clone, Debug)]
pub struct Colleague {
    pub invitation: rating_invitation::Model,
    pub round: rating_round::Model,
    pub official: official::Model,
}

/// Whose invitation a code is, while its round is open.
pub async fn find(app: &App, typed: &str) -> ApiResult<Option<Colleague>> {
    let Ok(code) = typed.parse::<InvitationCode>() else { return Ok(None) };
    match store::by_hash(app.db.reader(), hash(&app.keyring, &code)).await? {
        Some(invitation) => colleague(app, invitation).await,
        None => Ok(None),
    }
}

/// The same of an invitation that was opened before; a later version of it ends what the former one opened.
pub async fn again(
    app: &App,
    round_id: Uuid,
    official_id: Uuid,
    version: i32,
) -> ApiResult<Option<Colleague>> {
    match store::one(app.db.reader(), round_id, official_id).await? {
        Some(invitation) if invitation.version == version => colleague(app, invitation).await,
        _ => Ok(None),
    }
}

async fn colleague(app: &App, invitation: rating_invitation::Model) -> ApiResult<Option<Colleague>> {
    let db = app.db.reader();
    let round = rounds::round(db, invitation.round_id).await?;
    let official = roster::service::official(db, invitation.official_id).await?;
    Ok(round.zip(official).map(|(round, official)| Colleague { invitation, round, official }))
}

/// His ballots: one for each of the others; none when the round is not open.
pub async fn ballots(app: &App, colleague: &Colleague) -> ApiResult<Vec<BallotOffer>> {
    if colleague.round.state != RoundState::Open.as_str() {
        return Ok(Vec::new());
    }
    household::offers(app, vec![colleague.round.clone()], colleague.official.id).await
}

/// Issues him a ballot. His invitation is good for its own round alone.
pub async fn issue(app: &App, colleague: &Colleague, asked: &Asked<'_>) -> ApiResult<String> {
    if asked.round_id != colleague.round.id {
        return Err(ApiError::not_found());
    }
    household::issue_to(app, colleague.official.id, asked).await
}

/// The letters of all who are invited.
pub async fn print(caller: &Caller, id: Uuid) -> ApiResult<PdfFile> {
    caller.may(Operation::PrintInvitations)?;
    let app = &caller.app;
    let round = evaluation(app, id).await?;
    let readers = store::readers(app.db.reader(), id).await?;
    let letters = readers.len();
    let bytes = letters_of(app, &round, readers).await?;
    let tx = app.db.begin().await?;
    record(&tx, caller, "print_invitations", id, json!({ "letters": letters })).await?;
    tx.commit().await?;
    Ok(PdfFile::new(format!("{id}.pdf"), bytes))
}

/// Another code for somebody whose letter is lost.
pub async fn renew(caller: &Caller, id: Uuid, official_id: Uuid) -> ApiResult<PdfFile> {
    caller.may(Operation::RenewInvitation)?;
    let app = &caller.app;
    let round = evaluation(app, id).await?;
    let mut readers = store::readers(app.db.reader(), id).await?;
    readers.retain(|reader| reader.official_id == official_id);
    let mut reader = readers.pop().ok_or_else(ApiError::not_found)?;
    let (number, former) = (reader.number.clone(), reader.version);
    reader.version += 1;
    let new = hash(&app.keyring, &code(&app.keyring, id, &number, reader.version));
    // Printed before it is written down: on a machine without a font the letter that is there stays good.
    let bytes = letters_of(app, &round, vec![reader]).await?;
    let tx = app.db.begin().await?;
    if !store::replace(&tx, (id, official_id), former, new).await? {
        return Err(ApiError::conflict("stale"));
    }
    record(&tx, caller, "renew_invitation", id, json!({ "official": number })).await?;
    tx.commit().await?;
    Ok(PdfFile::new(format!("{id}-{number}.pdf"), bytes))
}

/// An open evaluation, for which letters are printed.
async fn evaluation(app: &App, id: Uuid) -> ApiResult<rating_round::Model> {
    let round = rounds::round(app.db.reader(), id).await?;
    let round =
        round.filter(|round| round.kind == RoundKind::Unit.as_str()).ok_or_else(ApiError::not_found)?;
    if round.state != RoundState::Open.as_str() {
        return Err(ApiError::conflict("round_not_open"));
    }
    Ok(round)
}

async fn letters_of(app: &App, round: &rating_round::Model, readers: Vec<Reader>) -> ApiResult<Vec<u8>> {
    let fonts = pack::fonts(app).await?.map_err(|error| {
        tracing::error!(%error, "no font to print with");
        ApiError::conflict("no_font")
    })?;
    let unit = match round.scope_id {
        Some(id) => roster::service::unit_name(app.db.reader(), id).await?.unwrap_or_default(),
        None => String::new(),
    };
    let letter = |reader: Reader| pack::Invited {
        code: code(&app.keyring, round.id, &reader.number, reader.version).as_str().to_owned(),
        number: reader.number,
        name: reader.name,
        post: reader.post,
    };
    let sheet = pack::Invitations {
        county: app.county_name().await?,
        unit,
        round: round.name.clone(),
        closes_on: round.closes_on,
        hotline: app.settings.hotline.clone(),
        public_url: app.public_url().trim_end_matches('/').to_owned(),
        letters: readers.into_iter().map(letter).collect(),
    };
    let printing = tokio::task::spawn_blocking(move || pack::print_invitations(&fonts, &sheet));
    Ok(printing.await.map_err(anyhow::Error::from)??)
}

/// Numbers alone: in a unit, who has not rated yet is soon found out from anything more.
pub async fn turnout(caller: &Caller, id: Uuid) -> ApiResult<Turnout> {
    caller.may(Operation::GetTurnout)?;
    let db = caller.app.db.reader();
    let round = rounds::round(db, id).await?;
    round.filter(|round| round.kind == RoundKind::Unit.as_str()).ok_or_else(ApiError::not_found)?;
    let (invited, ballots, issued) = store::turnout(db, id).await?;
    let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Turnout { invited: count(invited), ballots: count(ballots), issued: count(issued) })
}
