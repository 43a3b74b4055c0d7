//! Announcing a recontact, what its draw makes of it, and its end.

use std::collections::BTreeMap;

use data_encoding::{HEXLOWER, HEXUPPER};
use domain::{
    audit::pdraw1::{BundleRound, Roster, commit},
    rating::{
        RoundState,
        recontact::{LEAST_DENIALS, RecontactState, SHARE, TOLERATED, to_draw},
    },
};
use entity::{desk_draw as draw, rating_round, recontact, recontact_household};
use hmac::{Hmac, Mac};
use sea_orm::ConnectionTrait;
use serde_json::json;
use sha2::Sha256;
use uuid::Uuid;

use super::{
    bound,
    store::{self, IssuedTo},
    view::{Recontact, RecontactForm},
};
use crate::{
    app::App,
    audit::refusal,
    caller::{Caller, Sight},
    clock,
    desk_draw::{
        self,
        service::{NewDraw, STEP},
        view::DeskPurpose,
    },
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    rating::store as rounds,
    version,
};

/// Column name of the secret.
pub const SEALED_SECRET: &str = "recontact.secret";
/// The roster of the ballots that were issued.
const ISSUED: &str = "issued";

pub(super) fn state(row: &recontact::Model) -> ApiResult<RecontactState> {
    Ok(row.state.parse().map_err(anyhow::Error::from)?)
}

pub(super) async fn record(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    action: &str,
    id: Uuid,
    detail: serde_json::Value,
) -> ApiResult<()> {
    let clock = &caller.app.clock;
    let subject = Subject::new("recontact", id);
    journal::record(tx, clock.id(), clock.now(), caller, action, subject, detail).await?;
    Ok(())
}

/// A round whose households may be phoned: nothing is issued any more.
async fn round_over(tx: &impl ConnectionTrait, id: Uuid) -> ApiResult<rating_round::Model> {
    let round = rounds::round(tx, id).await?.ok_or_else(ApiError::not_found)?;
    let over = [RoundState::Closing, RoundState::Closed].iter().any(|state| state.as_str() == round.state);
    if over && round.kind == "household" { Ok(round) } else { Err(ApiError::conflict("recontact_round")) }
}

/// What stands for a ballot on the roster: both come from the recontact's secret, so that nothing has to be stored of those
/// who are not drawn.
struct Derived {
    label: String,
    salt: [u8; 16],
}

fn derived(secret: &[u8], of: &IssuedTo) -> Derived {
    let mac = |what: &str| {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(secret).expect("HMAC takes any key length");
        mac.update(format!("recontact {what}|{}|{}", of.household_id, of.official_id).as_bytes());
        mac.finalize().into_bytes()
    };
    let mut salt = [0; 16];
    salt.copy_from_slice(&mac("salt")[..16]);
    Derived { label: HEXUPPER.encode(&mac("label")[..8]), salt }
}

fn secret_of(app: &App, row: &recontact::Model) -> ApiResult<Vec<u8>> {
    let hex = app.keyring.open(SEALED_SECRET, &row.secret)?;
    Ok(HEXLOWER.decode(hex.as_bytes()).map_err(anyhow::Error::from)?)
}

/// The draw of a share of the ballots that were issued. The roster carries the official's number and a salted hash of the
/// household.
pub fn draw_of<'a>(
    id: Uuid,
    secret: &[u8],
    issued: &[IssuedTo],
    permille: u32,
    form: (&'a str, &'a str),
) -> ApiResult<NewDraw<'a>> {
    let count = u32::try_from(issued.len()).map_err(ApiError::internal)?;
    let rows = issued.iter().map(|of| {
        let Derived { label, salt } = derived(secret, of);
        (label, vec![of.number.clone(), commit(&salt, &format!("{}|{}", of.code, of.head_name))])
    });
    let roster = Roster::build(ISSUED, rows.collect()).map_err(|error| refusal::draw(&error, "sources"))?;
    let short = id.simple().to_string()[24..].to_uppercase();
    Ok(NewDraw {
        purpose: DeskPurpose::Recontact,
        subject_id: id,
        code: format!("RECONTACT-{short}"),
        rosters: vec![roster],
        recusals: None,
        sources: form.0,
        otc_tip: form.1,
        plan: format!("{STEP}:{ISSUED}:prop=f1,n={}", to_draw(count, permille)),
        people: BTreeMap::new(),
    })
}

/// Freezes whom a ballot was issued to, and announces the draw.
pub(super) async fn announce(
    caller: &Caller,
    _sight: &Sight,
    round_id: Uuid,
    form: RecontactForm,
) -> ApiResult<recontact::Model> {
    let app = &caller.app;
    if !SHARE.contains(&form.permille) {
        return Err(ApiError::field("permille", "out_of_range"));
    }
    let tx = app.db.begin().await?;
    round_over(&tx, round_id).await?;
    if store::of_round(&tx, round_id).await?.is_some() {
        return Err(ApiError::conflict("recontact_announced"));
    }
    let issued = store::issued_to(&tx, round_id).await?;
    let count = u32::try_from(issued.len()).map_err(ApiError::internal)?;
    if count == 0 {
        return Err(ApiError::conflict("recontact_empty"));
    }
    let secret = clock::secret::<32>();
    let id = app.clock.id();
    let new = draw_of(id, &secret, &issued, form.permille, (&form.sources, &form.otc_tip))?;
    let made = desk_draw::service::announce(&tx, caller, new).await?;
    let number = |n: u32| i32::try_from(n).unwrap_or(i32::MAX);
    let row = recontact::Model {
        id,
        round_id,
        state: RecontactState::Announced.as_str().to_owned(),
        permille: number(form.permille),
        tolerated: number(form.tolerated.unwrap_or(TOLERATED)),
        issued: number(count),
        secret: app.keyring.seal(SEALED_SECRET, &HEXLOWER.encode(&secret)),
        draw_id: made.id,
        created_by: caller.account_id,
        created_at: app.clock.now(),
        closed_at: None,
        version: 1,
    };
    store::insert(&tx, &row).await?;
    let detail = json!({ "round": round_id, "permille": row.permille, "tolerated": row.tolerated });
    record(&tx, caller, "announce_recontact", id, detail).await?;
    tx.commit().await?;
    Ok(row)
}

