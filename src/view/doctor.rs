//! What `doctor` found, as JSON and as lines.

use serde::Serialize;

use crate::fault::{Remedy, Words};

/// How well something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Condition {
    /// As it should be.
    Ok,
    /// It works, and somebody should look.
    Warning,
    /// It does not work.
    Broken,
}

impl Condition {
    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Broken => "broken",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What: `config`, `database`, `keys`, `calls`, `clock`, `zones`, `calendars`, `sources`, `disk`.
    pub name: &'static str,
    /// How it is.
    pub condition: Condition,
    /// What was found, one sentence without a full stop.
    pub found: String,
    /// The next step as a value, if there is one.
    #[serde(skip)]
    pub remedy: Option<Remedy>,
    /// The same in the words of the face that prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// All that was looked at.
#[derive(Debug, Serialize)]
pub struct DoctorReport {
    /// The worst condition among the checks.
    pub condition: Condition,
    /// The checks, in order.
    pub checks: Vec<Check>,
}

impl DoctorReport {
    /// A report of these checks, their remedies worded by the face that prints it.
    #[must_use]
    pub fn new(mut checks: Vec<Check>, words: Words<'_>) -> Self {
        for check in &mut checks {
            check.hint = check.remedy.as_ref().and_then(words);
        }
        let condition = checks.iter().map(|check| check.condition).max().unwrap_or(Condition::Ok);
        Self { condition, checks }
    }

    /// How many checks found something broken.
    #[must_use]
    pub fn broken(&self) -> usize {
        self.checks.iter().filter(|check| check.condition == Condition::Broken).count()
    }

    /// A line for each check, and one for each hint.
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
