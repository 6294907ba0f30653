//! The cases of `tests/cases/links.md`, properties of linking on random texts, and the seed article.

use chrono::NaiveDate;
use newstape::event::EventText;
use newstape::instrument::{InstrumentKind, Universe};
use newstape::link::{Link, LinkFindings, LinkRequest, Linker, Role, Target};
use proptest::prelude::*;

use crate::support;

fn link(text: &EventText, lang: Option<&str>, date: &str) -> LinkFindings {
    let date: NaiveDate = date.parse().unwrap();
    Linker::builtin().link(&LinkRequest { text, lang, date, watchlist: &[] })
}

/// Right, wrong and missed links of a file of cases, the differences told, and the number of cases.
#[derive(Default)]
struct Score {
    cases: usize,
    right: usize,
    wrong: usize,
    missed: usize,
    told: Vec<String>,
    /// Confidence and truth of every link.
    links: Vec<(f64, bool)>,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
        self.told.extend(other.told);
        self.links.extend(other.links);
    }
}

/// Shares, funds and pairs: the sets made before indices were linked name nothing else.
fn is_no_market(link: &Link) -> bool {
    let kind = Universe::builtin().get(&link.instrument).map(|i| i.kind);
    !matches!(
        kind,
        Some(InstrumentKind::Index | InstrumentKind::Commodity | InstrumentKind::Rate | InstrumentKind::Fx)
    )
}

/// Scores a file of cases by the links that count.
fn score(cases: &str, counts: fn(&Link) -> bool) -> Score {
    let mut score = Score::default();
    for block in cases.split("\n> ").skip(1) {
        let mut lines = block.lines();
        let (head, text) = lines.next().unwrap().split_once("] ").unwrap();
        let (lang, date) = head.trim_start_matches('[').split_once(' ').unwrap();
        let expected: Vec<&str> = lines.filter_map(|l| l.strip_prefix("- ")).collect();
        let optional: Vec<&str> = block.lines().filter_map(|l| l.strip_prefix("~ ")).collect();
        let text = EventText::from_title(text);
        let linked = match date {
            "undated" => Linker::builtin().link_undated(&text, Some(lang)),
            day => link(&text, Some(lang), day),
        };
        let named = linked.links.iter().filter(|l| l.role != Role::Related && counts(l));
        let found: Vec<(String, f64)> = named
            .map(|l| (l.instrument.to_string(), l.confidence))
            .filter(|(id, _)| !optional.contains(&id.as_str()))
            .collect();
        let extra: Vec<&str> =
            found.iter().map(|(id, _)| id.as_str()).filter(|id| !expected.contains(id)).collect();
        let absent: Vec<&&str> = expected.iter().filter(|e| !found.iter().any(|(id, _)| id == *e)).collect();
        score.cases += 1;
        score.right += found.len() - extra.len();
        score.wrong += extra.len();
        score.missed += absent.len();
        if !extra.is_empty() || !absent.is_empty() {
            score.told.push(format!("{}\n  wrong {extra:?}, missed {absent:?}", text.text));
        }
        score.links.extend(found.iter().map(|(id, sure)| (*sure, expected.contains(&id.as_str()))));
    }
    score
}

#[test]
fn the_cases_hold() {
    let score = score(include_str!("../cases/links.md"), |_| true);
    assert!(score.cases > 25, "the file holds cases");
    assert!(
        score.told.is_empty(),
        "{} of {} cases:\n{}",
        score.told.len(),
        score.cases,
        score.told.join("\n")
    );
}

#[test]
#[allow(clippy::cast_precision_loss)] // counts of a small file
fn texts_never_seen_are_linked_well() {
    let sets = [
        include_str!("../cases/links_fresh.md"),
        include_str!("../cases/links_fresh_2.md"),
        include_str!("../cases/links_blind_3.md"),
        include_str!("../cases/links_blind_4.md"),
        include_str!("../cases/links_blind_5.md"),
    ];
    let score =
        sets.into_iter().map(|set| score(set, is_no_market)).fold(Score::default(), |mut sum, one| {
            sum.add(one);
            sum
        });
    let (right, wrong, missed) = (score.right as f64, score.wrong as f64, score.missed as f64);
    let (precision, recall) = (right / (right + wrong), right / (right + missed));
    let gap: f64 = score.links.iter().map(|(sure, right)| sure - f64::from(u8::from(*right))).sum::<f64>();
    let told = format!(
        "{} cases, precision {precision:.3}, recall {recall:.3}, mean overconfidence {:.3}\n{}",
        score.cases,
        gap / score.links.len() as f64,
        score.told.join("\n")
    );
    assert!(precision >= 0.95 && recall >= 0.95, "{told}");
}

