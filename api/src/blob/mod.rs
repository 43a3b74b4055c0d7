//! Files, named by their content: a local folder today, S3-compatible storage by the same interface.

use std::{path::Path, sync::Arc};

use anyhow::Context;
use chrono::{DateTime, Utc};
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path as Key};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The store of files.
#[derive(Clone, Debug)]
pub struct Blobs(Arc<dyn ObjectStore>);

impl Blobs {
    /// A folder on this machine.
    pub fn local(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .with_context(|| format!("cannot use the file folder {}", folder.display()))?
            .with_fsync(true);
        Ok(Self(Arc::new(store)))
    }

    /// Stores a file and its row; the same content is stored once.
    pub async fn put(
        &self,
        tx: &impl ConnectionTrait,
        id: Uuid,
        now: DateTime<Utc>,
        name: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> anyhow::Result<Uuid> {
        let sha256 = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
        let stored =
            ::entity::blob::Entity::find().filter(::entity::blob::Column::Sha256.eq(&sha256)).one(tx).await?;
        if let Some(stored) = stored {
            return Ok(stored.id);
        }
        let size = i64::try_from(bytes.len())?;
        self.0.put(&key(&sha256), PutPayload::from(bytes)).await?;
        let row = ::entity::blob::ActiveModel {
            id: Set(id),
            sha256: Set(sha256),
            size: Set(size),
            media_type: Set(media_type.to_owned()),
            name: Set(name.to_owned()),
            created_at: Set(now),
        };
        ::entity::blob::Entity::insert(row).exec_without_returning(tx).await?;
        Ok(id)
    }

    /// The row of a stored file.
    pub async fn find(
        &self,
        db: &impl ConnectionTrait,
        id: Uuid,
    ) -> Result<Option<::entity::blob::Model>, sea_orm::DbErr> {
        ::entity::blob::Entity::find_by_id(id).one(db).await
    }

    /// The content of a stored file, checked against its name.
    pub async fn get(&self, blob: &::entity::blob::Model) -> anyhow::Result<Vec<u8>> {
        let bytes = self.0.get(&key(&blob.sha256)).await?.bytes().await?;
        let found = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
        anyhow::ensure!(found == blob.sha256, "the stored file {} has been altered", blob.sha256);
        Ok(bytes.to_vec())
    }

    /// Forgets a file, for content that must not outlive its use.
    pub async fn delete(
        &self,
        tx: &impl ConnectionTrait,
        blob: &::entity::blob::Model,
    ) -> anyhow::Result<()> {
        ::entity::blob::Entity::delete_by_id(blob.id).exec(tx).await?;
        Ok(self.0.delete(&key(&blob.sha256)).await?)
    }
}

fn key(sha256: &str) -> Key {
    Key::from(format!("{}/{sha256}", &sha256[..2]))
}
