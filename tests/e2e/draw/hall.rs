//! A small county with a hall: three townships, sixty officials, a host, and a chain of sealed envelopes.

use std::{sync::Arc, time::Duration};

use api::{app::App, clock::Clock, command::serve, config::Settings, identity::session};
use domain::audit::pdraw1::{OtcChain, make_chain};
use entity::{account, account_role};
use reqwest::{Client, Method, Response, StatusCode};
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinHandle;

/// How long anything in a test may take before it has failed.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A county and the envelopes of its next meeting.
pub struct Hall {
    pub folder: TempDir,
    pub settings: Settings,
    pub envelopes: OtcChain,
    pub host: String,
    pub second_host: String,
    pub typist: String,
    pub outsider: String,
}

/// A process that serves it, inside the test.
pub struct Served {
    pub app: Arc<App>,
    pub address: String,
    task: JoinHandle<anyhow::Result<()>>,
}

/// Whoever asks: nobody, or the owner of a session.
pub struct Browser {
    address: String,
    token: Option<String>,
    client: Client,
}

/// The databases this run tests on: SQLite always, PostgreSQL where one is named.
pub async fn halls() -> Vec<Hall> {
    let mut halls = vec![Hall::make(None).await];
    halls.extend(on_postgres().await);
    halls
}

/// A hall on PostgreSQL, where one is named.
pub async fn on_postgres() -> Option<Hall> {
    std::env::var_os("LIANXIN_TEST_POSTGRES_URL")?;
    Some(Hall::make(Some(tests::new_database(None).await.0)).await)
}

impl Hall {
    async fn make(database_url: Option<String>) -> Self {
        let folder = TempDir::new().expect("a folder");
        let settings = Settings {
            data: folder.path().join("data"),
            listen: "127.0.0.1:0".to_owned(),
            database_url,
            ..Settings::default()
        };
        let app = App::open(settings.clone(), Clock::system()).await.expect("the county opens");
        super::county::people(&app).await;
        let host = sign_in(&app, "audit_host").await;
        let second_host = sign_in(&app, "audit_host").await;
        let typist = sign_in(&app, "second_typist").await;
        let outsider = sign_in(&app, "hr").await;
        app.close().await.expect("the county closes");
        let envelopes = make_chain(api::clock::secret(), 12);
        Self { folder, settings, envelopes, host, second_host, typist, outsider }
    }

    pub async fn serve(&self) -> Served {
        let app = App::open(self.settings.clone(), Clock::system()).await.expect("the county opens");
        let (ready, address) = tokio::sync::oneshot::channel();
        let served = serve::serve(app.clone(), move |address| {
            ready.send(address.to_owned()).expect("the test waits");
        });
        let task = tokio::spawn(served);
        let address = tokio::time::timeout(PATIENCE, address).await.expect("it listens").expect("an address");
        Served { app, address, task }
    }

    pub fn code(&self, round: usize) -> String {
        self.envelopes.codes[round - 1].hex()
    }

    /// What a host types to prepare a meeting.
    pub fn form(&self, code: &str) -> Value {
        json!({
            "code": code, "title": "第一次现场调查会", "place": "县会堂", "meets_on": "2026-06-18",
            "rehearsal": false, "plan": "s1:officials:n=3;s2:officials:per=f1,n=1",
            "sources": "ssq-2026137, dice6", "otc_tip": self.envelopes.tip.hex(), "stratum": "township",
            "exclusions": [{ "number": "A00007", "reason_code": "DRAWN" }],
        })
    }
}

impl Served {
    pub fn as_(&self, token: &str) -> Browser {
        Browser::new(&self.address, Some(token))
    }

    pub fn public(&self) -> Browser {
        Browser::new(&self.address, None)
    }

    /// Asks it to stop and waits until it has.
    pub async fn stop(self) {
        self.app.stopping.cancel();
        drop(self.app);
        tokio::time::timeout(PATIENCE, self.task)
            .await
            .expect("it stops")
            .expect("no panic")
            .expect("an orderly end");
    }
}

