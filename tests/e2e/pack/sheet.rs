//! A printed file, as a scanner and a reader see it.

use hayro::{
    PixmapSettings, RenderCache, RenderSettings,
    hayro_interpret::{
        BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
        InterpreterSettings, SoftMask, font::GlyphRun, hayro_cmap::BfString, interpret_page,
    },
    hayro_syntax::Pdf,
    kurbo::{Affine, BezPath, Rect},
    vello_cpu::color::palette::css::WHITE,
};

/// Pixels of a scan per point: 300 dpi.
const SCAN: f32 = 300.0 / 72.0;

/// Pieces on a sheet: columns and rows.
#[derive(Clone, Copy, Debug)]
pub struct Grid(pub usize, pub usize);

/// A printed file.
pub struct Sheets(Pdf);

impl Sheets {
    pub fn open(pdf: Vec<u8>) -> Self {
        Self(Pdf::new(pdf).unwrap())
    }

    pub fn count(&self) -> usize {
        self.0.pages().len()
    }

    /// What the QR codes of a sheet say, row after row; `None` where there is none that can be read.
    pub fn scan(&self, sheet: usize, Grid(columns, rows): Grid) -> Vec<Option<String>> {
        let page = &self.0.pages()[sheet];
        let settings = PixmapSettings { x_scale: SCAN, y_scale: SCAN, bg_color: WHITE };
        let picture = hayro::render(
            page,
            &RenderCache::new(),
            &InterpreterSettings::default(),
            &RenderSettings::default(),
            &settings,
        );
        let (width, height) = (usize::from(picture.width()), usize::from(picture.height()));
        let grey: Vec<u8> = picture.data().iter().map(|pixel| pixel.g).collect();
        let (piece_width, piece_height) = (width / columns, height / rows);
        let mut said = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                let pixel =
                    |x: usize, y: usize| grey[(row * piece_height + y) * width + column * piece_width + x];
                let mut piece = rqrr::PreparedImage::prepare_from_greyscale(piece_width, piece_height, pixel);
                let codes = piece.detect_grids();
                // Now and then letters look like the corner of a code; they do not decode.
                said.push(codes.iter().find_map(|code| code.decode().ok()).map(|(_, text)| text));
            }
        }
        said
    }

    /// The text of a sheet, as it would be copied out.
    pub fn text(&self, sheet: usize) -> String {
        let page = &self.0.pages()[sheet];
        let cache = InterpreterCache::new();
        let all = Rect::new(0.0, 0.0, 1e4, 1e4);
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, all, &cache, page.xref(), settings);
        let mut reader = Reader(String::new());
        interpret_page(page, &mut context, &mut reader);
        reader.0
    }
}

/// Collects the characters that are drawn.
struct Reader(String);

impl<'a> Device<'a> for Reader {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            match glyph.as_unicode() {
                Some(BfString::Char(character)) => self.0.push(character),
                Some(BfString::String(text)) => self.0.push_str(&text),
                None => self.0.push('\u{fffd}'),
            }
        }
    }
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