/// Households are drawn.
pub async fn drawn(
    tx: &impl ConnectionTrait,
    app: &App,
    draw: &draw::Model,
    round: &BundleRound,
) -> ApiResult<()> {
    let row = store::by_id(tx, draw.subject_id).await?.ok_or_else(ApiError::not_found)?;
    let secret = secret_of(app, &row)?;
    let issued = store::issued_to(tx, row.round_id).await?;
    store::put_drawn(tx, households(row.id, &secret, issued, round)?).await?;
    replace(tx, row, RecontactState::Drawn, |_| {}).await?;
    Ok(())
}

/// The households behind the labels that were drawn, by label.
pub fn households(
    id: Uuid,
    secret: &[u8],
    issued: Vec<IssuedTo>,
    round: &BundleRound,
) -> ApiResult<Vec<recontact_household::Model>> {
    let mut behind: BTreeMap<String, IssuedTo> =
        issued.into_iter().map(|of| (derived(secret, &of).label, of)).collect();
    let mut rows = Vec::with_capacity(round.selected.len());
    for label in &round.selected {
        let of = behind.remove(label).ok_or_else(|| anyhow::anyhow!("nobody stands behind {label}"))?;
        rows.push(recontact_household::Model {
            recontact_id: id,
            label: label.clone(),
            household_id: of.household_id,
            official_id: of.official_id,
            way: of.way,
            got_code: None,
            answered: None,
            unanswered: 0,
            recorded_by: None,
        });
    }
    // In the order of the labels: that of the draw would be the officials'.
    rows.sort_by(|left, right| left.label.cmp(&right.label));
    Ok(rows)
}

async fn replace(
    tx: &impl ConnectionTrait,
    before: recontact::Model,
    to: RecontactState,
    put: impl FnOnce(&mut recontact::Model),
) -> ApiResult<recontact::Model> {
    let was = before.version;
    let mut after = recontact::Model { version: was + 1, state: to.as_str().to_owned(), ..before };
    put(&mut after);
    let columns = [recontact::Column::Id, recontact::Column::Version];
    version::replace::<recontact::Entity>(tx, columns, (after.id, was), after.clone()).await?;
    Ok(after)
}

/// The recontact of a round, which must be in a state.
pub(super) async fn in_state(
    tx: &impl ConnectionTrait,
    round_id: Uuid,
    wanted: RecontactState,
) -> ApiResult<recontact::Model> {
    let row = store::of_round(tx, round_id).await?.ok_or_else(ApiError::not_found)?;
    if state(&row)? == wanted { Ok(row) } else { Err(ApiError::conflict("recontact_state")) }
}

/// Whether a round has a recontact that everybody may look at.
pub async fn is_announced(db: &impl ConnectionTrait, round_id: Uuid) -> ApiResult<bool> {
    Ok(store::of_round(db, round_id).await?.is_some())
}

/// Ends the phoning: what it comes to is shown from here on.
pub(super) async fn close(caller: &Caller, _sight: &Sight, round_id: Uuid) -> ApiResult<recontact::Model> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = in_state(&tx, round_id, RecontactState::Drawn).await?;
    let now = app.clock.now();
    let after = replace(&tx, row, RecontactState::Closed, |row| row.closed_at = Some(now)).await?;
    record(&tx, caller, "close_recontact", after.id, json!({})).await?;
    tx.commit().await?;
    Ok(after)
}

/// A recontact as it is shown. While households are phoned nobody sees what they say, only how many said something.
pub(super) async fn show(db: &impl ConnectionTrait, row: recontact::Model) -> ApiResult<Recontact> {
    let closed = state(&row)? == RecontactState::Closed;
    let counts = store::counts(db, row.id).await?;
    let over = if closed { Some(bound::over(db, &row).await?) } else { None };
    let number = |n: i32| u32::try_from(n).unwrap_or(0);
    Ok(Recontact {
        id: row.id,
        round_id: row.round_id,
        state: state(&row)?.into(),
        permille: number(row.permille),
        tolerated: number(row.tolerated),
        issued: number(row.issued),
        to_draw: to_draw(number(row.issued), number(row.permille)),
        drawn: counts.drawn,
        reached: counts.reached,
        denied: closed.then_some(counts.denied),
        over,
        voided: closed.then_some(store::voided(db, row.id).await?),
        least_denials: LEAST_DENIALS,
        draw_id: row.draw_id,
        created_at: row.created_at,
        closed_at: row.closed_at,
    })
}
