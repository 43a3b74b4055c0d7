//! What can be wrong with a count.

use serde::Serialize;
use thiserror::Error;

/// One wrong thing. The English text is for the command line; programs read [`CountError::code`], and the serialised form
/// carries the code and the values side by side. Places are counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum CountError {
    #[error("the round's {field} is empty or holds a control character")]
    RoundText { field: String },

    // Keys.
    #[error("the key of {official} is not in sorted order")]
    KeyUnsorted { official: String },
    #[error("{official} has two keys")]
    KeyTwice { official: String },
    #[error("what stands as the key of {official} is no modulus of 2048 bit")]
    KeyMalformed { official: String },
    #[error("{first} and {second} have the same key: a token of one is good for the other")]
    KeyShared { first: String, second: String },
    #[error("the SHA-256 of the keys is {found}, the stated key list is {stated}")]
    KeyListDiffers { stated: String, found: String },
    #[error("the key list is {found}, published before the opening was {announced}")]
    KeyListAnnounced { announced: String, found: String },
    #[error("{official} has a key and no count")]
    OfficialMissing { official: String },

    // Counts.
    #[error("the count of {official} is not in sorted order")]
    OfficialUnsorted { official: String },
    #[error("{official} is counted twice")]
    OfficialTwice { official: String },
    #[error("{official}: {issued} were issued on the phone, and he has no key")]
    IssuedWithoutKey { official: String, issued: u64 },
    #[error("{official}: counted are {counted}, published are {commitments} commitments")]
    CountedDiffers { official: String, counted: u64, commitments: u64 },
    #[error("{official}: counted are {counted}, and only {cast} were cast")]
    CountedOverCast { official: String, counted: u64, cast: u64 },
    #[error("{official}: cast are {cast}, and only {issued} were issued, reissues included")]
    CastOverIssued { official: String, cast: u64, issued: u64 },
    #[error("{official}: issued are {issued}, and only {households} households may rate him")]
    IssuedOverHouseholds { official: String, issued: u64, households: u64 },
    #[error("{official}: the commitment {commitment} is not in sorted order")]
    CommitmentUnsorted { official: String, commitment: String },
    #[error("{official}: the commitment {commitment} stands twice")]
    CommitmentTwice { official: String, commitment: String },
    #[error("the commitment {commitment} stands with {first} and with {second}")]
    CommitmentElsewhere { commitment: String, first: String, second: String },
    #[error("{official}: a distribution is shown of {counted} answers, fewer than may be shown")]
    CellsShown { official: String, counted: u64 },
    #[error("{official}: the distribution is missing")]
    CellsMissing { official: String },
    #[error("{official}: the cells are not all levels once, the best first")]
    CellsLevels { official: String },
    #[error("{official}: a cell shows {count} answers, fewer than may stand in one")]
    CellSmall { official: String, count: u64 },
    #[error("{official}: the cells hold {sum} answers, counted are {counted}")]
    CellsSum { official: String, sum: u64, counted: u64 },

    // Checkpoint.
    #[error("the checkpoint is not a signed note of six lines")]
    CheckpointMalformed,
    #[error("the checkpoint's line {line} is {found:?}, what stands in the bundle makes it {expected:?}")]
    CheckpointDiffers { line: String, expected: String, found: String },
    #[error("{signer:?} is not an Ed25519 public key in base64")]
    SignerMalformed { signer: String },
    #[error("the bundle is signed by {found}, expected was {expected}")]
    SignerDiffers { expected: String, found: String },
    #[error("the checkpoint has no signature of {signer}")]
    SignatureMissing { signer: String },
    #[error("the signature of {signer} is not over this checkpoint")]
    SignatureWrong { signer: String },

    // Openings.
    #[error("the openings are of round {found:?}, the bundle of {expected:?}")]
    OpeningsRound { expected: String, found: String },
    #[error("ballot {place} is for {official}, who is not in the bundle")]
    BallotOfficial { place: u64, official: String },
    #[error("ballot {place} for {official}: {why}")]
    BallotText { place: u64, official: String, why: String },
    #[error("ballot {place} for {official}: a phone's ballot has prefix and signature, a slip's has neither")]
    BallotToken { place: u64, official: String },
    #[error("ballot {place} has the nonce of ballot {first}")]
    NonceTwice { place: u64, first: u64 },
    #[error("ballot {place} for {official} has the commitment {commitment}, which is not published with him")]
    CommitmentUnknown { place: u64, official: String, commitment: String },
    #[error("ballot {place} for {official} has the commitment {commitment}, which was opened already")]
    BallotTwice { place: u64, official: String, commitment: String },
    #[error("{official}: the commitment {commitment} is not opened")]
    CommitmentUnopened { official: String, commitment: String },
    #[error("ballot {place} for {official}: the signature is not one of his key")]
    BallotSignature { place: u64, official: String },
    #[error(
        "{official}: {ballots} ballots came by {way}, and only {issued} were issued so, reissues included"
    )]
    WayOverIssued { official: String, way: String, ballots: u64, issued: u64 },
    #[error("the tally of {official} is missing")]
    TallyMissing { official: String },
    #[error("there is a tally of {official}, who is not in the bundle")]
    TallyUnknown { official: String },
    #[error("{official}: the tally says {stated} {level}, the ballots say {found}")]
    TallyDiffers { official: String, level: String, stated: u64, found: u64 },
    #[error("{official}: the cells of the bundle are not those of the ballots")]
    CellsDiffer { official: String },
}

impl CountError {
    /// The machine-readable code: the variant's name in snake case.
    pub fn code(&self) -> String {
        let value = serde_json::to_value(self).expect("strings and numbers serialise");
        value["code"].as_str().expect("the tag is a string").to_owned()
    }
}
