//! How sure a link is, once a text's namings of it are settled: a logistic model over the kinds of evidence, so that of
//! the links that are reported the wrong ones lie low. It changes no link, only the confidence that is told.

use std::fmt;
use std::sync::LazyLock;

use super::EvidenceKind;
use super::cues::Cue;
use super::naming::Naming;
use super::page::Page;
use crate::instrument::{Entity, EntityKind};

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The place of each feature.
        #[derive(Debug, Clone, Copy)]
        #[allow(non_camel_case_types)]
        enum Feature {
            $($(#[$doc])* $name,)*
        }

        /// The names of the features in the data file, in order.
        const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

features! {
    /// Always 1.
    bias,
    /// The log-odds of the surest naming, by the weights of `signals.rs`.
    log_odds,
    /// Named more than once.
    repeated,
    /// By a code that tells its venue, an ISIN, a cashtag.
    code,
    /// By a symbol without a venue.
    symbol,
    /// An index.
    index,
    /// By one word.
    one_word,
    /// By a word that is also something else.
    doubtful,
    /// By a brand, a person, a former name.
    alias,
    /// A small company.
    small,
    /// A large one.
    large,
    /// By a name that others bear too.
    shared,
    /// With a word for the share, a legal form or a per cent beside it.
    supported,
    /// Of a company that opines on others, or reports.
    trade,
    /// In a text that speaks of shares.
    shares,
}

/// The number of features.
const COUNT: usize = NAMES.len();

/// The largest log-odds that count.
const SUREST: f64 = 8.0;

/// Weights up to which a company is small, and from which it is large.
const SMALL: u8 = 4;
const LARGE: u8 = 8;

/// What is known of a link.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Features([f64; COUNT]);

/// What of a text as a whole says how sure its links are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Around {
    /// It speaks of shares.
    shares: bool,
}

impl Around {
    /// Of a text.
    pub(super) fn of(page: &Page<'_>) -> Self {
        let share = Cue::STOCK_WORD.or(Cue::STOCK_HEAD).or(Cue::SECURITY);
        let shares = (0..page.words.len()).any(|i| page.cue(i).any(share));
        Self { shares }
    }
}

/// The features of a link from its own namings.
pub(super) fn features(entity: &Entity, own: &[&Naming<'_>], around: Around) -> Features {
    let mut all = [0.0; COUNT];
    let mut note = |feature: Feature, value: f64| all[feature as usize] = value;
    note(Feature::bias, 1.0);
    let any = |holds: &dyn Fn(&Naming<'_>) -> bool| f64::from(own.iter().any(|n| holds(n)));
    let all_are = |holds: &dyn Fn(&Naming<'_>) -> bool| f64::from(own.iter().all(|n| holds(n)));
    let surest = own.iter().map(|n| n.confidence).fold(0.0, f64::max).clamp(1e-6, 1.0 - 1e-6);
    note(Feature::log_odds, (surest / (1.0 - surest)).ln().clamp(-SUREST, SUREST));
    note(Feature::repeated, f64::from(own.len() > 1));
    let coded = |n: &Naming<'_>| n.instrument.is_some();
    let bare = |n: &Naming<'_>| n.evidence.kind == EvidenceKind::Symbol;
    note(Feature::code, any(&|n| coded(n) && !bare(n)));
    note(Feature::symbol, any(&bare));
    note(Feature::index, f64::from(entity.kind == EntityKind::Index));
    note(Feature::one_word, all_are(&|n| n.words.1 - n.words.0 == 1));
    note(Feature::doubtful, all_are(&|n| n.signals.is_doubtful()));
    note(Feature::alias, all_are(&|n| n.evidence.kind == EvidenceKind::Alias));
    note(Feature::small, f64::from(entity.weight <= SMALL));
    note(Feature::large, f64::from(entity.weight >= LARGE));
    note(Feature::shared, all_are(&|n| !n.namesakes.is_empty()));
    let support = |n: &Naming<'_>| n.signals.stock_beside + n.signals.legal_form + n.signals.amount > 0.0;
    note(Feature::supported, any(&support));
    note(Feature::trade, f64::from(entity.trade.is_some()));
    note(Feature::shares, f64::from(around.shares));
    Features(all)
}

/// The confidence of a link with these features.
pub(super) fn confidence(features: &Features) -> f64 {
    static SHIPPED: LazyLock<Grades> =
        LazyLock::new(|| Grades::read(include_str!("../../assets/link/grades.tsv")));
    SHIPPED.confidence(features)
}

/// What one reported link teaches: its evidence, and whether it is right.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkLesson {
    pub(super) features: Features,
    pub(super) is_right: bool,
}

/// The weights by which evidence makes a confidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Grades([f64; COUNT]);

/// How strongly weights are drawn to those that leave the confidence of the surest naming as it is: one over the
/// variance of their Gaussian prior.
const PRIOR: f64 = 1.0;

/// Steps of the ascent; a step more changes no weight as it is written.
const STEPS: usize = 4000;

/// The weights of a logistic model of whether a link is right, with a Gaussian prior around the confidence of its surest
/// naming. Gradient ascent in a fixed order, so that the same links give the same weights.
///
/// ```
/// use newstape::event::EventText;
/// use newstape::link::{LinkRequest, Linker, fit_grades};
///
/// let text = EventText::from_title("Microsoft shares rose.");
/// let request =
///     LinkRequest { text: &text, lang: Some("en"), date: "2025-02-03".parse()?, watchlist: &[] };
/// let lessons = Linker::builtin().lessons(&request, |link| Some(link.instrument.symbol.as_str() == "MSFT"));
/// assert_eq!(lessons.len(), 1);
/// // One line a kind of evidence, as in the file of weights.
/// assert!(fit_grades(&lessons).to_string().starts_with("bias\t"));
/// # Ok::<(), chrono::ParseError>(())
/// ```
#[must_use]
#[allow(clippy::cast_precision_loss)] // counts of links
pub fn fit_grades(lessons: &[LinkLesson]) -> Grades {
    let start = prior();
    let mut weights = start;
    let rate = 1.0 / (lessons.len() as f64 * SUREST + PRIOR);
    for _ in 0..STEPS {
        let mut slope: [f64; COUNT] = std::array::from_fn(|n| -PRIOR * (weights[n] - start[n]));
        for lesson in lessons {
            let wrong = f64::from(lesson.is_right) - Grades(weights).confidence(&lesson.features);
            for (slope, value) in slope.iter_mut().zip(lesson.features.0) {
                *slope += wrong * value;
            }
        }
        for (weight, slope) in weights.iter_mut().zip(slope) {
            *weight += rate * slope;
        }
    }
    Grades(weights)
}

fn prior() -> [f64; COUNT] {
    let mut start = [0.0; COUNT];
    start[Feature::log_odds as usize] = 1.0;
    start
}

impl Grades {
    /// The weights of a file as [`fmt::Display`] writes it; a kind of evidence that it lacks weighs nothing.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let value = |name: &str| {
            let line = text.lines().find_map(|l| l.split_once('\t').filter(|(n, _)| *n == name))?;
            line.1.parse::<f64>().ok().filter(|w| w.is_finite())
        };
        Self(std::array::from_fn(|n| value(NAMES[n]).unwrap_or(0.0)))
    }

    fn confidence(&self, features: &Features) -> f64 {
        let score: f64 = self.0.iter().zip(features.0).map(|(w, v)| w * v).sum();
        1.0 / (1.0 + (-score).exp())
    }
}

impl fmt::Display for Grades {
    /// One kind of evidence a line: its name, a tab, its weight with three decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, weight) in NAMES.iter().zip(self.0) {
            writeln!(f, "{name}\t{weight:.3}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lesson(one_word: f64, is_right: bool) -> LinkLesson {
        let mut all = [0.0; COUNT];
        all[Feature::bias as usize] = 1.0;
        all[Feature::log_odds as usize] = 3.0;
        all[Feature::one_word as usize] = one_word;
        LinkLesson { features: Features(all), is_right }
    }

    #[test]
    fn evidence_that_is_often_wrong_lowers_the_confidence() {
        let mut lessons = vec![lesson(0.0, true); 40];
        lessons.extend(vec![lesson(1.0, true); 20]);
        lessons.extend(vec![lesson(1.0, false); 20]);
        let grades = fit_grades(&lessons);
        let sure = grades.confidence(&lessons[0].features);
        let doubted = grades.confidence(&lessons[70].features);
        assert!(sure > 0.9 && doubted < 0.7, "{sure} {doubted}\n{grades}");
        assert_eq!(Grades::read(&grades.to_string()).to_string(), grades.to_string());
    }

    #[test]
    fn without_lessons_the_confidence_is_that_of_the_surest_naming() {
        let grades = fit_grades(&[]);
        assert_eq!(grades.to_string(), Grades(prior()).to_string());
    }

    #[test]
    fn every_kind_of_evidence_has_a_weight() {
        let file = include_str!("../../assets/link/grades.tsv");
        let listed: Vec<&str> =
            file.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split('\t').next()).collect();
        assert_eq!(listed, NAMES);
    }
}
