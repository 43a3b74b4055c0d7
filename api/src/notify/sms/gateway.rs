//! Who hands messages over.

use std::{collections::BTreeMap, time::Duration};

use anyhow::Context;
use reqwest::Client;

use super::{Purpose, Template, aliyun::Aliyun, webhook::Webhook};
use crate::{
    clock::Clock,
    config::{Settings, SmsDriver},
};

/// A gateway that has not answered by then is asked again later.
const PATIENCE: Duration = Duration::from_secs(10);

/// A message on its way to a gateway.
pub(super) struct Letter<'a> {
    /// The same when it is handed over a second time.
    pub id: String,
    pub number: &'a str,
    pub purpose: Purpose,
    pub template: &'a Template,
    pub params: &'a BTreeMap<String, String>,
}

/// What the gateway said. The reasons name no number and nothing of the text.
pub(super) enum Handed {
    Over,
    /// Not now.
    Later(String),
    /// Never.
    Refused(String),
}

/// The gateway that the settings name.
#[derive(Debug)]
pub enum Gateway {
    Webhook(Webhook),
    Aliyun(Aliyun),
}

impl Gateway {
    /// Nothing when the settings name none.
    pub fn of(settings: &Settings) -> anyhow::Result<Option<Self>> {
        let Some(driver) = settings.sms_gateway else { return Ok(None) };
        let secret = settings.sms_secret.clone().context("sms_gateway needs sms_secret")?;
        // No redirect: a message goes where the settings say and nowhere else.
        let client =
            Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none()).build()?;
        Ok(Some(match driver {
            SmsDriver::Webhook => {
                let url = settings.sms_url.clone().context("sms_gateway = \"webhook\" needs sms_url")?;
                Self::Webhook(Webhook { client, url, secret })
            }
            SmsDriver::Aliyun => {
                let key = settings.sms_key.clone().context("sms_gateway = \"aliyun\" needs sms_key")?;
                Self::Aliyun(Aliyun::new(client, settings.sms_url.as_deref(), key, secret)?)
            }
        }))
    }

    /// How it is spoken to.
    pub const fn driver(&self) -> SmsDriver {
        match self {
            Self::Webhook(_) => SmsDriver::Webhook,
            Self::Aliyun(_) => SmsDriver::Aliyun,
        }
    }

    /// What a template must have besides its text.
    pub fn takes(&self, template: &Template) -> bool {
        match self {
            Self::Webhook(_) => true,
            Self::Aliyun(_) => !template.sign.is_empty() && !template.code.is_empty(),
        }
    }

    pub(super) async fn hand_over(&self, clock: &Clock, letter: &Letter<'_>) -> Handed {
        match self {
            Self::Webhook(webhook) => webhook.hand_over(clock, letter).await,
            Self::Aliyun(aliyun) => aliyun.hand_over(clock, letter).await,
        }
    }
}

/// Why nothing came back, without the address: it may carry a number.
pub(super) fn lost(error: reqwest::Error) -> Handed {
    Handed::Later(error.without_url().to_string())
}
