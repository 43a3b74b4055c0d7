//! The demo county on both databases.

use std::path::Path;

use api::{
    app::App,
    clock::Clock,
    config::Settings,
    demo::{self, Guide, Options, Scale},
};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

fn settings(data: &Path, database_url: Option<String>) -> Settings {
    Settings { data: data.to_owned(), database_url, ..Settings::default() }
}

fn village(today: &str) -> Options {
    let today = today.parse().expect("a date");
    Options { scale: Scale::Village, seed: Options::SEED, today }
}

async fn hash(settings: &Settings) -> String {
    let app = App::open(settings.clone(), Clock::system()).await.expect("the county opens");
    let hash = demo::export_hash(app.db.reader(), &app.keyring).await.expect("the county is exported");
    app.close().await.expect("the county closes");
    hash
}

async fn made(options: &Options, database_url: Option<String>) -> (tempfile::TempDir, Settings) {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = settings(folder.path(), database_url);
    assert!(!demo::is_made(&settings).await.expect("an empty place"));
    demo::make(&settings, options).await.expect("a county is made");
    assert!(demo::is_made(&settings).await.expect("a demo county"));
    (folder, settings)
}

/// An empty PostgreSQL database of its own; none where no server is at hand.
async fn postgres(name: &str) -> Option<String> {
    let url = std::env::var("LIANXIN_TEST_POSTGRES_URL").ok()?;
    let server = Database::connect(&url).await.expect("the PostgreSQL server answers");
    let name = format!("{name}_{}", std::process::id());
    server
        .execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}"))
        .await
        .expect("an old database goes");
    server.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database of our own");
    let (base, _) = url.rsplit_once('/').expect("the URL names a database");
    Some(format!("{base}/{name}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_and_day_give_the_same_county_whatever_the_keys_and_the_database() {
    let (_one, first) = made(&village("2026-11-22"), None).await;
    let (_two, second) = made(&village("2026-11-22"), None).await;
    let expected = hash(&first).await;
    assert_eq!(hash(&second).await, expected);
    let (_three, later) = made(&village("2026-11-23"), None).await;
    assert_ne!(hash(&later).await, expected, "another day is another county");
    let other_seed = Options { seed: 7, ..village("2026-11-22") };
    let (_four, other) = made(&other_seed, None).await;
    assert_ne!(hash(&other).await, expected, "another seed is another county");
    match postgres("demo_same").await {
        Some(url) => {
            let (_five, settings) = made(&village("2026-11-22"), Some(url)).await;
            assert_eq!(hash(&settings).await, expected, "PostgreSQL holds the same county");
        }
        None => eprintln!("skipped on PostgreSQL: LIANXIN_TEST_POSTGRES_URL is not set"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_start_leaves_nothing_that_is_taken_for_a_county() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = settings(folder.path(), None);
    // What a start that was killed while it wrote leaves behind.
    std::fs::create_dir(folder.path().join("making")).expect("a folder");
    std::fs::write(folder.path().join("making/county.db"), b"SQLite format 3\0 and then the power went")
        .expect("a file");
    assert!(!demo::is_made(&settings).await.expect("an empty place"));
    demo::make(&settings, &village("2026-11-22")).await.expect("a county is made afresh");
    assert!(!folder.path().join("making").exists());
    assert!(demo::is_made(&settings).await.expect("a demo county"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_county_that_is_no_demo_is_not_painted_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let settings = settings(folder.path(), None);
    let app = App::open(settings.clone(), Clock::system()).await.expect("an empty county opens");
    let tx = app.db.begin().await.expect("a transaction");
    let sql = "INSERT INTO grid (id, code, name, pinyin, level, path) VALUES (x'01900000000070008000000000000001', \
               '371302', '兰山区', 'lsq', 'county', '371302')";
    tx.execute_unprepared(sql).await.expect("somebody's own grid");
    tx.commit().await.expect("it stays");
    app.close().await.expect("the county closes");
    let refused = demo::is_made(&settings).await.expect_err("a county of one's own").to_string();
    assert!(refused.contains("not a demo"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_personal_stands_in_the_files_in_clear() {
    let (folder, settings) = made(&village("2026-11-22"), None).await;
    let app = App::open(settings, Clock::system()).await.expect("the county opens");
    let guide = Guide::of(&app).await.expect("a guide");
    let mut clear = Vec::new();
    demo::export(app.db.reader(), &app.keyring, &mut clear).await.expect("the county is exported");
    app.close().await.expect("the county closes");
    let dump = std::fs::read(folder.path().join("county.db")).expect("the file");
    let found = |text: &str| dump.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(!found(guide.household.as_str()), "the household code");
    let mut looked_for = 0;
    for line in clear.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let line: serde_json::Value = serde_json::from_slice(line).expect("a line of JSON");
        for column in ["phone", "id_number", "email", "body"] {
            let text = line["row"][column].as_str().filter(|_| line["table"] != "audit_roster");
            // Looking through the file takes a while: every hundredth will do.
            if let Some(text) = text.filter(|_| looked_for % 100 == 0) {
                assert!(!found(text), "{} {column}: {text}", line["table"]);
            }
            looked_for += usize::from(text.is_some());
        }
    }
    assert!(looked_for > 1_000, "{looked_for} texts");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_counts_that_stand_in_rows_are_those_of_the_rows() {
    let (_folder, settings) = made(&village("2026-11-22"), None).await;
    let app = App::open(settings, Clock::system()).await.expect("the county opens");
    let db = app.db.reader();
    for wrong in [
        "SELECT count(*) AS n FROM household h WHERE open_requests <> (SELECT count(*) FROM request r \
         WHERE r.household_id = h.id AND NOT r.complaint AND r.state NOT IN ('confirmed', 'unconfirmed', 'withdrawn'))",
        "SELECT count(*) AS n FROM household h WHERE household_size <> \
         (SELECT count(*) FROM member m WHERE m.household_id = h.id)",
        "SELECT count(*) AS n FROM household h WHERE 1 <> (SELECT count(*) FROM link l \
         WHERE l.household_id = h.id AND l.valid_to IS NULL)",
        "SELECT count(*) AS n FROM request r WHERE version <> \
         (SELECT count(*) FROM request_event e WHERE e.request_id = r.id)",
        "SELECT count(*) AS n FROM rating_roster o JOIN rating_round r ON r.id = o.round_id WHERE o.issued <> \
         (SELECT count(*) FROM rating_issue i WHERE i.round_id = o.round_id AND i.official_id = o.official_id)",
        "SELECT count(*) AS n FROM rating_result WHERE counted > issued OR issued > households OR counted <> \
         very_satisfied + satisfied + fair + dissatisfied + very_dissatisfied",
        "SELECT count(*) AS n FROM grid g WHERE level <> 'county' AND \
         NOT EXISTS (SELECT 1 FROM grid p WHERE p.id = g.parent_id AND g.path = p.path || '/' || g.code)",
    ] {
        let row = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, wrong)).await.expect("a count");
        let count: i64 = row.and_then(|row| row.try_get("", "n").ok()).expect("a number");
        assert_eq!(count, 0, "{wrong}");
    }
    app.close().await.expect("the county closes");
}

/// Not a test of speed, only a way to see it: `DEMO_SCALE=full cargo test -p tests --test demo -- --ignored --nocapture`.
/// With DEMO_DATA=FOLDER the county stays there.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints how long a county of the scale DEMO_SCALE takes"]
async fn a_county_of_any_scale() {
    let scale = match std::env::var("DEMO_SCALE").as_deref() {
        Ok("full") => Scale::Full,
        Ok("township") => Scale::Township,
        _ => Scale::Village,
    };
    let folder = tempfile::tempdir().expect("a folder");
    let data = std::env::var("DEMO_DATA").map_or_else(|_| folder.path().to_owned(), Into::into);
    let settings = settings(&data, postgres("demo_scale").await);
    let report =
        demo::make(&settings, &Options { scale, ..village("2026-11-22") }).await.expect("a county is made");
    println!("{report}");
    let app = App::open(settings, Clock::system()).await.expect("the county opens");
    println!("{}", Guide::of(&app).await.expect("a guide"));
    app.close().await.expect("the county closes");
}
