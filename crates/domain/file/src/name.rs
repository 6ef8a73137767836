//! What files are called: by us, by their owners, and in messages.

use std::fmt;

use discuss_kernel::UserId;

/// What a file is called in its address: 128 random bits, and an extension that suits what is in it. Whoever
/// knows the name may read the file, so nobody can guess it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileName {
    key: u128,
    extension: String,
}

impl FileName {
    const KEY_DIGITS: usize = 32;
    /// Longer extensions no name has, in characters.
    pub const MAX_EXTENSION: usize = 10;

    /// A new one.
    #[must_use]
    pub fn random(extension: &str) -> Self {
        Self { key: rand::random(), extension: extension.to_owned() }
    }

    /// Wraps what was kept of one.
    #[must_use]
    pub const fn stored(key: [u8; 16], extension: String) -> Self {
        Self { key: u128::from_be_bytes(key), extension }
    }

    /// `None` for anything but 32 digits of lower-case hexadecimal, and perhaps an extension of small letters and
    /// digits. So no name ever leads out of its directory.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (name, rest) = Self::at_start(text)?;
        rest.is_empty().then_some(name)
    }

    /// The name that a text begins with, and what follows it.
    fn at_start(text: &str) -> Option<(Self, &str)> {
        let (digits, rest) = text.split_at_checked(Self::KEY_DIGITS)?;
        let is_hex = digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let key = u128::from_str_radix(digits, 16).ok().filter(|_| is_hex)?;
        let (extension, rest) = match rest.strip_prefix('.').map(split_extension) {
            Some((extension, rest)) if !extension.is_empty() => (extension, rest),
            // The dot ends a sentence.
            _ => ("", rest),
        };
        Some((Self { key, extension: extension.to_owned() }, rest))
    }

    /// What tells it from all others.
    #[must_use]
    pub const fn key(&self) -> [u8; 16] {
        self.key.to_be_bytes()
    }

    /// Without the dot; may be empty.
    #[must_use]
    pub fn extension(&self) -> &str {
        &self.extension
    }
}

fn split_extension(text: &str) -> (&str, &str) {
    let is_part = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let length = text.bytes().take_while(is_part).take(FileName::MAX_EXTENSION).count();
    text.split_at(length)
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.key)?;
        if self.extension.is_empty() { Ok(()) } else { write!(f, ".{}", self.extension) }
    }
}

/// A name lets its reader in, so it is not shown where logs are made.
impl fmt::Debug for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FileName(…)")
    }
}

/// Where a file is found: `public/<owner>/<name>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FilePath {
    /// Who uploaded it.
    pub owner: UserId,
    /// What it is called.
    pub name: FileName,
}

impl FilePath {
    const ROOT: &str = "public/";
    const OWNER_CHARS: usize = 36;

    /// The same as a path below the origin.
    #[must_use]
    pub fn url_path(&self) -> String {
        format!("/{self}")
    }

    /// The path that a text begins with, its root left out.
    fn at_start(text: &str) -> Option<Self> {
        let (owner, rest) = text.split_at_checked(Self::OWNER_CHARS)?;
        let (name, _) = FileName::at_start(rest.strip_prefix('/')?)?;
        Some(Self { owner: owner.parse().ok()?, name })
    }
}

impl fmt::Display for FilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}/{}", Self::ROOT, self.owner, self.name)
    }
}

/// The files that a text mentions by their paths, alone, within an address or within other words.
pub fn mentions(text: &str) -> impl Iterator<Item = FilePath> {
    text.match_indices(FilePath::ROOT).filter_map(|(at, root)| FilePath::at_start(&text[at + root.len()..]))
}

/// What its owner calls a file: the last part of a path, 1 to [`OriginalName::MAX_CHARS`] characters, none of
/// them a control character or one that turns the direction of writing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginalName(String);

impl OriginalName {
    /// Counted in characters.
    pub const MAX_CHARS: usize = 255;
    const MAX_EXTENSION: usize = 16;
    const NAMELESS: &str = "file";

    /// Makes a name of what a client says. A strange name is no reason to refuse a file: what cannot be kept of
    /// it is left out, and a long one loses the end of what comes before its extension.
    #[must_use]
    pub fn tidy(raw: &str) -> Self {
        let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
        let name: String = last.chars().filter(|char| !is_unseen(*char)).collect();
        let name = name.trim();
        if name.trim_matches('.').is_empty() {
            return Self(Self::NAMELESS.to_owned());
        }
        Self(shortened(name))
    }

