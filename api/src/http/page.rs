//! Cursor pagination: a cursor is the sort key of the last row shown, opaque to the caller.

use data_encoding::BASE64URL_NOPAD;
use serde::{Serialize, de::DeserializeOwned};

use crate::error::{ApiError, ApiResult};

const USUAL: u32 = 50;
const MOST: u32 = 200;

/// Rows of a page: 50 unless asked, 200 at most.
pub fn limit(asked: Option<u32>) -> u64 {
    u64::from(asked.unwrap_or(USUAL).clamp(1, MOST))
}

/// The sort key a cursor stands for.
pub fn cursor<K: DeserializeOwned>(cursor: Option<&str>) -> ApiResult<Option<K>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let wrong = || ApiError::field("cursor", "format");
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| wrong())?;
    serde_json::from_slice(&bytes).map(Some).map_err(|_| wrong())
}

/// Cuts the one row too many that was asked for, and makes the cursor of the next page from the last row kept.
pub fn next<T, K: Serialize>(rows: &mut Vec<T>, limit: u64, key: impl Fn(&T) -> K) -> Option<String> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if rows.len() <= limit {
        return None;
    }
    rows.truncate(limit);
    let last = rows.last()?;
    let key = serde_json::to_vec(&key(last)).expect("a sort key is plain data");
    Some(BASE64URL_NOPAD.encode(&key))
}
