//! The demo county: made again the same, made whole or not at all.

use std::process::{Command, Stdio};

use api::{
    app::App,
    clock::Clock,
    config::Settings,
    demo::{self, Guide, Options, Scale},
};
use domain::audit::pdraw1::verify;
use reqwest::Method;
use sea_orm::{ConnectionTrait, EntityTrait, Statement};
use serde_json::json;
use tempfile::TempDir;
use tests::{County, Kind, Program, binary, on_both};

fn village(seed: u64, today: &str) -> Options {
    Options { scale: Scale::Village, seed, today: today.parse().unwrap() }
}

async fn made(options: &Options) -> (TempDir, Settings) {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { data: folder.path().to_owned(), ..Settings::default() };
    assert!(!demo::is_made(&settings).await.unwrap());
    demo::make(&settings, options).await.unwrap();
    assert!(demo::is_made(&settings).await.unwrap());
    (folder, settings)
}

async fn hash(app: &App) -> String {
    demo::export_hash(app.db.reader(), &app.keyring).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_hold_the_same_county_under_different_keys() {
    let (one, other) = (County::start(Kind::Sqlite).await, County::start(Kind::Postgres).await);
    assert_ne!(one.app.keyring.card_key(), other.app.keyring.card_key());
    assert_eq!(hash(&one.app).await, hash(&other.app).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_seed_and_another_day_are_other_counties() {
    let mut hashes = Vec::new();
    for options in [village(7, "2026-11-20"), village(8, "2026-11-20"), village(7, "2026-11-21")] {
        let (_folder, settings) = made(&options).await;
        let app = App::open(settings, Clock::system()).await.unwrap();
        hashes.push(hash(&app).await);
        app.close().await.unwrap();
    }
    hashes.sort();
    hashes.dedup();
    assert_eq!(hashes.len(), 3);
}

#[test]
fn a_start_that_is_killed_while_it_makes_the_county_leaves_none() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let mut making = Command::new(binary())
        .args(["demo", "--make-only", "--scale", "township", "--data", data])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !folder.path().join("making/county.db").exists() {
        assert!(making.try_wait().unwrap().is_none(), "it ended before it wrote anything");
    }
    making.kill().unwrap();
    making.wait().unwrap();
    assert!(!folder.path().join("county.db").exists());
    let again = Program::run(&["demo", "--make-only", "--scale", "village", "--data", data]);
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    assert!(folder.path().join("county.db").exists());
    assert!(!folder.path().join("making").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unfinished_on_postgresql_is_made_afresh() {
    let county = County::start(Kind::Postgres).await;
    let expected = hash(&county.app).await;
    let tx = county.app.db.begin().await.unwrap();
    // A power cut between the rows and the last word.
    tx.execute_unprepared("DELETE FROM setting WHERE key = 'demo_seed'").await.unwrap();
    tx.execute_unprepared("DELETE FROM score").await.unwrap();
    tx.commit().await.unwrap();
    let settings = county.app.settings.clone();
    assert!(!demo::is_made(&settings).await.unwrap());
    demo::make(&settings, &village(Options::SEED, "2026-11-20")).await.unwrap();
    assert!(demo::is_made(&settings).await.unwrap());
    assert_eq!(hash(&county.app).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_county_that_is_no_demo_is_not_painted_over() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { data: folder.path().to_owned(), ..Settings::default() };
    let app = App::open(settings.clone(), Clock::system()).await.unwrap();
    let tx = app.db.begin().await.unwrap();
    let own = "INSERT INTO grid (id, code, name, pinyin, level, path) VALUES \
               (x'01900000000070008000000000000001', '371302', '兰山区', 'lsq', 'county', '371302')";
    tx.execute_unprepared(own).await.unwrap();
    tx.commit().await.unwrap();
    app.close().await.unwrap();
    let refused = demo::is_made(&settings).await.unwrap_err().to_string();
    assert!(refused.contains("not a demo"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_personal_stands_in_the_files_in_clear() {
    let (folder, settings) = made(&village(Options::SEED, "2026-11-20")).await;
    let app = App::open(settings, Clock::system()).await.unwrap();
    let guide = Guide::of(&app).await.unwrap();
    let mut clear = Vec::new();
    demo::export(app.db.reader(), &app.keyring, &mut clear).await.unwrap();
    app.close().await.unwrap();
    let dump = std::fs::read(folder.path().join("county.db")).unwrap();
    let found = |text: &str| dump.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(!found(guide.household.as_str()), "the household code");
    let mut texts = 0;
    for line in clear.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let line: serde_json::Value = serde_json::from_slice(line).unwrap();
        let columns: &[&str] = match line["table"].as_str().unwrap() {
            "household" | "official" | "spot_check_household" => &["phone"],
            "member" => &["id_number"],
            "campaign_proposal" => &["text"],
            "form_field" => &["value"],
            "form_conflict" => &["base", "first", "second"],
            "pledge" => &["text", "reason", "objection"],
            "request" => &["body"],
            "visit" | "request_event" | "follow_up_event" | "flag" => &["note"],
            "account" => &["email"],
            _ => &[],
        };
        for text in columns.iter().filter_map(|column| line["row"][column].as_str()) {
            texts += 1;
            // Looking through the whole file takes a while: every hundredth will do.
            assert!(texts % 100 != 0 || !found(text), "{}: {text}", line["table"]);
        }
    }
    assert!(texts > 3_000, "{texts}");
}

on_both!(what_rows_count_is_what_there_is, |county| {
    let db = county.app.db.reader();
    for wrong in [
        "SELECT count(*) AS n FROM household h WHERE open_requests <> (SELECT count(*) FROM request r \
         WHERE r.household_id = h.id AND NOT r.complaint AND r.state NOT IN ('confirmed', 'unconfirmed', 'withdrawn'))",
        "SELECT count(*) AS n FROM household h WHERE household_size <> \
         (SELECT count(*) FROM member m WHERE m.household_id = h.id)",
        "SELECT count(*) AS n FROM household h WHERE 1 <> (SELECT count(*) FROM link l \
         WHERE l.household_id = h.id AND l.valid_to IS NULL)",
        "SELECT count(*) AS n FROM official o WHERE (SELECT count(*) FROM link l \
         WHERE l.official_id = o.id AND l.valid_to IS NULL) NOT BETWEEN 25 AND 35",
        "SELECT count(*) AS n FROM request r WHERE version <> \
         (SELECT count(*) FROM request_event e WHERE e.request_id = r.id)",
        "SELECT count(*) AS n FROM rating_roster o WHERE o.issued <> \
         (SELECT count(*) FROM rating_issue i WHERE i.round_id = o.round_id AND i.official_id = o.official_id)",
        "SELECT count(*) AS n FROM rating_result WHERE counted > issued OR issued > households OR counted <> \
         very_satisfied + satisfied + fair + dissatisfied + very_dissatisfied",
        "SELECT count(*) AS n FROM grid g WHERE level <> 'county' AND \
         NOT EXISTS (SELECT 1 FROM grid p WHERE p.id = g.parent_id AND g.path = p.path || '/' || g.code)",
        "SELECT count(*) AS n FROM official o WHERE NOT EXISTS (SELECT 1 FROM score s WHERE s.official_id = o.id)",
    ] {
        let row = db.query_one_raw(Statement::from_string(county.app.db.backend(), wrong)).await.unwrap();
        let count: i64 = row.unwrap().try_get("", "n").unwrap();
        assert_eq!(count, 0, "{wrong}");
    }
});

on_both!(what_follows_a_meeting_keeps_to_the_rules, |county| {
    let (host, auditor) = (county.person("host").await, county.person("auditor").await);
    let all = host.look("/api/follow-ups?limit=200").await;
    let all = all["items"].as_array().unwrap();
    let count = |state: &str| all.iter().filter(|item| item["state"] == state).count();
    assert!(
        ["confirmed", "said_done", "pledged", "published", "investigating"]
            .iter()
            .all(|state| count(state) > 0)
    );
    assert!(all.iter().any(|item| item["overdue"] == true));
    for item in all {
        let told = host.look(&format!("/api/follow-ups/{}", item["id"].as_str().unwrap())).await;
        assert_eq!(
            told["events"].as_array().unwrap().len(),
            usize::try_from(item["version"].as_u64().unwrap()).unwrap(),
            "{told}"
        );
    }
    // Every draw at a desk holds before the verifier, and nothing that was journalled is out of its chain.
    let draws = entity::desk_draw::Entity::find().all(county.app.db.reader()).await.unwrap();
    assert_eq!(draws.len(), 6);
    for draw in draws {
        let bundle = draw.bundle.unwrap();
        let verdict = verify(bundle.as_bytes(), Some(&draw.announcement_hash), draw.lock_hash.as_deref());
        assert_eq!(verdict.exit_code(), 0, "{}: {verdict:?}", draw.code);
    }
    let journal = auditor.look("/api/journal?action=publish_finding").await;
    assert_eq!(journal["items"].as_array().unwrap().len(), 1);
    // Households that contradict their official are marked.
    let closed = crate::follow_up::closed_meeting(&host).await;
    let public =
        county.stranger().look(&format!("/api/public/meetings/{}", closed["id"].as_str().unwrap())).await;
    assert!(public.to_string().contains("official_household"), "{public}");
    let clerk = county.person("unit-clerk").await.look("/api/spot-checks").await;
    assert!(
        clerk["items"].as_array().unwrap().iter().any(|one| one["result"]["low_permille"].is_number()),
        "{clerk}"
    );
    let head = county.person("unit-head").await;
    let seen = head.look("/api/inspections").await["items"][0]["objects"][0].clone();
    assert_eq!(seen["state"], "reported");
    let photo = format!(
        "/api/inspected-units/{}/photos/{}",
        seen["id"].as_str().unwrap(),
        seen["photos"][0].as_str().unwrap()
    );
    assert_eq!(head.request(Method::GET, &photo).send().await.unwrap().status(), 200);
});

on_both!(what_follows_a_count_keeps_to_the_rules, |county| {
    let (office, inspector) = (county.person("office").await, county.person("inspector").await);
    let rounds = office.look("/api/rating-rounds?limit=50").await;
    let closed = rounds["items"].as_array().unwrap().iter().find(|round| round["state"] == "closed").unwrap();
    let round = format!("/api/rating-rounds/{}", closed["id"].as_str().unwrap());

    // Three rules find the same official; an inspector has looked at two of the flags and left words.
    let flags = inspector.look("/api/flags?limit=100").await;
    let mut found: Vec<(&str, &str)> = Vec::new();
    for flag in flags["items"].as_array().unwrap() {
        let evidence = &flag["evidence"];
        if evidence["round_id"] != closed["id"] {
            continue;
        }
        assert_eq!(flag["note"].is_string(), flag["state"] == "seen", "{flag}");
        assert!(evidence["count"].as_u64().unwrap() <= evidence["of"].as_u64().unwrap(), "{flag}");
        found.push((flag["kind"].as_str().unwrap(), flag["state"].as_str().unwrap()));
    }
    found.sort_unstable();
    let expected = [("rating_burst", "seen"), ("rating_comments", "seen"), ("rating_equal", "open")];
    assert_eq!(found, expected);

    // His households deny it, and two people left him unscored.
    let recontact = office.look(&format!("{round}/recontact")).await;
    assert_eq!((&recontact["state"], &recontact["voided"]), (&json!("closed"), &json!(1)), "{recontact}");
    assert_eq!(recontact["drawn"], recontact["to_draw"]);
    assert!(recontact["reached"].as_u64().unwrap() < recontact["drawn"].as_u64().unwrap(), "{recontact}");
    let over = inspector.look(&format!("{round}/recontact/officials?over=true&limit=100")).await;
    let voided = over["items"].as_array().unwrap().iter().find(|one| one["void"] == "voided").unwrap();
    assert!(voided["over"] == true && voided["proposed_by"] != voided["confirmed_by"], "{voided}");
    let of = voided["official"]["number"].as_str().unwrap();
    let flagged = flags["items"].as_array().unwrap().iter().filter(|flag| flag["official"]["number"] == of);
    assert_eq!(flagged.count(), 3);
    let results = county.person("hr").await.look(&format!("{round}/results?limit=200")).await;
    let result = results["items"].as_array().unwrap().iter().find(|one| one["official"]["number"] == of);
    assert_eq!(result.unwrap()["unscored"], "recontacts");
    let public = county.stranger().get(&format!("/p/recontacts/{}", closed["id"].as_str().unwrap())).await;
    assert_eq!(public.status, 200, "{}", public.text);
    assert!(public.text.contains(of), "{}", public.text);
});

/// Not a test of speed, only a way to see it: `DEMO_SCALE=full cargo test -p tests --test e2e -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints how long a county of the scale DEMO_SCALE takes"]
async fn a_county_of_any_scale() {
    let scale = match std::env::var("DEMO_SCALE").as_deref() {
        Ok("full") => Scale::Full,
        Ok("township") => Scale::Township,
        _ => Scale::Village,
    };
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { data: folder.path().to_owned(), ..Settings::default() };
    let options = Options { scale, ..village(Options::SEED, "2026-11-20") };
    println!("{}", demo::make(&settings, &options).await.unwrap());
}
