//! Text messages to households: what may be said stands in templates, a gateway hands them over, and their queue
//! forgets. Nothing of a message is logged or journalled.

mod aliyun;
pub mod endpoint;
mod gateway;
mod queue;
mod template;
mod webhook;

use sea_orm::DbErr;

use crate::app::App;

pub use gateway::Gateway;
pub use queue::{drain, enqueue, enqueue_from, run};
pub use template::{Purpose, Template};

/// Whether messages of a purpose can be sent: a gateway is named, and it takes the template as it stands.
pub async fn is_ready(app: &App, purpose: Purpose) -> Result<bool, DbErr> {
    let Some(gateway) = &app.sms else { return Ok(false) };
    Ok(gateway.takes(&Template::of(app.db.reader(), purpose).await?))
}
