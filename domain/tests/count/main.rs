//! The public count as a verifier, an auditor and a household see it.

mod golden;
mod honest;
mod made;
mod touched;