    /// Wraps what was tidied when it was stored.
    #[must_use]
    pub const fn stored(name: String) -> Self {
        Self(name)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Control characters, and those by which `exe.png` looks like `gnp.exe`.
fn is_unseen(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= OriginalName::MAX_CHARS {
        return name.to_owned();
    }
    let extension = name.rfind('.').map_or("", |dot| &name[dot..]);
    let extension = if extension.chars().count() > OriginalName::MAX_EXTENSION { "" } else { extension };
    let kept = OriginalName::MAX_CHARS - extension.chars().count();
    name.chars().take(kept).chain(extension.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn no_name_leads_anywhere_else() {
        for good in [KEY.to_owned(), format!("{KEY}.png"), format!("{KEY}.mp4")] {
            assert_eq!(FileName::parse(&good).unwrap().to_string(), good);
        }
        let upper = KEY.to_uppercase();
        let signed = format!("+{}", &KEY[1..]);
        let cases = [
            "",
            ".",
            "..",
            "../../etc/passwd",
            "a",
            upper.as_str(),
            signed.as_str(),
            &KEY[1..],
            &format!("{KEY}."),
            &format!("{KEY}.p/g"),
            &format!("{KEY}/..",),
            &format!("{KEY}.tar.gz"),
            &format!("{KEY}.PNG"),
            &format!("{KEY}.aaaaaaaaaaa"),
            &format!("{KEY}.png\0"),
            &format!("../{KEY}"),
            &format!("{KEY}%2e%2e"),
            "茶茶茶茶茶茶茶茶茶茶茶",
        ];
        for bad in cases {
            assert_eq!(FileName::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn two_names_are_never_the_same() {
        assert_ne!(FileName::random("png"), FileName::random("png"));
        let name = FileName::random("");
        assert_eq!(FileName::stored(name.key(), String::new()), name);
        assert!(!format!("{name:?}").contains(&name.to_string()), "a name is as good as a key");
    }

    #[test]
    fn paths_are_found_wherever_they_are_mentioned() {
        let path = FilePath { owner: UserId::random(), name: FileName::random("png") };
        let other = FilePath { owner: UserId::random(), name: FileName::random("") };
        let cases = [
            ("alone", path.to_string(), vec![&path]),
            ("in an address", format!("https://chat.example.org/{path}?x=1"), vec![&path]),
            ("at the end of a sentence", format!("See /{path}. And {other}."), vec![&path, &other]),
            ("in JSON", format!(r#"{{"url":"{path}"}}"#), vec![&path]),
            ("among other letters", format!("茶{path}茶public/"), vec![&path]),
            ("cut off", path.to_string()[..60].to_owned(), vec![]),
            ("of nobody", format!("public/{}", path.name), vec![]),
            ("not at all", "public/茶".to_owned(), vec![]),
        ];
        for (rule, text, expected) in cases {
            let found: Vec<FilePath> = mentions(&text).collect();
            assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{rule}");
        }
    }

    #[test]
    fn original_names_are_tidied_and_never_refused() {
        let long = format!("{}.png", "茶".repeat(300));
        let cut = format!("{}.png", "茶".repeat(251));
        let cases = [
            ("kept as it is", "茶 🍵 (1).tar.gz", "茶 🍵 (1).tar.gz"),
            ("a path", "C:\\fakepath\\tea.png", "tea.png"),
            ("a path that climbs", "../../../etc/passwd", "passwd"),
            ("control characters", "a\r\nb\0.txt", "ab.txt"),
            ("turned around", "gnp.\u{202e}exe", "gnp.exe"),
            ("nothing", "  ", "file"),
            ("nothing but dots", "..", "file"),
            ("a slash at the end", "tea/", "file"),
            ("too long", long.as_str(), cut.as_str()),
        ];
        for (rule, raw, expected) in cases {
            assert_eq!(OriginalName::tidy(raw).as_str(), expected, "{rule}");
        }
        let endless = OriginalName::tidy(&".".repeat(10).replace('.', &format!(".{}", "x".repeat(100))));
        assert_eq!(endless.as_str().chars().count(), OriginalName::MAX_CHARS);
    }
}
