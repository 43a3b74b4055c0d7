//! Which encoding a text file is in, and its text piece by piece.

use std::io::{self, Read, Seek, SeekFrom};

use encoding_rs::{Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

const PIECE: usize = 64 * 1024;

/// A byte order mark decides; else valid UTF-8 is UTF-8; else it is GB18030, which Chinese Excel writes. The
/// source is left at the start of the text.
pub fn detect<S: Read + Seek>(source: &mut S) -> io::Result<&'static Encoding> {
    let mut head = Vec::with_capacity(3);
    source.by_ref().take(3).read_to_end(&mut head)?;
    source.seek(SeekFrom::Start(0))?;
    if let Some((encoding, length)) = Encoding::for_bom(&head)
        && [UTF_8, UTF_16LE, UTF_16BE].contains(&encoding)
    {
        source.seek(SeekFrom::Start(length as u64))?;
        return Ok(encoding);
    }
    let encoding = if is_utf8(source)? { UTF_8 } else { GB18030 };
    source.seek(SeekFrom::Start(0))?;
    Ok(encoding)
}

fn is_utf8<S: Read>(source: &mut S) -> io::Result<bool> {
    let mut buffer = vec![0; PIECE];
    let mut held = 0;
    loop {
        let read = source.read(&mut buffer[held..])?;
        if read == 0 {
            return Ok(held == 0);
        }
        let filled = held + read;
        let valid = match std::str::from_utf8(&buffer[..filled]) {
            Ok(_) => filled,
            // A character cut by the end of the piece is judged with the next one.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Ok(false),
        };
        buffer.copy_within(valid..filled, 0);
        held = filled - valid;
    }
}

/// The text of a source in pieces.
pub struct Pieces<S> {
    source: S,
    decoder: Decoder,
    bytes: Vec<u8>,
    text: String,
    ended: bool,
    /// Bytes read so far.
    pub read: u64,
}

impl<S: Read> Pieces<S> {
    pub fn new(source: S, encoding: &'static Encoding) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_without_bom_handling(),
            bytes: vec![0; PIECE],
            text: String::with_capacity(PIECE * 3 + 16),
            ended: false,
            read: 0,
        }
    }

    /// The next piece and whether it decoded cleanly; `None` at the end.
    pub fn next(&mut self) -> io::Result<Option<(&str, bool)>> {
        if self.ended {
            return Ok(None);
        }
        let read = self.source.read(&mut self.bytes)?;
        self.read += read as u64;
        self.ended = read == 0;
        self.text.clear();
        // One byte becomes three at most (a replacement character), so the piece always fits.
        let (_, _, replaced) = self.decoder.decode_to_string(&self.bytes[..read], &mut self.text, self.ended);
        Ok(Some((&self.text, !replaced)))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(bytes: Vec<u8>) -> (&'static Encoding, String) {
        let mut source = Cursor::new(bytes);
        let encoding = detect(&mut source).unwrap();
        let mut pieces = Pieces::new(source, encoding);
        let mut text = String::new();
        while let Some((piece, clean)) = pieces.next().unwrap() {
            assert!(clean);
            text.push_str(piece);
        }
        (encoding, text)
    }

    #[test]
    fn each_encoding_of_a_county_is_told_by_its_bytes() {
        // Longer than a piece and with characters of odd lengths, so that pieces cut characters.
        let text = "村代码,户主\n371323100201,张三𠮷\n".repeat(5_000);
        assert_eq!(read(text.clone().into_bytes()), (UTF_8, text.clone()));
        assert_eq!(read([b"\xEF\xBB\xBF", text.as_bytes()].concat()), (UTF_8, text.clone()));
        assert_eq!(read(GB18030.encode(&text).0.into_owned()), (GB18030, text.clone()));
        let utf16: Vec<u8> =
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(utf16), (UTF_16LE, text));
    }
}
