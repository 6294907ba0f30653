//! What speaks against accusing a text whose claim no reading fits: the words leave room for a move that was
//! not looked at.

use super::fit::Fit;
use super::reading::{Progress, Reading, Shown, Spec};
use super::stated::Told;
use super::tape::ClaimTape;
use super::{admitted, near_miss, stated, verdict};
use crate::claim::{Claim, ClaimSession, Direction, MoveHorizon, TimeKind};
use crate::text::{lower, tokens, words};
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
        .or_else(|| date_of_two_readings(claim, &text))
        .or_else(|| open_time(claim, &text))
        .or_else(|| another_year(claim, &text))
        .or_else(|| one_day_of_the_span(claim, tape, told, &text))
        .or_else(|| near_miss::doubt(claim, tape, told, failed))
}

/// The words of the evidence in lower case, between single spaces.
struct Text(String);

impl Text {
    fn of(claim: &Claim) -> Self {
        let text = &claim.evidence.text;
        let words: Vec<String> = tokens(text).map(|token| lower(token.text(text))).collect();
        Self(format!(" {} ", words.join(" ")))
    }

    fn has(&self, phrase: &str) -> bool {
        self.0.contains(&format!(" {phrase} "))
    }

    fn has_any(&self, kind: &'static str) -> bool {
        words::of_kind(kind).any(|entry| self.has(entry.phrase))
    }

    /// Whether a word for the share stands in it, alone or at the end of another: `Bankaktien`.
    fn says_share(&self) -> bool {
        let ends = |word: &str, phrase: &str| phrase.chars().count() >= WHOLE && word.ends_with(phrase);
        self.has_any("stock")
            || words::of_kind("stock").any(|entry| self.words().any(|word| ends(word, entry.phrase)))
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.0.split_whitespace()
    }
}

/// A word for the share of so many letters also ends other words.
const WHOLE: usize = 5;

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
    let before: Vec<&str> = text.words().take_while(|word| !number(word)).collect();
    let before = Text(format!(" {} ", before.join(" ")));
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

/// The text speaks of trading in another country than the listing's.
fn elsewhere(claim: &Claim, text: &Text) -> Option<String> {
    let id = claim.instrument.as_ref()?;
    let country = venue(id.mic)?.country?;
    let place = words::of_kind("check.traded_in").find(|entry| text.has(entry.phrase))?;
    (place.value != Some(country))
        .then(|| format!("the text speaks of trading {}, not on {}", place.phrase, id.mic))
}

/// A date such as `1/2/2025`, which is January in one country and February in another.
fn date_of_two_readings(claim: &Claim, text: &Text) -> Option<String> {
    let words: Vec<&str> = text.words().collect();
    let number = |word: &str| word.parse::<u32>().ok();
    let is_date = |w: &&[&str]| {
        (w[1], w[3]) == ("/", "/")
            && w[4].len() == 4
            && [w[0], w[2], w[4]].into_iter().all(|n| number(n).is_some())
    };
    let date = words.windows(5).find(is_date).filter(|_| claim.when.is_none())?;
    Some(format!("the date {} can be read two ways", date.concat()))
}

/// No time is stated, and the words are those of a longer span or of the night.
fn open_time(claim: &Claim, text: &Text) -> Option<String> {
    let timed = claim.when.is_some() || claim.session.is_some() || claim.point.is_some();
    if timed || claim.horizon != MoveHorizon::Day || claim.price.is_some() {
        return None;
    }
    if text.has_any("check.overnight") {
        return Some("the text speaks of the hours between two sessions".to_owned());
    }
    text.has_any("claim.perfect").then(|| "no time is stated, and the tense allows a longer span".to_owned())
}

/// *On the year* after the name of another one.
fn another_year(claim: &Claim, text: &Text) -> Option<String> {
    let time = claim.when.as_ref().filter(|time| time.kind == TimeKind::Year)?;
    if time.text.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let published = chrono::Datelike::year(&time.to);
    let years = text.words().filter(|word| word.len() == 4).filter_map(|word| word.parse::<i32>().ok());
    let other = years.into_iter().find(|year| (published - 30..published).contains(year))?;
    Some(format!("the text names {other}, and may mean that year by \"{}\"", time.text))
}

/// A week, month or quarter that is stated next to a day's move: *earlier this week*, or a time that
/// belongs to something else.
fn one_day_of_the_span(claim: &Claim, tape: &ClaimTape<'_>, told: &Told<'_>, text: &Text) -> Option<String> {
    let time = claim.when.as_ref()?;
    let sized = claim.percent.is_some();
    let mut days = Vec::new();
    match time.kind {
        TimeKind::Week if text.has_any("check.earlier") => {
            days.extend(
                tape.calendar.sessions(time.from, time.to).unwrap_or_default().iter().map(|s| s.date),
            );
        }
        TimeKind::Month | TimeKind::Quarter | TimeKind::Half => {
            let last = tape.calendar.session_on_or_before(tape.published_on()).ok()?.date;
            days.extend(
                [Some(last), tape.calendar.previous_session(last).ok().map(|s| s.date)].into_iter().flatten(),
            );
        }
        _ => {}
    }
    let fits = |date: &chrono::NaiveDate| {
        let progress = admitted::regular_progress(tape, *date)?;
        let spec = Spec::Session { date: *date, part: ClaimSession::Regular, point: None, progress };
        let reading = spec.read(tape, told).ok()?.on(told.unit);
        let open = match reading.shown {
            // *Earlier this week* may be a moment of a day, too.
            Shown::Day { range, .. } if progress != Progress::Over || time.kind == TimeKind::Week => {
                Reading { shown: Shown::Within(range), ..reading }
            }
            _ => reading,
        };
        (told.fit(&open) != Fit::No).then_some(*date)
    };
    let day = days.iter().filter(|_| sized).find_map(fits)?;
    Some(format!("the move of {day} alone has the stated size, and \"{}\" may not be its span", time.text))
}
