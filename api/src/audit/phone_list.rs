//! The phone list of a meeting: who stands on its rosters without a number, told while that can still be mended, and
//! the officials' numbers on a sheet for the caller. Households' numbers are never listed.

use std::collections::{HashMap, HashSet};

use domain::identity::Operation;
use entity::{audit_meeting, audit_part, audit_roster, household, official, unit};
use poem::{IntoResponse, Response};
use poem_openapi::{
    ApiResponse, Object,
    registry::{MetaResponses, Registry},
};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::{store, view::RosterKind};
use crate::{
    caller::Caller,
    error::{ApiError, ApiResult},
    http,
    journal::{self, Subject},
    locale::Lang,
    roster::service::SEALED_OFFICIAL_PHONE,
};

/// So many are named; the rest are counted.
const NAMED: usize = 200;
/// The media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Who can be phoned, roster by roster.
#[derive(Clone, Debug, Object)]
pub struct PhoneList {
    pub rosters: Vec<PhoneCoverage>,
}

/// How many of a roster can be phoned.
#[derive(Clone, Debug, Object)]
pub struct PhoneCoverage {
    pub name: String,
    pub kind: RosterKind,
    /// On the roster; of a split one on all parts.
    pub count: u32,
    pub without_phone: u32,
    /// The first of them, at most 200.
    pub without: Vec<PhoneGap>,
}

/// Somebody without a number.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct PhoneGap {
    pub label: String,
    /// Of an official; a household is its number.
    pub name: Option<String>,
    /// Of a household: the official whose it is.
    pub official: Option<String>,
}

/// Who on the rosters of a meeting cannot be phoned.
pub(super) async fn coverage(caller: &Caller, id: Uuid) -> ApiResult<PhoneList> {
    let sight = caller.may(Operation::GetPhoneList)?;
    let db = caller.app.db.reader();
    let meeting = store::seen(db, &sight, id).await?.ok_or_else(ApiError::not_found)?;
    let mut rosters = Vec::new();
    for roster in store::rosters(db, meeting.id).await? {
        let (kind, gaps) = match roster.kind.as_str() {
            "officials" => (RosterKind::Officials, officials_without(db, &roster).await?),
            "households" => (RosterKind::Households, households_without(db, &roster).await?),
            // A list names villages or units; nobody phones them.
            _ => continue,
        };
        rosters.push(PhoneCoverage {
            name: roster.name,
            kind,
            count: u32::try_from(roster.count).unwrap_or_default(),
            without_phone: u32::try_from(gaps.len()).unwrap_or(u32::MAX),
            without: gaps.into_iter().take(NAMED).collect(),
        });
    }
    Ok(PhoneList { rosters })
}

/// The labels of a roster's rows, or of a part's.
pub(super) fn labels(body: &str) -> impl Iterator<Item = &str> {
    body.lines().skip(1).map(|line| line.split_once('|').map_or(line, |(label, _)| label))
}

async fn officials_without(
    db: &impl ConnectionTrait,
    roster: &audit_roster::Model,
) -> Result<Vec<PhoneGap>, DbErr> {
    let on_roster: HashSet<&str> = labels(&roster.body).collect();
    let silent: Vec<(String, String)> = official::Entity::find()
        .select_only()
        .columns([official::Column::Number, official::Column::Name])
        .filter(official::Column::Phone.is_null())
        .order_by_asc(official::Column::Number)
        .into_tuple()
        .all(db)
        .await?;
    let gaps = silent.into_iter().filter(|(number, _)| on_roster.contains(number.as_str()));
    Ok(gaps.map(|(label, name)| PhoneGap { label, name: Some(name), official: None }).collect())
}

