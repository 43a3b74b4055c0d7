//! Mail through the queue to a real SMTP server.

use std::{
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use api::demo::PASSWORD;
use serde_json::json;
use tests::{County, Kind, Person};

/// aiosmtpd, which stores what it receives as a maildir.
struct Postbox {
    server: Child,
    folder: tempfile::TempDir,
    port: u16,
}

impl Postbox {
    fn open() -> Self {
        let python = std::env::var("LIANXIN_TEST_PYTHON")
            .expect("LIANXIN_TEST_PYTHON must name a Python with aiosmtpd; `make test` makes one");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let server = Command::new(python)
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
        let patience = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            #[allow(clippy::disallowed_methods, reason = "waiting for another program's port")]
            let now = Instant::now();
            assert!(now < patience, "the SMTP server does not answer");
            std::thread::sleep(Duration::from_millis(50));
        }
        Self { server, folder, port }
    }

    fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The mails received so far, decoded as far as base64 goes.
    fn mails(&self) -> Vec<String> {
        let new = self.folder.path().join("mail/new");
        let Ok(entries) = std::fs::read_dir(new) else { return Vec::new() };
        entries.map(|entry| read(&entry.unwrap().path())).collect()
    }
}

impl Drop for Postbox {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn read(path: &Path) -> String {
    let mail = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let (head, body) = mail.split_once("\n\n").unwrap();
    if !head.to_lowercase().contains("content-transfer-encoding: base64") {
        return mail;
    }
    let joined: String = body.split_whitespace().collect();
    let decoded = data_encoding::BASE64.decode(joined.as_bytes()).unwrap();
    format!("{head}\n\n{}", String::from_utf8(decoded).unwrap())
}

async fn clerk(county: &County) -> Person {
    let admin = county.person("admin").await;
    let form = json!({
        "login": "mail.clerk", "display_name": "收信人", "email": "clerk@example.cn",
        "roles": [{ "role": "hr", "scope_kind": "county" }],
    });
    let slip = admin.post("/api/accounts", &form).await.expect(200);
    let person = county.stranger();
    let activation = json!({ "login": "mail.clerk", "code": slip["activation_code"], "password": PASSWORD });
    person.post("/api/activation", &activation).await.expect(200);
    person
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
    let token = mails[0].split("/reset#").nth(1).unwrap().split_whitespace().next().unwrap();
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
