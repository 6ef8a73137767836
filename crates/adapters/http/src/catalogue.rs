//! The texts, by language: `locales/zh.ftl` and `locales/en.ftl`, in the format of Project Fluent.

use std::sync::LazyLock;

use discuss_kernel::{Phrase, PhraseValue};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::{LanguageIdentifier, langid};

use crate::Language;

type Catalogue = FluentBundle<FluentResource>;

static ZH: LazyLock<Catalogue> = LazyLock::new(|| read(langid!("zh"), include_str!("../locales/zh.ftl")));
static EN: LazyLock<Catalogue> = LazyLock::new(|| read(langid!("en"), include_str!("../locales/en.ftl")));

fn read(language: LanguageIdentifier, source: &str) -> Catalogue {
    let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| errors);
    let mut catalogue = FluentBundle::new_concurrent(vec![language]);
    // Both languages run from left to right.
    catalogue.set_use_isolating(false);
    let texts = resource.expect("the catalogue can be read, as a test checks");
    catalogue.add_resource(texts).expect("no text is there twice, as a test checks");
    catalogue
}

/// The text of a phrase. One that is missing is shown by its key, and reported; a test sees to it that
/// none is.
pub(crate) fn text(language: Language, phrase: &Phrase) -> String {
    let catalogue: &Catalogue = match language {
        Language::Zh => &ZH,
        Language::En => &EN,
    };
    let Some(pattern) = catalogue.get_message(phrase.key()).and_then(|message| message.value()) else {
        tracing::error!(key = phrase.key(), language = language.tag(), "a text is missing");
        return phrase.key().to_owned();
    };
    let values: FluentArgs<'_> =
        phrase.values().iter().map(|(name, value)| (*name, fluent_value(value))).collect();
    let mut errors = Vec::new();
    let text = catalogue.format_pattern(pattern, Some(&values), &mut errors).into_owned();
    if !errors.is_empty() {
        tracing::error!(key = phrase.key(), language = language.tag(), ?errors, "a text lacks a value");
    }
    text
}

fn fluent_value(value: &PhraseValue) -> FluentValue<'_> {
    match value {
        PhraseValue::Number(number) => FluentValue::from(*number),
        PhraseValue::Text(text) => FluentValue::from(text.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_text_is_filled_in_in_both_languages() {
        let password = Phrase::new("password-invalid").with("min", 6_u64).with("max", 256_u64);
        assert_eq!(text(Language::Zh, &password), "密码须为 6 到 256 个字符。");
        assert_eq!(text(Language::En, &password), "Please choose a password of 6 to 256 characters.");
    }

    #[test]
    fn one_is_not_many() {
        let wait = |seconds| Phrase::new("too-many-failed-logins").waiting(Duration::from_secs(seconds));
        for (seconds, zh, en) in [
            (1, "1 秒", "one second"),
            (40, "40 秒", "40 seconds"),
            (900, "15 分钟", "15 minutes"),
            (7_200, "2 小时", "2 hours"),
        ] {
            assert_eq!(text(Language::Zh, &wait(seconds)), format!("登录失败次数过多，请在 {zh}后重试。"));
            assert_eq!(
                text(Language::En, &wait(seconds)),
                format!("Too many failed logins. Please try again in {en}.")
            );
        }
    }
}