async fn households_without(
    db: &impl ConnectionTrait,
    roster: &audit_roster::Model,
) -> Result<Vec<PhoneGap>, DbErr> {
    let silent: Vec<String> = household::Entity::find()
        .select_only()
        .column(household::Column::Code)
        .filter(household::Column::Phone.is_null())
        .into_tuple()
        .all(db)
        .await?;
    if silent.is_empty() {
        return Ok(Vec::new());
    }
    let silent: HashSet<String> = silent.into_iter().collect();
    let parts: Vec<(String, String)> = audit_part::Entity::find()
        .select_only()
        .columns([audit_part::Column::Key, audit_part::Column::Body])
        .filter(audit_part::Column::MeetingId.eq(roster.meeting_id))
        .filter(audit_part::Column::Roster.eq(&roster.name))
        .order_by_asc(audit_part::Column::Key)
        .into_tuple()
        .all(db)
        .await?;
    let mut gaps = Vec::new();
    for (key, body) in &parts {
        let here = labels(body).filter(|label| silent.contains(*label));
        gaps.extend(here.map(|label| PhoneGap {
            label: label.to_owned(),
            name: None,
            official: Some(key.clone()),
        }));
    }
    Ok(gaps)
}

/// The sheet as a file.
#[derive(Debug)]
pub struct PhoneSheet {
    name: String,
    bytes: Vec<u8>,
}

impl IntoResponse for PhoneSheet {
    fn into_response(self) -> Response {
        Response::builder()
            .content_type(XLSX)
            .header("content-disposition", format!("attachment; filename=\"{}\"", self.name))
            .header("cache-control", "no-store")
            .body(self.bytes)
    }
}

impl ApiResponse for PhoneSheet {
    fn meta() -> MetaResponses {
        http::file_of("The numbers as a workbook", &[XLSX])
    }

    fn register(_: &mut Registry) {}
}

/// The numbers of the officials on the rosters, for the caller alone. The export is recorded before it is granted.
pub(super) async fn sheet(caller: &Caller, id: Uuid) -> ApiResult<PhoneSheet> {
    let sight = caller.may(Operation::GetPhoneSheet)?;
    let app = &caller.app;
    let db = app.db.reader();
    let meeting = store::seen(db, &sight, id).await?.ok_or_else(ApiError::not_found)?;
    let people = people(caller, &meeting).await?;
    let tx = app.db.begin().await?;
    let detail = json!({ "meeting": meeting.code, "officials": people.len() });
    let subject = Subject::new("audit_meeting", meeting.id);
    journal::record(&tx, app.clock.id(), app.clock.now(), caller, "export_phone_list", subject, detail)
        .await?;
    tx.commit().await?;
    let bytes = workbook(&people, Lang::current()).map_err(ApiError::internal)?;
    Ok(PhoneSheet { name: format!("{}-phones.xlsx", meeting.id), bytes })
}

/// Number, name, unit and phone.
type Line = [String; 4];

async fn people(caller: &Caller, meeting: &audit_meeting::Model) -> ApiResult<Vec<Line>> {
    let app = &caller.app;
    let db = app.db.reader();
    let rosters = store::rosters(db, meeting.id).await?;
    let officials = rosters.iter().filter(|roster| roster.kind == "officials");
    let on_roster: HashSet<&str> = officials.flat_map(|roster| labels(&roster.body)).collect();
    let units = unit::Entity::find().all(db).await?;
    let units: HashMap<Uuid, String> = units.into_iter().map(|unit| (unit.id, unit.name)).collect();
    let rows = official::Entity::find().order_by_asc(official::Column::Number).all(db).await?;
    let mut people = Vec::new();
    for row in rows.into_iter().filter(|row| on_roster.contains(row.number.as_str())) {
        let phone = row.phone.as_ref().map(|sealed| app.keyring.open(SEALED_OFFICIAL_PHONE, sealed));
        let unit = units.get(&row.unit_id).cloned().unwrap_or_default();
        people.push([row.number, row.name, unit, phone.transpose()?.unwrap_or_default()]);
    }
    Ok(people)
}

fn workbook(people: &[Line], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let word = |key: &str| lang.text(&format!("meeting.phone_list.{key}"), &[]);
    let (heading, text) = (Format::new().set_bold(), Format::new().set_num_format("@"));
    sheet.set_name(word("sheet"))?;
    for (at, (key, width)) in (0..).zip([("number", 10), ("name", 12), ("unit", 28), ("phone", 16)]) {
        sheet.write_with_format(0, at, word(key), &heading)?;
        sheet.set_column_width(at, width)?;
    }
    for (row, person) in (1..).zip(people) {
        for (at, value) in (0..).zip(person) {
            sheet.write_with_format(row, at, value, &text)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    workbook.save_to_buffer()
}
