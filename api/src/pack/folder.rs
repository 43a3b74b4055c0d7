//! A pack written into a folder: the command line's way, for a whole county at once.

use std::{
    collections::BTreeSet,
    fs::{DirBuilder, OpenOptions},
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
    sync::Arc,
};

use anyhow::Context;
use domain::pack::PackKind;
use futures_util::StreamExt;
use serde_json::json;

use super::{contents::Press, service, store};
use crate::{
    app::App,
    journal::{self, Actor, Subject},
};

/// What was written.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    pub files: usize,
    /// Pieces: tags, letters or cards.
    pub cards: usize,
    pub pages: usize,
    pub bytes: usize,
    /// Characters the font does not have.
    pub missing: BTreeSet<char>,
}

/// Writes `VILLAGECODE.pdf` for every village of a grid, readable by their owner alone. Files of an earlier, broken-off
/// run are written again: a code may have been reissued since.
pub async fn write_folder(
    app: &Arc<App>,
    kind: PackKind,
    grid_code: Option<&str>,
    folder: &Path,
    mut on_progress: impl FnMut(usize, usize),
) -> anyhow::Result<Tally> {
    let path = service::path_of(app.db.reader(), grid_code).await?;
    let press = Press::open(app, kind).await?;
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let villages = store::villages_to_do(app.db.reader(), &path, None).await?;
    let all = villages.len();
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut tally = Tally::default();
    let mut printed = press.files(villages, threads);
    while let Some(file) = printed.next().await {
        let (village, file) = file?;
        if kind.is_secret() {
            // Before the file is there: what lies in a folder was recorded.
            let tx = app.db.begin().await?;
            let detail = json!({ "cards": file.pieces });
            let (actor, subject) = (Actor::program("lianxin pack"), Subject::new("grid", village.id));
            let now = app.clock.now();
            journal::record(&tx, app.clock.id(), now, actor, "print_household_codes", subject, detail)
                .await?;
            tx.commit().await?;
        }
        write(&folder.join(format!("{}.pdf", village.code)), &file.pdf)?;
        tally.files += 1;
        tally.cards += file.pieces;
        tally.pages += file.sheets;
        tally.bytes += file.pdf.len();
        tally.missing.extend(file.missing);
        on_progress(tally.files, all);
    }
    Ok(tally)
}

fn write(path: &Path, pdf: &[u8]) -> anyhow::Result<()> {
    let writing = || format!("cannot write {}", path.display());
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .with_context(writing)?;
    file.write_all(pdf).with_context(writing)
}
