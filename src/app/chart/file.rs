//! The files that charts are written to.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::app::Failure;
use crate::app::refusal::Refusal;
use crate::chart::{ChartSpec, pdf, png, vega_lite};

/// The form in which a chart is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Svg,
    Png,
    Pdf,
    /// A Vega-Lite specification.
    Vega,
}

/// Every form with the ending of its files.
const FORMS: [(&str, Form); 4] =
    [("svg", Form::Svg), ("png", Form::Png), ("pdf", Form::Pdf), ("json", Form::Vega)];

/// A file for a chart, whose name says in which form it is written.
///
/// ```
/// use newstape::app::chart::ChartFile;
///
/// assert!(ChartFile::new("figure.PNG").is_ok());
/// let refused = ChartFile::new("figure.gif").map_err(|refusal| refusal.to_string());
/// assert_eq!(refused.err().as_deref(), Some("the name of a chart ends in .svg, .png, .pdf or .json"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartFile {
    path: PathBuf,
    form: Form,
}

impl ChartFile {
    /// The file of this name; nothing is written yet.
    ///
    /// # Errors
    /// [`Refusal::ChartFormat`] if the name ends in none of `.svg`, `.png`, `.pdf` and `.json`, in any case.
    pub fn new(path: impl Into<PathBuf>) -> Result<Self, Refusal> {
        let path = path.into();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        let form = FORMS.into_iter().find(|(own, _)| ending.as_deref() == Some(own));
        match form {
            Some((_, form)) => Ok(Self { path, form }),
            None => Err(Refusal::ChartFormat(path)),
        }
    }

    /// As [`Self::new`]; `-` is standard output, which gets SVG.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn or_standard_output(path: impl Into<PathBuf>) -> Result<Self, Refusal> {
        let path = path.into();
        if path.as_os_str() == "-" { Ok(Self { path, form: Form::Svg }) } else { Self::new(path) }
    }

    /// Whether it is no file but standard output.
    #[must_use]
    pub fn is_standard_output(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes what is drawn; a PNG with so many pixels per point.
    pub(in crate::app) fn write(&self, spec: &ChartSpec, svg: &str, scale: f32) -> Result<(), Failure> {
        let bytes = match self.form {
            Form::Svg => svg.as_bytes().to_vec(),
            Form::Vega => format!("{:#}\n", vega_lite(spec)).into_bytes(),
            Form::Png => png(svg, scale)?,
            Form::Pdf => pdf(svg)?,
        };
        replace(&self.path, &bytes)
    }
}

/// Writes a file whole or not at all: a reader never sees half of it.
pub(in crate::app) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path)).map_err(|e| {
        // The first error is the one to report.
        let _ = std::fs::remove_file(&part);
        Refusal::Unwritable { path: path.to_owned(), reason: e.to_string() }.into()
    })
}

impl fmt::Display for ChartFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.display().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_the_form() {
        for (name, form) in [
            ("a.svg", Form::Svg),
            ("b/a.SVG", Form::Svg),
            ("a.b.Png", Form::Png),
            ("a.pdf", Form::Pdf),
            ("a.vl.json", Form::Vega),
        ] {
            assert_eq!(ChartFile::new(name).unwrap().form, form, "{name}");
        }
        assert!(ChartFile::or_standard_output("-").unwrap().is_standard_output());
        assert!(!ChartFile::or_standard_output("a.svg").unwrap().is_standard_output());
        for name in ["a.gif", "-", "a", "svg", ".svg", "a.svg.gz", "", "a."] {
            assert!(matches!(ChartFile::new(name), Err(Refusal::ChartFormat(_))), "{name}");
        }
    }
}
