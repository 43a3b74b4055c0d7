//! Making a demo county: in memory first, then written by one thread while another makes the rows.

use std::{fs, path::Path, sync::Arc, time::Instant};

use ::entity::ballot_box::{box_opening, box_round};
use anyhow::{Context, anyhow, ensure};
use domain::rating::RoundState;
use migration::{BallotBoxMigrator, CountyMigrator, MigratorTrait};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseConnection, DbBackend, EntityTrait};
use tokio::{sync::mpsc, task::spawn_blocking};

use super::{
    accounts::{ACCOUNTS, PASSWORD},
    after::After,
    chance::Part,
    count::ClosedRound,
    county::County,
    file::{self, MAKING},
    ids::Ids,
    open_rounds::open_rounds,
    report::{Report, peak_mib},
    rows::Source,
    scale::{Options, Scale},
    trustees::{Trustees, write},
};
use crate::{
    app::{App, BALLOT_BOX_SCHEMA, own},
    assessment,
    ballot_box::{ballot, office},
    blob::Blobs,
    bulk::{self, Outlet, Tally, into_postgres, into_sqlite},
    clock::{Clock, china_midnight},
    config::Settings,
    db::Database,
    identity::password,
    keyring::{Absent, Keyring, Purpose},
    link::{self, assignment::Terms},
    rating, setting,
    visit::{self, photo::sealed::MEDIA_TYPE},
};

pub use file::is_made;

/// Bites that wait for the database at most: a few megabytes.
const WAITING: usize = 4;

/// Makes the county in the place that the settings name, which must be empty. Whoever is killed on the way leaves
/// nothing that would be taken for a county.
pub async fn make(settings: &Settings, options: &Options) -> anyhow::Result<Report> {
    ensure!(
        settings.ballot_box_office.is_none(),
        "the demo is made by one process: take ballot_box_office out of its settings"
    );
    let mut watch = Watch::new();
    let options = options.clone();
    let small = options.scale == Scale::Village;
    let county = Arc::new(spawn_blocking(move || County::new(&options)).await??);
    watch.part("county in memory");
    fs::create_dir_all(&settings.data)
        .with_context(|| format!("cannot make the data folder {}", settings.data.display()))?;
    let owner = settings.database_url.is_none().then(|| own(&settings.data)).transpose()?;
    let keys = settings.key_dir();
    let keyring = Keyring::load(&keys, Absent::Made)?;
    let inputs = Inputs {
        after: Arc::new(After::new(&county, &keyring)?),
        keyring,
        trustees: Trustees::make(&keys.join("trustees"))?,
        password_hash: password::hash(PASSWORD.to_owned()).await?,
        county,
    };
    write_notary_codes(&keys, &inputs.county)?;
    let blobs = Blobs::local(&settings.data.join("blobs"))?;
    watch.part("keys");

    let tables = match &settings.database_url {
        None => {
            let making = settings.data.join(MAKING);
            if making.exists() {
                fs::remove_dir_all(&making)?;
            }
            fs::create_dir_all(&making)?;
            let boxed = bulk::throwaway(&making.join("ballot_box.db")).await?;
            BallotBoxMigrator::up(&boxed, None).await?;
            fill_ballot_box(&boxed, &inputs).await?;
            boxed.close().await?;
            let db = bulk::throwaway(&making.join("county.db")).await?;
            CountyMigrator::up(&db, None).await?;
            watch.part("schema, ballot box");
            let tables = fill_sqlite(&db, &inputs, &blobs, !small).await?;
            db.close().await?;
            watch.part("rows");
            let inside = Settings { data: making.clone(), keys: Some(keys), ..settings.clone() };
            finish(inside, &inputs).await?;
            watch.part("scores, a draft, keys");
            file::put_in_place(&making, &settings.data, ["ballot_box.db", "county.db"])?;
            watch.part("to disk");
            tables
        }
        Some(url) => {
            let db = Database::postgres(url, "public").await?;
            let boxed = match &settings.ballot_box_url {
                Some(own) => Database::postgres(own, "public").await?,
                None => Database::postgres(url, BALLOT_BOX_SCHEMA).await?,
            };
            db.migrate::<CountyMigrator>().await?;
            if file::is_unfinished(db.reader()).await? {
                file::empty_tables(db.reader()).await?;
            }
            boxed.migrate::<BallotBoxMigrator>().await?;
            // What a killed start may have left there.
            let tx = boxed.begin().await?;
            box_round::Entity::delete_many().exec(&tx).await?;
            box_opening::Entity::delete_many().exec(&tx).await?;
            fill_ballot_box(&tx, &inputs).await?;
            tx.commit().await?;
            watch.part("schema, ballot box");
            let tables = fill_postgres(db.reader(), &inputs, &blobs, !small).await?;
            boxed.close().await?;
            db.close().await?;
            watch.part("rows");
            finish(settings.clone(), &inputs).await?;
            watch.part("scores, a draft, keys");
            tables
        }
    };
    drop(owner);
    Ok(Report {
        tables,
        seconds: watch.began.elapsed().as_secs_f64(),
        parts: watch.parts,
        peak_mib: peak_mib(),
    })
}

