//! Mail through the queue to a real SMTP server.

use std::{
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::Instant,
};

use api::request::sweep;
use chrono::Duration;
use serde_json::json;
use tests::{County, Kind, Person, new_id};

use crate::visit::own_household;

/// aiosmtpd, which stores what it receives as a maildir.
pub struct Postbox {
    server: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl Postbox {
    pub fn open() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let server = Command::new(python())
            .args([
                "-m",
                "aiosmtpd",
                "-n",
                "-l",
                &format!("127.0.0.1:{port}"),
                "-c",
                "aiosmtpd.handlers.Mailbox",
            ])
            .arg(folder.path().join("mail"))
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        #[allow(clippy::disallowed_methods, reason = "waiting for another program's port")]
        let patience = Instant::now() + std::time::Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            #[allow(clippy::disallowed_methods, reason = "waiting for another program's port")]
            let now = Instant::now();
            assert!(now < patience, "the SMTP server does not answer");
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        Self { server, folder, port }
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The mails received so far.
    pub fn mails(&self) -> Vec<Letter> {
        let new = self.folder.path().join("mail/new");
        let Ok(entries) = std::fs::read_dir(new) else { return Vec::new() };
        entries.map(|entry| Letter::read(&entry.unwrap().path())).collect()
    }
}

impl Drop for Postbox {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A mail as its reader sees it.
#[derive(Debug)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub body: String,
}

impl Letter {
    /// Python's own mail package decodes it: what comes out is not our reading of our writing.
    fn read(path: &Path) -> Self {
        const DECODE: &str = "import email, email.policy, json, sys; \
             mail = email.message_from_binary_file(open(sys.argv[1], 'rb'), policy=email.policy.default); \
             print(json.dumps([mail['to'], mail['subject'], mail.get_content()]))";
        let decoded = Command::new(python()).args(["-c", DECODE]).arg(path).output().unwrap();
        assert!(decoded.status.success(), "{}", String::from_utf8_lossy(&decoded.stderr));
        let [to, subject, body] = serde_json::from_slice(&decoded.stdout).unwrap();
        Self { to, subject, body }
    }
}

fn python() -> String {
    std::env::var("LIANXIN_TEST_PYTHON")
        .expect("LIANXIN_TEST_PYTHON must name a Python with aiosmtpd; `make test` makes one")
}

async fn clerk(county: &County) -> Person {
    let account = json!({
        "login": "mail.clerk", "display_name": "收信人", "email": "clerk@example.cn",
        "roles": [{ "role": "hr", "scope_kind": "county" }],
    });
    county.newcomer(account).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_missed_term_is_mailed_once_to_the_leader_who_has_it_now_and_tells_nothing_of_the_household() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let postbox = Postbox::open();
        let county = County::start_with(kind, |settings| settings.smtp_url = Some(postbox.url())).await;
        let official = county.person("official").await;
        let household = own_household(&official).await;
        let look = json!({ "reason": "核对电话" });
        let path = format!("/api/households/{}/unmask", household["id"].as_str().unwrap());
        let phone = official.post(&path, &look).await.expect(200)["phone"].as_str().unwrap().to_owned();
        // What is late already goes up first, so that the term below is the one that is missed.
        sweep::overdue(&county.app).await.unwrap();
        county.drain().await;
        let told = "井水里有油花,夜里能闻到味道";
        let form = json!({ "household_id": household["id"], "body": told });
        let raised = official.put(&format!("/api/requests/{}", new_id()), &form).await.expect(201);
        let number = raised["number"].as_str().unwrap();
        let request = format!("/api/requests/{}", raised["id"].as_str().unwrap());
        let of_it = || {
            let mails = postbox.mails().into_iter();
            mails.filter(|mail| mail.subject.contains(number)).collect::<Vec<_>>()
        };

        county.drain().await;
        assert!(of_it().is_empty(), "nothing is late yet");
        county.pass(Duration::days(8));
        for _ in 0..2 {
            sweep::overdue(&county.app).await.unwrap();
            county.drain().await;
        }
        let [mail] = of_it().try_into().expect("one mail about it");
        let after = county.person("village-leader").await.look(&request).await;
        assert!(after["verbs"].as_array().unwrap().contains(&json!("answer")), "he has it now: {after}");
        assert_eq!(mail.to, "village-leader@yishui.example");
        assert_eq!(mail.subject, format!("连心：诉求 {number} 已逾期"));
        let due = raised["deadlines"][0]["due_on"].as_str().unwrap();
        let link = format!("{}/app/requests/{}", county.app.public_url(), raised["id"].as_str().unwrap());
        let body = format!("诉求 {number} 应于 {due} 前办理，至今未办结，已上报至村。\n请登录查看：{link}");
        assert_eq!(mail.body.replace("\r\n", "\n").trim_end(), body);
        for mail in postbox.mails() {
            let text = mail.subject + &mail.body;
            for secret in [told, &phone, household["head_name"].as_str().unwrap()] {
                assert!(!text.contains(secret), "{secret} stands in a mail: {text}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_password_is_found_again_by_mail_and_only_once() {
    let postbox = Postbox::open();
    let county = County::start_with(Kind::Sqlite, |settings| settings.smtp_url = Some(postbox.url())).await;
    let signed_in = clerk(&county).await;
    let stranger = county.stranger();
    stranger.post("/api/password-reset", &json!({ "login": "mail.clerk" })).await.expect(202);
    // An unknown account is answered alike and mails nobody.
    stranger.post("/api/password-reset", &json!({ "login": "nobody.here" })).await.expect(202);
    county.drain().await;
    let mails = postbox.mails();
    assert_eq!(mails.len(), 1, "{mails:#?}");
    let token = mails[0].body.split("/reset#").nth(1).unwrap().split_whitespace().next().unwrap();
    let reset = json!({ "token": token, "password": "a new long password" });
    stranger.put("/api/password-reset", &reset).await.expect(204);
    stranger.put("/api/password-reset", &reset).await.expect_problem(422, "reset_failed");
    signed_in.get("/api/me").await.expect_problem(401, "unauthorized");
    county.stranger().sign_in("mail.clerk", "a new long password").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mail_waits_in_the_queue_while_the_mail_server_is_away() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let county = County::start_with(Kind::Sqlite, |settings| {
        settings.smtp_url = Some(format!("smtp://127.0.0.1:{port}"));
    })
    .await;
    clerk(&county).await;
    county.stranger().post("/api/password-reset", &json!({ "login": "mail.clerk" })).await.expect(202);
    county.drain().await;
    let (state, attempts) = county.only_job("mail").await;
    assert_eq!((state.as_str(), attempts), ("queued", 1));
}
