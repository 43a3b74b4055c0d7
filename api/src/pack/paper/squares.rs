//! QR codes as one outline each.

use anyhow::Context;
use fast_qr::{ECL, QRBuilder, QRCode};
use krilla::geom::{Path, PathBuilder};

/// Light squares around a code.
pub const QUIET: usize = 4;
/// The smallest square that cheap phones read from a print, in millimetres.
const LEAST: f32 = 0.5;

/// A code's dark squares, one unit each.
pub struct Squares {
    pub path: Path,
    /// Squares on a side, without the quiet zone.
    pub side: usize,
}

/// How much of a code may be worn away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wear {
    /// On walls and in envelopes: a quarter.
    Much,
    /// On cards, which are small: a seventh.
    Little,
}

/// The squares of an address in a box of so many millimetres, quiet zone included. Where they would be too small to
/// be read the code is made simpler first.
pub fn squares(address: &str, room: f32, wear: Wear) -> anyhow::Result<Squares> {
    let levels: &[ECL] = match wear {
        Wear::Much => &[ECL::Q, ECL::M, ECL::L],
        Wear::Little => &[ECL::M, ECL::L],
    };
    for level in levels {
        let code = QRBuilder::new(address).ecl(*level).build();
        let Ok(code) = code else { continue };
        if size(&code, room) >= LEAST {
            return outline(&code);
        }
    }
    anyhow::bail!(
        "the address {} is too long for a code of {room} mm; set a shorter public_url",
        host(address)
    )
}

/// The address without its secret end.
fn host(address: &str) -> &str {
    address.rsplit_once('/').map_or(address, |(host, _)| host)
}

#[allow(clippy::cast_precision_loss, reason = "a code has at most 177 squares")]
fn size(code: &QRCode, room: f32) -> f32 {
    room / (code.size + 2 * QUIET) as f32
}

/// Runs of dark squares, each stretched down over the same run of the rows below: one path, so that no seam shows
/// between them whatever draws it.
#[allow(clippy::cast_precision_loss, reason = "a code has at most 177 squares")]
fn outline(code: &QRCode) -> anyhow::Result<Squares> {
    let side = code.size;
    let mut path = PathBuilder::new();
    // Where the runs of the row above begin and end, and in which row they began.
    let mut open: Vec<(usize, usize, usize)> = Vec::new();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for row in 0..=side {
        runs.clear();
        if row < side {
            let squares = &code[row];
            let mut at = 0;
            while at < side {
                if squares[at].value() {
                    let from = at;
                    while at < side && squares[at].value() {
                        at += 1;
                    }
                    runs.push((from, at));
                } else {
                    at += 1;
                }
            }
        }
        open.retain(|(from, to, top)| {
            let goes_on = runs.contains(&(*from, *to));
            if !goes_on {
                let (left, right, top, bottom) = (*from as f32, *to as f32, *top as f32, row as f32);
                path.move_to(left, top);
                path.line_to(right, top);
                path.line_to(right, bottom);
                path.line_to(left, bottom);
                path.close();
            }
            goes_on
        });
        for (from, to) in &runs {
            if !open.iter().any(|run| (run.0, run.1) == (*from, *to)) {
                open.push((*from, *to, row));
            }
        }
    }
    Ok(Squares { path: path.finish().context("a code has dark squares")?, side })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_address_makes_a_simpler_code_before_its_squares_become_too_small() {
        let address = format!("https://{}/R/SECRET", "a".repeat(30));
        let large = squares(&address, 44.0, Wear::Much).unwrap().side;
        let small = squares(&address, 22.0, Wear::Much).unwrap().side;
        assert!(small < large, "{small} {large}");
        let refused = squares(&address, 12.0, Wear::Much).map(drop).unwrap_err().to_string();
        assert!(refused.contains("public_url") && !refused.contains("SECRET"), "{refused}");
    }
}
