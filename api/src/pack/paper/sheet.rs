//! A sheet to draw on, in millimetres.

use krilla::{
    color::rgb,
    geom::{Path, PathBuilder, Point, Rect, Transform},
    paint::{Fill, Stroke, StrokeDash},
    surface::Surface,
    text::{GlyphId, KrillaGlyph},
};

use super::{
    POINTS,
    font::{FaceInk, Ink},
    squares::{QUIET, Squares, Wear, squares},
    type_area::{self, Set},
};

/// A colour of the house; every one is legible when printed grey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    Ink,
    Grey,
    Line,
    Blue,
    Red,
    White,
}

impl Colour {
    fn rgb(self) -> rgb::Color {
        match self {
            Self::Ink => rgb::Color::new(0x1b, 0x1f, 0x24),
            Self::Grey => rgb::Color::new(0x57, 0x60, 0x6a),
            Self::Line => rgb::Color::new(0xa0, 0xa8, 0xb0),
            Self::Blue => rgb::Color::new(0x1f, 0x5f, 0xbf),
            Self::Red => rgb::Color::new(0xb3, 0x26, 0x1e),
            Self::White => rgb::Color::new(0xff, 0xff, 0xff),
        }
    }

    fn fill(self) -> Fill {
        Fill { paint: self.rgb().into(), ..Fill::default() }
    }
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// In points.
    pub size: f32,
    pub bold: bool,
    pub colour: Colour,
}

impl Style {
    pub const fn plain(size: f32) -> Self {
        Self { size, bold: false, colour: Colour::Ink }
    }

    pub const fn bold(size: f32) -> Self {
        Self { size, bold: true, colour: Colour::Ink }
    }

    pub const fn in_colour(self, colour: Colour) -> Self {
        Self { colour, ..self }
    }
}

/// Where a line of text is tied to its place.
#[derive(Clone, Copy, Debug)]
pub enum At {
    Left(f32),
    Middle(f32),
    Right(f32),
}

/// How small a text may become before it is cut.
const SMALLEST: f32 = 0.55;
/// Length of a cut mark, and how far it keeps away from what is cut.
const MARK: f32 = 4.0;
const HAIR: f32 = 0.3;

/// One side of a sheet.
pub struct Sheet<'a, 'i> {
    surface: Surface<'a>,
    ink: &'a mut Ink<'i>,
}

impl<'a, 'i> Sheet<'a, 'i> {
    pub fn new(surface: Surface<'a>, ink: &'a mut Ink<'i>) -> Self {
        Self { surface, ink }
    }

    pub fn finish(self) {
        self.surface.finish();
    }

