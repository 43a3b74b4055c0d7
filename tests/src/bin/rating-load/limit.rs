//! What the machine could do at best: rows written without a network, signatures made without a county.

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use api::db::Database;
use domain::rating::blind::SigningKey;
use entity::ballot_box::box_ballot;
use migration::BallotBoxMigrator;
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};
use tests::phone::random;
use uuid::Uuid;

/// Rows of one statement and transaction, as the box writes them.
const AT_ONCE: usize = 512;
/// Rows that are written one by one.
const SINGLE: usize = 2_000;
/// Bytes of a sealed ballot.
const SEALED: usize = 2_656;

/// Rows a second into SQLite, durable, many at once and one by one.
#[derive(Debug)]
pub struct SetSql {
    pub many: f64,
    pub single: f64,
}

pub async fn set_sql(folder: &Path, rows: usize) -> SetSql {
    let db = Database::sqlite(&folder.join("limit.db")).await.unwrap();
    db.migrate::<BallotBoxMigrator>().await.unwrap();
    let mut sealed = random::<SEALED>().to_vec();
    let mut made: Vec<box_ballot::ActiveModel> = (0..rows + SINGLE)
        .map(|_| {
            sealed[..32].copy_from_slice(&random::<32>());
            box_ballot::ActiveModel {
                nonce_hmac: Set(random::<32>().to_vec()),
                round_id: Set(Uuid::nil()),
                layers: Set(2),
                sealed: Set(sealed.clone()),
            }
        })
        .collect();
    let single = made.split_off(rows);
    SetSql { many: written(&db, made, AT_ONCE).await, single: written(&db, single, 1).await }
}

async fn written(db: &Database, rows: Vec<box_ballot::ActiveModel>, at_once: usize) -> f64 {
    let all = f64::from(u32::try_from(rows.len()).unwrap());
    let begun = Instant::now();
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        use box_ballot::Column;
        let over =
            OnConflict::column(Column::NonceHmac).update_columns([Column::Layers, Column::Sealed]).to_owned();
        let tx = db.begin().await.unwrap();
        let some = box_ballot::Entity::insert_many(rows.by_ref().take(at_once)).on_conflict(over);
        some.exec_without_returning(&tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    all / begun.elapsed().as_secs_f64()
}

/// Blind signatures a second on all cores, and nothing else.
pub fn signing() -> f64 {
    const LONG: Duration = Duration::from_secs(3);
    let key = SigningKey::generate().unwrap();
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let signing = || {
            let mut message = [0; 256];
            let (begun, mut made) = (Instant::now(), 0.0);
            while begun.elapsed() < LONG {
                message[200..232].copy_from_slice(&random::<32>());
                key.blind_sign(&message).unwrap();
                made += 1.0;
            }
            made / begun.elapsed().as_secs_f64()
        };
        let tasks: Vec<_> = (0..cores).map(|_| scope.spawn(signing)).collect();
        tasks.into_iter().map(|task| task.join().unwrap()).sum()
    })
}
