//! Of the people and households on the rosters what the file on stage shows: this year's work in days and marks, without
//! a word that anybody said.

use std::{collections::HashSet, sync::Arc};

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect, StreamTrait,
};
use uuid::Uuid;

use super::{
    contents::{Contents, Ids, Labels, NOTHING, held, taken},
    copy::copy,
};
use crate::{
    clock::china_day,
    roster::service::{SEALED_HOUSEHOLD_PHONE, SEALED_OFFICIAL_PHONE},
};
use entity::{household, link, official, pledge, rating_result, rating_round, request, request_event, visit};

impl<C: ConnectionTrait + StreamTrait> Contents<'_, C> {
    /// The officials on the rosters, with the number to dial. Returns their ids.
    pub(super) async fn officials(&self, labels: &Arc<Labels>) -> anyhow::Result<Arc<HashSet<Uuid>>> {
        let (labels, reseal, ids) = (labels.clone(), self.reseal.clone(), Ids::default());
        let found = ids.clone();
        copy(self.from, official::Entity::find(), self.into, move |row| {
            if !labels.people.contains(&row.number) {
                return Ok(None);
            }
            held(&found).insert(row.id);
            let phone = reseal.option(SEALED_OFFICIAL_PHONE, row.phone.as_ref())?;
            Ok(Some(official::Model { phone, phone_index: None, home_village_id: None, ..row }))
        })
        .await?;
        Ok(Arc::new(taken(&ids)))
    }

    /// Ids of the households that stand on a split roster.
    pub(super) async fn on_rosters(&self, labels: &Labels) -> anyhow::Result<Arc<HashSet<Uuid>>> {
        let mut ids = HashSet::new();
        if !labels.households.is_empty() {
            let query = household::Entity::find()
                .select_only()
                .columns([household::Column::Id, household::Column::Code])
                .into_tuple::<(Uuid, String)>();
            let mut rows = query.stream(self.from).await?;
            while let Some((id, code)) = rows.try_next().await? {
                if labels.households.contains(&code) {
                    ids.insert(id);
                }
            }
        }
        Ok(Arc::new(ids))
    }

    /// Visits of the year without a word of what was said. Returns whom they went to.
    pub(super) async fn visits(
        &self,
        since: DateTime<Utc>,
        officials: &Arc<HashSet<Uuid>>,
        households: &Arc<HashSet<Uuid>>,
    ) -> anyhow::Result<HashSet<Uuid>> {
        let (officials, households, visited) = (officials.clone(), households.clone(), Ids::default());
        let found = visited.clone();
        let query = visit::Entity::find().filter(visit::Column::ClaimedAt.gte(since));
        copy(self.from, query, self.into, move |row| {
            if !officials.contains(&row.official_id) && !households.contains(&row.household_id) {
                return Ok(None);
            }
            held(&found).insert(row.household_id);
            Ok(Some(visit::Model {
                note: None,
                note_index: None,
                // Whether there was an opinion is asked on stage; what it was is not.
                opinion: row.opinion.map(|_| NOTHING),
                opinion_index: None,
                device_id: None,
                sequence: None,
                saved_at: None,
                latitude: None,
                longitude: None,
                accuracy_m: None,
                ..row
            }))
        })
        .await?;
        Ok(taken(&visited))
    }

    /// Households that may be drawn, with the head's name and the number to dial; of others that were visited the
    /// village alone.
    pub(super) async fn households(
        &self,
        labels: &Arc<Labels>,
        visited: HashSet<Uuid>,
    ) -> anyhow::Result<()> {
        let (labels, reseal) = (labels.clone(), self.reseal.clone());
        copy(self.from, household::Entity::find(), self.into, move |row| {
            let drawn = labels.households.contains(&row.code);
            if !drawn && !visited.contains(&row.id) {
                return Ok(None);
            }
            let unknown = || row.id.to_string();
            Ok(Some(household::Model {
                phone: if drawn { reseal.option(SEALED_HOUSEHOLD_PHONE, row.phone.as_ref())? } else { None },
                phone_index: None,
                code: if drawn { row.code } else { unknown() },
                head_name: if drawn { row.head_name } else { String::new() },
                // No code of a household and no tag opens anything there.
                code_hash: row.id.as_bytes().to_vec(),
                tag: row.id.to_string(),
                pinyin: String::new(),
                address: String::new(),
                x: None,
                y: None,
                ..row
            }))
        })
        .await?;
        Ok(())
    }

    pub(super) async fn links(
        &self,
        since: DateTime<Utc>,
        officials: &Arc<HashSet<Uuid>>,
        households: &Arc<HashSet<Uuid>>,
    ) -> anyhow::Result<()> {
        let (officials, households) = (officials.clone(), households.clone());
        let lasting = link::Column::ValidTo.gt(china_day(since));
        let query =
            link::Entity::find().filter(Condition::any().add(link::Column::ValidTo.is_null()).add(lasting));
        copy(self.from, query, self.into, move |row| {
            let kept = officials.contains(&row.official_id) || households.contains(&row.household_id);
            Ok(kept.then_some(row))
        })
        .await?;
        Ok(())
    }

    /// Requests of the year with their days and states; a complaint about an official is the inspector's alone.
    pub(super) async fn requests(
        &self,
        since: DateTime<Utc>,
        officials: &Arc<HashSet<Uuid>>,
        households: &Arc<HashSet<Uuid>>,
    ) -> anyhow::Result<()> {
        let (officials, households, kept) = (officials.clone(), households.clone(), Ids::default());
        let found = kept.clone();
        let of_the_year = Condition::all()
            .add(request::Column::Complaint.eq(false))
            .add(request::Column::OpenedAt.gte(since));
        let query = request::Entity::find().filter(of_the_year.clone());
        copy(self.from, query, self.into, move |row| {
            let of_official = row.official_id.is_some_and(|id| officials.contains(&id));
            if !of_official && !households.contains(&row.household_id) {
                return Ok(None);
            }
            held(&found).insert(row.id);
            Ok(Some(request::Model { body: NOTHING, owner_id: None, visit_id: None, ..row }))
        })
        .await?;
        let kept = taken(&kept);
        let of_request = request_event::Entity::belongs_to(request::Entity)
            .from(request_event::Column::RequestId)
            .to(request::Column::Id);
        let query =
            request_event::Entity::find().join(JoinType::InnerJoin, of_request.into()).filter(of_the_year);
        copy(self.from, query, self.into, move |row| {
            let event = request_event::Model { note: None, actor_id: None, actor_name: String::new(), ..row };
            Ok(kept.contains(&event.request_id).then_some(event))
        })
        .await?;
        Ok(())
    }

    pub(super) async fn pledges(
        &self,
        officials: &Arc<HashSet<Uuid>>,
        households: &Arc<HashSet<Uuid>>,
    ) -> anyhow::Result<()> {
        let (officials, households) = (officials.clone(), households.clone());
        copy(self.from, pledge::Entity::find(), self.into, move |row| {
            let kept = officials.contains(&row.official_id) || households.contains(&row.household_id);
            Ok(kept.then_some(pledge::Model { text: NOTHING, reason: None, objection: None, ..row }))
        })
        .await?;
        Ok(())
    }

    /// How the officials on the rosters were rated in rounds that are counted. No ballot and no comment.
    pub(super) async fn ratings(&self, officials: &Arc<HashSet<Uuid>>) -> anyhow::Result<()> {
        let officials = officials.clone();
        let closed = rating_round::Column::State.eq("closed");
        let rounds = rating_round::Entity::find().filter(closed.clone());
        let ids: Vec<Uuid> = rounds.clone().all(self.from).await?.into_iter().map(|round| round.id).collect();
        copy(self.from, rounds, self.into, |row| {
            Ok(Some(rating_round::Model { trustee_keys: "[]".to_owned(), ..row }))
        })
        .await?;
        let results = rating_result::Entity::find().filter(rating_result::Column::RoundId.is_in(ids));
        copy(self.from, results, self.into, move |row| {
            Ok(officials.contains(&row.official_id).then_some(row))
        })
        .await?;
        Ok(())
    }
}
