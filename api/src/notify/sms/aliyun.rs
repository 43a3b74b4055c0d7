//! Alibaba Cloud's short message service, and whatever speaks like it: `SendSms` of 2017-05-25 under the signature
//! `ACS3-HMAC-SHA256`.

use std::fmt::Write;

use anyhow::Context;
use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use hmac::{Hmac, Mac};
use reqwest::{Client, Url};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::gateway::{Handed, Letter, lost};
use crate::clock::{Clock, secret};

const ENDPOINT: &str = "https://dysmsapi.aliyuncs.com";
const ACTION: &str = "SendSms";
const VERSION: &str = "2017-05-25";
const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// An account there.
pub struct Aliyun {
    client: Client,
    endpoint: Url,
    /// The host as the request names it.
    host: String,
    key: String,
    secret: String,
}

impl std::fmt::Debug for Aliyun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Aliyun(hidden)")
    }
}

#[derive(Deserialize)]
struct Said {
    #[serde(rename = "Code")]
    code: String,
}

impl Aliyun {
    pub(super) fn new(
        client: Client,
        endpoint: Option<&str>,
        key: String,
        secret: String,
    ) -> anyhow::Result<Self> {
        let mut endpoint = Url::parse(endpoint.unwrap_or(ENDPOINT)).context("sms_url is no address")?;
        endpoint.set_path("/");
        let name = endpoint.host_str().context("sms_url names no host")?;
        let host = endpoint.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"));
        Ok(Self { client, endpoint, host, key, secret })
    }

    pub(super) async fn hand_over(&self, clock: &Clock, letter: &Letter<'_>) -> Handed {
        let params = serde_json::to_string(&letter.template.used(letter.params)).expect("texts");
        let query = query(&[
            ("OutId", &letter.id),
            ("PhoneNumbers", letter.number),
            ("SignName", &letter.template.sign),
            ("TemplateCode", &letter.template.code),
            ("TemplateParam", &params),
        ]);
        let call = Call {
            host: &self.host,
            action: ACTION,
            version: VERSION,
            date: clock.now(),
            nonce: &HEXLOWER.encode(&secret::<16>()),
            query: &query,
        };
        let mut url = self.endpoint.clone();
        url.set_query(Some(&query));
        let mut request = self.client.post(url);
        for (name, value) in call.headers() {
            // The client itself names the host.
            if name != "host" {
                request = request.header(name, value);
            }
        }
        let request = request.header("Authorization", call.authorization(&self.key, &self.secret));
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return lost(error),
        };
        let status = answer.status();
        match answer.json::<Said>().await {
            Ok(said) if said.code == "OK" => Handed::Over,
            Ok(said) if is_passing(&said.code) || status.is_server_error() => Handed::Later(said.code),
            Ok(said) => Handed::Refused(said.code),
            Err(_) => Handed::Later(format!("the gateway answers {status} and no code")),
        }
    }
}

/// Whether the same message may go through later.
fn is_passing(code: &str) -> bool {
    code.starts_with("Throttling")
        || ["isv.BUSINESS_LIMIT_CONTROL", "isp.SYSTEM_ERROR", "isp.RAM_PERMISSION_DENY", "ServiceUnavailable"]
            .contains(&code)
}

/// A call of the interface in the style `RPC`: everything it says stands in the address.
struct Call<'a> {
    host: &'a str,
    action: &'a str,
    version: &'a str,
    date: DateTime<Utc>,
    nonce: &'a str,
    query: &'a str,
}

impl Call<'_> {
    /// What is signed of the head, in the order of the names.
    fn headers(&self) -> [(&'static str, String); 6] {
        [
            ("host", self.host.to_owned()),
            ("x-acs-action", self.action.to_owned()),
            ("x-acs-content-sha256", hash("")),
            ("x-acs-date", self.date.to_rfc3339_opts(SecondsFormat::Secs, true)),
            ("x-acs-signature-nonce", self.nonce.to_owned()),
            ("x-acs-version", self.version.to_owned()),
        ]
    }

    fn authorization(&self, key: &str, secret: &str) -> String {
        let headers = self.headers();
        let names = headers.each_ref().map(|(name, _)| *name).join(";");
        let mut request = format!("POST\n/\n{}\n", self.query);
        for (name, value) in &headers {
            let _ = writeln!(request, "{name}:{value}");
        }
        let _ = write!(request, "\n{names}\n{}", hash(""));
        let mut mac =
            <Hmac<Sha256> as Mac>::new_from_slice(secret.as_bytes()).expect("HMAC takes any key length");
        mac.update(format!("{ALGORITHM}\n{}", hash(&request)).as_bytes());
        let signature = HEXLOWER.encode(&mac.finalize().into_bytes());
        format!("{ALGORITHM} Credential={key},SignedHeaders={names},Signature={signature}")
    }
}

fn hash(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}

/// Parameters in the order of their names, which the caller keeps.
fn query(params: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        params.iter().map(|(name, value)| format!("{}={}", escaped(name), escaped(value))).collect();
    pairs.join("&")
}

/// RFC 3986: letters, digits, `-`, `_`, `.` and `~` stay.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_operators_manual_has_its_signature() {
        let query = query(&[
            ("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"),
            ("RegionId", "cn-shanghai"),
        ]);
        let call = Call {
            host: "ecs.cn-shanghai.aliyuncs.com",
            action: "RunInstances",
            version: "2014-05-26",
            date: "2023-10-26T10:22:32Z".parse().expect("a moment"),
            nonce: "3156853299f313e23d1673dc12e1703d",
            query: &query,
        };
        assert_eq!(
            call.authorization("YourAccessKeyId", "YourAccessKeySecret"),
            "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;\
             x-acs-date;x-acs-signature-nonce;x-acs-version,\
             Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn what_is_no_plain_letter_is_escaped() {
        assert_eq!(escaped("连 +*~\"{"), "%E8%BF%9E%20%2B%2A~%22%7B");
    }
}
