//! Settings with their origins, as JSON.

use serde::Serialize;

/// All settings that have a value.
#[derive(Debug, Serialize)]
pub struct SettingsDocument {
    /// The file that was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// By name.
    pub settings: Vec<SettingRecord>,
}

/// One setting.
#[derive(Debug, Serialize)]
pub struct SettingRecord {
    /// Its name with dots.
    pub name: String,
    /// Its value as it would stand in the file; a secret as `"***"`.
    pub value: String,
    /// `default`, `file:line`, a variable or a flag.
    pub origin: String,
}
