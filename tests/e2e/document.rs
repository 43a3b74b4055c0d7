//! The served OpenAPI document, as a test reads it: operations, and a smallest valid request for each.

use serde_json::{Value, json};

/// An id that names nothing in any county.
pub const NOBODY: &str = "01900000-0000-7000-8000-000000000000";

/// One operation of the document.
#[derive(Clone, Debug)]
pub struct Described {
    pub id: String,
    pub method: reqwest::Method,
    /// With `{name}` for parameters.
    pub path: String,
    /// The media type and schema of its body.
    pub body: Option<(String, Value)>,
    pub public: bool,
}

/// The document as the program prints it.
pub fn document() -> Value {
    serde_json::from_str(&api::http::openapi()).unwrap()
}

/// Every operation, by operation id.
pub fn operations(document: &Value) -> Vec<Described> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let Ok(method) = method.to_uppercase().parse::<reqwest::Method>() else { continue };
            let body = operation["requestBody"]["content"]
                .as_object()
                .and_then(|content| content.iter().next())
                .map(|(kind, media)| (kind.clone(), media["schema"].clone()));
            operations.push(Described {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method,
                path: path.clone(),
                body,
                public: operation["security"].as_array().is_none_or(Vec::is_empty),
            });
        }
    }
    operations.sort_by(|left, right| left.id.cmp(&right.id));
    operations
}

impl Described {
    /// The path with every parameter filled by `fill`.
    pub fn filled(&self, fill: impl Fn(&str) -> String) -> String {
        let parts = self.path.split('/').map(|part| {
            let name = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
            name.map_or_else(|| part.to_owned(), &fill)
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// The path with parameters that name nothing.
    pub fn to_nobody(&self) -> String {
        self.filled(|name| match name {
            "number" => "1".to_owned(),
            "kind" => "units".to_owned(),
            "label" | "key" => "A00001".to_owned(),
            "name" => "officials".to_owned(),
            "question" => "came".to_owned(),
            _ => NOBODY.to_owned(),
        })
    }
}

/// The smallest value a schema takes.
pub fn smallest(document: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        return smallest(document, document.pointer(name.trim_start_matches('#')).unwrap());
    }
    // A reference with a description of its own comes as `allOf` of both.
    if let Some(reference) =
        schema["allOf"].as_array().into_iter().flatten().find(|part| part["$ref"].is_string())
    {
        return smallest(document, reference);
    }
    if let Some(values) = schema["enum"].as_array() {
        return values[0].clone();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let fields =
                required.map(|name| (name.to_owned(), smallest(document, &schema["properties"][name])));
            Value::Object(fields.collect())
        }
        Some("array") => {
            let least = schema["minItems"].as_u64().unwrap_or(0);
            (0..least).map(|_| smallest(document, &schema["items"])).collect()
        }
        Some("integer" | "number") => schema["minimum"].as_f64().map_or(json!(1), |least| {
            #[allow(clippy::cast_possible_truncation, reason = "bounds in the document are whole")]
            let least = least as i64;
            json!(least)
        }),
        Some("boolean") => json!(false),
        _ => match schema["format"].as_str() {
            Some("uuid") => json!(NOBODY),
            Some("date") => json!("2026-11-20"),
            Some("date-time") => json!("2026-11-20T03:00:00Z"),
            _ => {
                let least = usize::try_from(schema["minLength"].as_u64().unwrap_or(1)).unwrap();
                json!("x".repeat(least.max(1)))
            }
        },
    }
}
