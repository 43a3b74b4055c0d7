//! One text for one JSON value, after RFC 8785 (JSON Canonicalization Scheme).

use serde_json::Value;

/// A value without a canonical text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// A number that is no integer: two databases may write the same float in two ways.
    #[error("a journal holds whole numbers only")]
    Fraction,
}

/// No spaces, keys sorted by UTF-16 code units, strings escaped as `serde_json` does, whole numbers only.
pub fn canonical(value: &Value) -> Result<String, CanonicalError> {
    let mut text = String::new();
    write(value, &mut text)?;
    Ok(text)
}

fn write(value: &Value, text: &mut String) -> Result<(), CanonicalError> {
    match value {
        Value::Number(number) if number.is_f64() => return Err(CanonicalError::Fraction),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            text.push_str(&value.to_string());
        }
        Value::Array(items) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                write(item, text)?;
            }
            text.push(']');
        }
        Value::Object(fields) => {
            // Sorted here: whether the map is sorted depends on a feature any crate of the build may switch.
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
            text.push('{');
            for (at, (key, field)) in fields.into_iter().enumerate() {
                if at > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(key.as_str()).to_string());
                text.push(':');
                write(field, text)?;
            }
            text.push('}');
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_at_every_depth_and_nothing_is_spaced() {
        let value = json!({ "b": [1, { "d": null, "c": "村\n" }], "a": true });
        assert_eq!(canonical(&value), Ok(r#"{"a":true,"b":[1,{"c":"村\n","d":null}]}"#.to_owned()));
    }

    #[test]
    fn a_fraction_is_refused_wherever_it_stands() {
        assert_eq!(canonical(&json!({ "a": [1, 0.5] })), Err(CanonicalError::Fraction));
    }
}
