//! Settings: defaults, then `lianxin.toml`, then the environment (`LIANXIN_...`), then flags. Every field is
//! described in docs/configuration.md.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::Context;
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use poem_openapi::Enum;
use serde::{Deserialize, Serialize};

use crate::address;

/// Names that share the prefix of settings and are none: keys of the key ring, the key of a meeting pack, what tests say
/// to one another.
const NO_SETTINGS: [&str; 3] = ["key_", "pack_key", "test_"];

/// How a gateway for text messages is spoken to.
#[derive(Clone, Copy, Debug, Deserialize, Enum, PartialEq, Eq, Serialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum SmsDriver {
    /// JSON documents to an address of the county's own.
    Webhook,
    /// Alibaba Cloud's `SendSms`.
    Aliyun,
}

/// All settings in force.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Folder of the databases, the key ring, stored files and certificates.
    pub data: PathBuf,
    /// Address and port to listen on; port 0 takes a free one.
    pub listen: String,
    /// The address people type, for codes and mails; the listening address when absent.
    pub public_url: Option<String>,
    /// `postgres://...`; absent means an SQLite file in the data folder.
    pub database_url: Option<String>,
    /// The ballot box's own PostgreSQL database; a schema of `database_url` when absent.
    pub ballot_box_url: Option<String>,
    /// Host and port at which the registrar asks the ballot box, when the two are two processes; absent means that they
    /// are one.
    pub ballot_box_office: Option<String>,
    /// The ballot box's own address for households, as `https://box.county.example`; absent means the county's.
    pub ballot_box_origin: Option<String>,
    /// Folder of the key ring; `keys` in the data folder when absent.
    pub keys: Option<PathBuf>,
    pub tls_cert: Option<PathBuf>,
    pub tls_key: Option<PathBuf>,
    /// `smtp://USER:PASSWORD@HOST:PORT` or `smtps://...`; absent means no mail is sent.
    pub smtp_url: Option<String>,
    /// Sender of the mails.
    pub mail_from: String,
    /// Who hands text messages over; absent means none are sent.
    pub sms_gateway: Option<SmsDriver>,
    /// Address of the gateway; Alibaba Cloud's own when absent.
    pub sms_url: Option<String>,
    /// The access key's id with an Alibaba-compatible gateway.
    pub sms_key: Option<String>,
    /// The access key's secret, or what a webhook's documents are signed with.
    pub sms_secret: Option<String>,
    /// The county's hotline, printed on pages and cards.
    pub hotline: String,
    /// The Chinese font of what is printed; one of the usual places when absent.
    pub font: Option<PathBuf>,
    /// Hours after which a session that was not used ends.
    pub session_hours: u32,
    /// Log filter, as of the crate `tracing-subscriber`.
    pub log: String,
    /// Log lines as JSON instead of text.
    pub log_json: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: "lianxin-data".into(),
            listen: "127.0.0.1:8371".to_owned(),
            public_url: None,
            database_url: None,
            ballot_box_url: None,
            ballot_box_office: None,
            ballot_box_origin: None,
            keys: None,
            tls_cert: None,
            tls_key: None,
            smtp_url: None,
            mail_from: "lianxin@localhost".to_owned(),
            sms_gateway: None,
            sms_url: None,
            sms_key: None,
            sms_secret: None,
            hotline: "0539-12345".to_owned(),
            font: None,
            session_hours: 12,
            log: "info,sqlx=warn,sea_orm_migration=warn".to_owned(),
            log_json: false,
        }
    }
}

/// What the command line says; absent flags leave the layers below in force.
#[derive(Clone, Debug, Default, clap::Args, Serialize)]
pub struct Flags {
    /// Settings file [default: lianxin.toml where it exists]
    #[arg(long, value_name = "FILE", global = true)]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Folder of the databases, keys and files
    #[arg(long, value_name = "DIR", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// PostgreSQL instead of the embedded SQLite file
    #[arg(long, value_name = "URL", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<String>,
    /// Address and port; port 0 takes a free one
    #[arg(long, value_name = "ADDR", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<String>,
    /// Certificate chain (PEM); with --tls-key the server speaks HTTPS
    #[arg(long, value_name = "FILE", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_cert: Option<PathBuf>,
    /// Private key (PEM) of --tls-cert
    #[arg(long, value_name = "FILE", global = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls_key: Option<PathBuf>,
}

