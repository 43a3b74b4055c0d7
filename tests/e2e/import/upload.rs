//! Sheets that come through the web: taken in, done by a job, and forgotten.

use std::fmt::Write;

use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::Value;
use tests::{Person, Program, on_both};

const VILLAGES: &str = "/api/grids?level=village&limit=1";

/// Hands a sheet over as the desk does.
pub async fn upload(person: &Person, kind: &str, sheet: String, dry_run: bool) -> tests::Answer {
    let form = Form::new()
        .text("kind", kind.to_owned())
        .text("dry_run", dry_run.to_string())
        .part("file", Part::bytes(sheet.into_bytes()).file_name("sheet.csv"));
    person.send(person.request(Method::POST, "/api/imports").multipart(form)).await
}

/// A sheet with one new household, and one more in a village of this code.
async fn sheet(person: &Person, other_village: &str) -> String {
    let village = person.look(VILLAGES).await["items"][0]["code"].as_str().unwrap().to_owned();
    format!(
        "户编号,村代码,组,户主,电话\n{village}-9001,{village},1,赵一,13912345001\n\
         {village}-9002,{other_village},1,钱二,13912345002\n"
    )
}

async fn show(person: &Person, run: &Value) -> Value {
    person.look(&format!("/api/imports/{}", run["id"].as_str().unwrap())).await
}

on_both!(the_office_imports_a_sheet_in_the_desk_and_sees_what_is_wrong, |county| {
    let office = county.person("office").await;
    let wrong = sheet(&office, "371323999999").await;
    let run = upload(&office, "households", wrong, false).await.expect(202);
    assert_eq!(run["state"], "staged");
    county.drain().await;
    let run = show(&office, &run).await;
    assert_eq!((&run["state"], &run["error_count"]), (&"rejected".into(), &1.into()), "{run}");
    assert_eq!(run["errors"][0]["row"], 3);
    assert_eq!(run["errors"][0]["column"], "村代码");
    assert_eq!(run["errors"][0]["value"], "371323999999");
    let english = office.request(Method::GET, &format!("/api/imports/{}", run["id"].as_str().unwrap()));
    let english = office.send(english.header("accept-language", "en")).await.expect(200);
    assert_eq!(english["errors"][0]["column"], "Village code");

    let village = run["errors"].to_string();
    assert!(!village.contains("13912345"), "no phone in an error");
    let village = office.look(VILLAGES).await["items"][0]["code"].as_str().unwrap().to_owned();
    for (dry_run, state, added) in [(true, "ready", 2), (false, "applied", 2), (false, "applied", 0)] {
        let right = sheet(&office, &village).await;
        let run = upload(&office, "households", right, dry_run).await.expect(202);
        county.drain().await;
        let run = show(&office, &run).await;
        assert_eq!(
            (&run["state"], &run["added"], &run["progress"]),
            (&state.into(), &added.into(), &100.into())
        );
    }
    let listed = office.look("/api/imports?limit=3").await;
    assert_eq!(listed["items"].as_array().unwrap().len(), 3);
    assert!(listed["next_cursor"].is_string());
    let blobs = walk(&county.folder.path().join("blobs"));
    assert!(
        !blobs.iter().any(|bytes| bytes.windows(8).any(|window| window == b"13912345")),
        "sealed or gone"
    );
});

on_both!(only_the_office_imports, |county| {
    let village = "371323001201".to_owned();
    for login in ["official", "hr", "admin"] {
        let person = county.person(login).await;
        upload(&person, "households", village.clone(), true).await.expect_problem(403, "forbidden");
        person.get("/api/imports/templates/households").await.expect_problem(403, "forbidden");
    }
    let office = county.person("office").await;
    upload(&office, "households", String::new(), true).await.expect_problem(422, "invalid_input");
});

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_whose_server_is_killed_is_there_whole_or_not_at_all_and_ends_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let mut program =
        Program::start(&["demo", "--scale", "village", "--listen", "127.0.0.1:0", "--data", data]);
    let mut office = program.person("office").await;
    let village = office.look(VILLAGES).await["items"][0]["code"].as_str().unwrap().to_owned();
    let mut rows = "户编号,村代码,组,户主,电话\n".to_owned();
    for number in 1001..=9_000 {
        writeln!(rows, "{village}-{number},{village},1,赵{number},1391234{number}").unwrap();
    }
    let file = folder.path().join("households.csv");
    std::fs::write(&file, &rows).unwrap();
    let run = upload(&office, "households", rows, false).await.expect(202);
    // While rows are put aside, a little later, and when they are swapped in.
    for percent in [1, 50, 90] {
        while show(&office, &run).await["progress"].as_i64().unwrap() < percent {}
        program.kill();
        let dry =
            Program::run(&["import", "households", file.to_str().unwrap(), "--dry-run", "--data", data]);
        let told = String::from_utf8(dry.stdout).unwrap();
        let whole = told.contains("新增 0 行，更新 0 行，未变 8000 行");
        let nothing = told.contains("新增 8000 行，更新 0 行，未变 0 行");
        assert!(whole || nothing, "there by halves: {told} {}", String::from_utf8_lossy(&dry.stderr));
        assert!(nothing || percent == 90, "there before it was swapped in: {told}");
        program = Program::start(&["serve", "--listen", "127.0.0.1:0", "--data", data]);
        office = program.person("office").await;
    }
    while show(&office, &run).await["finished_at"].is_null() {}
    let run = show(&office, &run).await;
    assert_eq!((&run["state"], &run["added"]), (&"applied".into(), &8000.into()), "{run}");
    // And once more, by hand: nothing is there twice.
    let again =
        upload(&office, "households", std::fs::read_to_string(&file).unwrap(), false).await.expect(202);
    while show(&office, &again).await["finished_at"].is_null() {}
    let again = show(&office, &again).await;
    assert_eq!((&again["added"], &again["unchanged"]), (&0.into(), &8000.into()), "{again}");
}

fn walk(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| if path.is_dir() { walk(&path) } else { vec![std::fs::read(&path).unwrap()] })
        .collect()
}
