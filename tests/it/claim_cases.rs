//! The cases of `tests/cases/claims_*.md`: sentences and the moves they state.

use newstape::claim::{Claim, MoveHorizon, extract};

/// `> [en] text` and the `- …` lines under it.
fn cases(file: &str) -> Vec<(String, String, Vec<String>)> {
    let mut out: Vec<(String, String, Vec<String>)> = Vec::new();
    for line in file.lines() {
        if let Some((lang, text)) = line.strip_prefix("> [").and_then(|rest| rest.split_once("] ")) {
            out.push((lang.to_owned(), text.to_owned(), Vec::new()));
        } else if let (Some(claim), Some(case)) = (line.strip_prefix("- "), out.last_mut()) {
            case.2.push(claim.to_owned());
        }
    }
    out
}

fn word<T: std::fmt::Debug>(value: &T) -> String {
    format!("{value:?}").to_lowercase()
}

/// A claim as the cases write it.
fn told(claim: &Claim) -> String {
    let mut parts = vec![claim.company.clone(), word(&claim.direction)];
    parts.extend(claim.percent.map(|p| format!("{p} %")));
    parts.extend(claim.percent_min.zip(claim.percent_max).map(|(a, b)| format!("{a}..{b} %")));
    parts.extend(claim.points.map(|p| format!("by {p}")));
    parts.extend(claim.price.map(|p| format!("to {p}")));
    parts.extend(claim.from_price.map(|p| format!("from {p}")));
    parts.extend(claim.currency.map(|c| c.to_string()));
    parts.extend(claim.session.map(|s| word(&s)));
    if claim.horizon != MoveHorizon::Day {
        parts.push(word(&claim.horizon));
    }
    parts.join(" ")
}

fn run(file: &str) {
    let cases = cases(file);
    assert!(cases.len() > 10, "the file holds cases");
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(lang, text, expected)| {
            let found: Vec<String> = extract(text, Some(lang), &[]).iter().map(told).collect();
            (found != *expected).then(|| format!("{text}\n    expected {expected:?}\n    found    {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn english_cases() {
    run(include_str!("../cases/claims_en.md"));
}

#[test]
fn german_cases() {
    run(include_str!("../cases/claims_de.md"));
}

#[test]
#[cfg_attr(not(shared_data), ignore = "needs the shared data")]
fn the_article_that_this_project_starts_from_states_one_move() {
    let file = crate::support::shared("articles/000_8035c6d1c46d001a.txt");
    let text = std::fs::read_to_string(file).unwrap();
    let claims = extract(&text, None, &[]);
    assert_eq!(
        claims.iter().map(told).collect::<Vec<_>>(),
        ["Microsoft down 0.21 % to 446.28 USD premarket"],
        "{claims:#?}"
    );
}
