//! Settings with their origins, as JSON.

use serde::Serialize;

/// All settings that have a value.
#[derive(Debug, Serialize)]
pub struct SettingsDocument {
    /// The file that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The settings in order of their names.
    pub settings: Vec<SettingRecord>,
}

/// One setting.
#[derive(Debug, Serialize)]
pub struct SettingRecord {
    /// Its name with dots.
    pub name: String,
    /// Its value as it would be written in the file; `"***"` for a secret.
    pub value: String,
    /// `default`, `file:line`, a variable or a flag.
    pub origin: String,
}
