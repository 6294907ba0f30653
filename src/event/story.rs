//! When two events tell the same story: near-duplicate texts, and corrections.
//!
//! Each text has word 3-shingles. Their `MinHash` in bands finds candidates without comparing all
//! texts with all; the Jaccard index of the shingles themselves decides.

use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_64;

use super::When;
use crate::text::{key_words, words};

/// Bands of a sketch.
const BANDS: usize = 8;
/// Minima in a band. With eight bands of three, texts of Jaccard index 0.8 share a band in 99.7 %
/// of cases, of 0.6 in 86 %, of 0.1 in 0.8 %.
const ROWS: usize = 3;
/// Words in a shingle.
const SHINGLE: usize = 3;
/// A text with fewer words tells too little to be called the same as another.
const LEAST_WORDS: usize = 5;
/// Words that are looked at: what a wire story has at most, several times over.
const MOST_WORDS: usize = 5_000;
/// From this many shingles on a text is long.
const LONG: usize = 30;
/// Jaccard index from which on long texts are near-duplicates.
const LONG_ALIKE: f64 = 0.5;
/// The same for short ones, in which one word is a large part.
const SHORT_ALIKE: f64 = 0.8;

/// How far apart two publications of one story can be, in hours.
pub const STORY_HOURS: i64 = 72;

/// The word shingles of a text, as hashes.
///
/// ```
/// use newstape::event::Shingles;
///
/// let of = Shingles::of;
/// let wire = of("Halvorsen said on Wednesday that its quarterly profit rose 12 percent to 69 million euros");
/// let reprint = of("Halvorsen said on Wednesday that its quarterly profit rose 12 percent to 69 million euros, dpa reports");
/// let other = of("Marlow said on Wednesday that its annual profit fell by a tenth on weak demand for boats");
/// assert!(wire.tell_the_same_as(&reprint) && !wire.tell_the_same_as(&other));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shingles(HashSet<u64>);

impl Shingles {
    /// The shingles of a text; none for one of fewer than five words.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut words = key_words(text);
        words.truncate(MOST_WORDS);
        if words.len() < LEAST_WORDS {
            return Self(HashSet::new());
        }
        Self(words.windows(SHINGLE).map(|shingle| xxh3_64(shingle.join(" ").as_bytes())).collect())
    }

    /// The Jaccard index: shared shingles over all shingles, from 0 to 1; 0 if there are none.
    #[must_use]
    fn jaccard(&self, other: &Self) -> f64 {
        let shared = self.0.intersection(&other.0).count();
        let all = self.0.len() + other.0.len() - shared;
        let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        if all == 0 { 0.0 } else { count(shared) / count(all) }
    }

    /// Whether the two texts are near-duplicates.
    #[must_use]
    pub fn tell_the_same_as(&self, other: &Self) -> bool {
        let long = self.0.len().min(other.0.len()) >= LONG;
        self.jaccard(other) >= if long { LONG_ALIKE } else { SHORT_ALIKE }
    }

    /// Numbers of which near-duplicates share at least one, nearly always; none for a text without
    /// shingles.
    ///
    /// # Source
    /// Broder (1997), On the Resemblance and Containment of Documents; banding as in Leskovec,
    /// Rajaraman, Ullman, Mining of Massive Datasets, section 3.4.
    #[must_use]
    pub fn bands(&self) -> Vec<u64> {
        if self.0.is_empty() {
            return Vec::new();
        }
        (0..BANDS).map(|band| self.band(band)).collect()
    }

    fn band(&self, band: usize) -> u64 {
        let mut key = (band as u64).to_le_bytes().to_vec();
        for row in 0..ROWS {
            let seed = (band * ROWS + row) as u64 + 1;
            let least = self.0.iter().map(|hash| mixed(*hash, seed)).min().unwrap_or_default();
            key.extend(least.to_le_bytes());
        }
        xxh3_64(&key)
    }
}

/// Another order of the hashes for each seed (the finaliser of `SplitMix64`, Steele et al. 2014).
const fn mixed(hash: u64, seed: u64) -> u64 {
    let mut z = hash.wrapping_add(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Whether the first became public before the second, as far as that is known: a day counts from
/// its end, for it does not show that it came before any instant of that day.
#[must_use]
pub fn precedes(first: &When, second: &When) -> bool {
    latest(first) < latest(second)
}

fn latest(when: &When) -> i64 {
    match when {
        When::Instant { at, .. } => at.timestamp(),
        When::Day(day) => day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() + 86_400,
    }
}

/// Whether a title announces a correction of an earlier text.
///
/// ```
/// use newstape::event::is_correction;
///
/// assert!(is_correction("CORRECTED: Halvorsen shares fall 3%, not 13%"));
/// assert!(!is_correction("Halvorsen shares see a correction"));
/// ```
#[must_use]
pub fn is_correction(title: &str) -> bool {
    let title = key_words(title).join(" ");
    words::of_kind("correction").any(|mark| {
        title.strip_prefix(&key_words(mark.phrase).join(" ")).is_some_and(|rest| rest.starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};

    use super::*;
    use crate::event::Precision;

    const WIRE: &str = "Microsoft said on Wednesday that its quarterly revenue rose 12 percent to 69.6 \
        billion dollars, above the estimates of analysts, while growth of its Azure cloud business slowed \
        to 31 percent. The shares fell more than four percent in extended trading after the company's \
        finance chief gave a forecast for the current quarter that missed expectations. The company spent \
        22.6 billion dollars on data centres in the quarter, most of it for artificial intelligence.";

    #[test]
    fn a_reprint_with_another_lead_and_tail_is_the_same_story() {
        let reprint = format!("(Reuters) - {WIRE} Additional reporting by the newsroom.");
        let (wire, reprint) = (Shingles::of(WIRE), Shingles::of(&reprint));
        assert!(wire.jaccard(&reprint) > 0.8);
        assert!(wire.tell_the_same_as(&reprint));
        assert!(wire.bands().iter().any(|b| reprint.bands().contains(b)));
    }

    #[test]
    fn another_story_is_not() {
        let other = WIRE.replace("Microsoft", "Oracle").replace("rose 12 percent to 69.6", "fell to 13.3");
        let part: String = WIRE.chars().take(90).collect();
        assert!(!Shingles::of(WIRE).tell_the_same_as(&Shingles::of(&part)));
        assert!(Shingles::of(WIRE).jaccard(&Shingles::of(&other)) < 1.0);
        assert!(Shingles::of("Form 8-K").bands().is_empty());
        let (q1, q2) =
            ("Apple beats estimates for the first quarter", "Apple beats estimates for the second quarter");
        assert!(!Shingles::of(q1).tell_the_same_as(&Shingles::of(q2)));
    }

    #[test]
    fn a_day_does_not_precede_its_own_hours() {
        let at = |s: &str| When::Instant {
            at: s.parse::<DateTime<chrono::Utc>>().unwrap(),
            precision: Precision::Minute,
        };
        let day = When::Day(NaiveDate::from_ymd_opt(2025, 1, 29).unwrap());
        assert!(precedes(&at("2025-01-29T21:05:00Z"), &day));
        assert!(!precedes(&day, &at("2025-01-29T23:59:00Z")));
        assert!(precedes(&day, &at("2025-01-30T08:00:00Z")));
    }

    #[test]
    fn corrections_say_so_first() {
        assert!(is_correction("CORRECTED-Microsoft revenue rises"));
        assert!(is_correction("KORREKTUR: SAP hebt Prognose an"));
        assert!(!is_correction("Correction in tech shares deepens".strip_prefix("Correction ").unwrap()));
        assert!(!is_correction("Corrections officer sues"));
    }
}
