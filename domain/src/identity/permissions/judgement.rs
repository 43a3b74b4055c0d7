//! Ratings and what is made of them.

use super::Operation::*;
use super::Role::*;
use super::ScopeKind::*;
use super::{
    Row,
    audience::{EVERYBODY, OFFICE, SLIPS},
};

pub(super) const ROWS: &[Row] = &[
    // rating
    (ListRounds, EVERYBODY),
    (CreateRound, OFFICE),
    (PrepareRound, OFFICE),
    (OpenRound, OFFICE),
    (PrintSlips, SLIPS),
    (MarkDrawn, SLIPS),
    (VoidSlips, SLIPS),
    (CloseRound, &[(LiaisonOffice, County), (Trustee, County)]),
    (GetRatingOpenings, &[(LiaisonOffice, County), (Auditor, County), (Trustee, County)]),
    (GetProgress, &[(LiaisonOffice, County), (SlipKeeper, County), (SlipKeeper, Round)]),
    (ListResults, &[(Official, OwnLinks), (LiaisonOffice, County), (Hr, County), (Auditor, County)]),
    // assessment
    (ListScores, &[(UnitHead, Unit), (Hr, County)]),
    (GetScore, &[(Official, OwnLinks), (UnitHead, Unit), (Hr, County)]),
];
