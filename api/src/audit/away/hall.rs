//! The machine in the hall: its data unpacked once from a pack, and what it knows of the county it came from.

use std::{
    fs,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

use anyhow::Context;
use data_encoding::HEXLOWER;
use domain::audit::away::{self, Header};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::pack_file;
use crate::{keyring::Keyring, setting};

/// Facts that a hall's database carries.
const MEETING: &str = "hall_meeting";
const PACK: &str = "hall_pack";
const RECORD_KEY: &str = "hall_record_key";

/// What makes a program the machine of one meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hall {
    /// The one meeting.
    pub meeting: Uuid,
    /// The pack it came in.
    pub pack: Uuid,
    /// To which its record is sealed: the county alone can open it.
    pub record_key: [u8; 32],
}

impl Hall {
    /// The hall whose database this is; none when it is a county's.
    pub async fn of(db: &impl ConnectionTrait) -> anyhow::Result<Option<Self>> {
        let Some(meeting) = setting::get(db, MEETING).await? else { return Ok(None) };
        let pack = setting::get(db, PACK).await?.context("the hall's pack is not named")?;
        let key = setting::get(db, RECORD_KEY).await?.context("the county's key is not there")?;
        let key = HEXLOWER.decode(key.as_bytes())?.try_into().ok().context("a key has 32 bytes")?;
        Ok(Some(Self { meeting: meeting.parse()?, pack: pack.parse()?, record_key: key }))
    }

    /// Marks a database as this hall's.
    pub(super) async fn write(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        setting::put(db, MEETING, &self.meeting.to_string()).await?;
        setting::put(db, PACK, &self.pack.to_string()).await?;
        setting::put(db, RECORD_KEY, &HEXLOWER.encode(&self.record_key)).await
    }
}

/// Unpacks a pack below a folder, unless it lies there already: then the hall goes on with what is there. `key` is asked
/// for the pack's key when it is needed. Returns what the pack says of itself and the folder of the hall's data.
pub fn unpack(
    pack: &Path,
    below: &Path,
    key: impl FnOnce(&Header) -> anyhow::Result<String>,
) -> anyhow::Result<(Header, PathBuf)> {
    let bytes = fs::read(pack).with_context(|| format!("cannot read {}", pack.display()))?;
    let signed =
        away::read(away::Kind::Pack, &bytes).with_context(|| format!("{} is not served", pack.display()))?;
    let data = below.join(signed.header.pack.to_string());
    if data.join("county.db").exists() {
        return Ok((signed.header, data));
    }
    let key = key(&signed.header)?;
    // Whole or not at all: a folder with this name holds the keys as well.
    let making = below.join(format!("making-{}", signed.header.pack));
    if making.exists() {
        fs::remove_dir_all(&making)?;
    }
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&making)?;
    let unpacked = pack_file::open(signed.body, &key, &making.join("county.db"))
        .and_then(|keys| Keyring::write_first_keys(&making.join("keys"), &keys));
    if let Err(error) = unpacked {
        fs::remove_dir_all(&making)?;
        return Err(error);
    }
    fs::rename(&making, &data)?;
    fs::File::open(below)?.sync_all()?;
    Ok((signed.header, data))
}
