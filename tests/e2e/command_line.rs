//! The command line: settings in their order, clear refusals, exit codes.

use std::fs;

use tests::Program;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn every_command_shows_an_example() {
    for command in [
        &["demo"][..],
        &["serve"],
        &["worker"],
        &["migrate"],
        &["import"],
        &["pack"],
        &["assign"],
        &["openapi"],
        &["draw", "verify"],
        &["draw", "codes"],
        &["rating", "verify"],
        &["config"],
    ] {
        let mut arguments = command.to_vec();
        arguments.push("--help");
        let help = text(&Program::run(&arguments).stdout);
        assert!(help.contains("Example") && help.contains("\n  lianxin "), "{command:?}:\n{help}");
    }
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file_which_beats_the_default() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lianxin.toml");
    fs::write(&file, "listen = \"127.0.0.1:1\"\nhotline = \"0539-1\"\nmail_from = \"a@b.cn\"\n").unwrap();
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(tests::binary())
            .args(["config", "--config", file.to_str().unwrap()])
            .args(arguments)
            .env("LIANXIN_LISTEN", "127.0.0.1:2")
            .env("LIANXIN_HOTLINE", "0539-2")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let shown = run(&["--listen", "127.0.0.1:3"]);
    for line in
        ["listen = \"127.0.0.1:3\"", "hotline = \"0539-2\"", "mail_from = \"a@b.cn\"", "session_hours = 12"]
    {
        assert!(shown.contains(line), "{line} not in:\n{shown}");
    }
}

#[test]
fn config_hides_every_password() {
    let shown = Program::run(&["config", "--database-url", "postgres://county:hush@db/county"]);
    let shown = text(&shown.stdout);
    assert!(shown.contains("postgres://county:(hidden)@db/county") && !shown.contains("hush"), "{shown}");
}

#[test]
fn an_unknown_setting_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("wrong.toml");
    fs::write(&file, "lissen = \"127.0.0.1:1\"\n").unwrap();
    let refused = Program::run(&["config", "--config", file.to_str().unwrap()]);
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("lissen"), "{}", text(&refused.stderr));
}

#[test]
fn a_second_server_on_the_same_file_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let first = Program::start(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    let second = Program::run(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(1));
    let said = text(&second.stderr);
    assert!(said.contains("another lianxin process is using the data folder"), "{said}");
    drop(first);
    Program::start(&["serve", "--data", data, "--listen", "127.0.0.1:0"]).kill();
}

#[tokio::test]
async fn a_server_on_every_address_names_one_that_opens_and_says_that_it_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let arguments = ["serve", "--data", data.to_str().unwrap(), "--listen", "0.0.0.0:0"];
    let program = Program::start_talkative(&arguments, &log);
    assert!(!program.address.contains("0.0.0.0") && !program.address.ends_with(":0"), "{}", program.address);
    program.stranger().get("/readyz").await.expect(200);
    drop(program);
    let log = fs::read_to_string(log).unwrap();
    assert!(log.contains("set public_url to the one people type"), "{log}");
}

#[test]
fn a_database_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let refused =
        Program::run(&["serve", "--data", data, "--database-url", "postgres://nobody@127.0.0.1:1/nothing"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        text(&refused.stderr).contains("cannot reach the PostgreSQL database"),
        "{}",
        text(&refused.stderr)
    );
}

#[test]
fn keys_that_are_gone_are_not_made_anew_over_sealed_data() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let made = Program::run(&["demo", "--scale", "village", "--make-only", "--data", data]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    fs::rename(folder.path().join("keys"), folder.path().join("elsewhere")).unwrap();
    let refused = Program::run(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("put the key ring back"), "{}", text(&refused.stderr));
}

#[test]
fn the_demo_speaks_https_with_an_authority_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let program =
        Program::start(&["demo", "--scale", "village", "--tls", "--data", data, "--listen", "127.0.0.1:0"]);
    assert!(program.address.starts_with("https://"), "{}", program.address);
    let authority = fs::read(folder.path().join("tls/authority.pem")).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let answer = runtime.block_on(async {
        let client = reqwest::Client::builder()
            .add_root_certificate(reqwest::Certificate::from_pem(&authority).unwrap())
            .build()
            .unwrap();
        client.get(format!("{}/readyz", program.address)).send().await.unwrap()
    });
    assert_eq!(answer.status(), 200);
    assert!(answer.headers().contains_key("strict-transport-security"));
}

#[test]
fn the_same_seed_and_day_make_the_same_county() {
    let hash = || {
        let folder = tempfile::tempdir().unwrap();
        let made = Program::run(&[
            "demo",
            "--scale",
            "village",
            "--seed",
            "7",
            "--today",
            "2026-11-20",
            "--export-hash",
            "--data",
            folder.path().to_str().unwrap(),
        ]);
        assert!(made.status.success(), "{}", text(&made.stderr));
        text(&made.stdout).lines().last().unwrap().to_owned()
    };
    let first = hash();
    assert_eq!(first.len(), 64, "{first}");
    assert_eq!(first, hash());
}
