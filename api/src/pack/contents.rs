//! What stands on the pieces of a village: read from the county, printed in a thread of its own.

use std::{collections::HashMap, sync::Arc};

use anyhow::Context;
use chrono::{Datelike, NaiveDate};
use domain::pack::PackKind;
use futures_util::{StreamExt, stream, stream::BoxStream};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    paper::{self, Door, Fonts, Layout, NoFont, Printed, Responsible, Village},
    store,
};
use crate::{
    app::App,
    grid,
    pledge::{
        self,
        view::{Pledge, PledgeState},
    },
    roster::{self, codes::household_code, service::SEALED_OFFICIAL_PHONE},
};
use entity::{grid::Model as Grid, household};

/// What a file is printed from.
#[derive(Debug)]
struct Manuscript {
    village: Grid,
    place: Village,
    doors: Vec<Door>,
}

/// What every file of a pack shares.
#[derive(Clone, Debug)]
pub struct Press {
    app: Arc<App>,
    fonts: Fonts,
    kind: PackKind,
    county: String,
}

impl Press {
    /// Reads the fonts and the county's name.
    pub async fn open(app: &Arc<App>, kind: PackKind) -> anyhow::Result<Self> {
        let fonts = fonts(app).await??;
        Ok(Self { app: app.clone(), fonts, kind, county: app.county_name().await? })
    }

    /// The files of villages, in their order. Reading runs ahead of printing on one connection, so that the threads
    /// that print never wait for the database.
    pub fn files(
        self,
        villages: Vec<Grid>,
        threads: usize,
    ) -> BoxStream<'static, anyhow::Result<(Grid, Printed)>> {
        let reader = self.clone();
        stream::iter(villages)
            .then(move |village| {
                let press = reader.clone();
                async move { press.read(village).await }
            })
            .map(move |read| {
                let press = self.clone();
                async move { press.print(read?).await }
            })
            .buffered(threads)
            .boxed()
    }

    async fn read(&self, village: Grid) -> anyhow::Result<Manuscript> {
        let db = self.app.db.reader();
        let township = grid::service::above(db, village.id, "township").await?;
        let names = grid::service::names(db, township.into_iter().collect()).await?;
        let place = Village {
            county: self.county.clone(),
            township: names.into_values().next().unwrap_or_default(),
            name: village.name.clone(),
            code: village.code.clone(),
            hotline: self.app.settings.hotline.clone(),
            public_url: self.app.public_url().trim_end_matches('/').to_owned(),
        };
        let doors = self.doors(village.id).await?;
        Ok(Manuscript { village, place, doors })
    }

    async fn print(&self, copy: Manuscript) -> anyhow::Result<(Grid, Printed)> {
        let layout = match self.kind {
            PackKind::Tags => Layout::Tags,
            PackKind::Codes => Layout::Letters,
            PackKind::Cards => Layout::Cards,
            PackKind::Slips => anyhow::bail!("slips are printed with their rating round"),
        };
        let (fonts, Manuscript { village, place, doors }) = (self.fonts.clone(), copy);
        let printing = move || paper::print(&fonts, layout, &place, &doors);
        let printed = tokio::task::spawn_blocking(printing).await.context("printing stopped")??;
        Ok((village, printed))
    }

    /// The households of a village with what is printed for them. A pledge card is for those who have an official.
    async fn doors(&self, village_id: Uuid) -> anyhow::Result<Vec<Door>> {
        let app = &self.app;
        let db = app.db.reader();
        let households = store::households(db, village_id).await?;
        let mut officials = match self.kind {
            PackKind::Cards => responsible(app, db, &households).await?,
            PackKind::Tags | PackKind::Codes | PackKind::Slips => HashMap::new(),
        };
        let door = |row: household::Model| Door {
            code: (self.kind == PackKind::Codes)
                .then(|| household_code(&app.keyring, &row.code, row.code_version).as_str().to_owned()),
            official: officials.remove(&row.id),
            number: row.code,
            group_no: row.group_no,
            head_name: row.head_name,
            address: row.address,
            tag: row.tag,
        };
        let doors = households.into_iter().map(door);
        Ok(match self.kind {
            PackKind::Cards => doors.filter(|door| door.official.is_some()).collect(),
            PackKind::Tags | PackKind::Codes | PackKind::Slips => doors.collect(),
        })
    }
}

/// The fonts of the setting or of this machine.
pub async fn fonts(app: &App) -> anyhow::Result<Result<Fonts, NoFont>> {
    let setting = app.settings.font.clone();
    Ok(tokio::task::spawn_blocking(move || Fonts::open(setting.as_deref())).await?)
}

/// The officials of households.
async fn responsible(
    app: &App,
    db: &impl ConnectionTrait,
    households: &[household::Model],
) -> anyhow::Result<HashMap<Uuid, Responsible>> {
    let ids = households.iter().map(|household| household.id).collect();
    let linked = roster::service::linked_officials(db, ids).await?;
    let mut known: Vec<Uuid> = linked.values().map(|official| official.id).collect();
    known.sort_unstable();
    known.dedup();
    let mut more = HashMap::new();
    for official in roster::service::officials(db, known).await? {
        let phone =
            official.phone.map(|phone| app.keyring.open(SEALED_OFFICIAL_PHONE, &phone)).transpose()?;
        more.insert(official.id, (official.post, phone));
    }
    let today = app.clock.today();
    let ids: Vec<Uuid> = linked.keys().copied().collect();
    let promised = pledge::service::of_households(db, app, &ids).await;
    let mut promised = promised.map_err(|error| anyhow::anyhow!("pledges cannot be read: {error:?}"))?;
    let responsible = linked.into_iter().map(|(household, official)| {
        let (post, phone) = more.get(&official.id).cloned().unwrap_or_default();
        let responsible = Responsible {
            name: official.name,
            unit: official.unit_name,
            post,
            number: official.number,
            phone,
            pledges: open(promised.remove(&household).unwrap_or_default(), today),
        };
        (household, responsible)
    });
    Ok(responsible.collect())
}

/// The pledges that are still to be kept, the nearest first, each led by its day, so that a card too narrow for the words
/// still says when; the year where it is another one.
fn open(mut pledges: Vec<Pledge>, today: NaiveDate) -> Vec<String> {
    pledges.retain(|pledge| pledge.state == PledgeState::Open);
    pledges.sort_by_key(|pledge| pledge.due_on);
    let line = |pledge: Pledge| {
        let words: Vec<_> = pledge.text.split_whitespace().collect();
        let pattern = if pledge.due_on.year() == today.year() { "%-m月%-d日" } else { "%Y年%-m月%-d日" };
        format!("{}前 {}", pledge.due_on.format(pattern), words.join(" "))
    };
    pledges.into_iter().map(line).collect()
}
