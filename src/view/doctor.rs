//! What `doctor` found, as JSON and as lines.

use serde::Serialize;

use crate::fault::{Remedy, Words};

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// In order.
    Ok,
    /// Working, but needs attention.
    Warning,
    /// Not working.
    Broken,
}

impl Condition {
    /// The word, as in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Broken => "broken",
        }
    }
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The subject: `config`, `database`, `keys`, `calls`, `clock`, `zones`, `calendars`, `universe`, `sources`, `disk`,
    /// `online`.
    pub name: &'static str,
    /// The result.
    pub condition: Condition,
    /// What was found, in one sentence without a full stop.
    pub found: String,
    /// What the user could do, as a value.
    #[serde(skip)]
    pub remedy: Option<Remedy>,
    /// What the user could do, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// The report of all checks.
#[derive(Debug, Serialize)]
pub struct DoctorReport {
    /// The worst condition among the checks.
    pub condition: Condition,
    /// The checks, in order.
    pub checks: Vec<Check>,
}

impl DoctorReport {
    /// A report of these checks, with remedies worded by the face that prints it.
    #[must_use]
    pub fn new(mut checks: Vec<Check>, words: Words<'_>) -> Self {
        for check in &mut checks {
            check.hint = check.remedy.as_ref().and_then(words);
        }
        let condition = checks.iter().map(|check| check.condition).max().unwrap_or(Condition::Ok);
        Self { condition, checks }
    }

    /// The number of checks that failed.
    #[must_use]
    pub fn broken(&self) -> usize {
        self.checks.iter().filter(|check| check.condition == Condition::Broken).count()
    }

    /// One line per check and one per hint.
    #[must_use]
    pub fn lines(&self) -> String {
        let mut lines = Vec::new();
        for check in &self.checks {
            lines.push(format!("{:<8} {:<10} {}", check.condition.as_str(), check.name, check.found));
            lines.extend(check.hint.as_ref().map(|hint| format!("{:<19} hint: {hint}", "")));
        }
        lines.join("\n")
    }
}
