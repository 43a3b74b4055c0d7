//! The group of an investigation: drawn at random from discipline inspectors and deputies, without those who are
//! recused. Why somebody is recused is written down before anything is drawn.

use std::collections::BTreeMap;

use domain::{
    audit::pdraw1::{BundleRound, Recusals, Roster},
    follow_up::{Kind, Verb},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    service::{Who, change, journal, kind},
    store, sweep,
    view::{GroupCandidate, GroupForm},
};
use crate::{
    audit::refusal,
    caller::{Caller, Sight},
    desk_draw::{
        self,
        service::{NewDraw, STEP},
        view::DeskPurpose,
    },
    error::{ApiError, ApiResult},
};
use entity::{account, account_role, desk_draw as draw, follow_up, follow_up_member, official, recusal};

/// The roster of the one matter, and of those who may look into it.
pub const MATTERS: &str = "matters";
pub const MEMBERS: &str = "members";

/// Somebody who may be drawn.
struct Candidate {
    label: String,
    account: account::Model,
    role: String,
}

/// Everybody with an active account as investigating deputy or discipline inspector.
async fn candidates(db: &impl ConnectionTrait) -> Result<Vec<Candidate>, DbErr> {
    let roles: Vec<(Uuid, String)> = account_role::Entity::find()
        .select_only()
        .columns([account_role::Column::AccountId, account_role::Column::Role])
        .filter(account_role::Column::Role.is_in(["investigator", "discipline"]))
        .filter(account_role::Column::ScopeKind.eq("county"))
        .order_by_asc(account_role::Column::Role)
        .into_tuple()
        .all(db)
        .await?;
    let roles: BTreeMap<Uuid, String> = roles.into_iter().collect();
    let accounts = account::Entity::find()
        .filter(account::Column::Id.is_in(roles.keys().copied()))
        .filter(account::Column::State.eq("active"))
        .order_by_asc(account::Column::Login)
        .all(db)
        .await?;
    let numbered = accounts.into_iter().enumerate().map(|(at, account)| Candidate {
        label: format!("M{:03}", at + 1),
        role: roles.get(&account.id).cloned().unwrap_or_default(),
        account,
    });
    Ok(numbered.collect())
}

/// Why the program itself recuses somebody from a matter.
async fn reason(
    db: &impl ConnectionTrait,
    row: &follow_up::Model,
    about: &official::Model,
    candidate: &Candidate,
) -> Result<Option<&'static str>, DbErr> {
    if candidate.account.id == row.opened_by {
        return Ok(Some("opened_it"));
    }
    let Some(own) = candidate.account.official_id else { return Ok(None) };
    if own == about.id {
        return Ok(Some("himself"));
    }
    let own = official::Entity::find_by_id(own).one(db).await?;
    let Some(own) = own else { return Ok(None) };
    if own.unit_id == about.unit_id {
        return Ok(Some("same_unit"));
    }
    // Whoever may not serve a household of his may not judge how he serves it.
    let his = crate::sight::linked_to(about.id);
    let related = recusal::Entity::find()
        .filter(recusal::Column::OfficialId.eq(own.id))
        .filter(recusal::Column::LiftedAt.is_null())
        .filter(recusal::Column::HouseholdId.in_subquery(his))
        .one(db)
        .await?;
    Ok(related.map(|_| "related"))
}

/// Who may be drawn, and whom the program itself will recuse: what is to be declared is declared before the draw.
pub(super) async fn list(caller: &Caller, sight: &Sight, id: Uuid) -> ApiResult<Vec<GroupCandidate>> {
    let db = caller.app.db.reader();
    let row = store::one(db, sight, caller.account_id, id).await?.ok_or_else(ApiError::not_found)?;
    if kind(&row)? != Kind::Investigation {
        return Err(ApiError::conflict("follow_up_not_now"));
    }
    let about = official::Entity::find_by_id(row.official_id).one(db).await?;
    let about = about.ok_or_else(ApiError::not_found)?;
    let mut shown = Vec::new();
    for candidate in candidates(db).await? {
        let reason = reason(db, &row, &about, &candidate).await?;
        shown.push(GroupCandidate {
            account_id: candidate.account.id,
            name: candidate.account.display_name,
            role: candidate.role,
            recused: reason.map(str::to_owned),
        });
    }
    Ok(shown)
}