    fn face(&self, style: Style) -> &FaceInk<'i> {
        if style.bold { &self.ink.bold } else { &self.ink.regular }
    }

    /// One line on its baseline.
    pub fn line(&mut self, at: At, baseline: f32, style: Style, text: &str) {
        let set = type_area::set(self.face(style), text);
        self.draw(at, baseline, style, &set);
    }

    /// One line that becomes smaller until it is no wider than its room, and is cut when that is not enough.
    pub fn fitted(&mut self, at: At, baseline: f32, room: f32, style: Style, text: &str) {
        let mut set = type_area::set(self.face(style), text);
        let most = room * POINTS / style.size;
        let share = (most / type_area::width(&set).max(most)).max(SMALLEST);
        if type_area::width(&set) * share > most * 1.001 {
            type_area::cut(self.face(style), &mut set, most / share);
        }
        self.draw(at, baseline, Style { size: style.size * share, ..style }, &set);
    }

    /// Lines as wide as their room, so many millimetres from one to the next. Answers the last baseline.
    pub fn paragraph(
        &mut self,
        left: f32,
        first: f32,
        room: f32,
        leading: f32,
        style: Style,
        text: &str,
    ) -> f32 {
        self.lines((left, first), room, leading, style, text, usize::MAX)
    }

    /// The same with at most so many lines, the last of them cut.
    pub fn lines(
        &mut self,
        from: (f32, f32),
        room: f32,
        leading: f32,
        style: Style,
        text: &str,
        most: usize,
    ) -> f32 {
        let wide = room * POINTS / style.size;
        let mut lines = type_area::wrap(self.face(style), text, wide);
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                type_area::cut(self.face(style), last, wide);
            }
        }
        let (left, mut baseline) = from;
        for (at, line) in lines.iter().enumerate() {
            if at > 0 {
                baseline += leading;
            }
            self.draw(At::Left(left), baseline, style, line);
        }
        baseline
    }

    fn draw(&mut self, at: At, baseline: f32, style: Style, set: &[Set]) {
        if set.is_empty() {
            return;
        }
        let wide = type_area::width(set) * style.size / POINTS;
        let left = match at {
            At::Left(left) => left,
            At::Middle(middle) => middle - wide / 2.0,
            At::Right(right) => right - wide,
        };
        let mut text = String::with_capacity(set.len() * 3);
        let mut glyphs = Vec::with_capacity(set.len());
        for one in set {
            let from = text.len();
            text.push(one.character);
            let range = from..text.len();
            glyphs.push(KrillaGlyph::new(GlyphId::new(one.glyph), one.advance, 0.0, 0.0, 0.0, range, None));
        }
        let font = self.face(style).font.clone();
        self.surface.set_stroke(None);
        self.surface.set_fill(Some(style.colour.fill()));
        let start = Point::from_xy(left * POINTS, baseline * POINTS);
        self.surface.draw_glyphs(start, &glyphs, font, &text, style.size, false);
    }

    /// An address as a QR code in a square box, quiet zone included.
    pub fn code(&mut self, left: f32, top: f32, room: f32, wear: Wear, address: &str) -> anyhow::Result<()> {
        let Squares { path, side } = squares(address, room, wear)?;
        #[allow(clippy::cast_precision_loss, reason = "a code has at most 177 squares")]
        let (unit, quiet) = (room / (side + 2 * QUIET) as f32 * POINTS, QUIET as f32);
        let place = Transform::from_row(
            unit,
            0.0,
            0.0,
            unit,
            left * POINTS + quiet * unit,
            top * POINTS + quiet * unit,
        );
        self.surface.set_stroke(None);
        // Black, not the house's ink: printed with one colour and read by cheap phones.
        self.surface.set_fill(Some(Fill::default()));
        self.surface.push_transform(&place);
        self.surface.draw_path(&path);
        self.surface.pop();
        Ok(())
    }

    /// A filled rectangle.
    pub fn band(&mut self, left: f32, top: f32, width: f32, height: f32, colour: Colour) {
        let rect = Rect::from_xywh(left * POINTS, top * POINTS, width * POINTS, height * POINTS);
        let mut path = PathBuilder::new();
        if let Some(rect) = rect {
            path.push_rect(rect);
        }
        if let Some(path) = path.finish() {
            self.surface.set_stroke(None);
            self.surface.set_fill(Some(colour.fill()));
            self.surface.draw_path(&path);
        }
    }

    /// A hairline.
    pub fn rule(&mut self, from: (f32, f32), to: (f32, f32), colour: Colour) {
        self.stroke(&[(from, to)], colour, None);
    }

    /// A dotted hairline, to fold or to cut along.
    pub fn dots(&mut self, from: (f32, f32), to: (f32, f32)) {
        let dash = StrokeDash { array: vec![1.0, 3.0], offset: 0.0 };
        self.stroke(&[(from, to)], Colour::Line, Some(dash));
    }

    /// Marks at the corners of a piece, outside it.
    pub fn corner_marks(&mut self, left: f32, top: f32, width: f32, height: f32) {
        let mut marks = Vec::with_capacity(8);
        for (x, outward) in [(left, -1.0), (left + width, 1.0)] {
            for (y, away) in [(top, -1.0), (top + height, 1.0)] {
                marks.push(((x + outward * 1.0, y), (x + outward * (1.0 + MARK), y)));
                marks.push(((x, y + away * 1.0), (x, y + away * (1.0 + MARK))));
            }
        }
        self.stroke(&marks, Colour::Ink, None);
    }

    /// Marks in the margin where a grid of pieces without gaps is cut.
    pub fn grid_marks(&mut self, columns: &[f32], rows: &[f32]) {
        let (Some(left), Some(right)) = (columns.first(), columns.last()) else { return };
        let (Some(top), Some(bottom)) = (rows.first(), rows.last()) else { return };
        let mut marks = Vec::new();
        for x in columns {
            marks.push(((*x, top - 1.0 - MARK), (*x, top - 1.0)));
            marks.push(((*x, bottom + 1.0), (*x, bottom + 1.0 + MARK)));
        }
        for y in rows {
            marks.push(((left - 1.0 - MARK, *y), (left - 1.0, *y)));
            marks.push(((right + 1.0, *y), (right + 1.0 + MARK, *y)));
        }
        self.stroke(&marks, Colour::Ink, None);
    }

    fn stroke(&mut self, lines: &[Line], colour: Colour, dash: Option<StrokeDash>) {
        let Some(path) = lines_of(lines) else { return };
        let stroke = Stroke { paint: colour.rgb().into(), width: HAIR, dash, ..Stroke::default() };
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(stroke));
        self.surface.draw_path(&path);
        self.surface.set_stroke(None);
    }
}

/// From a place to another, in millimetres from the upper left corner of the sheet.
type Line = ((f32, f32), (f32, f32));

fn lines_of(lines: &[Line]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for ((x, y), (to_x, to_y)) in lines {
        path.move_to(x * POINTS, y * POINTS);
        path.line_to(to_x * POINTS, to_y * POINTS);
    }
    path.finish()
}
