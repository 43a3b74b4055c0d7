//! The OpenAPI document, and what it says about the methods of a path.

use poem::{IntoResponse, Response, handler, http::Method, web::Data};
use poem_openapi::{OpenApi, OpenApiService, Webhook};
use serde_json::{Value, json};

/// The document, pretty and ending in a line break, as it is committed.
pub(super) fn text<T: OpenApi, W: Webhook>(service: &OpenApiService<T, W>) -> String {
    let mut document: Value = serde_json::from_str(&service.spec()).expect("the document is JSON");
    // Paths are absolute; a server entry would only be wrong behind a proxy.
    if let Some(fields) = document.as_object_mut() {
        fields.remove("servers");
    }
    name_dates(&mut document);
    describe_events(&mut document);
    format!("{document:#}\n")
}

/// Our library describes a stream as an array of its data; what a reader of the stream gets is one event after the
/// other, whose data is text.
fn describe_events(document: &mut Value) {
    let event = json!({
        "type": "object",
        "required": ["event", "data"],
        "properties": {
            "id": { "type": "string", "description": "Grows with every change." },
            "event": { "type": "string" },
            "data": { "type": "string", "description": "The JSON text of the snapshot." },
        },
    });
    let operations = document["paths"].as_object_mut().into_iter().flatten();
    for (_, operation) in operations.flat_map(|(_, path)| path.as_object_mut().into_iter().flatten()) {
        if let Some(schema) = operation.pointer_mut("/responses/200/content/text~1event-stream/schema") {
            *schema = event.clone();
        }
    }
}

/// Our library says `naive-date` where OpenAPI has the format `date` (RFC 3339 full-date).
fn name_dates(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if fields.get("format").is_some_and(|format| format == "naive-date") {
                fields.insert("format".to_owned(), "date".into());
            }
            fields.values_mut().for_each(name_dates);
        }
        Value::Array(items) => items.iter_mut().for_each(name_dates),
        _ => {}
    }
}

#[derive(Clone)]
struct Text(String);

#[handler]
fn show(Data(text): Data<&Text>) -> Response {
    text.0.clone().with_content_type("application/json").into_response()
}

pub(super) fn endpoint(document: String) -> impl poem::Endpoint {
    use poem::EndpointExt;
    poem::get(show).data(Text(document))
}

/// Which methods each path of the document offers.
#[derive(Debug)]
pub(super) struct Methods(Vec<(Vec<String>, Vec<Method>)>);

impl Methods {
    pub(super) fn of(document: &str) -> Self {
        let document: Value = serde_json::from_str(document).expect("the document is JSON");
        let paths = document["paths"].as_object().into_iter().flatten();
        Self(
            paths
                .map(|(path, item)| {
                    let methods = item.as_object().into_iter().flatten();
                    let methods = methods.filter_map(|(name, _)| name.to_uppercase().parse().ok()).collect();
                    (path.split('/').map(str::to_owned).collect(), methods)
                })
                .collect(),
        )
    }

    /// The value of `Allow` for a path of the document.
    pub(super) fn allow(&self, path: &str) -> Option<String> {
        let parts: Vec<&str> = path.split('/').collect();
        let (_, methods) = self.0.iter().find(|(pattern, _)| fits(pattern, &parts))?;
        let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
        Some(names.join(", "))
    }
}

/// Whether the parts of a path are those of a path of the document.
pub(super) fn fits(pattern: &[String], parts: &[&str]) -> bool {
    pattern.len() == parts.len()
        && pattern.iter().zip(parts).all(|(pattern, part)| pattern.starts_with('{') || pattern == part)
}
