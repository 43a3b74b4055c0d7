//! The canonical export: every row of the county as a line of JSON, encrypted columns opened, everything left out that
//! hangs on a key, a salt or the moment of making. The same seed, day and scale give the same lines, and so the same
//! SHA-256, on SQLite and on PostgreSQL.

use std::io::{self, Write};

use ::entity::{
    account, account_role, assignment, assignment_move, assignment_official, assignment_overflow,
    audit_meeting, audit_part, audit_roster, blob, campaign, campaign_proposal, deadline, desk_draw,
    draw_outcome, draw_round, duty_report, flag, follow_up, follow_up_event, follow_up_evidence,
    follow_up_member, form, form_conflict, form_field, grid, grid_leader, grid_lineage, household,
    household_lineage, inspection, inspection_inspector, inspection_object, inspection_photo, link,
    meeting_answer, meeting_call, meeting_consent, meeting_named, member, official, official_photo,
    panel_judge, panel_vote, pledge, rating_call_back, rating_comment, rating_invitation, rating_issue,
    rating_reason, rating_rectification, rating_rectification_event, rating_reminder, rating_report,
    rating_result, rating_roster, rating_round, rating_summary, recontact, recontact_household,
    recontact_void, recusal, request, request_event, score, sealed::Sealed, setting, spot_check,
    spot_check_household, topic, unit, visit,
};
use anyhow::Context;
use chrono::SecondsFormat;
use futures_util::TryStreamExt;
use sea_orm::{
    ActiveModelTrait, ActiveValue, DatabaseConnection, EntityTrait, IdenStatic, IntoActiveModel, Iterable,
    PrimaryKeyToColumn, QueryOrder, Value,
};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use crate::{keyring::Keyring, visit::photo::sealed::MEDIA_TYPE};

/// Columns that differ from one making to the next, or that can be computed from others with a key.
const LEFT_OUT: &[&str] = &[
    "assignment.took_ms",
    "account.password_hash",
    "account.activation_hash",
    "flag.id",
    "form_field.value_index",
    "household.code_hash",
    "household.phone_index",
    "household.tag",
    "member.id_number_index",
    "official.phone_index",
    "rating_invitation.code_hash",
    "rating_round.key_list",
    "rating_round.trustee_keys",
    "recontact.secret",
    "score.computed_at",
    "visit.note_index",
    "visit.opinion_index",
];

/// Columns that hold sealed text.
const SEALED: &[&str] = &[
    "account.email",
    "household.phone",
    "member.id_number",
    "official.phone",
    "audit_part.salts",
    "campaign_proposal.text",
    "flag.note",
    "follow_up_event.note",
    "follow_up_evidence.text",
    "form_conflict.base",
    "form_conflict.first",
    "form_conflict.second",
    "form_field.value",
    "meeting_answer.note",
    "pledge.objection",
    "pledge.reason",
    "pledge.text",
    "rating_call_back.note",
    "rating_comment.redacted",
    "rating_comment.text",
    "rating_rectification_event.note",
    "rating_summary.lines",
    "request.body",
    "request_event.note",
    "spot_check_household.name",
    "spot_check_household.phone",
    "spot_check_household.salt",
    "spot_check_household.service",
    "visit.note",
    "visit.opinion",
];

