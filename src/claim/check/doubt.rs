//! What speaks against accusing a text whose claim no reading fits: the words leave room for a move that was
//! not looked at.

use super::reading::{Reading, Shown, Spec};
use super::stated::Told;
use super::tape::ClaimTape;
use super::wording::{Text, spaced};
use super::{doubt_of_time, near_miss, stated, verdict};
use crate::claim::{Claim, Direction};
use crate::text::{lower, words};
use crate::venue::venue;

/// The reason why a claim is not contradicted although all its readings fail.
pub(super) fn doubt(
    claim: &Claim,
    tape: &ClaimTape<'_>,
    told: &Told<'_>,
    failed: &[(&Spec, &Reading)],
) -> Option<String> {
    let text = Text::of(claim);
    verdict::other_footing(claim, tape, told, failed)
        .or_else(|| verdict::other_span(claim, tape))
        .or_else(|| whose(claim, &text))
        .or_else(|| of_no_share(claim, &text))
        .or_else(|| passed(claim, tape, told, failed))
        .or_else(|| points_of_an_index(claim))
        .or_else(|| elsewhere(claim, &text))
        .or_else(|| doubt_of_time::doubt(claim, tape, told, &text))
        .or_else(|| near_miss::doubt(claim, tape, told, failed))
}

/// The clause neither names the owner nor has a word that stands for one, or speaks of *some* shares.
fn whose(claim: &Claim, text: &Text) -> Option<String> {
    let name = lower(&claim.company);
    let symbol = claim.instrument.as_ref().map(|id| lower(&id.symbol.to_string()));
    let own =
        |word: &&str| word.chars().count() > 2 && name.split_whitespace().any(|part| part.starts_with(*word));
    let named = text.words().any(|word| own(&word) || symbol.as_deref() == Some(word));
    let stands_for = ["stock", "company", "pron", "index"].iter().any(|kind| text.has_any(kind));
    let unsure = !claim.evidence.text.is_empty() && !named && (!stands_for || text.has_any("claim.some"));
    unsure.then(|| format!("the clause does not name {}: whose move it states is not certain", claim.company))
}

/// A direction or a price alone, where no word says that it is a share's, may be what the company does
/// or charges: *knocks $80 off*. So may a size behind a figure of the business.
fn of_no_share(claim: &Claim, text: &Text) -> Option<String> {
    if claim.evidence.text.is_empty() || claim.is_index || text.says_share() {
        return None;
    }
    let sized = claim.percent.or(claim.percent_min).or(claim.points).or(claim.from_price).is_some();
    let bare = !sized && stated::worded(claim).is_none();
    let number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
    // `Target plunged`: a name is no word of the business.
    let name = spaced(&claim.company);
    let named = |word: &&str| name.split_whitespace().any(|part| part == *word);
    let before: Vec<&str> =
        text.words().take_while(|word| !number(word)).filter(|word| !named(word)).collect();
    let before = Text::of_words(&before);
    (bare || before.has_any("figure"))
        .then(|| "no word says that the share moved: it may be something else of the company".to_owned())
}

/// A price between the close before and all prices of the session was passed in between: *tops $1,000*.
fn passed(
    claim: &Claim,
    tape: &ClaimTape<'_>,
    told: &Told<'_>,
    failed: &[(&Spec, &Reading)],
) -> Option<String> {
    let price = stated::price(claim).filter(|_| !told.has_size_beside_price())?;
    let between = |reading: &Reading| {
        let range = match reading.shown {
            Shown::Day { range, .. } | Shown::Within(range) | Shown::Reached { range, .. } => range,
            Shown::At(_) | Shown::ReferenceAlone => return false,
        };
        match claim.direction {
            Direction::Up => reading.reference < price.low && price.high < range.low,
            Direction::Down => reading.reference > price.high && price.low > range.high,
            Direction::Flat => false,
        }
    };
    // A reading that failed is in the text's unit already; the footing of its shares is still to be found.
    let on = |(_, reading): &(&Spec, &Reading)| {
        tape.footings(reading.date).into_iter().any(|footing| between(&reading.on(footing)))
    };
    failed.iter().any(on).then(|| {
        "the price lies between the close before and the prices of the day, and was passed".to_owned()
    })
}

/// A share moves by money and by per cent; points without either are those of an index that it moved.
fn points_of_an_index(claim: &Claim) -> Option<String> {
    let bare = claim.points.is_some() && claim.percent.is_none() && claim.currency.is_none();
    let listed = claim.instrument.is_some() && !claim.is_index && claim.price.is_none();
    (bare && listed).then(|| "the points may be those of an index".to_owned())
}

/// The text reckons in another money than the listing's, or names a place of trading that is not the listing's:
/// `In Euro gerechnet`, `auf Tradegate`.
pub(super) fn traded_elsewhere(claim: &Claim, tape: &ClaimTape<'_>) -> Option<String> {
    let id = claim.instrument.as_ref()?;
    let text = Text::of(claim);
    let reckoned = words::of_kind("check.reckoned_in").find(|entry| text.has(entry.phrase));
    let quoted = tape.currency.map(|c| c.to_string());
    if let (Some(entry), Some(quoted)) = (reckoned, quoted)
        && entry.value != Some(quoted.as_str())
    {
        let money = entry.value.unwrap_or_default();
        return Some(format!("the text reckons in {money}, and {id} is quoted in {quoted}"));
    }
    let country = venue(id.mic)?.country?;
    let place = words::of_kind("check.trading_place").find(|entry| text.has(entry.phrase))?;
    (place.value != Some(country))
        .then(|| format!("the text speaks of trading {}, not on {}", place.phrase, id.mic))
}

/// The text speaks of trading in another country than the listing's.
fn elsewhere(claim: &Claim, text: &Text) -> Option<String> {
    let id = claim.instrument.as_ref()?;
    let country = venue(id.mic)?.country?;
    let place = words::of_kind("check.traded_in").find(|entry| text.has(entry.phrase))?;
    (place.value != Some(country))
        .then(|| format!("the text speaks of trading {}, not on {}", place.phrase, id.mic))
}
