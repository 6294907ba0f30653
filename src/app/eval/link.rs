//! Measures how right links are on labelled rows.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::Failure;
use crate::app::eval::link_rows::{Row, rows};
use crate::event::EventText;
use crate::instrument::{InstrumentKind, Universe};
use crate::link::{Grades, Link, LinkPart, LinkRequest, Linker, Role, fit_grades};
use crate::view::link_scores::{LinkCount, LinkMistake, LinkScores, RoleCount, reliability};

/// Scores files of labelled texts, one JSON object a line, or cases in Markdown. `plain` takes `text_plain` where a row has it; `without`
/// names parts of the linker to leave out.
pub fn eval_link(
    files: &[PathBuf],
    plain: bool,
    without: &[LinkPart],
    universe: &Arc<Universe>,
) -> Result<LinkScores, Failure> {
    let linker = Linker::without(Arc::clone(universe), without);
    let mut tally = Tally::default();
    for file in files {
        for row in rows(file)? {
            tally.add(&row, &links(&linker, universe, &row, plain), plain);
        }
    }
    Ok(tally.scores())
}

/// Fits the weights by which evidence makes a link's confidence, to files of labelled texts: rows as of [`eval_link`], or
/// cases in Markdown.
///
/// # Errors
/// A file cannot be read, or a line is no labelled text.
pub fn fit_links(files: &[PathBuf]) -> Result<Grades, Failure> {
    let (linker, universe) = (Linker::builtin(), Universe::builtin());
    let mut lessons = Vec::new();
    for file in files {
        let rows = rows(file)?;
        for row in rows.iter().filter(|r| r.is_complete()) {
            let Some(date) = row.date() else { continue };
            let text = EventText::from_title(&row.text);
            let lang = Some(row.lang.as_str());
            let right = |link: &Link| match row.tickers.iter().find(|t| t.is(link)) {
                Some(label) => (!label.is_optional()).then_some(true),
                None => is_labelled(universe, link).then_some(false),
            };
            lessons.extend(linker.lessons(&LinkRequest { text: &text, lang, date, watchlist: &[] }, right));
        }
    }
    Ok(fit_grades(&lessons))
}

/// Whether labels speak of such a link: of shares and funds.
fn is_labelled(universe: &Universe, link: &Link) -> bool {
    let kind = universe.get(&link.instrument).map_or(InstrumentKind::Equity, |i| i.kind);
    link.role != Role::Related && matches!(kind, InstrumentKind::Equity | InstrumentKind::Etf)
}

/// The links that the labels speak of: named shares and funds.
fn links(linker: &Linker, universe: &Universe, row: &Row, plain: bool) -> Vec<Link> {
    let text = EventText::from_title(row.shown(plain));
    let date = row.date();
    let lang = Some(row.lang.as_str());
    let linked = match date {
        Some(date) => linker.link(&LinkRequest { text: &text, lang, date, watchlist: &[] }),
        None => linker.link_undated(&text, lang),
    };
    linked.links.into_iter().filter(|l| is_labelled(universe, l)).collect()
}

#[derive(Default)]
struct Tally {
    all: LinkCount,
    by_lang: std::collections::BTreeMap<String, LinkCount>,
    judged: Vec<(f64, bool)>,
    roles: RoleCount,
    mistakes: Vec<LinkMistake>,
}

impl Tally {
    fn add(&mut self, row: &Row, links: &[Link], plain: bool) {
        let mut count = LinkCount { n: 1, ..LinkCount::default() };
        let mut mistake = LinkMistake {
            id: row.id.clone(),
            text: row.shown(plain).to_owned(),
            wrong: Vec::new(),
            missed: Vec::new(),
            worst: 0.0,
        };
        for link in links {
            match row.tickers.iter().find(|t| t.is(link)) {
                Some(label) if label.is_optional() => {}
                Some(label) => {
                    count.right += 1;
                    self.roles.add(label.role == "primary", link.role == Role::Subject);
                    self.judged.push((link.confidence, true));
                }
                None if row.is_complete() => {
                    count.wrong += 1;
                    self.judged.push((link.confidence, false));
                    mistake.worst = mistake.worst.max(link.confidence);
                    mistake.wrong.push(shown(link));
                }
                None => {}
            }
        }
        for label in row.tickers.iter().filter(|t| !t.is_optional() && !links.iter().any(|l| t.is(l))) {
            count.missed += 1;
            mistake.missed.push(format!("{}:{}", label.symbol, label.mic));
        }
        if count.wrong + count.missed > 0 {
            self.mistakes.push(mistake);
        }
        for sum in [&mut self.all, self.by_lang.entry(row.lang.clone()).or_default()] {
            sum.n += count.n;
            sum.right += count.right;
            sum.wrong += count.wrong;
            sum.missed += count.missed;
        }
    }

    fn scores(mut self) -> LinkScores {
        self.mistakes.sort_by(|a, b| b.worst.total_cmp(&a.worst));
        let (reliability, ece) = reliability(&self.judged);
        LinkScores {
            schema: "newstape/eval-link/1",
            all: self.all.with_fractions(),
            by_lang: self.by_lang.into_iter().map(|(lang, c)| (lang, c.with_fractions())).collect(),
            roles: self.roles.with_fraction(),
            ece,
            reliability,
            mistakes: self.mistakes,
        }
    }
}

fn shown(link: &Link) -> String {
    let words = link.evidence.first().map_or("", |e| e.text.as_str());
    format!("{} {:.2} {words:?}", link.instrument, link.confidence)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(rows: &str) -> LinkScores {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("rows.jsonl");
        std::fs::write(&file, rows).unwrap();
        eval_link(&[file], false, &[], Universe::builtin()).unwrap()
    }

    #[test]
    fn right_wrong_missed_and_optional_are_told_apart() {
        let rows = r#"{"id":"a","lang":"en","text":"Microsoft and Nvidia shares rose.","published_at":"2024-05-02T10:00:00Z","tickers":[{"symbol":"MSFT","mic":"XNAS","role":"primary"},{"symbol":"ZZZZ","mic":"XNAS","role":"primary"}]}
{"id":"b","lang":"de","text":"Die Microsoft-Aktie steigt.","tickers":[{"symbol":"MSFT","mic":"XNAS","role":"optional"}]}"#;
        let scores = scored(rows);
        assert_eq!((scores.all.right, scores.all.wrong, scores.all.missed), (1, 1, 1));
        assert_eq!(scores.by_lang["de"].right + scores.by_lang["de"].wrong, 0);
        assert_eq!(scores.mistakes.len(), 1);
    }
}
