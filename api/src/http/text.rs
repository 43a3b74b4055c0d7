//! Holds JSON bodies to the document where the framework does not: it takes a number or a truth value for a text, so
//! that `{"login": false}` would ask for the account "false".

use std::sync::Arc;

use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{Method, StatusCode},
};
use serde_json::Value;

use super::document::fits;
use crate::error::ApiError;

/// The bodies of the document by path and method.
#[derive(Debug)]
pub(super) struct Bodies {
    document: Value,
    operations: Vec<(Vec<String>, Method, Value)>,
}

impl Bodies {
    pub(super) fn of(document: &str) -> Self {
        let document: Value = serde_json::from_str(document).expect("the document is JSON");
        let mut operations = Vec::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (name, operation) in item.as_object().into_iter().flatten() {
                let content = &operation["requestBody"]["content"];
                let Some(schema) = content.as_object().and_then(|kinds| {
                    kinds.iter().find(|(kind, _)| is_json(kind)).map(|(_, body)| &body["schema"])
                }) else {
                    continue;
                };
                if let Ok(method) = name.to_uppercase().parse() {
                    operations.push((path.split('/').map(str::to_owned).collect(), method, schema.clone()));
                }
            }
        }
        Self { document, operations }
    }

    fn schema(&self, method: &Method, path: &str) -> Option<&Value> {
        let parts: Vec<&str> = path.split('/').collect();
        let found = self.operations.iter().find(|(pattern, of, _)| of == method && fits(pattern, &parts));
        found.map(|(_, _, schema)| schema)
    }

    /// The first place that must hold a text and holds a number or a truth value.
    fn no_text(&self, schema: &Value, value: &Value, place: &str) -> Option<String> {
        if let Some(name) = schema["$ref"].as_str() {
            return self.no_text(self.document.pointer(name.trim_start_matches('#'))?, value, place);
        }
        if let Some(parts) = schema["allOf"].as_array() {
            return parts.iter().find_map(|part| self.no_text(part, value, place));
        }
        match (schema["type"].as_str()?, value) {
            ("string", Value::Number(_) | Value::Bool(_)) => Some(place.to_owned()),
            ("array", Value::Array(items)) => items
                .iter()
                .enumerate()
                .find_map(|(at, item)| self.no_text(&schema["items"], item, &format!("{place}[{at}]"))),
            ("object", Value::Object(fields)) => fields.iter().find_map(|(name, field)| {
                let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
                self.no_text(&schema["properties"][name], field, &place)
            }),
            _ => None,
        }
    }
}

fn is_json(kind: &str) -> bool {
    kind.trim_start().starts_with("application/json")
}

/// Refuses a body whose texts are no texts. What else is wrong with a body, the operation says.
pub(super) async fn check<E: Endpoint>(next: Arc<E>, mut request: Request) -> poem::Result<Response> {
    let bodies = request.data::<Arc<Bodies>>().cloned();
    let schema = bodies.as_ref().and_then(|all| all.schema(request.method(), request.uri().path()));
    if let (Some(bodies), Some(schema), true) = (&bodies, schema, request.content_type().is_some_and(is_json))
    {
        let bytes = request.take_body().into_bytes().await?;
        let wrong = serde_json::from_slice(&bytes).ok().and_then(|body| bodies.no_text(schema, &body, ""));
        if let Some(place) = wrong {
            let reason = format!("`{place}` must be a string");
            return Err(ApiError::new(StatusCode::BAD_REQUEST, "bad_request").with("reason", &reason).into());
        }
        request.set_body(bytes);
    }
    next.call(request).await.map(IntoResponse::into_response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_or_a_truth_value_is_no_text_wherever_it_stands() {
        let bodies = Bodies::of(
            r##"{
                "paths": {"/api/accounts/{id}": {"post": {"requestBody": {"content": {
                    "application/json; charset=utf-8": {"schema": {"$ref": "#/components/schemas/Form"}}}}}}},
                "components": {"schemas": {
                    "Form": {"type": "object", "properties": {
                        "login": {"type": "string"},
                        "age": {"type": "integer"},
                        "roles": {"type": "array", "items": {"allOf": [{"$ref": "#/components/schemas/Role"}]}}}},
                    "Role": {"type": "object", "properties": {"role": {"type": "string"}}}}}
            }"##,
        );
        let schema = bodies.schema(&Method::POST, "/api/accounts/7").expect("the path is described");
        let wrong = |body: &str| {
            bodies.no_text(schema, &serde_json::from_str(body).expect("the test writes JSON"), "")
        };
        assert_eq!(wrong(r#"{"login": false}"#), Some("login".to_owned()));
        assert_eq!(wrong(r#"{"roles": [{"role": "hr"}, {"role": 3}]}"#), Some("roles[1].role".to_owned()));
        assert_eq!(wrong(r#"{"login": "false", "age": 3, "unknown": 1, "roles": [{"role": null}]}"#), None);
        assert!(bodies.schema(&Method::GET, "/api/accounts/7").is_none());
    }
}