/// Writes the export of a county and returns its SHA-256 in hex.
pub async fn export(
    db: &DatabaseConnection,
    keyring: &Keyring,
    out: &mut (dyn Write + Send),
) -> anyhow::Result<String> {
    let rounds = rating_round::Entity::find().all(db).await?;
    let signed = rounds.into_iter().filter_map(|round| round.bundle_id).map(|id| json!(id)).collect();
    let mut export = Export { db, keyring, signed, out, hash: Sha256::new() };
    export.table::<grid::Entity>().await?;
    export.table::<grid_leader::Entity>().await?;
    export.table::<grid_lineage::Entity>().await?;
    export.table::<unit::Entity>().await?;
    export.table::<official::Entity>().await?;
    export.table::<duty_report::Entity>().await?;
    export.table::<official_photo::Entity>().await?;
    export.table::<household::Entity>().await?;
    export.table::<household_lineage::Entity>().await?;
    export.table::<member::Entity>().await?;
    export.table::<link::Entity>().await?;
    export.table::<recusal::Entity>().await?;
    export.table::<assignment::Entity>().await?;
    export.table::<assignment_move::Entity>().await?;
    export.table::<assignment_overflow::Entity>().await?;
    export.table::<assignment_official::Entity>().await?;
    export.table::<visit::Entity>().await?;
    export.table::<topic::Entity>().await?;
    export.table::<request::Entity>().await?;
    export.table::<request_event::Entity>().await?;
    export.table::<deadline::Entity>().await?;
    export.table::<pledge::Entity>().await?;
    export.table::<form::Entity>().await?;
    export.table::<form_field::Entity>().await?;
    export.table::<form_conflict::Entity>().await?;
    export.table::<campaign::Entity>().await?;
    export.table::<campaign_proposal::Entity>().await?;
    export.table::<rating_round::Entity>().await?;
    export.table::<rating_roster::Entity>().await?;
    export.table::<rating_issue::Entity>().await?;
    export.table::<rating_report::Entity>().await?;
    export.table::<rating_invitation::Entity>().await?;
    export.table::<rating_result::Entity>().await?;
    export.table::<rating_reminder::Entity>().await?;
    export.table::<rating_reason::Entity>().await?;
    export.table::<rating_comment::Entity>().await?;
    export.table::<rating_summary::Entity>().await?;
    export.table::<rating_rectification::Entity>().await?;
    export.table::<rating_rectification_event::Entity>().await?;
    export.table::<rating_call_back::Entity>().await?;
    export.table::<recontact::Entity>().await?;
    export.table::<recontact_household::Entity>().await?;
    export.table::<recontact_void::Entity>().await?;
    export.flags().await?;
    export.table::<audit_meeting::Entity>().await?;
    export.table::<audit_roster::Entity>().await?;
    export.table::<draw_round::Entity>().await?;
    export.table::<draw_outcome::Entity>().await?;
    export.table::<audit_part::Entity>().await?;
    export.table::<meeting_call::Entity>().await?;
    export.table::<meeting_answer::Entity>().await?;
    export.table::<meeting_consent::Entity>().await?;
    export.table::<meeting_named::Entity>().await?;
    export.table::<panel_judge::Entity>().await?;
    export.table::<panel_vote::Entity>().await?;
    export.table::<desk_draw::Entity>().await?;
    export.table::<follow_up::Entity>().await?;
    export.table::<follow_up_event::Entity>().await?;
    export.table::<follow_up_member::Entity>().await?;
    export.table::<follow_up_evidence::Entity>().await?;
    export.table::<spot_check::Entity>().await?;
    export.table::<spot_check_household::Entity>().await?;
    export.table::<inspection::Entity>().await?;
    export.table::<inspection_object::Entity>().await?;
    export.table::<inspection_inspector::Entity>().await?;
    export.table::<inspection_photo::Entity>().await?;
    export.table::<blob::Entity>().await?;
    export.table::<score::Entity>().await?;
    export.table::<account::Entity>().await?;
    export.table::<account_role::Entity>().await?;
    export.settings().await?;
    Ok(data_encoding::HEXLOWER.encode(&export.hash.finalize()))
}

/// The SHA-256 alone.
pub async fn export_hash(db: &DatabaseConnection, keyring: &Keyring) -> anyhow::Result<String> {
    export(db, keyring, &mut io::sink()).await
}

struct Export<'a> {
    db: &'a DatabaseConnection,
    keyring: &'a Keyring,
    /// Files that the county signs.
    signed: Vec<Json>,
    out: &'a mut (dyn Write + Send),
    hash: Sha256,
}

