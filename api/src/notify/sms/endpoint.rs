//! The templates at a desk.

use domain::identity::Operation;
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use serde_json::json;

use super::{Gateway, Purpose, Template};
use crate::{
    caller::{Caller, Signed},
    config::SmsDriver,
    error::{ApiError, ApiResult},
    http::Tag,
    journal::{self, Subject},
};

/// A stored message.
#[derive(Clone, Debug, Object)]
pub struct SmsTemplate {
    pub purpose: Purpose,
    /// The signature under which it is sent.
    pub sign: String,
    /// Its number with the gateway's operator.
    pub template_code: String,
    pub text: String,
    /// What may be filled in, in braces; the first must be.
    pub places: Vec<String>,
    /// Whether the gateway of this county can send it.
    pub ready: bool,
}

/// The stored messages and who hands them over.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SmsTemplates {
    /// Absent where no gateway is named in the settings.
    pub gateway: Option<SmsDriver>,
    pub items: Vec<SmsTemplate>,
}

/// A message to store.
#[derive(Clone, Debug, Object)]
pub struct SmsTemplateForm {
    #[oai(default, validator(max_length = 40))]
    pub sign: String,
    #[oai(default, validator(max_length = 40))]
    pub template_code: String,
    #[oai(validator(min_length = 1, max_length = 300))]
    pub text: String,
}

/// Messages to households.
#[derive(Debug)]
pub struct SmsApi;

#[OpenApi(prefix_path = "/api", tag = "Tag::Rating")]
impl SmsApi {
    /// Stored messages
    #[oai(path = "/sms-templates", method = "get", operation_id = "listSmsTemplates")]
    async fn list(&self, Signed(caller): Signed) -> ApiResult<Json<SmsTemplates>> {
        caller.may(Operation::ListSmsTemplates)?;
        Ok(Json(shown(&caller).await?))
    }

    /// Store a message
    ///
    /// As it was agreed with the gateway's operator. What is filled in stands in braces.
    #[oai(path = "/sms-templates/:purpose", method = "put", operation_id = "putSmsTemplate")]
    async fn put(
        &self,
        Signed(caller): Signed,
        #[oai(validator(max_length = 40))] purpose: Path<String>,
        Json(form): Json<SmsTemplateForm>,
    ) -> ApiResult<Json<SmsTemplates>> {
        caller.may(Operation::PutSmsTemplate)?;
        let purpose = Purpose::read(&purpose.0).ok_or_else(ApiError::not_found)?;
        let template = Template {
            sign: form.sign.trim().to_owned(),
            code: form.template_code.trim().to_owned(),
            text: form.text.trim().to_owned(),
        };
        if !template.fits(purpose) {
            return Err(ApiError::field("text", "places"));
        }
        let app = &caller.app;
        let tx = app.db.begin().await?;
        template.put(&tx, purpose).await?;
        let subject = Subject::kind("sms_template");
        let detail = json!({ "purpose": purpose.as_str(), "text": template.text });
        journal::record(&tx, app.clock.id(), app.clock.now(), &caller, "put_sms_template", subject, detail)
            .await?;
        tx.commit().await?;
        Ok(Json(shown(&caller).await?))
    }
}

async fn shown(caller: &Caller) -> ApiResult<SmsTemplates> {
    let app = &caller.app;
    let mut items = Vec::new();
    for purpose in Purpose::ALL {
        let template = Template::of(app.db.reader(), purpose).await?;
        items.push(SmsTemplate {
            purpose,
            ready: app.sms.as_ref().is_some_and(|gateway| gateway.takes(&template)),
            sign: template.sign,
            template_code: template.code,
            text: template.text,
            places: purpose.places().iter().map(|place| (*place).to_owned()).collect(),
        });
    }
    Ok(SmsTemplates { gateway: app.sms.as_ref().map(Gateway::driver), items })
}