impl Browser {
    pub fn new(address: &str, token: Option<&str>) -> Self {
        Self { address: address.to_owned(), token: token.map(str::to_owned), client: Client::new() }
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let mut request =
            self.client.request(method, format!("{}{path}", self.address)).header("x-lianxin", "1");
        request = request.header("accept-language", "en");
        if let Some(token) = &self.token {
            request = request.header("cookie", format!("lianxin_session={token}"));
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await.expect("an answer")
    }

    pub async fn get(&self, path: &str) -> Response {
        self.ask(Method::GET, path, None).await
    }

    /// A change that must work.
    pub async fn post(&self, path: &str, body: Value) -> Value {
        answer(self.ask(Method::POST, path, Some(body)).await, StatusCode::OK).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Value {
        answer(self.ask(Method::PUT, path, Some(body)).await, StatusCode::OK).await
    }

    /// A change that must be refused, with the code of the problem.
    pub async fn refused(&self, path: &str, body: Value, status: StatusCode, code: &str) -> Value {
        let problem = answer(self.ask(Method::POST, path, Some(body)).await, status).await;
        assert_eq!(problem["code"], code, "{problem:#}");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(!detail.is_empty() && !detail.contains("errors."), "{problem:#}");
        problem
    }

    pub async fn json(&self, path: &str) -> Value {
        answer(self.get(path).await, StatusCode::OK).await
    }

    pub async fn text(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.text().await.expect("a text")
    }

    /// Two people type the same dice, and the round is locked.
    pub async fn lock(&self, second: &Browser, path: &str, step: &str, digits: &str) -> Value {
        let typing = format!("{path}/dice");
        self.post(&typing, dice(step, digits)).await;
        second.post(&typing, dice(step, digits)).await
    }

    /// Announces and opens a meeting that was prepared from this form; returns its path.
    pub async fn open(&self, form: Value) -> String {
        let meeting = self.post("/api/meetings", form).await;
        let path = format!("/api/meetings/{}", meeting["id"].as_str().expect("an id"));
        self.post(&format!("{path}/announcement"), json!({})).await;
        self.post(&format!("{path}/opening"), opening()).await;
        path
    }

    /// A meeting that is open for draws; returns its path.
    pub async fn open_meeting(&self, hall: &Hall, code: &str) -> String {
        self.open(hall.form(code)).await
    }
}

async fn answer(response: Response, expected: StatusCode) -> Value {
    let status = response.status();
    let text = response.text().await.expect("a text");
    assert_eq!(status, expected, "{text}");
    serde_json::from_str(&text).expect("JSON")
}

/// The public values of the day.
pub fn opening() -> Value {
    json!({ "values": [
        { "source": "ssq-2026137", "value": "3.7.12.18.22.31+9" }, { "source": "dice6", "value": "048113" },
    ] })
}

/// What one person types of six dice.
pub fn dice(step: &str, dice: &str) -> Value {
    json!({ "step": step, "dice": dice })
}

async fn sign_in(app: &App, role: &str) -> String {
    let tx = app.db.begin().await.expect("a transaction");
    let id = app.clock.id();
    let account = account::ActiveModel {
        id: Set(id),
        login: Set(format!("{role}-{}", id.simple())),
        password_hash: Set(None),
        official_id: Set(None),
        display_name: Set(role.to_owned()),
        email: Set(None),
        state: Set("active".to_owned()),
        activation_hash: Set(None),
        activation_expires_at: Set(None),
        failures: Set(0),
        last_failure_at: Set(None),
        created_at: Set(app.clock.now()),
    };
    account::Entity::insert(account).exec_without_returning(&tx).await.expect("an account");
    let grant = account_role::ActiveModel {
        id: Set(app.clock.id()),
        account_id: Set(id),
        role: Set(role.to_owned()),
        scope_kind: Set("county".to_owned()),
        scope_id: Set(None),
        granted_by: Set(None),
        granted_at: Set(app.clock.now()),
    };
    account_role::Entity::insert(grant).exec_without_returning(&tx).await.expect("a grant");
    let token = session::begin(&tx, app, id).await.expect("a session");
    tx.commit().await.expect("a commit");
    token
}