/// Freezes and publishes who may be drawn and who is recused.
pub(super) async fn announce(
    caller: &Caller,
    sight: &Sight,
    id: Uuid,
    form: GroupForm,
) -> ApiResult<follow_up::Model> {
    let app = &caller.app;
    let tx = app.db.begin().await?;
    let row = store::one(&tx, sight, caller.account_id, id).await?.ok_or_else(ApiError::not_found)?;
    if kind(&row)? != Kind::Investigation {
        return Err(ApiError::conflict("follow_up_not_now"));
    }
    let earlier = desk_draw::service::of_subject(&tx, row.id).await?;
    if let Some(last) = earlier.first()
        && !desk_draw::service::is_void(last)?
    {
        return Err(ApiError::conflict("group_announced"));
    }
    let about = official::Entity::find_by_id(row.official_id).one(&tx).await?;
    let about = about.ok_or_else(ApiError::not_found)?;
    let candidates = candidates(&tx).await?;
    let short = row.id.simple().to_string()[24..].to_uppercase();
    let matter = format!("C-{short}");
    let (mut recused, mut reasons) = (Vec::new(), Vec::new());
    for candidate in &candidates {
        let declared = form.recused.iter().find(|declared| declared.account_id == candidate.account.id);
        let known = match declared {
            Some(declared) => Some(declared.reason.trim().to_owned()),
            None => reason(&tx, &row, &about, candidate).await?.map(str::to_owned),
        };
        if let Some(known) = known {
            reasons.push(format!("{} {known}", candidate.label));
            recused.push((matter.clone(), candidate.label.clone()));
        }
    }
    let refused = |error: &_| refusal::draw(error, "members");
    let title = store::meeting(&tx, row.meeting_id).await?.map(|meeting| meeting.code).unwrap_or_default();
    let matters = Roster::build(MATTERS, vec![(matter, vec![title])]).map_err(|error| refused(&error))?;
    let rows = candidates
        .iter()
        .map(|one| (one.label.clone(), vec![one.role.clone(), one.account.display_name.clone()]))
        .collect();
    let members = Roster::build(MEMBERS, rows).map_err(|error| refused(&error))?;
    let recusals = Recusals::build(&recused).map_err(|error| refused(&error))?;
    let new = NewDraw {
        purpose: DeskPurpose::Investigation,
        subject_id: row.id,
        code: format!("INV-{short}-{}", earlier.len() + 1),
        rosters: vec![matters, members],
        recusals: Some(recusals),
        sources: &form.sources,
        otc_tip: &form.otc_tip,
        plan: format!("{STEP}:{MATTERS}:n=1,pair={MEMBERS}:{}", form.members),
        people: candidates.iter().map(|one| (one.label.clone(), one.account.id)).collect(),
    };
    let made = desk_draw::service::announce(&tx, caller, new).await?;
    let note = reasons.join("\n");
    let note = Some(note.as_str()).filter(|note| !note.is_empty());
    let who = Who::Caller(caller);
    let put = |row: &mut follow_up::Model| row.draw_id = Some(made.id);
    let after = change(&tx, app, row, who, Verb::AnnounceGroup, note, put).await?;
    tx.commit().await?;
    Ok(after)
}

/// The group is drawn. When too few are free of recusals the draw is void, and another may be announced.
pub async fn drawn(
    tx: &impl ConnectionTrait,
    caller: &Caller,
    draw: &draw::Model,
    round: &BundleRound,
) -> ApiResult<()> {
    let app = &caller.app;
    let Some(pairs) = &round.pairs else { return Ok(()) };
    let row = store::by_id(tx, draw.subject_id).await?.ok_or_else(ApiError::not_found)?;
    let people = desk_draw::service::people(draw)?;
    let members: Vec<follow_up_member::Model> = pairs
        .values()
        .flatten()
        .filter_map(|label| {
            Some(follow_up_member::Model {
                id: app.clock.id(),
                follow_up_id: row.id,
                account_id: *people.get(label)?,
                label: label.clone(),
            })
        })
        .collect();
    store::add_members(tx, members).await?;
    let after = change(tx, app, row, Who::Caller(caller), Verb::DrawGroup, None, |_| {}).await?;
    journal(tx, caller, "draw_group", &after).await?;
    sweep::mail(tx, app, &after, "drawn").await?;
    Ok(())
}
