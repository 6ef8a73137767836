//! The language of whoever is answered.

use std::cmp::Reverse;

use actix_web::{
    HttpMessage,
    http::header::{
        self, AcceptLanguage, Header, HeaderMap, HeaderValue, LanguageTag, Preference, Quality, QualityItem,
    },
};
use discuss_kernel::{Failure, Kind, Phrase};

use crate::catalogue;

/// A language that people are answered in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// Chinese, also for those who say nothing.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// Which one a request asks for with `Accept-Language`; Chinese, when it names neither.
    #[must_use]
    pub fn of(request: &impl HttpMessage) -> Self {
        let accepted = AcceptLanguage::parse(request).map(|header| header.0).unwrap_or_default();
        // Of equals the one named first, and the last of these two if neither is.
        let rank = |language: &Self| (language.quality(&accepted), Reverse(language.place(&accepted)));
        [Self::En, Self::Zh].into_iter().max_by_key(rank).unwrap_or_default()
    }

    /// How headers name it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The text of a phrase.
    #[must_use]
    pub fn say(self, phrase: &Phrase) -> String {
        catalogue::text(self, phrase)
    }

    /// What a person is told of a failure: nothing of its cause when it is our fault.
    #[must_use]
    pub fn tell(self, failure: &dyn Failure) -> String {
        match failure.kind() {
            Kind::Internal => self.say(&Phrase::new("internal")),
            _ => self.say(&failure.phrase()),
        }
    }

    /// Says that an answer is in this language, and would be in another one for somebody else.
    pub(crate) fn mark(self, headers: &mut HeaderMap) {
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(self.tag()));
        headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    }

    fn quality(self, accepted: &[QualityItem<Preference<LanguageTag>>]) -> Quality {
        let named = accepted.iter().filter(|item| self.is_meant_by(&item.item));
        let best = named.map(|item| item.quality).max();
        let any = || accepted.iter().find(|item| item.item.is_any()).map(|item| item.quality);
        best.or_else(any).unwrap_or(Quality::ZERO)
    }

    fn place(self, accepted: &[QualityItem<Preference<LanguageTag>>]) -> usize {
        let is_wanted = |item: &QualityItem<_>| self.is_meant_by(&item.item) && item.quality > Quality::ZERO;
        accepted.iter().position(is_wanted).unwrap_or(usize::MAX)
    }

    /// Whatever the script and the country.
    fn is_meant_by(self, preference: &Preference<LanguageTag>) -> bool {
        preference.item().is_some_and(|tag| tag.primary_language().eq_ignore_ascii_case(self.tag()))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_best_of_the_two_is_chosen_and_chinese_if_neither_is_asked_for() {
        let cases = [
            ("", Language::Zh),
            ("en", Language::En),
            ("EN-gb", Language::En),
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::Zh),
            ("en-US,en;q=0.9,zh;q=0.8", Language::En),
            ("en;q=0.2, zh;q=0.7", Language::Zh),
            ("en;q=0.1, en-US;q=0.9, zh;q=0.5", Language::En),
            ("en, zh", Language::En),
            ("zh, en", Language::Zh),
            ("zh-Hant-TW", Language::Zh),
            ("fr, de;q=0.9", Language::Zh),
            ("fr, en;q=0.1", Language::En),
            ("*", Language::Zh),
            ("en;q=0.5, *", Language::Zh),
            ("en, *;q=0.5", Language::En),
            ("zh;q=0, *", Language::En),
            ("en;q=0", Language::Zh),
            ("nonsense;q=x, !!, en", Language::En),
            ("english, enm", Language::Zh),
        ];
        for (header, expected) in cases {
            let request = TestRequest::default().insert_header(("accept-language", header));
            assert_eq!(Language::of(&request.to_http_request()), expected, "{header}");
        }
        assert_eq!(Language::of(&TestRequest::default().to_http_request()), Language::Zh, "no header");
    }

    #[test]
    fn several_headers_are_one_list() {
        let request = TestRequest::default()
            .append_header(("accept-language", "fr"))
            .append_header(("accept-language", "en;q=0.5"));
        assert_eq!(Language::of(&request.to_http_request()), Language::En);
    }
}
