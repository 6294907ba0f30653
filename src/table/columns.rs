//! The columns of a table, by what they hold.

use super::error::{Purpose, TableError};
pub(super) use super::names::Role;
use super::names::{NAMES, fold};

/// The names of a role.
pub(super) fn names(role: Role) -> &'static [&'static str] {
    NAMES.iter().find(|(known, _)| *known == role).map_or(&[], |(_, names)| names)
}

/// The role that a name stands for.
pub(super) fn role_of(name: &str) -> Option<Role> {
    let wanted = fold(name);
    NAMES.iter().find(|(_, names)| names.contains(&wanted.as_str())).map(|(role, _)| *role)
}

/// What the caller says that columns hold: `close=Schluss`, `volume=7`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap(Vec<(Role, String)>);

/// The text says of no column what it holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongMap {
    /// There is no `=` in it.
    #[error("\"{0}\" does not say which column holds what: write it as close=Schluss")]
    Form(String),
    /// What the column is said to hold is not known.
    #[error("\"{0}\" is nothing that a column of prices holds: {known}", known = ColumnMap::KNOWN.join(", "))]
    Role(String),
}

impl ColumnMap {
    /// What columns can be said to hold.
    pub const KNOWN: [&str; 11] = [
        "symbol",
        "date",
        "time",
        "open",
        "high",
        "low",
        "close",
        "adj_close",
        "volume",
        "dividend",
        "split",
    ];

    /// Reads statements such as `close=Schluss`; a column is named, or numbered from 1.
    ///
    /// # Errors
    /// [`WrongMap`] names the first statement that says nothing.
    ///
    /// # Examples
    /// ```
    /// use newstape::table::ColumnMap;
    ///
    /// assert!(ColumnMap::read(&["close=Schluss".to_owned(), "volume=7".to_owned()]).is_ok());
    /// assert!(ColumnMap::read(&["Schluss".to_owned()]).is_err());
    /// ```
    pub fn read(statements: &[String]) -> Result<Self, WrongMap> {
        let one = |statement: &String| {
            let (role, column) =
                statement.split_once('=').ok_or_else(|| WrongMap::Form(statement.clone()))?;
            let known = Self::KNOWN.iter().any(|known| fold(known) == fold(role));
            let role = role_of(role).filter(|_| known).ok_or_else(|| WrongMap::Role(role.to_owned()))?;
            Ok((role, column.trim().to_owned()))
        };
        Ok(Self(statements.iter().map(one).collect::<Result<_, _>>()?))
    }
}

impl crate::fault::Fault for WrongMap {
    fn class(&self) -> crate::fault::FaultClass {
        crate::fault::FaultClass::Usage
    }
}

/// The columns of a table by their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Header {
    names: Vec<String>,
    folded: Vec<String>,
    /// Whose figures a column holds, in a table with several instruments side by side.
    symbols: Vec<Option<String>>,
    /// What the caller says that columns hold.
    stated: Vec<(Role, usize)>,
}

impl Header {
    pub(super) fn new(names: impl IntoIterator<Item = String>) -> Self {
        let names: Vec<String> =
            names.into_iter().map(|name| name.trim_matches(['\u{feff}', ' ', '\t']).to_owned()).collect();
        let folded = names.iter().map(|name| fold(name)).collect();
        Self { names, folded, symbols: Vec::new(), stated: Vec::new() }
    }

    /// The same with the symbol that each column belongs to.
    pub(super) fn of_symbols(self, symbols: Vec<Option<String>>) -> Self {
        Self { symbols, ..self }
    }

    /// The same with what the caller says of its columns.
    pub(super) fn mapped(self, map: &ColumnMap) -> Self {
        let stated = map.0.iter().filter_map(|(role, column)| Some((*role, self.at(column)?))).collect();
        Self { stated, ..self }
    }

    /// The column of this name, in any case, or of this number from 1.
    fn at(&self, column: &str) -> Option<usize> {
        let wanted = fold(column);
        let exact = self.names.iter().position(|have| have == column.trim());
        let number = || column.trim().parse().ok().and_then(|n: usize| n.checked_sub(1));
        exact
            .or_else(|| self.folded.iter().position(|have| *have == wanted))
            .or_else(|| number().filter(|at| *at < self.len()))
    }

    /// The first column that the caller names and that is not there.
    pub(super) fn unknown<'m>(&self, map: &'m ColumnMap) -> Option<&'m str> {
        map.0.iter().map(|(_, column)| column.as_str()).find(|column| self.at(column).is_none())
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The name of a column as written.
    pub(super) fn name(&self, at: usize) -> &str {
        self.names.get(at).map_or("", String::as_str)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = (usize, &str)> {
        self.names.iter().map(String::as_str).enumerate()
    }

    /// The symbol that a column belongs to.
    pub(super) fn symbol(&self, at: usize) -> Option<&str> {
        self.symbols.get(at)?.as_deref()
    }

    /// The column with one of these folded names, unless the caller says that it holds something else.
    pub(super) fn folded(&self, names: &[&str]) -> Option<usize> {
        let is_stated = |at: usize| self.stated.iter().any(|(_, stated)| *stated == at);
        names.iter().find_map(|name| (0..self.len()).find(|&at| self.folded[at] == *name && !is_stated(at)))
    }

    /// The column with this role.
    pub(super) fn find(&self, role: Role) -> Option<usize> {
        let stated = self.stated.iter().find(|(stated, _)| *stated == role).map(|(_, at)| *at);
        stated.or_else(|| self.folded(names(role)))
    }

    /// The role of a column.
    pub(super) fn role(&self, at: usize) -> Option<Role> {
        if let Some((role, _)) = self.stated.iter().find(|(_, stated)| *stated == at) {
            return Some(*role);
        }
        let name = self.folded.get(at)?.as_str();
        NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(role, _)| *role)
    }

    /// The column that the caller means by a name: that of this very name, in any case, or else the one of
    /// the name's role, so that `volume` finds `Stücke`.
    pub(super) fn meant(&self, name: &str) -> Option<usize> {
        self.at(name).or_else(|| self.find(role_of(name)?))
    }

    /// The refusal for want of a column.
    pub(super) fn missing(&self, file: &str, purpose: Purpose, column: &str) -> TableError {
        let names: Vec<_> = self.names.iter().take(20).map(|name| format!("`{name}`")).collect();
        TableError::MissingColumn {
            file: file.to_owned(),
            purpose,
            column: column.to_owned(),
            columns: names.join(", "),
        }
    }
}

/// The position of the timestamps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct StampColumns {
    pub(super) at: usize,
    /// The name says that the stamp is in UTC, or a count.
    pub(super) utc: bool,
    /// A time of day next to a date.
    pub(super) time: Option<usize>,
}

impl StampColumns {
    /// The column that says most: an instant before a local time before a date.
    pub(super) fn find(header: &Header) -> Option<Self> {
        let time = header.find(Role::Time);
        if let Some(at) = header.find(Role::UtcStamp) {
            return Some(Self { at, utc: true, time: None });
        }
        if let Some(at) = header.find(Role::LocalStamp) {
            return Some(Self { at, utc: false, time: None });
        }
        match header.find(Role::Date) {
            Some(at) => Some(Self { at, utc: false, time }),
            None => time.map(|at| Self { at, utc: false, time: None }),
        }
    }
}
