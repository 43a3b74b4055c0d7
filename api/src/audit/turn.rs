//! One change of a meeting: read, decided, and written only if nobody else was quicker.

use domain::identity::Operation;
use entity::{audit_meeting, draw_round};
use sea_orm::{DatabaseTransaction, EntityTrait};
use serde_json::Value;
use uuid::Uuid;

use super::{away, refusal, store, view::MeetingState};
use crate::{
    app::App,
    caller::Caller,
    error::{ApiError, ApiResult},
    journal::{self, Subject},
    live,
};

/// A meeting as it was when somebody pressed a button.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    pub(super) caller: &'a Caller,
    pub(super) meeting: audit_meeting::Model,
    pub(super) rounds: Vec<draw_round::Model>,
}

impl<'a> Turn<'a> {
    /// Reads a meeting that the caller may change by this operation, which must be in this state.
    pub(super) async fn read(
        caller: &'a Caller,
        operation: Operation,
        id: Uuid,
        state: MeetingState,
    ) -> ApiResult<Self> {
        let turn = Self::at(caller, operation, id).await?;
        if turn.meeting.state == state.word() { Ok(turn) } else { Err(turn.refused()) }
    }

    /// Reads a meeting that the caller may change by this operation, which must not be closed.
    pub(super) async fn before_close(caller: &'a Caller, operation: Operation, id: Uuid) -> ApiResult<Self> {
        let turn = Self::at(caller, operation, id).await?;
        if turn.meeting.state == MeetingState::Closed.word() { Err(turn.refused()) } else { Ok(turn) }
    }

    /// While a meeting is away in a hall, nothing of it changes here.
    async fn at(caller: &'a Caller, operation: Operation, id: Uuid) -> ApiResult<Self> {
        let sight = caller.may(operation)?;
        let db = caller.app.db.reader();
        // The meeting before its rounds: whatever changes between the two takes the version we hold.
        let meeting = store::seen(db, &sight, id).await?.ok_or_else(ApiError::not_found)?;
        let rounds = store::rounds(db, id).await?;
        away::refuse_if_away(db, id).await?;
        Ok(Self { caller, meeting, rounds })
    }

    pub(super) fn app(&self) -> &'a App {
        &self.caller.app
    }

    /// The meeting is not where this can be done.
    pub(super) fn refused(&self) -> ApiError {
        refusal::state(&self.meeting, self.rounds.len())
    }

    /// Begins to write. 409 with the present state when the meeting has changed since it was read.
    pub(super) async fn begin(&self) -> ApiResult<DatabaseTransaction> {
        let tx = self.app().db.begin().await?;
        if store::advance(&tx, &self.meeting).await? {
            return Ok(tx);
        }
        let now = audit_meeting::Entity::find_by_id(self.meeting.id).one(&tx).await?;
        let rounds = store::rounds(&tx, self.meeting.id).await?.len();
        tx.rollback().await?;
        Err(now.map_or_else(ApiError::not_found, |now| refusal::state(&now, rounds)))
    }

    /// Begins to write although others may have written since, as long as the rounds are what they were.
    pub(super) async fn begin_beside_others(&self) -> ApiResult<DatabaseTransaction> {
        let tx = self.app().db.begin().await?;
        let here = store::touch(&tx, &self.meeting).await?;
        if here && store::rounds(&tx, self.meeting.id).await? == self.rounds {
            return Ok(tx);
        }
        let now = audit_meeting::Entity::find_by_id(self.meeting.id).one(&tx).await?;
        let rounds = store::rounds(&tx, self.meeting.id).await?.len();
        tx.rollback().await?;
        Err(now.map_or_else(ApiError::not_found, |now| refusal::state(&now, rounds)))
    }

    /// Journals and commits, then tells everybody who watches.
    pub(super) async fn end(&self, tx: DatabaseTransaction, action: &str, detail: Value) -> ApiResult<()> {
        let app = self.app();
        let subject = Subject::new("audit_meeting", self.meeting.id);
        journal::record(&tx, app.clock.id(), app.clock.now(), self.caller, action, subject, detail).await?;
        live::notify(&tx, self.meeting.id).await?;
        tx.commit().await?;
        app.live.tell(self.meeting.id);
        Ok(())
    }
}
