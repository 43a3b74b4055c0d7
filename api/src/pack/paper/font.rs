//! The font: found on this machine, read once for a pack, cut down to what a file needs by the PDF writer.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use krilla::text::Font;
use skrifa::{
    FontRef, MetadataProvider,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
    raw::FileRef,
    string::StringId,
};

/// Where systems put Noto Sans CJK: Debian and Ubuntu, Fedora and openEuler, Arch, SUSE and Alpine.
const USUAL: [&str; 6] = [
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto/NotoSansCJK-Regular.ttc",
];

/// Every font of ours must have it: 村, village.
const PROOF: char = '村';

/// No font to print with.
#[derive(Clone, Debug, thiserror::Error)]
pub enum NoFont {
    #[error(
        "no Chinese font was found; install one (Debian and Ubuntu: apt-get install fonts-noto-cjk; Fedora and \
         openEuler: google-noto-sans-cjk-fonts), or name a font file by the setting `font`"
    )]
    Nowhere,
    #[error("the font {path} cannot be read: {reason}")]
    Unreadable { path: PathBuf, reason: String },
    #[error("the font {path} has no Chinese characters; name another by the setting `font`")]
    NotChinese { path: PathBuf },
}

/// The two weights that are printed.
#[derive(Clone)]
pub struct Fonts {
    regular: Face,
    bold: Face,
}

impl fmt::Debug for Fonts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fonts")
    }
}

impl Fonts {
    /// Reads the font of the setting, or the first of the usual ones. A bold one is taken from beside it:
    /// `Regular` in the file's name replaced by `Bold`.
    pub fn open(setting: Option<&Path>) -> Result<Self, NoFont> {
        let path = match setting {
            Some(path) => path.to_owned(),
            None => USUAL.iter().map(PathBuf::from).find(|path| path.exists()).ok_or(NoFont::Nowhere)?,
        };
        let regular = Face::read(&path)?;
        let name = path.file_name().map(|name| name.to_string_lossy().replace("Regular", "Bold"));
        let beside = name.map(|name| path.with_file_name(name)).filter(|bold| *bold != path);
        let bold = match beside {
            Some(bold) if bold.exists() => Face::read(&bold)?,
            _ => regular.clone(),
        };
        Ok(Self { regular, bold })
    }
}

/// One face of a font file.
#[derive(Clone)]
struct Face {
    data: Arc<Vec<u8>>,
    index: u32,
    font: Font,
}

impl Face {
    fn read(path: &Path) -> Result<Self, NoFont> {
        let unreadable = |reason: String| NoFont::Unreadable { path: path.to_owned(), reason };
        let data = std::fs::read(path).map_err(|error| unreadable(error.to_string()))?;
        let index = simplified(&data).map_err(|error| unreadable(error.to_string()))?;
        let data = Arc::new(data);
        let font = Font::new(data.clone().into(), index);
        let face = Self { font: font.ok_or_else(|| unreadable("not a font".to_owned()))?, data, index };
        let proof = face.font_ref().map(|font| font.charmap().map(PROOF));
        match proof {
            Ok(Some(_)) => Ok(face),
            _ => Err(NoFont::NotChinese { path: path.to_owned() }),
        }
    }

    fn font_ref(&self) -> Result<FontRef<'_>, skrifa::raw::ReadError> {
        FontRef::from_index(&self.data, self.index)
    }
}

/// Which font of a collection draws characters as they are written in China: the one whose family ends in SC or CN.
fn simplified(data: &[u8]) -> Result<u32, skrifa::raw::ReadError> {
    for (at, font) in FileRef::new(data)?.fonts().enumerate() {
        let names = font?.localized_strings(StringId::FAMILY_NAME);
        let family = names.english_or_first().map(|name| name.to_string()).unwrap_or_default();
        if family.ends_with(" SC") || family.ends_with(" CN") {
            return Ok(u32::try_from(at).unwrap_or(0));
        }
    }
    Ok(0)
}

/// The fonts while one document is drawn, with what was looked up in them.
pub struct Ink<'a> {
    pub regular: FaceInk<'a>,
    pub bold: FaceInk<'a>,
}

impl<'a> Ink<'a> {
    pub fn new(fonts: &'a Fonts) -> Result<Self, skrifa::raw::ReadError> {
        Ok(Self { regular: FaceInk::new(&fonts.regular)?, bold: FaceInk::new(&fonts.bold)? })
    }

    pub fn into_missing(self) -> BTreeSet<char> {
        let mut missing = self.regular.missing.into_inner();
        missing.append(&mut self.bold.missing.into_inner());
        missing
    }
}

/// One face while one document is drawn.
pub struct FaceInk<'a> {
    pub font: Font,
    charmap: Charmap<'a>,
    metrics: GlyphMetrics<'a>,
    known: RefCell<HashMap<char, Glyph>>,
    missing: RefCell<BTreeSet<char>>,
}

/// A character as this face draws it.
#[derive(Clone, Copy, Debug)]
pub struct Glyph {
    pub id: u32,
    /// In ems.
    pub advance: f32,
}

impl<'a> FaceInk<'a> {
    fn new(face: &'a Face) -> Result<Self, skrifa::raw::ReadError> {
        let font = face.font_ref()?;
        Ok(Self {
            font: face.font.clone(),
            charmap: font.charmap(),
            metrics: font.glyph_metrics(Size::unscaled(), LocationRef::default()),
            known: RefCell::default(),
            missing: RefCell::default(),
        })
    }

    pub fn glyph(&self, character: char) -> Glyph {
        if let Some(glyph) = self.known.borrow().get(&character) {
            return *glyph;
        }
        let id = self.charmap.map(character).unwrap_or_else(|| {
            self.missing.borrow_mut().insert(character);
            skrifa::GlyphId::NOTDEF
        });
        let advance = self.metrics.advance_width(id).unwrap_or(0.0) / self.font.units_per_em();
        let glyph = Glyph { id: id.to_u32(), advance };
        self.known.borrow_mut().insert(character, glyph);
        glyph
    }
}
