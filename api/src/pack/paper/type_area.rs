//! Setting of Chinese text: widths, a little air between characters and letters, lines that neither begin with a
//! comma nor end with an opening bracket (GB/T 15834, clause 5).

use super::font::FaceInk;

/// Air between a Chinese character and a letter or digit beside it, in ems.
const AIR: f32 = 0.18;

/// Marks that no line begins with.
const NOT_FIRST: &str = "，。、；：！？）》”’…·%,.;:!?)";
/// Marks that no line ends with.
const NOT_LAST: &str = "（《“‘(";

/// A character in its place.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    pub character: char,
    pub glyph: u32,
    /// In ems, the air behind it included.
    pub advance: f32,
}

fn is_chinese(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn is_western(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

/// A line of text.
pub fn set(face: &FaceInk<'_>, text: &str) -> Vec<Set> {
    let mut line = Vec::with_capacity(text.len() / 2);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let glyph = face.glyph(character);
        let next = characters.peek().copied().unwrap_or(' ');
        let touches =
            (is_chinese(character) && is_western(next)) || (is_western(character) && is_chinese(next));
        let air = if touches { AIR } else { 0.0 };
        line.push(Set { character, glyph: glyph.id, advance: glyph.advance + air });
    }
    line
}

/// The width of a line, in ems.
pub fn width(line: &[Set]) -> f32 {
    line.iter().map(|set| set.advance).sum()
}

/// Cuts a line to so many ems, with dots where something is left out.
pub fn cut(face: &FaceInk<'_>, line: &mut Vec<Set>, most: f32) {
    let dots = set(face, "…");
    let room = most - width(&dots);
    while width(line) > room && line.pop().is_some() {}
    line.extend(dots);
}

/// Breaks a text into lines of at most this many ems.
pub fn wrap(face: &FaceInk<'_>, text: &str, most: f32) -> Vec<Vec<Set>> {
    let set = set(face, text);
    let mut lines = Vec::new();
    let mut from = 0;
    while from < set.len() {
        let mut wide = 0.0;
        let mut to = from;
        while to < set.len() && (wide + set[to].advance <= most || to == from) {
            wide += set[to].advance;
            to += 1;
        }
        if to < set.len() {
            to = good_break(&set, from, to);
        }
        lines.push(set[from..to].to_vec());
        from = to;
        while set.get(from).is_some_and(|set| set.character == ' ') {
            from += 1;
        }
    }
    lines
}

/// The last place at or before `to` where a line may end; `to` itself when there is none.
fn good_break(set: &[Set], from: usize, to: usize) -> usize {
    let may = |at: usize| {
        let (last, first) = (set[at - 1].character, set[at].character);
        let inside_word = !is_chinese(last)
            && !is_chinese(first)
            && (is_western(last) || last == '-')
            && (is_western(first) || matches!(first, '-' | '/' | '.'));
        !inside_word && !NOT_FIRST.contains(first) && !NOT_LAST.contains(last)
    };
    (from + 1..=to).rev().find(|at| may(*at)).unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, most: usize) -> Vec<String> {
        let set: Vec<Set> = text.chars().map(|character| Set { character, glyph: 1, advance: 1.0 }).collect();
        let (mut lines, mut from) = (Vec::new(), 0);
        while from < set.len() {
            let mut to = (from + most).min(set.len());
            if to < set.len() {
                to = good_break(&set, from, to);
            }
            lines.push(set[from..to].iter().map(|set| set.character).collect());
            from = to;
        }
        lines
    }

    #[test]
    fn no_line_begins_with_a_comma_or_ends_with_an_opening_bracket() {
        assert_eq!(lines("有事找他，他不在", 4), ["有事找", "他，他不", "在"]);
        assert_eq!(lines("年底修路（前）", 5), ["年底修路", "（前）"]);
    }

    #[test]
    fn a_telephone_number_stays_whole() {
        assert_eq!(lines("请拨0539-12345换码", 11), ["请拨", "0539-12345换", "码"]);
    }
}
