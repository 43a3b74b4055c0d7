//! The materialised path of a grid: the codes from the county down, joined by `/`.

use std::fmt;
use std::str::FromStr;

use super::{GridCode, GridCodeError};

/// `371323/371323001/371323001P01/371323001201`: every grid's own place, one code per level, none left out above it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GridPath {
    codes: Vec<GridCode>,
}

/// Why a text is not a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GridPathError {
    /// A part that is not a code.
    #[error(transparent)]
    Code(#[from] GridCodeError),
    /// It does not begin at a county or leaves a level out.
    #[error("{0:?} is not at the level that follows")]
    Level(String),
    /// A code that names another township or village than the one it stands under.
    #[error("{below:?} does not lie in {above:?}")]
    Elsewhere {
        /// The part above.
        above: String,
        /// The part below.
        below: String,
    },
}

impl GridPath {
    /// The path one level further down.
    pub fn join(&self, code: GridCode) -> Result<Self, GridPathError> {
        let mut codes = self.codes.clone();
        codes.push(code);
        Self::of(codes)
    }

    /// A path of codes from the county down.
    pub fn of(codes: Vec<GridCode>) -> Result<Self, GridPathError> {
        for (at, code) in codes.iter().enumerate() {
            if super::Level::ALL.get(at) != Some(&code.level()) {
                return Err(GridPathError::Level(code.to_string()));
            }
            if let Some(above) = codes[..at].iter().find(|above| !code.may_lie_in(above)) {
                return Err(GridPathError::Elsewhere { above: above.to_string(), below: code.to_string() });
            }
        }
        if codes.is_empty() { Err(GridPathError::Level(String::new())) } else { Ok(Self { codes }) }
    }

    /// The codes from the county down; never empty.
    pub fn codes(&self) -> &[GridCode] {
        &self.codes
    }
}

impl FromStr for GridPath {
    type Err = GridPathError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let codes = text.split('/').map(str::parse).collect::<Result<Vec<GridCode>, _>>()?;
        Self::of(codes)
    }
}

impl fmt::Display for GridPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, code) in self.codes.iter().enumerate() {
            if at > 0 {
                f.write_str("/")?;
            }
            f.write_str(code.as_str())?;
        }
        Ok(())
    }
}

/// Whether the grid at `path` is the one at `scope` or lies below it. Whole codes are compared: `371323001` does not
/// contain `3713230012`.
pub fn in_subtree(path: &str, scope: &str) -> bool {
    !scope.is_empty() && path.strip_prefix(scope).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VILLAGE: &str = "371323/371323001/371323001P01/371323001201";

    #[test]
    fn a_path_reads_back_as_it_was_written() {
        let path: GridPath = VILLAGE.parse().expect("a village's path");
        assert_eq!(path.to_string(), VILLAGE);
        let contact = path.join("A00017".parse().expect("a contact grid")).expect("below a village");
        assert_eq!(contact.codes().len(), 5);
    }

    #[test]
    fn a_path_that_skips_a_level_or_strays_is_refused() {
        let parse = |text: &str| text.parse::<GridPath>();
        assert!(matches!(parse("371323/371323001/371323001201"), Err(GridPathError::Level(_))));
        assert!(matches!(parse("371323001"), Err(GridPathError::Level(_))));
        assert!(matches!(parse("371323/371302001"), Err(GridPathError::Elsewhere { .. })));
        assert!(matches!(
            parse("371323/371323001/371323001P01/371323002201"),
            Err(GridPathError::Elsewhere { .. })
        ));
        assert!(matches!(parse("371323//371323001"), Err(GridPathError::Code(_))));
    }

    #[test]
    fn a_leader_reaches_his_own_grid_and_what_is_below_it() {
        assert!(in_subtree(VILLAGE, VILLAGE));
        assert!(in_subtree(VILLAGE, "371323/371323001"));
        assert!(!in_subtree("371323/371323001", VILLAGE));
        assert!(!in_subtree("371323/371323001", "371323/37132300"));
        assert!(!in_subtree(VILLAGE, ""));
    }

    proptest! {
        #[test]
        fn below_is_what_the_codes_say(depth in 1usize..5, other in 1usize..5, stray in any::<bool>()) {
            let codes = ["371323", "371323001", "371323001P01", "371323001201"];
            let strayed = ["371323", "371323002", "371323002P01", "371323002201"];
            let scope = codes[..depth].join("/");
            let path = if stray { strayed } else { codes }[..other].join("/");
            let expected = other >= depth && (!stray || depth == 1);
            prop_assert_eq!(in_subtree(&path, &scope), expected);
        }
    }
}
