//! An uploaded sheet at rest: it holds phone numbers, so it is sealed piece by piece and opened piece by piece,
//! and never stands anywhere in clear.

use std::io::{self, Read, Seek, SeekFrom};

use uuid::Uuid;

use crate::keyring::{Keyring, Purpose};

const PIECE: usize = 256 * 1024;
/// Key version, nonce and tag around each piece.
const AROUND: usize = 1 + 24 + 16;

/// Seals a file for one import. Each piece is bound to its place, so that none can be moved or left out; the last
/// one says that it is the last.
pub fn seal(keyring: &Keyring, import: Uuid, plain: &[u8]) -> Vec<u8> {
    let pieces: Vec<&[u8]> = if plain.is_empty() { vec![plain] } else { plain.chunks(PIECE).collect() };
    let mut sealed = Vec::with_capacity(plain.len() + pieces.len() * AROUND);
    for (at, piece) in pieces.iter().enumerate() {
        let context = context(import, at, at + 1 == pieces.len());
        sealed.extend(keyring.seal_with(Purpose::Data, &context, piece));
    }
    sealed
}

fn context(import: Uuid, at: usize, last: bool) -> Vec<u8> {
    format!("import file|{import}|{at}|{last}").into_bytes()
}

/// A sealed file, read as if it were open.
pub struct SealedFile {
    keyring: Keyring,
    import: Uuid,
    sealed: Vec<u8>,
    pieces: usize,
    length: u64,
    at: u64,
    open: Option<(usize, Vec<u8>)>,
}

impl SealedFile {
    pub fn new(keyring: Keyring, import: Uuid, sealed: Vec<u8>) -> Self {
        let pieces = sealed.len().div_ceil(PIECE + AROUND);
        let length = sealed.len().saturating_sub(pieces * AROUND) as u64;
        Self { keyring, import, sealed, pieces, length, at: 0, open: None }
    }

    fn piece(&mut self, at: usize) -> io::Result<&[u8]> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != at) {
            let start = at * (PIECE + AROUND);
            let end = (start + PIECE + AROUND).min(self.sealed.len());
            let context = context(self.import, at, at + 1 == self.pieces);
            let plain = self
                .keyring
                .open_with(Purpose::Data, &context, &self.sealed[start..end])
                .map_err(io::Error::other)?;
            self.open = Some((at, plain));
        }
        Ok(self.open.as_ref().map_or(&[], |(_, plain)| plain))
    }
}

impl Read for SealedFile {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.length {
            return Ok(0);
        }
        let at = usize::try_from(self.at).map_err(io::Error::other)?;
        let piece = self.piece(at / PIECE)?;
        let rest = piece.get(at % PIECE..).unwrap_or_default();
        let read = rest.len().min(into.len());
        into[..read].copy_from_slice(&rest[..read]);
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for SealedFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_file_reads_as_it_was_and_no_piece_can_be_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let keyring = Keyring::load(dir.path(), crate::keyring::Absent::Made).unwrap();
        let import = Uuid::nil();
        for length in [0, 1, PIECE, PIECE + 1, 3 * PIECE + 17] {
            let plain: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            let sealed = seal(&keyring, import, &plain);
            let mut file = SealedFile::new(keyring.clone(), import, sealed.clone());
            let mut read = Vec::new();
            file.read_to_end(&mut read).unwrap();
            assert_eq!(read, plain);
            if length > PIECE {
                file.seek(SeekFrom::End(-3)).unwrap();
                read.clear();
                file.read_to_end(&mut read).unwrap();
                assert_eq!(read, plain[length - 3..]);
                let shortened = sealed[..PIECE + AROUND].to_vec();
                let mut file = SealedFile::new(keyring.clone(), import, shortened);
                assert!(file.read_to_end(&mut Vec::new()).is_err());
            }
        }
    }
}
