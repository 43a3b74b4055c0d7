//! The ballot box as a process of its own. It has no county's database, no key of codes or cookies, no session and no
//! page but the slip; it is reached by households in front and by the registrar at its office.

use std::sync::Arc;

use anyhow::Context;
use entity::ballot_box::box_round;
use migration::BallotBoxMigrator;
use sea_orm::{EntityTrait, PaginatorTrait};
use tokio_util::sync::CancellationToken;

use super::{BallotBox, office::counter};
use crate::{
    app::own,
    config::Settings,
    db::Database,
    http,
    keyring::{Absent, Keyring},
    rooms::Rooms,
};

/// Serves the box until told to stop. `ready` is told the address of the front and of the office.
pub async fn serve(
    settings: Settings,
    stopping: CancellationToken,
    ready: impl FnOnce(&str, &str),
) -> anyhow::Result<()> {
    Rooms::BallotBox.stand_apart(&settings)?;
    let office = settings.ballot_box_office.clone();
    let office =
        office.context("say in ballot_box_office, as HOST:PORT, where the registrar asks this box")?;
    std::fs::create_dir_all(&settings.data)
        .with_context(|| format!("cannot make the data folder {}", settings.data.display()))?;
    let (_owner, db) = match &settings.ballot_box_url {
        None => {
            let owner = own(&settings.data)?;
            (Some(owner), Database::sqlite(&settings.data.join("ballot_box.db")).await?)
        }
        Some(url) => (None, Database::postgres(url, "public").await?),
    };
    db.migrate::<BallotBoxMigrator>().await.context("cannot bring the ballot box up to date")?;
    let empty = box_round::Entity::find().count(db.reader()).await? == 0;
    let absent = if empty { Absent::Made } else { Absent::Refused };
    let keyring = Keyring::load_for(&settings.key_dir(), absent, Rooms::BallotBox)?;
    let boxed = BallotBox::new(db, &keyring, &settings.key_dir());

    let stirring = tokio::spawn(boxed.clone().keep_stirring(stopping.clone()));
    let (bound, asked) = counter::open(&office, boxed.clone(), keyring, stopping.clone()).await?;
    let office = bound.map_or(office, |bound| bound.to_string());
    let settings = Arc::new(settings);
    let front = http::routes_of_box(boxed.clone(), settings.clone());
    let served = http::listen(&settings, front, stopping.clone(), |bound| {
        ready(&settings.own_url(Some(bound)), &office);
    });
    let served = served.await;
    stopping.cancel();
    asked.await??;
    stirring.await?;
    boxed.close().await?;
    served
}
