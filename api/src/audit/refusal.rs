//! Why a meeting refuses, in words for the people at the table.

use domain::audit::pdraw1::DrawError;
use entity::audit_meeting;
use serde_json::Value;

use crate::{error::ApiError, locale::text};

/// A wrong text, plan or value. `field` is what the person typed.
pub(crate) fn draw(error: &DrawError, field: &str) -> ApiError {
    match error {
        DrawError::CodeMalformed { .. } | DrawError::CodeNotNext { .. } => otc(),
        DrawError::KeyNotDrawn { key, .. } => {
            ApiError::conflict("key_not_drawn").with("key", key).and_field("step", "draw")
        }
        DrawError::StepUnknown { step, .. } => {
            ApiError::invalid("step_unknown").with("step", step).and_field("step", "unknown")
        }
        _ => ApiError::invalid("draw_refused").with("reason", reason(error)).and_field(field, "draw"),
    }
}

/// The code is not the one of the next envelope.
pub(super) fn otc() -> ApiError {
    ApiError::invalid("otc_wrong").and_field("otc", "otc")
}

/// The meeting is not where this can be done, or somebody was quicker; says where it is now.
pub(super) fn state(meeting: &audit_meeting::Model, rounds: usize) -> ApiError {
    let state = text(&format!("errors.meeting_states.{}", meeting.state), &[]);
    ApiError::conflict("meeting_state").with("state", state).with("rounds", rounds)
}

/// The message of a protocol error: `errors.draw.CODE`, filled with its values.
pub(super) fn reason(error: &DrawError) -> String {
    let key = format!("errors.draw.{}", error.code());
    let values = serde_json::to_value(error).unwrap_or_default();
    let values: Vec<(String, String)> = values
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| plain(value), str::to_owned)))
        .collect();
    let params: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    text(&key, &params)
}

/// A value that is no text as it stands in a sentence.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::Array(parts) => parts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        _ => value.to_string(),
    }
}
