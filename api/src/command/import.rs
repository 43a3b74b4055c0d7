//! `lianxin import`

use std::{
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};

use crate::{
    app::App,
    clock::Clock,
    config::Settings,
    import::{self, ImportReport, Kind, Progress, template},
    locale::Lang,
};

/// What to import.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Import {
    #[command(subcommand)]
    other: Option<Other>,
    /// units, grids, officials, households or links
    #[arg(required = true)]
    kind: Option<Kind>,
    /// An xlsx workbook, or CSV in UTF-8 or GB18030
    #[arg(required = true)]
    file: Option<PathBuf>,
    /// Check everything and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Subcommand)]
enum Other {
    /// Write a sheet to fill in
    #[command(after_help = "Example:\n  lianxin import template households --out households.xlsx")]
    Template {
        /// units, grids, officials, households or links
        kind: Kind,
        /// .xlsx or .csv; without it CSV goes to standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// Headings and explanations in English
        #[arg(long)]
        english: bool,
    },
}

impl Import {
    /// A template needs no county; everything else does.
    pub fn is_template(&self) -> bool {
        self.other.is_some()
    }

    /// Writes the template that was asked for.
    pub fn write_template(&self) -> anyhow::Result<()> {
        let Some(Other::Template { kind, out, english }) = &self.other else { return Ok(()) };
        let lang = if *english { Lang::En } else { Lang::ZhCn };
        let Some(out) = out else {
            std::io::stdout().write_all(&template::csv(*kind, lang))?;
            return Ok(());
        };
        let bytes = match out.extension().and_then(|extension| extension.to_str()) {
            Some("xlsx") => template::xlsx(*kind, lang)?,
            Some("csv") => template::csv(*kind, lang),
            _ => bail!("{} must end in .xlsx or .csv", out.display()),
        };
        std::fs::write(out, bytes).with_context(|| format!("cannot write {}", out.display()))?;
        println!("{}", out.display());
        Ok(())
    }
}

/// Imports a sheet: 0 when it went in, 1 when it was turned away.
pub async fn run(settings: Settings, import: &Import) -> anyhow::Result<ExitCode> {
    let (Some(kind), Some(file)) = (import.kind, &import.file) else { bail!("name a kind and a file") };
    let app = App::open(settings, Clock::system()).await?;
    import::sweep(&app).await?;
    let report = import::import_file(&app, kind, file, import.dry_run, show_progress()).await;
    if std::io::stderr().is_terminal() {
        eprintln!();
    }
    app.close().await?;
    let report = report?;
    print!("{}", tell(&report, file));
    Ok(if report.is_rejected() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// One line that changes on a terminal; a line at every tenth elsewhere.
fn show_progress() -> impl FnMut(Progress) + Send {
    let terminal = std::io::stderr().is_terminal();
    let mut last = -1;
    move |progress: Progress| {
        let step = if terminal { progress.percent } else { progress.percent / 10 };
        if step == last {
            return;
        }
        last = step;
        let line = format!("{:3} %  已读 {} 行", progress.percent, progress.rows);
        if terminal {
            eprint!("\r{line}");
        } else {
            eprintln!("{line}");
        }
    }
}

/// What happened, in Chinese, as everything that an importer reads.
fn tell(report: &ImportReport, file: &Path) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    let lang = Lang::ZhCn;
    for heading in &report.ignored {
        let _ = writeln!(text, "注意：“{heading}”这一列不认识，没有读取");
    }
    if report.is_rejected() {
        for flaw in &report.flaws.first {
            let row = flaw.row.map(|row| format!("第 {row} 行")).unwrap_or_default();
            let column = flaw.heading(report.kind, lang).map(|name| format!("“{name}”")).unwrap_or_default();
            let place = format!("{row}{column}");
            let colon = if place.is_empty() { "" } else { "：" };
            let _ = writeln!(text, "{place}{colon}{}", flaw.message(report.kind, lang));
        }
        let more = report.flaws.count as usize - report.flaws.first.len();
        if more > 0 {
            let _ = writeln!(text, "……还有 {more} 处错误");
        }
        let _ = writeln!(text, "{}：{} 处错误，没有导入任何内容", file.display(), report.flaws.count);
        return text;
    }
    let tally = report.tally;
    let done = if report.dry_run { "核对通过，没有写入。将" } else { "已导入。" };
    let _ = writeln!(
        text,
        "{}：{done}新增 {} 行，更新 {} 行，未变 {} 行",
        file.display(),
        tally.added,
        tally.changed,
        tally.unchanged
    );
    text
}
