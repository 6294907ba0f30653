//! A study as tables for a paper, in LaTeX with the rules of booktabs.

use std::fmt::Write as _;
use std::str::FromStr;

use super::record::{AggregateRecord, StudyDocument, WindowRecord};
use super::regression::{CoefficientRecord, RegressionRecord};
use crate::study::significance::TestName;

/// The levels at which a figure gets one star more, the largest first.
///
/// ```
/// use newstape::view::study::Stars;
///
/// let stars: Stars = "10,5,1".parse()?;
/// assert_eq!(stars.of(Some(0.03)), "**");
/// assert_eq!("none".parse::<Stars>()?.of(Some(0.0001)), "");
/// assert!("5,10".parse::<Stars>().is_err());
/// # Ok::<(), newstape::view::study::StarsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Stars(Vec<f64>);

/// The text is no list of levels.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no list of falling levels in per cent, like 10,5,1; none for no stars")]
pub struct StarsError(String);

impl Default for Stars {
    fn default() -> Self {
        Self(vec![0.1, 0.05, 0.01])
    }
}

impl FromStr for Stars {
    type Err = StarsError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case("none") {
            return Ok(Self(Vec::new()));
        }
        let refuse = || StarsError(text.to_owned());
        let level = |part: &str| part.trim().parse::<f64>().map(|level| level / 100.0).map_err(|_| refuse());
        let levels: Vec<f64> = text.split(',').map(level).collect::<Result<_, _>>()?;
        let falling = levels.windows(2).all(|pair| pair[0] > pair[1]);
        let sound = levels.len() <= 5 && levels.iter().all(|level| *level > 0.0 && *level < 1.0);
        if falling && sound { Ok(Self(levels)) } else { Err(refuse()) }
    }
}

impl Stars {
    /// The stars of a p-value.
    #[must_use]
    pub fn of(&self, p: Option<f64>) -> String {
        "*".repeat(self.0.iter().filter(|level| p.is_some_and(|p| p < **level)).count())
    }

    fn note(&self) -> String {
        let one = |(n, level): (usize, &f64)| format!("$^{{{}}}p<{}$", "*".repeat(n + 1), plain(*level));
        self.0.iter().enumerate().map(one).collect::<Vec<_>>().join(", ")
    }

    /// A figure with its stars.
    fn on(&self, figure: &str, p: Option<f64>) -> String {
        match self.of(p).as_str() {
            "" => figure.to_owned(),
            stars => format!("{figure}$^{{{stars}}}$"),
        }
    }
}

/// The tables of a study: the windows, or the only one, with the tests; and the cross-sections side by side.
#[must_use]
pub fn latex(document: &StudyDocument, stars: &Stars) -> String {
    let mut out = String::from("% Needs \\usepackage{booktabs}.\n");
    let _ = writeln!(out, "% newstape {}", env!("CARGO_PKG_VERSION"));
    out.push_str(&windows(document, stars));
    if !document.regressions.is_empty() {
        out.push('\n');
        out.push_str(&regressions(&document.regressions, stars));
    }
    out
}

/// Rows of cells, turned so that the longer side runs down the page.
fn tabular(rows: Vec<Vec<String>>, rules: &[usize]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(1);
    let mut out = format!("\\begin{{tabular}}{{l{}}}\n\\toprule\n", "r".repeat(columns.saturating_sub(1)));
    for (at, row) in rows.into_iter().enumerate() {
        if rules.contains(&at) {
            out.push_str("\\midrule\n");
        }
        let _ = writeln!(out, "{} \\\\", row.join(" & "));
    }
    out.push_str("\\bottomrule\n\\end{tabular}\n");
    out
}

fn windows(document: &StudyDocument, stars: &Stars) -> String {
    /// With more tests than this each test has a row and each window a column.
    const TESTS_ACROSS: usize = 5;
    let only;
    let records: &[WindowRecord] = if document.windows.is_empty() {
        only = [of_whole(document)];
        &only
    } else {
        &document.windows
    };
    let tests = records.first().map_or(&[][..], |record| &record.tests);
    let mut head: Vec<String> = ["Window", "$N$", "CAAR (\\%)", "Positive (\\%)"].map(str::to_owned).to_vec();
    head.extend(tests.iter().map(|test| title(test.name).to_owned()));
    let mut rows = vec![head];
    for record in records {
        let share = |value: Option<f64>, decimals| {
            value.map_or_else(|| "--".to_owned(), |value| number(value * 100.0, decimals))
        };
        let mut row = vec![
            format!("$[{},{}]$", signed(record.window[0]), signed(record.window[1])),
            record.n.to_string(),
            share(record.caar, 3),
            share(record.positive, 1),
        ];
        row.extend(record.tests.iter().map(|test| match test.cell.statistic {
            Some(statistic) => stars.on(&number(statistic, 3), test.cell.p),
            None => "--".to_owned(),
        }));
        rows.push(row);
    }
    if tests.len() > TESTS_ACROSS {
        rows = turned(&rows);
    }
    let kind = if tests.is_empty() { "" } else { "Statistics of the CAAR by test; " };
    format!("{}% {kind}{}\n", tabular(rows, &[1]), stars.note())
}

fn turned(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let columns = rows.first().map_or(0, Vec::len);
    (0..columns).map(|column| rows.iter().map(|row| row[column].clone()).collect()).collect()
}

