//! Where a demo county lies, and whether one lies there: SQLite files or PostgreSQL.

use std::{fs, path::Path};

use anyhow::{Context, bail};
use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, DbBackend, EntityTrait, PaginatorTrait, Statement,
};

use crate::{config::Settings, setting};

/// Settings that the demo county carries. The seed is written last and says that the county is whole; a county with a
/// day and without a seed was being made when the program was killed.
pub const SEED: &str = "demo_seed";
pub const SCALE: &str = "demo_scale";
pub const TODAY: &str = "demo_today";
/// Number of the household whose code is printed.
pub const HOUSEHOLD: &str = "demo_household";

/// Folder inside the data folder in which files are made; what a killed start left there is thrown away.
pub const MAKING: &str = "making";

/// Moves made files to their places, the named one last: it says that the others are there.
pub fn put_in_place(making: &Path, data: &Path, files: [&str; 2]) -> anyhow::Result<()> {
    for file in files {
        let (from, to) = (making.join(file), data.join(file));
        fs::File::open(&from)?.sync_all()?;
        fs::rename(&from, &to)
            .with_context(|| format!("cannot move {} to {}", from.display(), to.display()))?;
        fs::File::open(data)?.sync_all()?;
    }
    fs::remove_dir_all(making)?;
    Ok(())
}

/// Whether a demo county lies in the place that the settings name. A county that is no demo is an error: the demo would
/// have to be poured over it.
pub async fn is_made(settings: &Settings) -> anyhow::Result<bool> {
    let db = match &settings.database_url {
        None => {
            let file = settings.data.join("county.db");
            if !file.exists() {
                return Ok(false);
            }
            Database::connect(format!("sqlite://{}?mode=ro", file.display())).await
        }
        Some(url) => Database::connect(url).await,
    };
    let db = db.context("cannot open the county's database")?;
    let found = demo_in(&db).await;
    db.close().await?;
    found
}

async fn demo_in(db: &DatabaseConnection) -> anyhow::Result<bool> {
    // A database without our tables is an empty place.
    let Ok(seed) = setting::get(db, SEED).await else { return Ok(false) };
    if seed.is_some() {
        return Ok(true);
    }
    if is_unfinished(db).await? || is_empty(db).await? {
        return Ok(false);
    }
    bail!(
        "there is a county here that is not a demo; serve it with `lianxin serve`, or give --data another folder \
         (or --database-url another database)"
    )
}

/// Whether a start was killed before everything stood.
pub async fn is_unfinished(db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    Ok(setting::get(db, TODAY).await?.is_some() && setting::get(db, SEED).await?.is_none())
}

/// Empties every table of a PostgreSQL schema but the list of migrations: for what a killed start left.
pub async fn empty_tables(db: &impl ConnectionTrait) -> anyhow::Result<()> {
    let list = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE '%migrations'";
    for row in db.query_all_raw(Statement::from_string(DbBackend::Postgres, list)).await? {
        let table: String = row.try_get("", "tablename")?;
        db.execute_unprepared(&format!("TRUNCATE TABLE \"{table}\" CASCADE")).await?;
    }
    Ok(())
}

/// Whether nobody has put anything into the county's tables.
pub async fn is_empty(db: &impl ConnectionTrait) -> anyhow::Result<bool> {
    Ok(::entity::account::Entity::find().count(db).await? == 0
        && ::entity::grid::Entity::find().count(db).await? == 0)
}
