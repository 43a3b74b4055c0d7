//! The built web files and the message catalogues, embedded in the binary. Compiles with an empty `dist/`.

use rust_embed::RustEmbed;

/// Everything that `npm run build` wrote to `web/dist`.
#[derive(RustEmbed, Debug)]
#[folder = "dist"]
#[allow_missing = true]
pub struct Dist;

/// Message catalogues shared by the pages in the browser and the pages made on the server.
#[derive(RustEmbed, Debug)]
#[folder = "locales"]
#[include = "**/*.json"]
#[allow_missing = true]
pub struct Locales;
