//! `lianxin demo`

use chrono::NaiveDate;

use super::serve;
use crate::{
    address,
    app::App,
    clock::Clock,
    config::Settings,
    demo::{self, Guide, Options, Scale},
    tls,
};

/// What the command line says about the demo county.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// How much of the county to make
    #[arg(long, value_enum, default_value = "full")]
    pub scale: Scale,
    /// The same seed and day make the same county
    #[arg(long, default_value_t = Options::SEED, value_name = "N")]
    pub seed: u64,
    /// The last day of the year of life that is made [default: today]
    #[arg(long, value_name = "DATE")]
    pub today: Option<NaiveDate>,
    /// Serve HTTPS with a certificate authority of the demo's own, for phones in the room
    #[arg(long)]
    pub tls: bool,
    /// Make the county and stop
    #[arg(long)]
    pub make_only: bool,
    /// Print the hash of the county's canonical export and stop
    #[arg(long)]
    pub export_hash: bool,
}

/// Makes the demo county where there is none, and serves it.
pub async fn run(mut settings: Settings, arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.tls && settings.tls_cert.is_none() {
        let address = address::reachable_text(&settings.listen);
        let host = address.rsplit_once(':').map_or("localhost", |(host, _)| host);
        let files = tls::local(&settings.data.join("tls"), host)?;
        println!("for HTTPS without a warning install {} on the phones", files.authority.display());
        settings.tls_cert = Some(files.cert);
        settings.tls_key = Some(files.key);
    }
    let clock = Clock::system();
    if demo::is_made(&settings).await? {
        println!("the county in {} is there already", settings.data.display());
    } else {
        let today = arguments.today.unwrap_or_else(|| clock.today());
        let options = Options { scale: arguments.scale, seed: arguments.seed, today };
        println!("{}", demo::make(&settings, &options).await?);
    }
    let app = App::open(settings, clock).await?;
    if arguments.export_hash {
        println!("{}", demo::export_hash(app.db.reader(), &app.keyring).await?);
    }
    if arguments.make_only || arguments.export_hash {
        return app.close().await;
    }
    let guide = Guide::of(&app).await?;
    serve::serve(app, |address| println!("listening on {address}\n\n{guide}")).await
}