impl Settings {
    /// Reads all layers. A settings file that is named must exist.
    pub fn load(flags: &Flags) -> anyhow::Result<Self> {
        let mut layers = Figment::from(Serialized::defaults(Self::default()));
        let file = flags.config.as_deref().unwrap_or(Path::new("lianxin.toml"));
        if flags.config.is_some() && !file.exists() {
            anyhow::bail!("the settings file {} does not exist", file.display());
        }
        if file.exists() {
            layers = layers.merge(Toml::file_exact(file));
        }
        let environment =
            Env::prefixed("LIANXIN_").filter(|name| !NO_SETTINGS.iter().any(|no| name.starts_with(no)));
        let settings: Self = layers
            .merge(environment)
            .merge(Serialized::defaults(flags))
            .extract()
            .context("the settings cannot be used")?;
        if settings.tls_cert.is_some() != settings.tls_key.is_some() {
            anyhow::bail!("--tls-cert and --tls-key go together: give both, or neither");
        }
        if let Some(origin) = &settings.ballot_box_origin {
            if origin_of(origin) != Some(origin.as_str()) {
                anyhow::bail!(
                    "ballot_box_origin is an address without a path, as https://box.county.example"
                );
            }
            if settings.county_origin().is_none() {
                anyhow::bail!(
                    "ballot_box_origin needs public_url: the box takes ballots from pages of that address"
                );
            }
        }
        Ok(settings)
    }

    /// The origin of the county's pages, as a browser names it.
    pub fn county_origin(&self) -> Option<&str> {
        origin_of(self.public_url.as_deref()?)
    }

    /// The address of a server with these settings, as a browser opens it, when it listens there.
    pub fn own_url(&self, listening: Option<SocketAddr>) -> String {
        let scheme = if self.tls_cert.is_some() { "https" } else { "http" };
        let address = match listening {
            Some(listening) => address::reachable(listening),
            None => address::reachable_text(&self.listen),
        };
        format!("{scheme}://{address}")
    }

    /// The folder of the key ring.
    pub fn key_dir(&self) -> PathBuf {
        self.keys.clone().unwrap_or_else(|| self.data.join("keys"))
    }

    /// The settings as TOML, with every password hidden.
    pub fn shown(&self) -> String {
        let mut shown = self.clone();
        for url in [&mut shown.database_url, &mut shown.ballot_box_url, &mut shown.smtp_url] {
            *url = url.as_deref().map(without_password);
        }
        shown.sms_secret = shown.sms_secret.map(|_| "(hidden)".to_owned());
        toml::to_string_pretty(&shown).expect("settings are plain values")
    }
}

/// Scheme, host and port of an address.
fn origin_of(address: &str) -> Option<&str> {
    let host = address.find("://")? + 3;
    let end = address[host..].find('/').map_or(address.len(), |path| host + path);
    (end > host).then(|| &address[..end])
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return "(hidden)".to_owned() };
    let Some((credentials, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    match credentials.split_once(':') {
        Some((user, _)) => format!("{scheme}://{user}:(hidden)@{host}"),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_ends_before_the_path() {
        assert_eq!(origin_of("https://box.example:8443"), Some("https://box.example:8443"));
        assert_eq!(origin_of("https://county.example/lianxin/"), Some("https://county.example"));
        assert_eq!(origin_of("county.example"), None);
        assert_eq!(origin_of("https:///slip"), None);
    }

    #[test]
    fn passwords_are_hidden() {
        assert_eq!(without_password("postgres://county:s3c:r@t@db/x"), "postgres://county:(hidden)@db/x");
        assert_eq!(without_password("postgres://db/x"), "postgres://db/x");
    }
}
