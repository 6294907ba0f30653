//! Whose move it is, where more than one name could be meant: a log-linear model over the names of
//! the text.
//!
//! A candidate is a set of names, or nobody. Its score is the sum of the weights of its features;
//! the highest score wins. The weights are a data file, `assets/claim/weights.tsv`; [`fit`] makes
//! them from labelled texts.

mod fit;

use std::sync::LazyLock;

pub use fit::{LabelledClaim, OwnerChoice, Weights, fit};

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What is true of a candidate.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Feature {
            $($(#[$doc])* $name,)*
        }

        /// The names of the features in the data file, in the order of their numbers.
        pub(super) const NAMES: &[&str] = &[$($word),*];
    };
}

features! {
    /// It is nobody.
    Nobody = "nobody",
    /// Nobody, where the grammar names what is no security.
    NobodyOther = "nobody.other",
    /// Nobody, where the grammar finds no subject.
    NobodyElided = "nobody.elided",
    /// Nobody, where a figure of business stands before the size.
    NobodyFigure = "nobody.figure",
    /// Nobody, where the segment speaks of a share.
    NobodyShare = "nobody.share",
    /// Nobody, where the grammar means a currency, a coin, a fund.
    NobodyNoShare = "nobody.no_share",
    /// The grammatical subject, by name.
    Subject = "subject",
    /// The grammatical subject, by a word for a share or a company.
    SubjectAnaphor = "subject.anaphor",
    /// The grammatical subject, by a word for an index.
    SubjectIndex = "subject.index",
    /// The grammatical subject, by a word that points at one of several: `the latter`, `deren Aktien`.
    SubjectPointed = "subject.pointed",
    /// The subject that the clause before hands on.
    SubjectElided = "subject.elided",
    /// A company that no mention covers.
    Unknown = "unknown",
    /// One that no mention covers, in a text that names listed ones.
    UnknownBesideListed = "unknown.beside_listed",
    /// Stands in the piece of the sentence that the word of movement governs.
    Here = "here",
    /// Stands elsewhere in the sentence.
    Sentence = "sentence",
    /// Is the only security of the sentence.
    OnlyOne = "sentence.only",
    /// Stands before the word of movement.
    Before = "before",
    /// Is the nearest name to the size.
    Nearest = "nearest",
    /// A sign parts it from the size.
    Fenced = "fenced",
    /// Stands behind a preposition that does not join a share to its owner.
    Bound = "bound",
    /// A word for the share stands beside it.
    Share = "share",
    /// Ends a list or a clause in which another name stands nearer to the size.
    Passed = "passed",
    /// The main name of the sentence before.
    Back1 = "back.1",
    /// The main name of an earlier sentence.
    Back2 = "back.2",
    /// A name that no sentence near by is about.
    Far = "back.far",
    /// An earlier name, where the segment has a word for a share without a name.
    BackShare = "back.share",
    /// An earlier name, of a noun of movement in a sentence without a name.
    BackNoun = "back.noun",
    /// An earlier name, where the sentence has a security of its own.
    BackThoughNamed = "back.named",
    /// An index.
    Index = "index",
    /// An index, of a change in points.
    IndexPoints = "index.points",
    /// An index, of a price in money.
    IndexMoney = "index.money",
    /// An index, where the segment speaks of a share.
    IndexShare = "index.share",
    /// A share, of a change in points.
    SharePoints = "share.points",
    /// More than one name.
    Several = "several",
    /// Nobody, where the grammar names what is no security, in a segment that speaks of a share.
    NobodyOtherShare = "nobody.other.share",
    /// The only security of the sentence, with a word for the share beside it.
    OnlyShare = "sentence.only.share",
    /// The only security of the sentence, an index.
    OnlyIndex = "sentence.only.index",
    /// Only small words part it from the size.
    Touches = "touches",
}

/// The number of features.
pub(super) const COUNT: usize = NAMES.len();

/// Which features are true of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Features(u64);

impl Features {
    /// Notes a feature where it is true.
    pub(super) const fn note(&mut self, feature: Feature, is_true: bool) {
        if is_true {
            self.0 |= 1 << feature as u32;
        }
    }

    const fn has(self, number: usize) -> bool {
        self.0 >> number & 1 == 1
    }

    fn score(self, weights: &[f64; COUNT]) -> f64 {
        weights.iter().enumerate().filter(|(n, _)| self.has(*n)).map(|(_, w)| w).sum()
    }
}

/// Names that may own a move; none of them stands for nobody.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    /// Places in the list of names.
    pub(super) owners: Vec<usize>,
    /// What is true of it.
    pub(super) features: Features,
}

static FITTED: &str = include_str!("../../../assets/claim/weights.tsv");

fn weights() -> &'static [f64; COUNT] {
    static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::read(FITTED));
    WEIGHTS.values()
}

/// The candidate with the highest score, the first of equals.
pub(super) fn best(candidates: &[Candidate]) -> Option<&Candidate> {
    let mut best: Option<(&Candidate, f64)> = None;
    for candidate in candidates {
        let score = candidate.features.score(weights());
        if best.is_none_or(|(_, high)| score > high) {
            best = Some((candidate, score));
        }
    }
    best.map(|(candidate, _)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_features_fit_the_set_and_every_one_has_a_weight() {
        const { assert!(COUNT <= 64) };
        let listed: Vec<&str> =
            FITTED.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split('\t').next()).collect();
        assert_eq!(listed, NAMES);
    }

    #[test]
    fn the_first_of_equals_wins() {
        let candidate = |owner| Candidate { owners: vec![owner], features: Features::default() };
        assert_eq!(best(&[candidate(3), candidate(4)]).unwrap().owners, [3]);
        assert!(best(&[]).is_none());
    }
}
