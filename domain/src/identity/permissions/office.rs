//! Accounts, the grid, the roster, links, and what the office brings in and prints.

use super::Operation::*;
use super::Role::*;
use super::ScopeKind::*;
use super::{
    Row,
    audience::{
        ADMINISTRATION, APPROVING_ASSIGNMENTS, EVERYBODY, FOLLOWING, JUDGING_ASSIGNMENTS, KNOWING_OFFICIALS,
        LISTING_HOUSEHOLDS, OFFICE, SERVING, UNMASKING,
    },
};

pub(super) const ROWS: &[Row] = &[
    // identity
    (SignOut, EVERYBODY),
    (GetMe, EVERYBODY),
    (ChangePassword, EVERYBODY),
    (ListAccounts, ADMINISTRATION),
    (CreateAccount, ADMINISTRATION),
    (ReissueActivation, ADMINISTRATION),
    (RevokeSessions, ADMINISTRATION),
    (RegisterDevice, EVERYBODY),
    (ListDevices, EVERYBODY),
    (RevokeDevice, EVERYBODY),
    // grid
    (GetCounty, EVERYBODY),
    (ListGrids, EVERYBODY),
    (GetGrid, EVERYBODY),
    (MergeVillages, OFFICE),
    (RenameVillage, OFFICE),
    // roster
    (ListUnits, EVERYBODY),
    (GetUnit, EVERYBODY),
    (ListOfficials, KNOWING_OFFICIALS),
    (GetOfficial, KNOWING_OFFICIALS),
    (ListHouseholds, LISTING_HOUSEHOLDS),
    (GetHousehold, SERVING),
    (UnmaskHousehold, UNMASKING),
    (ChangePost, OFFICE),
    (PutOfficialPhoto, &[(LiaisonOffice, County), (Hr, County)]),
    (DropOfficialPhoto, &[(LiaisonOffice, County), (Hr, County)]),
    (PutOfficialPhotos, &[(LiaisonOffice, County), (Hr, County)]),
    (MergeHouseholds, OFFICE),
    (MoveHousehold, OFFICE),
    (SplitHousehold, OFFICE),
    (CloseHousehold, OFFICE),
    // link
    (ListLinks, FOLLOWING),
    (TransferLinks, OFFICE),
    (DepartOfficial, OFFICE),
    (GetDoorTag, &[(Official, OwnLinks), (LiaisonOffice, County)]),
    (GetHouseholdCode, OFFICE),
    (ReissueHouseholdCode, OFFICE),
    (ListRecusals, JUDGING_ASSIGNMENTS),
    (AddRecusal, OFFICE),
    (LiftRecusal, OFFICE),
    (ListAssignments, JUDGING_ASSIGNMENTS),
    (CreateAssignment, OFFICE),
    (GetAssignment, JUDGING_ASSIGNMENTS),
    (ListMoves, JUDGING_ASSIGNMENTS),
    (ListOverflow, JUDGING_ASSIGNMENTS),
    (ListLoads, JUDGING_ASSIGNMENTS),
    (PlotAssignment, JUDGING_ASSIGNMENTS),
    (AdjustAssignment, OFFICE),
    (ApproveAssignment, APPROVING_ASSIGNMENTS),
    (WithdrawAssignment, APPROVING_ASSIGNMENTS),
    (ExplainLinks, FOLLOWING),
    (ListLeaders, FOLLOWING),
    (ProposeLeaders, JUDGING_ASSIGNMENTS),
    (SetLeader, OFFICE),
    // journal
    (ListJournal, &[(Auditor, County), (Administrator, County)]),
    // import
    (GetImportTemplate, OFFICE),
    (CreateImport, OFFICE),
    (ListImports, OFFICE),
    (GetImport, OFFICE),
    // pack
    (CreatePack, OFFICE),
    (ListPacks, OFFICE),
    (GetPack, OFFICE),
    (ListPackFiles, OFFICE),
    (GetPackFile, OFFICE),
    (CancelPack, OFFICE),
    (DeletePack, OFFICE),
];