impl Export<'_> {
    /// All rows of a table in the order of its primary key.
    async fn table<E>(&mut self) -> anyhow::Result<()>
    where
        E: EntityTrait + IdenStatic,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let name = IdenStatic::as_str(&E::default());
        let mut query = E::find();
        for key in E::PrimaryKey::iter() {
            query = query.order_by_asc(key.into_column());
        }
        let mut rows = query.stream(self.db).await?;
        while let Some(row) = rows.try_next().await? {
            self.line::<E>(name, row)?;
        }
        Ok(())
    }

    /// Under ids of the moment, some of them: what they are about tells them apart.
    async fn flags(&mut self) -> anyhow::Result<()> {
        let mut rows = flag::Entity::find().all(self.db).await?;
        rows.sort_by(|a, b| a.dedupe_key.cmp(&b.dedupe_key));
        rows.into_iter().try_for_each(|row| self.line::<flag::Entity>("flag", row))
    }

    fn line<E>(&mut self, name: &str, row: E::Model) -> anyhow::Result<()>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let mut active = row.into_active_model();
        let mut line = Map::new();
        for column in E::Column::iter() {
            let full = format!("{name}.{}", IdenStatic::as_str(&column));
            if LEFT_OUT.contains(&full.as_str()) {
                continue;
            }
            if let ActiveValue::Set(value) | ActiveValue::Unchanged(value) = active.take(column) {
                line.insert(IdenStatic::as_str(&column).to_owned(), self.json(&full, value)?);
            }
        }
        let sealed = line.get("media_type").is_some_and(|kind| kind == MEDIA_TYPE);
        if sealed || (name == "blob" && self.signed.contains(&line["id"])) {
            // A file that is sealed or signed is another one at every making.
            line.remove("sha256");
        }
        put(&mut self.hash, self.out, name, &line)
    }

    /// Only what the demo wrote, and not in an order that depends on the database's collation.
    async fn settings(&mut self) -> anyhow::Result<()> {
        let mut rows = setting::Entity::find().all(self.db).await?;
        rows.retain(|row| row.key.starts_with("demo_") || row.key == crate::setting::COUNTY_NAME);
        rows.sort_by(|a, b| a.key.cmp(&b.key));
        for row in rows {
            let line =
                Map::from_iter([("key".to_owned(), json!(row.key)), ("value".to_owned(), json!(row.value))]);
            put(&mut self.hash, self.out, "setting", &line)?;
        }
        Ok(())
    }

    fn json(&self, column: &str, value: Value) -> anyhow::Result<Json> {
        Ok(match value {
            Value::Bytes(Some(bytes)) if SEALED.contains(&column) => {
                json!(self.keyring.open(column, &Sealed(bytes)).with_context(|| column.to_owned())?)
            }
            Value::Bool(Some(value)) => json!(value),
            Value::Int(Some(value)) => json!(value),
            Value::BigInt(Some(value)) => json!(value),
            Value::Double(Some(value)) => json!(value),
            Value::String(Some(value)) => json!(value),
            Value::Uuid(Some(value)) => json!(value),
            Value::ChronoDate(Some(value)) => json!(value),
            Value::ChronoDateTimeUtc(Some(value)) => {
                json!(value.to_rfc3339_opts(SecondsFormat::Micros, true))
            }
            other if other == other.as_null() => Json::Null,
            other => anyhow::bail!("{column}: no canonical form of {other:?}"),
        })
    }
}

fn put(
    hash: &mut Sha256,
    out: &mut (dyn Write + Send),
    table: &str,
    row: &Map<String, Json>,
) -> anyhow::Result<()> {
    let mut line = serde_json::to_vec(&json!({ "table": table, "row": row }))?;
    line.push(b'\n');
    hash.update(&line);
    out.write_all(&line)?;
    Ok(())
}
