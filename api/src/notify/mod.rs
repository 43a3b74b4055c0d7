//! Mail, through lettre and the job queue; text messages have a queue of their own.

pub mod sms;

use std::sync::Arc;

use anyhow::Context;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::header::ContentType};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;

/// A mail to one person.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub body: String,
}

impl Mail {
    /// Sends it. The message id is the job's, so that a repeated try can be recognised by the receiver.
    pub(crate) async fn send(self, app: &Arc<App>, job_id: Uuid) -> anyhow::Result<()> {
        let url = app.settings.smtp_url.as_deref().context("no mail server is configured (smtp_url)")?;
        let message = Message::builder()
            .from(app.settings.mail_from.parse().context("mail_from is not a mail address")?)
            .to(self.to.parse().context("the receiver is not a mail address")?)
            .subject(self.subject)
            .message_id(Some(format!("<{job_id}@lianxin>")))
            .header(ContentType::TEXT_PLAIN)
            .body(self.body)?;
        let transport: AsyncSmtpTransport<Tokio1Executor> =
            AsyncSmtpTransport::<Tokio1Executor>::from_url(url).context("smtp_url is not usable")?.build();
        transport.send(message).await?;
        Ok(())
    }
}