/// The whole event window of a study that has only one.
fn of_whole(document: &StudyDocument) -> WindowRecord {
    let AggregateRecord { n_caar, caar, caar_low, caar_high, bhar, tests, .. } = &document.aggregate;
    let last = |path: &[Option<f64>]| path.last().copied().flatten();
    let test = |test: &super::TestRecord| {
        let cell = test.per_day.last().and_then(|day| day.caar)?;
        Some(super::WindowTestRecord { name: test.name, cell })
    };
    WindowRecord {
        window: document.spec.window,
        n: n_caar.last().copied().unwrap_or(0),
        left_out: 0,
        caar: last(caar),
        caar_low: last(caar_low),
        caar_high: last(caar_high),
        bhar: last(bhar),
        positive: document.aggregate.positive,
        tests: tests.iter().filter_map(test).collect(),
    }
}

/// A column for each cross-section; below each coefficient its standard error in brackets.
fn regressions(records: &[RegressionRecord], stars: &Stars) -> String {
    let mut terms: Vec<&str> = Vec::new();
    for own in records.iter().flat_map(|record| &record.coefficients) {
        if !terms.contains(&own.term.as_str()) {
            terms.push(&own.term);
        }
    }
    // The intercept comes last, as papers have it.
    terms.sort_by_key(|term| *term == "intercept");
    let column = |title: &str, one: &dyn Fn(&RegressionRecord) -> String| -> Vec<String> {
        std::iter::once(title.to_owned()).chain(records.iter().map(one)).collect()
    };
    let head = |record: &RegressionRecord| {
        let [from, to] = record.window.map(signed);
        format!("{} $[{from},{to}]$", record.response.to_uppercase())
    };
    let mut rows = vec![column("", &head)];
    for term in terms {
        let own = |record: &RegressionRecord| -> Option<CoefficientRecord> {
            record.coefficients.iter().find(|own| own.term == term).cloned()
        };
        let estimate = |record: &RegressionRecord| {
            own(record).map_or_else(String::new, |own| stars.on(&digits(own.estimate), own.p))
        };
        let error = |record: &RegressionRecord| {
            own(record).and_then(|own| own.se).map_or_else(String::new, |se| format!("({})", digits(se)))
        };
        rows.push(column(&escaped(term), &estimate));
        rows.push(column("", &error));
    }
    let below = rows.len();
    if let Some(first) = records.first() {
        for effect in &first.effects {
            rows.push(column(&format!("Fixed effects: {}", escaped(&effect.column)), &|_| "yes".to_owned()));
        }
    }
    rows.push(column("$N$", &|record| record.n.to_string()));
    rows.push(column("$R^2$", &|record| number(record.r_squared, 3)));
    rows.push(column("Adjusted $R^2$", &|record| number(record.adjusted_r_squared, 3)));
    let f = |record: &RegressionRecord| {
        record.f.map_or_else(|| "--".to_owned(), |f| stars.on(&number(f.statistic, 2), Some(f.p)))
    };
    rows.push(column("$F$", &f));
    let errors = records.first().map(super::regression::errors).unwrap_or_default();
    format!("{}% In brackets: {}; {}\n", tabular(rows, &[1, below]), escaped(&errors), stars.note())
}

/// What papers call a test.
fn title(name: &str) -> &'static str {
    match name.parse() {
        Ok(TestName::CrossSectionalT) => "Cross-sectional $t$",
        Ok(TestName::CrudeDependenceAdjusted) => "Crude dependence $t$",
        Ok(TestName::Patell) => "Patell $z$",
        Ok(TestName::Bmp) => "BMP $t$",
        Ok(TestName::KpPatell) => "Adj. Patell $z$",
        Ok(TestName::KpBmp) => "Adj. BMP $t$",
        Ok(TestName::SkewnessAdjustedT) => "Skewness-adj. $t$",
        Ok(TestName::Corrado) => "Corrado $z$",
        Ok(TestName::CorradoZivney) => "Corrado--Zivney $z$",
        Ok(TestName::GrankT) => "GRANK $t$",
        Ok(TestName::GrankZ) => "GRANK $z$",
        Ok(TestName::Sign) => "Sign $z$",
        Ok(TestName::GeneralisedSign) => "Generalised sign $z$",
        Ok(TestName::Wilcoxon) => "Wilcoxon $z$",
        Err(_) => "",
    }
}

/// A number with so many decimals, its minus as LaTeX sets it.
fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().any(|b| (b'1'..=b'9').contains(&b)) => format!("$-${rest}"),
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// A number with four digits that count.
fn digits(value: f64) -> String {
    let decimals = if value == 0.0 { 0.0 } else { (3.0 - value.abs().log10().floor()).clamp(0.0, 12.0) };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 0 and 12
    number(value, decimals as usize)
}

fn signed(day: i32) -> String {
    if day > 0 { format!("+{day}") } else { day.to_string() }
}

fn plain(value: f64) -> String {
    ((value * 1e6).round() / 1e6).to_string()
}

/// Text in which no sign is a command.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                out.push('\\');
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_sign_of_a_name_is_a_command() {
        assert_eq!(escaped("a_b & 5% \\input{x}"), "a\\_b \\& 5\\% \\textbackslash{}input\\{x\\}");
        assert_eq!((number(-1.5, 2), number(-0.001, 2)), ("$-$1.50".to_owned(), "0.00".to_owned()));
    }
}
