//! Text in lines: cut to a width, broken into lines, and kept apart by language.

use super::face::{Weight, width};
use super::spec::Wording;

/// Cuts a line to `max_width` pixels and ends it with an ellipsis where something was cut.
pub(super) fn fit(text: &str, max_width: f64, size: f64, weight: Weight) -> String {
    if width(text, size, weight) <= max_width {
        return text.to_owned();
    }
    let ends: Vec<usize> = text.char_indices().map(|(i, c)| i + c.len_utf8()).collect();
    let fits = |n: usize| width(&ellipsised(text, ends[n]), size, weight) <= max_width;
    let kept = partition(ends.len(), fits);
    kept.checked_sub(1).map_or_else(|| "…".to_owned(), |n| ellipsised(text, ends[n]))
}

fn ellipsised(text: &str, end: usize) -> String {
    format!("{}…", text[..end].trim_end_matches([' ', ',', '.', ':', ';', '-']))
}

/// How many of the first `len` indices satisfy a predicate that never turns true again.
fn partition(len: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let mid = usize::midpoint(low, high);
        if holds(mid) { low = mid + 1 } else { high = mid }
    }
    low
}

/// Breaks text into at most `max_lines` lines of `max_width` pixels; the last one is cut if it must be.
pub(super) fn wrap(text: &str, max_width: f64, max_lines: usize, size: f64, weight: Weight) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while words.peek().is_some() && lines.len() < max_lines {
        if lines.len() + 1 == max_lines {
            let rest: Vec<&str> = words.by_ref().collect();
            lines.push(fit(&rest.join(" "), max_width, size, weight));
            break;
        }
        let mut line = words.next().unwrap_or_default().to_owned();
        while let Some(next) = words.peek() {
            let longer = format!("{line} {next}");
            if width(&longer, size, weight) > max_width {
                break;
            }
            line = longer;
            words.next();
        }
        // A word wider than the line is cut: there is no better place to break it.
        lines.push(fit(&line, max_width, size, weight));
    }
    lines
}

/// Breaks phrases into lines like [`wrap`]; each line is made of stretches of one phrase each.
pub(super) fn wrap_phrases(
    phrases: &[Wording],
    max_width: f64,
    max_lines: usize,
    size: f64,
    weight: Weight,
) -> Vec<Vec<Wording>> {
    let text: Vec<&str> = phrases.iter().map(|p| p.text.as_str()).collect();
    // Lines hold the words in their order, and a cut one keeps its place: words tell the phrase.
    let mut owners = phrases.iter().flat_map(|p| p.text.split_whitespace().map(move |_| &p.lang));
    wrap(&text.join(" "), max_width, max_lines, size, weight)
        .into_iter()
        .map(|line| {
            let mut stretches: Vec<Wording> = Vec::new();
            for word in line.split_whitespace() {
                let lang = owners.next().unwrap_or(&None);
                match stretches.last_mut() {
                    Some(last) if last.lang == *lang => {
                        last.text.push(' ');
                        last.text.push_str(word);
                    }
                    _ => stretches.push(Wording { text: word.to_owned(), lang: lang.clone() }),
                }
            }
            stretches
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_the_width_and_the_number_of_lines() {
        let text =
            "Microsoft investigates whether a group linked to DeepSeek took data from OpenAI without leave";
        for max in [60.0, 120.0, 300.0, 2000.0] {
            let lines = wrap(text, max, 2, 14.0, Weight::SemiBold);
            assert!(lines.len() <= 2);
            assert!(lines.iter().all(|l| width(l, 14.0, Weight::SemiBold) <= max), "{lines:?}");
        }
        assert_eq!(wrap(text, 2000.0, 2, 14.0, Weight::Regular), [text]);
        assert!(wrap(text, 120.0, 2, 14.0, Weight::Regular)[1].ends_with('…'));
        assert!(wrap("  ", 120.0, 2, 14.0, Weight::Regular).is_empty());
    }

    #[test]
    fn a_long_word_is_cut_and_not_lost() {
        assert!(fit("Donaudampfschifffahrtsgesellschaft", 80.0, 12.0, Weight::Regular).ends_with("…"));
        assert_eq!(fit("x", 0.5, 12.0, Weight::Regular), "…");
    }

    #[test]
    fn lines_keep_the_language_of_every_word() {
        let phrases =
            [Wording::quoted("Gewinne steigen", Some("de")), Wording::from("· Börsen-Zeitung · 3 Mar")];
        let lines = wrap_phrases(&phrases, 160.0, 2, 14.0, Weight::Regular);
        let told: Vec<Vec<(&str, Option<&str>)>> =
            lines.iter().map(|l| l.iter().map(|p| (p.text.as_str(), p.lang.as_deref())).collect()).collect();
        assert_eq!(
            told,
            [vec![("Gewinne steigen", Some("de")), ("·", None)], vec![("Börsen-Zeitung · 3 Mar", None)]]
        );
    }
}
