//! Who is asking: one object per request, made from the session cookie.
//!
//! A caller can do nothing by itself. [`Caller::may`] asks the permission table and answers with a [`Sight`], and
//! every query constructor of a store wants a sight; so a query without a scope does not compile.

use std::sync::Arc;

use domain::identity::{Operation, Role, ScopeKind, allows};
use poem::Request;
use poem_openapi::{SecurityScheme, auth::ApiKey};
use uuid::Uuid;

use crate::{
    app::App,
    error::{ApiError, ApiResult},
    identity::session,
};

/// Name of the session cookie.
pub const SESSION_COOKIE: &str = "lianxin_session";

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    pub app: Arc<App>,
    pub account_id: Uuid,
    pub session_id: Uuid,
    /// The device the session is on, once it has made itself known.
    pub device_id: Option<Uuid>,
    pub login: String,
    pub display_name: String,
    pub official_id: Option<Uuid>,
    pub grants: Vec<Grant>,
}

/// A role and where it holds.
#[derive(Clone, Debug)]
pub struct Grant {
    pub role: Role,
    pub scope: Scope,
}

/// Where a grant holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    County,
    /// A grid and everything under it, by its path.
    Subtree {
        grid_id: Uuid,
        path: String,
    },
    /// The households now linked to this official, and what he did himself.
    OwnLinks {
        official_id: Uuid,
    },
    Unit {
        unit_id: Uuid,
    },
    Round {
        round_id: Uuid,
    },
    Meeting {
        meeting_id: Uuid,
    },
}

impl Scope {
    pub fn kind(&self) -> ScopeKind {
        match self {
            Self::County => ScopeKind::County,
            Self::Subtree { .. } => ScopeKind::Subtree,
            Self::OwnLinks { .. } => ScopeKind::OwnLinks,
            Self::Unit { .. } => ScopeKind::Unit,
            Self::Round { .. } => ScopeKind::Round,
            Self::Meeting { .. } => ScopeKind::Meeting,
        }
    }
}

/// What a caller may see or touch in one operation: the grants that open it. Never empty.
#[derive(Clone, Debug)]
pub struct Sight {
    pub grants: Vec<Grant>,
    /// The official the caller himself is, if any: what is about him he does not see, whatever else he may be.
    pub own_official: Option<Uuid>,
}

impl Sight {
    /// Whether the whole county is in sight.
    pub fn is_county(&self) -> bool {
        self.grants.iter().any(|grant| grant.scope == Scope::County)
    }

    /// The scopes in sight.
    pub fn scopes(&self) -> impl Iterator<Item = &Scope> {
        self.grants.iter().map(|grant| &grant.scope)
    }

    /// Whether one of the roles opened the operation.
    pub fn as_role(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether a meeting is in sight.
    pub fn includes_meeting(&self, id: Uuid) -> bool {
        self.scopes()
            .any(|scope| matches!(scope, Scope::County) || *scope == Scope::Meeting { meeting_id: id })
    }

    /// Whether a rating round is in sight.
    pub fn includes_round(&self, id: Uuid) -> bool {
        self.scopes().any(|scope| matches!(scope, Scope::County) || *scope == Scope::Round { round_id: id })
    }
}

impl Caller {
    /// The sight of this caller in an operation, or 403.
    pub fn may(&self, operation: Operation) -> ApiResult<Sight> {
        let grants: Vec<_> = self
            .grants
            .iter()
            .filter(|grant| allows(operation, grant.role, grant.scope.kind()))
            .cloned()
            .collect();
        if grants.is_empty() {
            Err(ApiError::forbidden())
        } else {
            Ok(Sight { grants, own_official: self.official_id })
        }
    }

    pub fn has_role(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }
}

/// A session cookie that opens. Endpoints take it as `Signed(caller)`.
#[derive(SecurityScheme)]
#[oai(ty = "api_key", key_name = "lianxin_session", key_in = "cookie", checker = "open_session")]
pub struct Signed(pub Caller);

impl std::fmt::Debug for Signed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signed({})", self.0.account_id)
    }
}

async fn open_session(request: &Request, key: ApiKey) -> poem::Result<Caller> {
    let app = request.data::<Arc<App>>().expect("the app is in every request").clone();
    session::open(app, &key.key).await?.ok_or_else(|| ApiError::unauthorized().into())
}
