//! A row as sent, of which these columns are read, and the list of the latest files.

/// The columns of a row, from 0.
pub(super) mod column {
    /// When GDELT saw it: `20250129081500`, on a grid of 15 minutes, up to ten minutes ahead of the clock.
    pub(in super::super) const SEEN: usize = 1;
    /// The outlet's domain.
    pub(in super::super) const OUTLET: usize = 3;
    /// The address of the page.
    pub(in super::super) const ADDRESS: usize = 4;
    /// `THEME,offset;…`
    pub(in super::super) const THEMES: usize = 8;
    /// `Organization,offset;…`
    pub(in super::super) const ORGANISATIONS: usize = 14;
    /// `tone,positive,negative,…`
    pub(in super::super) const TONE: usize = 15;
    /// `Name,offset;…`
    pub(in super::super) const NAMES: usize = 23;
    /// `srclc:deu;eng:…` of an article that was translated.
    pub(in super::super) const TRANSLATION: usize = 25;
    /// `<PAGE_TITLE>…</PAGE_TITLE><PAGE_PRECISEPUBTIMESTAMP>20250129081200</PAGE_PRECISEPUBTIMESTAMP>`
    pub(in super::super) const EXTRAS: usize = 26;
    /// How many there are.
    pub(in super::super) const COUNT: usize = 27;
}

/// The list of the latest files, English articles; `SIZE MD5 ADDRESS` on each line.
pub(super) const LATEST: &str = "/gdeltv2/lastupdate.txt";
/// The same of articles that were translated.
pub(super) const LATEST_TRANSLATED: &str = "/gdeltv2/lastupdate-translation.txt";
/// What follows the time in the name of a file.
pub(super) const NAME: &str = ".gkg.csv.zip";
/// The same of articles that were translated.
pub(super) const NAME_TRANSLATED: &str = ".translation.gkg.csv.zip";
