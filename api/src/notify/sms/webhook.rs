//! A gateway of the county's own: one JSON document for each message, signed with a shared secret.

use data_encoding::HEXLOWER;
use hmac::{Hmac, Mac};
use reqwest::{Client, StatusCode};
use serde_json::json;
use sha2::Sha256;

use super::gateway::{Handed, Letter, lost};
use crate::clock::Clock;

/// The second at which the document was signed.
const TIME: &str = "X-Lianxin-Time";
/// `sha256=` and HMAC-SHA256 over the second, a full stop and the document, in hex.
const SIGNATURE: &str = "X-Lianxin-Signature";

/// Where the documents go.
pub struct Webhook {
    pub(super) client: Client,
    pub(super) url: String,
    pub(super) secret: String,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Webhook(hidden)")
    }
}

impl Webhook {
    pub(super) async fn hand_over(&self, clock: &Clock, letter: &Letter<'_>) -> Handed {
        let document = json!({
            "id": letter.id,
            "purpose": letter.purpose.as_str(),
            "to": letter.number,
            "sign": letter.template.sign,
            "template": letter.template.code,
            "text": letter.template.filled(letter.params),
            "params": letter.template.used(letter.params),
        });
        let body = document.to_string();
        let time = clock.now().timestamp().to_string();
        let request = self
            .client
            .post(&self.url)
            .header("Content-Type", "application/json")
            .header(TIME, &time)
            .header(SIGNATURE, format!("sha256={}", signature(&self.secret, &time, &body)))
            .body(body);
        match request.send().await {
            Err(error) => lost(error),
            Ok(answer) if answer.status().is_success() => Handed::Over,
            Ok(answer) => {
                let status = answer.status();
                let said = format!("the gateway answers {status}");
                let later = status.is_server_error()
                    || [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT].contains(&status);
                if later { Handed::Later(said) } else { Handed::Refused(said) }
            }
        }
    }
}

fn signature(secret: &str, time: &str, body: &str) -> String {
    let mut mac =
        <Hmac<Sha256> as Mac>::new_from_slice(secret.as_bytes()).expect("HMAC takes any key length");
    mac.update(format!("{time}.{body}").as_bytes());
    HEXLOWER.encode(&mac.finalize().into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_can_check_the_signature_with_openssl() {
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac secret
        assert_eq!(
            signature("secret", "1700000000", "{}"),
            "b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163"
        );
    }
}
