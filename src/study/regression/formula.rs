//! Formulas of a cross-section: `car ~ surprise + log(size) + C(sector) + fe:year`.

use std::fmt;
use std::str::FromStr;

use crate::fault::{Fault, FaultClass, Remedy};

/// What is explained, of each event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Response {
    /// The cumulative abnormal return over the event window.
    Car,
    /// That return over its standard error.
    Scar,
    /// The buy-and-hold abnormal return over the event window.
    Bhar,
}

impl Response {
    /// The name, as in formulas and output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Car => "car",
            Self::Scar => "scar",
            Self::Bhar => "bhar",
        }
    }
}

/// A column, or its natural logarithm.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Factor {
    /// The column.
    pub column: String,
    /// Whether its logarithm is meant.
    pub is_log: bool,
}

/// What explains.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// A column of numbers, or the product of several: `size`, `log(size)`, `surprise:size`.
    Product(Vec<Factor>),
    /// An indicator of each value of a column but its first: `C(sector)`.
    Category(String),
}

/// A formula: what is explained by what.
///
/// The right side is a sum of terms. `name` is a column of numbers, `log(name)` its natural logarithm, `a:b` a
/// product; `C(name)` has an indicator of each value but the first; `fe:name` takes the mean of each value out
/// without reporting it (a fixed effect); `1` stands for the intercept, which is always there. A name with
/// other signs than letters, digits, `_` and `.` stands between backquotes.
///
/// ```
/// use newstape::study::regression::{Formula, Response};
///
/// let formula: Formula = "car ~ surprise + log(size) + C(sector) + fe:year".parse()?;
/// assert_eq!(formula.response, Response::Car);
/// assert_eq!(formula.terms.len(), 3);
/// assert_eq!(formula.effects, ["year"]);
/// assert_eq!(formula.columns().collect::<Vec<_>>(), ["surprise", "size", "sector", "year"]);
/// assert!("car ~ surprise -".parse::<Formula>().is_err());
/// # Ok::<(), newstape::study::regression::FormulaError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formula {
    /// The left side.
    pub response: Response,
    /// The terms that are reported.
    pub terms: Vec<Term>,
    /// The columns of fixed effects.
    pub effects: Vec<String>,
}

/// What is wrong with a formula.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormulaError {
    /// There is no `~`.
    #[error("\"{0}\" has no ~ between what is explained and what explains it")]
    NoTilde(String),
    /// The left side.
    #[error("\"{0}\" cannot be explained: car, scar and bhar can")]
    Response(String),
    /// A term.
    #[error("\"{0}\" is no term of a formula: a column, log(column), a:b, C(column), fe:column or 1")]
    Term(String),
    /// A term comes twice.
    #[error("the term {0} comes twice")]
    Twice(String),
}

impl Fault for FormulaError {
    fn class(&self) -> FaultClass {
        FaultClass::Usage
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(Remedy::Give { argument: "regress", example: "'car ~ surprise + log(size)'" })
    }
}

impl Formula {
    /// The columns that are named, each as often as it is.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let own = self.terms.iter().flat_map(|term| match term {
            Term::Product(factors) => factors.iter().map(|factor| factor.column.as_str()).collect::<Vec<_>>(),
            Term::Category(column) => vec![column.as_str()],
        });
        own.chain(self.effects.iter().map(String::as_str))
    }
}

impl FromStr for Formula {
    type Err = FormulaError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (left, right) = text.split_once('~').ok_or_else(|| FormulaError::NoTilde(text.to_owned()))?;
        let response = match left.trim().to_ascii_lowercase().as_str() {
            "car" => Response::Car,
            "scar" => Response::Scar,
            "bhar" => Response::Bhar,
            other => return Err(FormulaError::Response(other.to_owned())),
        };
        let mut formula = Self { response, terms: Vec::new(), effects: Vec::new() };
        for part in parts(right, '+') {
            formula.add(part.trim())?;
        }
        Ok(formula)
    }
}

impl Formula {
    fn add(&mut self, text: &str) -> Result<(), FormulaError> {
        if text == "1" {
            return Ok(());
        }
        let wrong = || FormulaError::Term(text.to_owned());
        if let Some(column) = text.strip_prefix("fe:") {
            let column = name(column).ok_or_else(wrong)?;
            if self.effects.contains(&column) {
                return Err(FormulaError::Twice(text.to_owned()));
            }
            self.effects.push(column);
            return Ok(());
        }
        let term = term(text).ok_or_else(wrong)?;
        if self.terms.contains(&term) {
            return Err(FormulaError::Twice(text.to_owned()));
        }
        self.terms.push(term);
        Ok(())
    }
}

/// The parts between signs that are not between backquotes.
fn parts(text: &str, sign: char) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c: char| {
        quoted ^= c == '`';
        c == sign && !quoted
    })
    .collect()
}

fn term(text: &str) -> Option<Term> {
    if let Some(column) = within(text, "C") {
        return name(column).map(Term::Category);
    }
    let factor = |text: &str| {
        let text = text.trim();
        let (column, is_log) = within(text, "log").map_or((text, false), |inside| (inside, true));
        name(column).map(|column| Factor { column, is_log })
    };
    parts(text, ':').into_iter().map(factor).collect::<Option<Vec<_>>>().map(Term::Product)
}

/// What stands between the brackets after a word.
fn within<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    text.strip_prefix(word)?.trim_start().strip_prefix('(')?.strip_suffix(')')
}

/// A column's name, perhaps between backquotes.
fn name(text: &str) -> Option<String> {
    let text = text.trim();
    if let Some(inside) = text.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')) {
        return (!inside.is_empty() && !inside.contains('`')).then(|| inside.to_owned());
    }
    let starts = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let goes_on = text.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '.');
    (starts && goes_on).then(|| text.to_owned())
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_log { write!(f, "log({})", self.column) } else { f.write_str(&self.column) }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Product(factors) => {
                let names: Vec<String> = factors.iter().map(ToString::to_string).collect();
                f.write_str(&names.join(":"))
            }
            Self::Category(column) => write!(f, "C({column})"),
        }
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ~ ", self.response.as_str())?;
        let terms = self.terms.iter().map(ToString::to_string);
        let all: Vec<String> =
            terms.chain(self.effects.iter().map(|column| format!("fe:{column}"))).collect();
        f.write_str(&if all.is_empty() { "1".to_owned() } else { all.join(" + ") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_printed() {
        for text in [
            "car ~ surprise",
            "scar ~ surprise + log(size) + surprise:log(size)",
            "bhar ~ C(sector) + fe:year",
            "car ~ 1",
        ] {
            assert_eq!(text.parse::<Formula>().unwrap().to_string(), text);
        }
        let quoted: Formula = "CAR~`market cap + debt`+C( sector )".parse().unwrap();
        assert_eq!(quoted.columns().collect::<Vec<_>>(), ["market cap + debt", "sector"]);
    }

    #[test]
    fn what_is_no_formula_is_refused() {
        for text in [
            "car surprise",
            "~ surprise",
            "price ~ surprise",
            "car ~",
            "car ~ a +",
            "car ~ a - b",
            "car ~ a * b",
            "car ~ log a",
            "car ~ C(a",
            "car ~ I(a)",
            "car ~ 0 + a",
            "car ~ a + a",
            "car ~ fe:a + fe:a",
            "car ~ ``",
        ] {
            assert!(text.parse::<Formula>().is_err(), "{text}");
        }
    }
}
