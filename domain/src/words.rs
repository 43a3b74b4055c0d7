//! Words that are stored as text in the database and shown in the API.
//!
//! An enum made by `words!` has one fixed word per variant; `as_str`, `FromStr`, `Display`, serde and `ALL`
//! all speak that word, so a column, an answer and a match arm cannot drift apart.

/// A text that is none of the words of an enum.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not a {kind}")]
pub struct UnknownWord {
    /// The enum that was asked for.
    pub kind: &'static str,
    /// The text that was found.
    pub word: String,
}

/// Declares an enum whose variants are each one stored word.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $word:literal ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize,
        )]
        $vis enum $name {
            $( $(#[$variant_meta])* #[serde(rename = $word)] $variant ),+
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$( Self::$variant ),+];

            /// The stored word.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $word ),+
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::words::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $( $word => Ok(Self::$variant), )+
                    _ => Err($crate::words::UnknownWord { kind: stringify!($name), word: text.to_owned() }),
                }
            }
        }
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    words! {
        /// Two words for the tests below.
        enum Colour {
            /// The first.
            Red = "red",
            /// The second, of two words.
            DeepBlue = "deep_blue",
        }
    }

    #[test]
    fn a_word_survives_text_and_json() {
        for colour in Colour::ALL {
            assert_eq!(colour.as_str().parse(), Ok(*colour));
            let json = serde_json::to_string(colour).expect("a word is JSON");
            assert_eq!(json, format!("\"{colour}\""));
            assert_eq!(serde_json::from_str::<Colour>(&json).expect("and back"), *colour);
        }
    }

    #[test]
    fn an_unknown_word_names_what_was_asked_for() {
        let error = "green".parse::<Colour>().expect_err("no such colour");
        assert_eq!(error.to_string(), "\"green\" is not a Colour");
    }
}
