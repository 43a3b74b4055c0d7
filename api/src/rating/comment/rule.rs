//! The rules' turn at the comments of a round that was counted, before any person's.

use std::collections::HashMap;

use domain::rating::{Known, redact};
use uuid::Uuid;

use super::store::{self, SEALED_REDACTED, SEALED_TEXT, WAITING};
use crate::app::App;

/// Officials whose comments are redacted in one transaction.
const TURN: u64 = 200;

/// Redacts what is held. May run twice.
pub(in crate::rating) async fn redact_held(app: &App, round_id: Uuid) -> anyhow::Result<()> {
    let places = store::places(app.db.reader()).await?;
    loop {
        let db = app.db.reader();
        let officials = store::held_officials(db, round_id, TURN).await?;
        if officials.is_empty() {
            return Ok(());
        }
        let known = known(app, round_id, &officials, &places).await?;
        let nobody = Known::default();
        let mut comments = store::held(db, round_id, &officials).await?;
        for comment in &mut comments {
            WAITING.clone_into(&mut comment.state);
            let Some(text) = &comment.text else { continue };
            let text = app.keyring.open(SEALED_TEXT, text)?;
            let redacted = redact(&text, known.get(&comment.official_id).unwrap_or(&nobody));
            comment.redacted = Some(app.keyring.seal(SEALED_REDACTED, &redacted));
        }
        let tx = app.db.begin().await?;
        store::put_redacted(&tx, comments).await?;
        tx.commit().await?;
    }
}

/// Who and what must not be recognised, by official.
async fn known(
    app: &App,
    round_id: Uuid,
    officials: &[Uuid],
    places: &HashMap<String, String>,
) -> anyhow::Result<HashMap<Uuid, Known>> {
    let db = app.db.reader();
    let mut words: HashMap<Uuid, (Vec<String>, Vec<String>)> = HashMap::new();
    for (official_id, name) in store::raters(db, round_id, officials).await? {
        words.entry(official_id).or_default().0.push(name);
    }
    for (official_id, path) in store::villages(db, round_id, officials).await? {
        // The village and everything above it.
        let above = path.match_indices('/').map(|(end, _)| &path[..end]).chain([path.as_str()]);
        let names = above.filter_map(|path| places.get(path).cloned());
        words.entry(official_id).or_default().1.extend(names);
    }
    let known = words.into_iter().map(|(official_id, (names, places))| {
        let known = Known::of(names.iter().map(String::as_str), places.iter().map(String::as_str));
        (official_id, known)
    });
    Ok(known.collect())
}
