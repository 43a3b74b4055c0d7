//! Somebody at a browser: cookies, JSON, and answers that a test can look into.

use reqwest::{Client, Method, RequestBuilder, StatusCode, header, redirect};
use serde_json::{Value, json};

/// A browser of its own.
#[derive(Clone, Debug)]
pub struct Person {
    client: Client,
    address: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text))
    }

    /// The body as JSON, of an answer that must have this status.
    #[track_caller]
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        if self.text.is_empty() { Value::Null } else { self.json() }
    }

    /// Checks that it is a problem document with this status and code.
    #[track_caller]
    pub fn expect_problem(&self, status: u16, code: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(problem["code"], code, "{problem}");
        assert_eq!(problem["status"], status);
        let title = problem["title"].as_str().unwrap();
        assert!(!title.is_empty() && !title.starts_with("errors."), "no message for {code}: {title}");
        let detail = problem["detail"].as_str().unwrap();
        assert!(!detail.starts_with("errors."), "no message for {code}: {detail}");
        problem
    }
}

impl Person {
    /// A browser that has not been anywhere yet, for a server such as `http://127.0.0.1:40123`.
    pub fn new(address: &str) -> Self {
        let client = Client::builder()
            .cookie_store(true)
            .redirect(redirect::Policy::none())
            .danger_accept_invalid_certs(true)
            .build()
            .unwrap();
        Self { client, address: address.to_owned() }
    }

    /// Signs in; the answer must be good.
    pub async fn sign_in(&self, login: &str, password: &str) -> Value {
        self.post("/api/session", &json!({ "login": login, "password": password })).await.expect(200)
    }

    /// A request to be sent by [`Person::send`], for what the short forms do not cover.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.address)).header("x-lianxin", "1")
    }

    pub async fn send(&self, request: RequestBuilder) -> Answer {
        self.try_send(request).await.unwrap()
    }

    /// The same where the server may be cut off before it has answered.
    pub async fn try_send(&self, request: RequestBuilder) -> reqwest::Result<Answer> {
        let response = request.send().await?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok(Answer { status, headers, text: response.text().await? })
    }

    /// A file that must be there, byte for byte.
    pub async fn fetch(&self, path: &str) -> Vec<u8> {
        let response = self.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        response.bytes().await.unwrap().to_vec()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// The JSON of a page that must be there.
    pub async fn look(&self, path: &str) -> Value {
        self.get(path).await.expect(200)
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).json(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }

    /// Submits an HTML form as a browser does.
    pub async fn submit(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request =
            self.client.post(format!("{}{path}", self.address)).header("origin", &self.address).form(fields);
        self.send(request).await
    }
}
