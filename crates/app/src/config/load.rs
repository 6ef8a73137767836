//! Reads the settings from where they are written, and says where a wrong one is.

use std::{collections::HashMap, env, path::PathBuf};

use config::{ConfigError, Environment, File, FileFormat, Map, Source, Value, ValueKind};

use super::{Config, DatabaseUrl};
use crate::data;

const DEFAULTS: &str = include_str!("../../../../config/default.toml");
const PREFIX: &str = "DISCUSS";
const SEPARATOR: &str = "__";

/// A setting is unknown or wrong; says which, and where it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidConfig {
    /// There is no such setting.
    #[error("{place}: there is no setting {key:?}")]
    UnknownKey {
        /// Where it was written.
        place: String,
        /// What it was called.
        key: String,
    },
    /// The value is not what it should be.
    #[error("{place}: {key}: {reason}")]
    WrongValue {
        /// Where it was written.
        place: String,
        /// Which setting.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A whole source cannot be read.
    #[error("{0}")]
    Unreadable(String),
}

/// Where settings are read from; the later ones win.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// A file that must exist; without one, [`Sources::DEFAULT_FILE`] is read if it exists.
    pub file: Option<PathBuf>,
    /// Environment variables.
    pub environment: HashMap<String, String>,
    /// Settings from the command line: `("server.bind", "127.0.0.1:0")`.
    pub command_line: Vec<(&'static str, String)>,
}

impl Sources {
    /// In the working directory; read when no other file is named.
    pub const DEFAULT_FILE: &str = "discuss.toml";

    /// A file and the command line, with the environment of this process.
    #[must_use]
    pub fn of_process(file: Option<PathBuf>, command_line: Vec<(&'static str, String)>) -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self { file, environment: env::vars_os().filter_map(text).collect(), command_line }
    }

    /// Reads all settings, and decides what is left to the program: which directories and database.
    /// Nothing is created.
    ///
    /// # Errors
    /// When a setting is unknown or wrong, or a file cannot be read.
    pub fn load(&self) -> Result<Config, InvalidConfig> {
        let defaults = Layer::defaults()?;
        let overrides = [self.read_file()?, self.read_environment()?, self.read_command_line()];
        for layer in &overrides {
            layer.require_known(&defaults)?;
        }
        let mut config = merge(&defaults, &overrides)?;
        settle(&mut config);
        Ok(config)
    }

    fn read_file(&self) -> Result<Layer, InvalidConfig> {
        let (path, required) = match &self.file {
            Some(path) => (path.clone(), true),
            None => (Self::DEFAULT_FILE.into(), false),
        };
        let place = path.display().to_string();
        let file = File::from(path).format(FileFormat::Toml).required(required);
        Layer::collect(&place, &file)
    }

    fn read_environment(&self) -> Result<Layer, InvalidConfig> {
        let environment = Environment::with_prefix(PREFIX)
            .prefix_separator(SEPARATOR)
            .separator(SEPARATOR)
            .source(Some(self.environment.clone().into_iter().collect()));
        Layer::collect("the environment", &environment)
    }

    fn read_command_line(&self) -> Layer {
        let values = self.command_line.iter();
        let value = |text: &String| Value::new(None, ValueKind::from(text.clone()));
        Layer {
            place: "the command line".to_owned(),
            values: values.map(|(key, text)| ((*key).to_owned(), value(text))).collect(),
        }
    }
}

/// The settings of one source, by their full names (`server.bind`); also sections that have none.
#[derive(Debug, Clone)]
struct Layer {
    place: String,
    values: Map<String, Value>,
}

impl Layer {
    fn defaults() -> Result<Self, InvalidConfig> {
        Self::collect("the defaults", &File::from_str(DEFAULTS, FileFormat::Toml))
    }

    fn collect(place: &str, source: &impl Source) -> Result<Self, InvalidConfig> {
        let unreadable = |error: ConfigError| InvalidConfig::Unreadable(one_line(&error));
        let mut values = Map::new();
        for (key, value) in source.collect().map_err(unreadable)? {
            flatten(key, value, &mut values);
        }
        Ok(Self { place: place.to_owned(), values })
    }

    fn require_known(&self, defaults: &Self) -> Result<(), InvalidConfig> {
        let known = |(key, value): &(&String, &Value)| match value.kind {
            // A section without settings.
            ValueKind::Table(_) => defaults.values.keys().any(|name| name.starts_with(&format!("{key}."))),
            _ => defaults.values.contains_key(*key),
        };
        let unknown = self.values.iter().filter(|entry| !known(entry)).map(|(key, _)| key).min();
        unknown.map_or(Ok(()), |key| {
            Err(InvalidConfig::UnknownKey { place: self.place_of(key), key: key.clone() })
        })
    }

    /// Of the environment, the variable itself is named.
    fn place_of(&self, key: &str) -> String {
        match self.place.as_str() {
            "the environment" => {
                format!("{PREFIX}{SEPARATOR}{}", key.to_uppercase().replace('.', SEPARATOR))
            }
            place => place.to_owned(),
        }
    }
}

impl Source for Layer {
    fn clone_into_box(&self) -> Box<dyn Source + Send + Sync> {
        Box::new(self.clone())
    }

