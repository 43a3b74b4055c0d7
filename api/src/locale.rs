//! Message catalogues on the server's side: the same files that the pages in the browser use.

use std::{collections::HashMap, sync::LazyLock};

use poem::Request;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    #[default]
    ZhCn,
    En,
}

tokio::task_local! {
    /// The language of the request being served.
    static CURRENT: Lang;
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::ZhCn, Self::En];

    /// BCP 47 tag, as in the `lang` attribute of a page.
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhCn => "zh-CN",
            Self::En => "en",
        }
    }

    fn from_tag(tag: &str) -> Option<Self> {
        match tag.get(..2)?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::ZhCn),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The language a request asks for: the cookie `lang`, then `Accept-Language`, then Chinese.
    pub fn of(request: &Request) -> Self {
        let cookie = request.headers().get_all("cookie").iter().find_map(|header| {
            header.to_str().ok()?.split(';').find_map(|pair| pair.trim().strip_prefix("lang="))
        });
        let accepted = request.header("accept-language").and_then(|list| list.split(',').next());
        cookie.and_then(Self::from_tag).or_else(|| accepted.and_then(Self::from_tag)).unwrap_or_default()
    }

    /// The language of the request being served; Chinese outside a request.
    pub fn current() -> Self {
        CURRENT.try_with(|lang| *lang).unwrap_or_default()
    }

    /// Runs a future in this language.
    pub async fn scope<F: Future>(self, future: F) -> F::Output {
        CURRENT.scope(self, future).await
    }

    /// The message of a key such as `errors.not_found`, with `{name}` replaced by its parameter. A key that
    /// no catalogue has is shown as it stands; a test finds it.
    pub fn text(self, key: &str, params: &[(&str, &str)]) -> String {
        let Some(message) = CATALOGUES.get(&self).and_then(|catalogue| catalogue.get(key)) else {
            return key.to_owned();
        };
        params.iter().fold(message.clone(), |text, (name, value)| {
            counted(&text, name, value).replace(&format!("{{{name}}}"), value)
        })
    }

    /// Whether the catalogue of this language has the key.
    pub fn has(self, key: &str) -> bool {
        CATALOGUES.get(&self).is_some_and(|catalogue| catalogue.contains_key(key))
    }
}

/// Of `{name:day|days}` the first word stays where the value is 1, else the second.
fn counted(text: &str, name: &str, value: &str) -> String {
    let mark = format!("{{{name}:");
    let mut parts = text.split(&mark);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}').and_then(|(forms, rest)| Some((forms.split_once('|')?, rest))) {
            Some(((one, many), rest)) => whole.extend([if value == "1" { one } else { many }, rest]),
            None => whole.extend([mark.as_str(), part]),
        }
    }
    whole
}

/// The word between two parts of a key, as the catalogue has it: a word from elsewhere becomes one of ours, or none.
pub fn word(before: &str, word: &str, after: &str) -> Option<&'static str> {
    let catalogue = CATALOGUES.get(&Lang::default())?;
    let (key, _) = catalogue.get_key_value(&format!("{before}{word}{after}"))?;
    key.get(before.len()..before.len() + word.len())
}

/// The message of a key in the language of the request being served.
pub fn text(key: &str, params: &[(&str, &str)]) -> String {
    Lang::current().text(key, params)
}

static CATALOGUES: LazyLock<HashMap<Lang, HashMap<String, String>>> =
    LazyLock::new(|| Lang::ALL.into_iter().map(|lang| (lang, catalogue(lang))).collect());

/// `LANG.json` holds sections; `LANG/SECTION.json` holds one.
fn catalogue(lang: Lang) -> HashMap<String, String> {
    let mut messages = HashMap::new();
    for name in web::Locales::iter() {
        let Some(rest) = name.strip_prefix(lang.tag()) else { continue };
        let Some(file) = web::Locales::get(&name) else { continue };
        let value =
            serde_json::from_slice(&file.data).unwrap_or_else(|error| panic!("locales/{name}: {error}"));
        let section = rest.trim_start_matches('/').trim_end_matches(".json");
        flatten(section, &value, &mut messages);
    }
    messages
}

fn flatten(prefix: &str, value: &serde_json::Value, into: &mut HashMap<String, String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                flatten(&key, value, into);
            }
        }
        serde_json::Value::String(text) => {
            into.insert(prefix.to_owned(), text.clone());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_catalogues_have_the_same_keys() {
        let keys = |lang| {
            let mut keys: Vec<_> = CATALOGUES[&lang].keys().cloned().collect();
            keys.sort();
            keys
        };
        assert_eq!(keys(Lang::ZhCn), keys(Lang::En));
    }

    #[test]
    fn parameters_are_filled_in() {
        assert_eq!(
            Lang::En.text("errors.rate_limited.detail", &[("seconds", "8")]),
            "Try again in 8 seconds."
        );
        assert_eq!(
            Lang::En.text("errors.rate_limited.detail", &[("seconds", "1")]),
            "Try again in 1 second."
        );
    }
}