/// Scores everybody, proposes an assignment and raises flags as the program does it, and says that the county is whole.
async fn finish(settings: Settings, inputs: &Inputs) -> anyhow::Result<()> {
    let county = &inputs.county;
    let options = &county.options;
    let app = App::open(settings, Clock::fixed(china_midnight(options.today))).await?;
    assessment::service::compute(&app).await?;
    draft(&app, county).await?;
    open_rounds(&app, county, &inputs.trustees).await?;
    let tx = app.db.begin().await?;
    let month_ago = app.clock.now() - chrono::Duration::days(30);
    visit::flag::service::look_back(&tx, &app, month_ago).await.map_err(|error| anyhow!("{error:?}"))?;
    setting::put(&tx, file::SEED, &options.seed.to_string()).await?;
    tx.commit().await?;
    app.close().await
}

/// A draft for the first township, so that the desk has something to show: its recused links are to be broken.
async fn draft(app: &Arc<App>, county: &County) -> anyhow::Result<()> {
    let ids = Ids::new(county);
    let office = ACCOUNTS.iter().position(|account| account.login == "office");
    let today = app.clock.today();
    let terms = Terms {
        id: ids.timed(Part::Assignment)(app.clock.now(), 0),
        grid_id: ids.township(0),
        effective_on: today + chrono::Duration::days(10),
        created_by: office.map(|at| ids.account(at)),
        ..Terms::usual(app.clock.now())
    };
    let tx = app.db.begin().await?;
    let row = link::assignment::begin(&tx, terms).await?;
    tx.commit().await?;
    link::assignment::propose(app, row.id, None).await
}

/// What the rows are made of.
#[derive(Clone)]
struct Inputs {
    county: Arc<County>,
    after: Arc<After>,
    keyring: Keyring,
    trustees: Trustees,
    password_hash: String,
}

/// Makes the rows of all tables in order.
fn pour(inputs: &Inputs, outlet: &Outlet) -> anyhow::Result<()> {
    let county = &inputs.county;
    let source = Source { county, ids: Ids::new(county), keyring: &inputs.keyring };
    source.grids(outlet)?;
    source.units(outlet)?;
    source.officials(outlet)?;
    source.grid_lineage(outlet)?;
    source.leaders(outlet)?;
    source.households(outlet)?;
    source.links(outlet)?;
    source.recusals(outlet)?;
    source.visits(outlet)?;
    source.topics(outlet)?;
    source.requests(outlet)?;
    source.pledges(outlet)?;
    source.campaigns(outlet)?;
    source.ratings(outlet, &inputs.trustees)?;
    source.duty_reports(outlet)?;
    source.said(outlet)?;
    source.meetings(outlet)?;
    inputs.after.pour(outlet)?;
    source.accounts(outlet, &inputs.password_hash)?;
    source.settings(outlet)
}

async fn fill_sqlite(
    db: &DatabaseConnection,
    inputs: &Inputs,
    blobs: &Blobs,
    without_indexes: bool,
) -> anyhow::Result<Tally> {
    // The connection is one and the same throughout: this is one transaction.
    db.execute_unprepared("BEGIN IMMEDIATE").await?;
    let indexes = if without_indexes { bulk::take_indexes(db).await? } else { Vec::new() };
    let (bites, mouth) = mpsc::channel(WAITING);
    let maker = {
        let inputs = inputs.clone();
        spawn_blocking(move || pour(&inputs, &Outlet::new(DbBackend::Sqlite, bites)))
    };
    let mut tables = into_sqlite(db, mouth).await?;
    maker.await??;
    store_files(db, inputs, blobs).await?;
    let began = Instant::now();
    for index in &indexes {
        db.execute_unprepared(index).await?;
    }
    bulk::analyse(db).await?;
    tables.add("indexes", indexes.len(), began.elapsed().as_secs_f64());
    db.execute_unprepared("COMMIT").await?;
    Ok(tables)
}

