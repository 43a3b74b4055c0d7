//! The notary's sheet: what the announcement fixes, in words.

use std::fmt::Write as _;

use domain::audit::{
    away::{Fingerprint, public_key},
    pdraw1::{Exclusions, Quota, Recusals, Step},
};
use entity::audit_meeting;
use poem::{IntoResponse, Response};
use poem_openapi::{
    ApiResponse,
    registry::{MetaResponses, Registry},
};

use super::{files, store, view::RosterKind};
use crate::{
    app::App,
    error::{ApiError, ApiResult},
    http,
    locale::Lang,
    pack::{self, NotarySheet, Part},
};

/// The sheet as a file.
#[derive(Debug)]
pub struct SheetResponse {
    name: String,
    bytes: Vec<u8>,
}

impl IntoResponse for SheetResponse {
    fn into_response(self) -> Response {
        Response::builder()
            .content_type("application/pdf")
            .header("content-disposition", format!("inline; filename=\"{}\"", self.name))
            .header("cache-control", "no-store")
            .body(self.bytes)
    }
}

impl ApiResponse for SheetResponse {
    fn meta() -> MetaResponses {
        http::file_of("The sheet on A4", &["application/pdf"])
    }

    fn register(_: &mut Registry) {}
}

/// Prints the sheet of a meeting.
pub(super) async fn print(app: &App, meeting: audit_meeting::Model) -> ApiResult<SheetResponse> {
    let fonts = pack::fonts(app).await?.map_err(|error| {
        tracing::error!(%error, "no font to print with");
        ApiError::conflict("no_font")
    })?;
    let name = format!("{}.pdf", meeting.id);
    let sheet = contents(app, &meeting).await?;
    let bytes = tokio::task::spawn_blocking(move || pack::print_notary_sheet(&fonts, &sheet)).await;
    Ok(SheetResponse { name, bytes: bytes.map_err(anyhow::Error::from)?? })
}

async fn contents(app: &App, meeting: &audit_meeting::Model) -> ApiResult<NotarySheet> {
    let hash = meeting.announcement_hash.clone();
    let page = format!("{}/p/meetings/{}", app.public_url(), meeting.id);
    let warning = match (meeting.rehearsal, &hash) {
        (true, _) => Some("演练，不是正式抽取"),
        (false, None) => Some("草稿，尚未公告"),
        (false, Some(_)) => None,
    };
    let mut parts = vec![rosters(app, meeting).await?, barred(meeting)?, chance(meeting), plan(meeting)?];
    // The machine of a hall has a key of its own, with which no pack was signed.
    if app.hall.is_none() {
        let fingerprint = Fingerprint::of(&public_key(app.keyring.sign_key()));
        let facts = vec![("县签名公钥指纹".to_owned(), fingerprint.to_string())];
        parts.push(Part {
            title: "会场没有网络时，会场机器显示的指纹须与此相同", facts
        });
    }
    Ok(NotarySheet {
        county: app.county_name().await?,
        title: format!("{} 公证核对表", meeting.title),
        when: format!("{} {}", meeting.meets_on, meeting.place),
        code: meeting.code.clone(),
        warning,
        address: hash.as_ref().map_or_else(|| page.clone(), |hash| format!("{page}?a={hash}")),
        announced: hash,
        parts,
    })
}

async fn rosters(app: &App, meeting: &audit_meeting::Model) -> ApiResult<Part> {
    let lines = store::roster_lines(app.db.reader(), meeting.id).await?;
    let mut facts = Vec::with_capacity(lines.len());
    for (name, kind, _, count, hash) in lines {
        let unit = match RosterKind::read(&kind)? {
            RosterKind::Officials => "人",
            RosterKind::Households => "户",
            RosterKind::List => "行",
        };
        facts.push((name, format!("{count} {unit}　R = {hash}")));
    }
    Ok(Part { title: "名册", facts })
}

fn barred(meeting: &audit_meeting::Model) -> anyhow::Result<Part> {
    let exclusions = Exclusions::parse(&meeting.exclusions)?;
    let mut facts =
        vec![("不参加抽取".to_owned(), format!("{}　X = {}", exclusions.len(), exclusions.hash()))];
    for (code, count) in exclusions.counts_per_code() {
        let word = Lang::ZhCn.text(&format!("words.exclusion.{code}"), &[]);
        facts.push((code.to_owned(), format!("{count}　{word}")));
    }
    if let Some(recusals) = meeting.recusals.as_deref().map(Recusals::parse).transpose()? {
        facts.push(("回避".to_owned(), format!("{}　C = {}", recusals.len(), recusals.hash())));
    }
    Ok(Part { title: "不参加抽取与回避", facts })
}

fn chance(meeting: &audit_meeting::Model) -> Part {
    let mut facts: Vec<(String, String)> = meeting
        .sources
        .split(',')
        .map(|source| {
            let dice = source.strip_prefix("dice").filter(|count| count.bytes().all(|b| b.is_ascii_digit()));
            let told = match dice {
                Some(count) => format!("现场掷 {count} 枚十面骰子"),
                None => "公告之后开出的号码".to_owned(),
            };
            (source.to_owned(), told)
        })
        .collect();
    facts.push(("每轮".to_owned(), "观众掷六枚十面骰子，两人各自录入；公证员拆开下一个信封".to_owned()));
    facts.push(("一次性码起始值".to_owned(), meeting.otc_tip.clone()));
    Part { title: "随机数的来源", facts }
}

fn plan(meeting: &audit_meeting::Model) -> anyhow::Result<Part> {
    let plan = files::plan(meeting)?;
    let mut facts = vec![("原文".to_owned(), meeting.plan.clone())];
    facts.extend(plan.steps().iter().map(|step| (step.name.clone(), in_words(step))));
    Ok(Part { title: "抽取方案", facts })
}

/// A step as people say it.
fn in_words(step: &Step) -> String {
    let roster = &step.roster;
    let mut words = match (&step.within, step.quota) {
        (Some(within), Quota::First(n)) => {
            format!("从 {within} 抽中的一名干部在名册 {roster} 中的联系户里抽 {n} 户")
        }
        (Some(within), _) => format!("从 {within} 抽中的一名干部在名册 {roster} 中的联系户里抽取"),
        (None, Quota::First(n)) => format!("从名册 {roster} 抽 {n} 名"),
        (None, _) => format!("从名册 {roster} 抽取"),
    };
    let told = match step.quota {
        Quota::First(_) => None,
        Quota::PerStratum(field, n) => Some(format!("，按第 {} 栏分组，每组 {n} 名", field.number())),
        Quota::Proportional(field, n) => Some(format!("，共 {n} 名，按第 {} 栏各组人数分配", field.number())),
    };
    words.push_str(told.as_deref().unwrap_or_default());
    // Writing to a string cannot fail.
    if let Some((field, most)) = step.max {
        let _ = write!(words, "，第 {} 栏相同的至多 {most} 名", field.number());
    }
    if let Some(field) = step.weight {
        let _ = write!(words, "，以第 {} 栏为权数", field.number());
    }
    if let Some(pair) = &step.pair {
        let _ = write!(words, "，每名从名册 {} 配 {} 名检查人员，依法回避", pair.inspectors, pair.per_object);
    }
    words
}