    fn collect(&self) -> Result<Map<String, Value>, ConfigError> {
        let is_setting = |value: &Value| !matches!(value.kind, ValueKind::Table(_));
        let settings = self.values.iter().filter(|(_, value)| is_setting(value));
        Ok(settings.map(|(key, value)| (key.clone(), value.clone())).collect())
    }
}

fn flatten(key: String, value: Value, into: &mut Map<String, Value>) {
    match value.kind {
        ValueKind::Table(table) if !table.is_empty() => {
            for (name, value) in table {
                flatten(format!("{key}.{name}"), value, into);
            }
        }
        _ => {
            into.insert(key, value);
        }
    }
}

fn merge(defaults: &Layer, overrides: &[Layer]) -> Result<Config, InvalidConfig> {
    let builder = config::Config::builder().add_source(defaults.clone());
    let builder = overrides.iter().fold(builder, |builder, layer| builder.add_source(layer.clone()));
    let merged = builder.build().and_then(config::Config::try_deserialize);
    merged.map_err(|error| {
        let (key, reason) = explain(error);
        let written = overrides.iter().rev().find(|layer| layer.values.contains_key(&key));
        let place = written.unwrap_or(defaults).place_of(&key);
        InvalidConfig::WrongValue { place, key, reason }
    })
}

/// Which key is wrong, and why.
fn explain(error: ConfigError) -> (String, String) {
    let (key, reason) = match error {
        ConfigError::At { error, key, .. } => (key, one_line(&error)),
        ConfigError::Type { unexpected, expected, key, .. } => {
            (key, format!("{unexpected} is not {expected}"))
        }
        ConfigError::NotFound(key) => (Some(key), "is missing".to_owned()),
        other => (None, one_line(&other)),
    };
    let key = key.unwrap_or_default();
    // An element of a list is found under the list's name.
    let setting = key.split_once('[').map_or(key.as_str(), |(list, _)| list).to_owned();
    (setting, reason)
}

fn one_line(error: &ConfigError) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Puts what the program decides where nothing was chosen.
fn settle(config: &mut Config) {
    if config.data.directory.as_os_str().is_empty() {
        config.data.directory = data::choose_directory();
    }
    if config.database.url.is_empty() {
        config.database.url = DatabaseUrl::of_file(&config.data.directory.join("discuss.db"));
    }
    if config.files.directory.as_os_str().is_empty() {
        config.files.directory = config.data.directory.join("files");
    }
    if config.log.directory.as_os_str().is_empty() {
        config.log.directory = config.data.directory.join("logs");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(name: &str, value: &str) -> Sources {
        Sources { environment: [(name.to_owned(), value.to_owned())].into(), ..Sources::default() }
    }

    #[test]
    fn every_setting_has_a_default() {
        let config = Sources::default().load().unwrap();
        assert_eq!(config.server.bind.port(), 3000);
        assert!(config.auth.token_secret.is_none());
        assert!(config.server.trusted_proxies.is_empty());
    }

    #[test]
    fn the_environment_has_lists_numbers_and_durations() {
        let cases = [
            ("DISCUSS__SERVER__CORS_ORIGINS", "https://a.org, https://b.org"),
            ("DISCUSS__SERVER__TRUSTED_PROXIES", "10.0.0.0/8,::1"),
            ("DISCUSS__AUTH__THROTTLE__PER_ACCOUNT", "0"),
            ("DISCUSS__AUTH__REGISTRATION", "false"),
            ("DISCUSS__AUTH__ACCESS_LIFETIME", "1h 30m"),
            ("DISCUSS__AUTH__TOKEN_SECRET", "00012345678901234567890123456789"),
        ];
        for (name, value) in cases {
            environment(name, value).load().expect(name);
        }
        let config = environment(cases[5].0, cases[5].1).load().unwrap();
        assert_eq!(config.auth.token_secret.unwrap().key().expose(), cases[5].1);
    }

    #[test]
    fn a_wrong_value_is_named_with_its_place() {
        let cases = [
            ("DISCUSS__SERVER__BIND", "here"),
            ("DISCUSS__SERVER__CORS_ORIGINS", "*"),
            ("DISCUSS__SERVER__BODY_LIMIT", "0"),
            ("DISCUSS__AUTH__CAPTCHA", "svg"),
            ("DISCUSS__AUTH__PLAIN_LIFETIME", "soon"),
            ("DISCUSS__AUTH__TOKEN_SECRET", "changeme"),
            ("DISCUSS__LOG__FILTER", "a=b=c"),
            ("DISCUSS__MESSAGES__PRIVATE_MESSAGES", "nobody"),
            ("DISCUSS__FILES__CLEANUP", "sometimes"),
            ("DISCUSS__FILES__MAX_BYTES", "0"),
            ("DISCUSS__DATABASE__MAX_CONNECTIONS", "-1"),
            ("DISCUSS__JOBS__TIME_ZONE", "Middle/Earth"),
            ("DISCUSS__REALTIME__STREAM_HEARTBEAT", "0s"),
            ("DISCUSS__ANNOUNCEMENT", "tea"),
        ];
        for (name, value) in cases {
            let refusal = environment(name, value).load().expect_err(name).to_string();
            assert!(refusal.starts_with(&format!("{name}: ")), "{refusal}");
        }
    }
}