async fn fill_postgres(
    db: &DatabaseConnection,
    inputs: &Inputs,
    blobs: &Blobs,
    without_indexes: bool,
) -> anyhow::Result<Tally> {
    use sea_orm::sqlx::Executor;
    store_files(db, inputs, blobs).await?;
    let indexes = if without_indexes { bulk::list_indexes(db).await? } else { Vec::new() };
    let mut tx = db.get_postgres_connection_pool().begin().await?;
    for (name, _) in &indexes {
        tx.execute(sea_orm::sqlx::AssertSqlSafe(format!("DROP INDEX \"{name}\""))).await?;
    }
    let (bites, mouth) = mpsc::channel(WAITING);
    let maker = {
        let inputs = inputs.clone();
        spawn_blocking(move || pour(&inputs, &Outlet::new(DbBackend::Postgres, bites)))
    };
    let mut tables = into_postgres(&mut tx, mouth).await?;
    maker.await??;
    let began = Instant::now();
    for (_, make) in &indexes {
        tx.execute(sea_orm::sqlx::AssertSqlSafe(make.clone())).await?;
    }
    tx.commit().await?;
    tables.add("indexes", indexes.len(), began.elapsed().as_secs_f64());
    db.execute_unprepared("ANALYZE").await?;
    Ok(tables)
}

/// Puts the bundles of held meetings and of closed rounds into the store of files, and the pictures, sealed.
async fn store_files(db: &impl ConnectionTrait, inputs: &Inputs, blobs: &Blobs) -> anyhow::Result<()> {
    for file in &inputs.after.files {
        let sealed = inputs.keyring.seal_with(Purpose::Data, &file.place, &file.picture.jpeg()?);
        blobs.put(db, file.id, file.at, file.name, MEDIA_TYPE, sealed).await?;
    }
    let county = &inputs.county;
    let ids = Ids::new(county);
    for (at, meeting) in county.meetings.iter().enumerate() {
        let Some(held) = &meeting.held else { continue };
        let name = format!("{}.json", meeting.code);
        blobs.put(db, ids.bundle(at), held.closed_at, &name, "application/json", held.bundle.clone()).await?;
    }
    for (nth, round) in county.rounds.iter().enumerate() {
        let Some(closed_at) = round.closed_at() else { continue };
        let bundle = ClosedRound::new(county, nth).bundle(inputs.keyring.sign_key())?;
        let name = format!("{}.json", round.code);
        blobs.put(db, ids.count(nth), closed_at, &name, "application/json", bundle).await?;
    }
    Ok(())
}

/// The ballot box knows the rounds, and of closed ones the opened ballots, shuffled and sealed for the auditors. The
/// sealed ballots themselves were shredded at the close.
async fn fill_ballot_box(db: &impl ConnectionTrait, inputs: &Inputs) -> anyhow::Result<()> {
    let county = &inputs.county;
    let ids = Ids::new(county);
    for (nth, round) in county.rounds.iter().enumerate() {
        if round.state != RoundState::Closed {
            continue;
        }
        let row = box_round::ActiveModel {
            round_id: Set(ids.round(nth)),
            state: Set(round.state.as_str().to_owned()),
            trustee_keys: Set(inputs.trustees.json()),
            code: Set(round.code.clone()),
            questionnaire: Set(rating::questionnaire::usual()),
            opening: Set(Some(ids.round(nth))),
        };
        box_round::Entity::insert(row).exec_without_returning(db).await?;
        let sealed = ballot::seal(&ClosedRound::new(county, nth).openings()?, &inputs.trustees.keys)?;
        for (part, sealed) in (0..).zip(sealed.chunks(office::PART)) {
            let row = box_opening::ActiveModel {
                round_id: Set(ids.round(nth)),
                draft: Set(ids.round(nth)),
                nth: Set(part),
                sealed: Set(sealed.to_vec()),
            };
            box_opening::Entity::insert(row).exec_without_returning(db).await?;
        }
    }
    Ok(())
}

/// The one-time codes of the meeting to come. In a real county they lie in the notary's envelopes and nowhere else.
fn write_notary_codes(keys: &Path, county: &County) -> anyhow::Result<()> {
    use std::fmt::Write as _;
    let mut text = String::new();
    for meeting in county.meetings.iter().filter(|meeting| meeting.held.is_none()) {
        writeln!(text, "{} {}", meeting.code, meeting.title)?;
        for (nth, code) in meeting.codes.iter().enumerate() {
            writeln!(text, "{} {code}", nth + 1)?;
        }
    }
    write(&keys.join("notary-codes.txt"), &text)
}

/// Takes the time of each part.
struct Watch {
    began: Instant,
    last: Instant,
    parts: Vec<(&'static str, f64)>,
}

impl Watch {
    fn new() -> Self {
        let now = Instant::now();
        Self { began: now, last: now, parts: Vec::new() }
    }

    fn part(&mut self, name: &'static str) {
        let now = Instant::now();
        self.parts.push((name, (now - self.last).as_secs_f64()));
        self.last = now;
    }
}