/// The files of cases, in the order in which the weights are fitted to them.
fn case_files() -> Vec<String> {
    let folder = format!("{}/tests/cases", env!("CARGO_MANIFEST_DIR"));
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<String> = paths
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("links")))
        .map(|path| path.display().to_string())
        .collect();
    files.sort();
    files
}

#[test]
fn the_grades_that_ship_are_those_that_the_cases_teach() {
    let files = case_files();
    let mut arguments = vec!["eval", "fit", "--links"];
    arguments.extend(files.iter().map(String::as_str));
    let (code, fitted, error) = support::Newstape::new().run(&arguments, None);
    assert_eq!((code, error.as_str()), (0, ""));
    assert_eq!(fitted, include_str!("../../assets/link/grades.tsv"));
}

#[test]
fn links_of_low_confidence_are_wrong_more_often() {
    let files = case_files();
    let mut arguments = vec!["eval", "link"];
    arguments.extend(files.iter().map(String::as_str));
    let scores = support::Newstape::new().json(&arguments);
    let (mut low, mut high) = ((0.0, 0.0), (0.0, 0.0));
    for row in scores["reliability"].as_array().unwrap() {
        let number = |key: &str| row[key].as_f64().unwrap();
        let part = if number("from") < 0.9 { &mut low } else { &mut high };
        part.0 += number("n");
        part.1 += number("n") * number("share_right");
    }
    assert!(low.0 >= 30.0 && low.1 / low.0 < high.1 / high.0 - 0.05, "{low:?} {high:?}");
    assert!(scores["ece"].as_f64().unwrap() < 0.02, "{}", scores["ece"]);
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_seed_article_is_about_microsoft() {
    let file = support::shared("articles/000_8035c6d1c46d001a.txt");
    let body = std::fs::read_to_string(file).unwrap();
    let title = "Microsoft vs. DeepSeek: Hat China OpenAI-Daten gestohlen?";
    let text = EventText::from_title_and_body(title, &body);
    let linked = link(&text, Some("de"), "2025-02-01");
    let named: Vec<String> =
        linked.links.iter().filter(|l| l.role != Role::Related).map(|l| l.instrument.to_string()).collect();
    assert_eq!(named, ["MSFT:XNAS"]);
    let microsoft = &linked.links[0];
    assert_eq!(microsoft.role, Role::Subject);
    for words in ["Microsoft", "Microsoft-Aktie", "Microsofts"] {
        assert!(microsoft.evidence.iter().any(|e| e.text == words), "{words}");
    }
    let unlisted: Vec<&str> = linked.unlisted.iter().map(|u| u.name.as_str()).collect();
    for name in ["OpenAI", "DeepSeek", "Bloomberg"] {
        assert!(unlisted.contains(&name), "{name}: {unlisted:?}");
    }
    let openai = linked.unlisted.iter().find(|u| u.name == "OpenAI").unwrap();
    assert!(openai.related.iter().any(|r| r.instrument.to_string() == "MSFT:XNAS"));
    assert!(linked.mentions.iter().any(|m| m.evidence.text == "Fox News" && m.as_source));
    assert!(
        linked.mentions.iter().any(|m| matches!(&m.target, Target::Index(id) if id.mic.as_str() == "XNAS"))
    );
}

fn spans_hold(text: &EventText, linked: &LinkFindings) {
    let all = linked.links.iter().flat_map(|l| &l.evidence);
    let others =
        linked.unlisted.iter().flat_map(|u| &u.evidence).chain(linked.mentions.iter().map(|m| &m.evidence));
    for evidence in all.chain(others) {
        assert_eq!(text.text.get(evidence.span.clone()), Some(evidence.text.as_str()));
    }
    for link in &linked.links {
        assert!((0.0..=1.0).contains(&link.confidence));
    }
}

/// Names, codes and marks that the linker looks at, and anything else.
fn pieces() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Microsoft",
        "Deutsche Bank",
        "L’Oréal",
        "AT&T",
        "E.ON",
        "$",
        "(",
        ")",
        "NASDAQ:",
        "SAP.DE",
        "-Aktie",
        "’s",
        "'s",
        " ",
        "\n",
        "WKN 716460",
        "US0378331005",
        "ß",
        "İ",
        "\u{301}",
        "🚀",
        "@",
        ".com",
        "über ",
        "$MSFT",
        "(MSFT.O)",
        "&",
    ]);
    prop_oneof![3 => known.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from), 1 => "\\PC{0,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_linked_with_spans_that_hold(parts in prop::collection::vec(pieces(), 0..24), german in any::<bool>()) {
        let text = EventText::from_title(&parts.concat());
        let lang = if german { Some("de") } else { None };
        spans_hold(&text, &link(&text, lang, "2024-05-02"));
        spans_hold(&text, &Linker::builtin().link_undated(&text, lang));
    }
}
