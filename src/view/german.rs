//! German words for what charts say of claims and of other explanations.

use std::fmt::Write as _;

use super::Lang;
use super::event::ClaimRecord;
use super::reaction::{ConfounderKind, ConfounderRecord};
use crate::claim::{Bound, ClaimSession, ClaimStatus, DayPoint, Direction, MoveHorizon};
use crate::units::Currency;

const LANG: Lang = Lang::German;

/// The status in one word.
#[must_use]
pub const fn status_word(status: ClaimStatus) -> &'static str {
    match status {
        ClaimStatus::Confirmed => "bestätigt",
        ClaimStatus::Consistent => "vereinbar",
        ClaimStatus::Contradicted => "widerlegt",
        ClaimStatus::Unverifiable => "nicht prüfbar",
    }
}

/// A stated move in a sentence: `MSFT minus 0,21 % auf 446,28 USD, vorbörslich`.
#[must_use]
pub fn claim_sentence(claim: &ClaimRecord) -> String {
    let who = claim.symbol.as_ref().map_or(claim.company.as_str(), |s| s.as_str());
    let way = match claim.direction {
        Direction::Up => "plus",
        Direction::Down => "minus",
        Direction::Flat => "unverändert",
    };
    let mut text = format!("{who} {way}{}", bound(claim.bound));
    let number = |value: &dyn std::fmt::Display| LANG.number(&value.to_string());
    if let Some(percent) = &claim.percent {
        let _ = write!(text, " {} %", number(percent));
    } else if let (Some(low), Some(high)) = (&claim.percent_min, &claim.percent_max) {
        let _ = write!(text, " {} bis {} %", number(low), number(high));
    }
    let unit = claim.currency.map(|c: Currency| format!(" {c}")).unwrap_or_default();
    if let Some(points) = &claim.points {
        let _ = write!(text, " um {}{}", number(points), if unit.is_empty() { " Punkte" } else { &unit });
    }
    if let Some(from) = &claim.from_price {
        let _ = write!(text, " von {}{unit}", number(from));
    }
    if let Some(price) = &claim.price {
        let _ = write!(text, " auf {}{unit}", number(price));
    }
    text.push_str(match claim.session {
        Some(ClaimSession::Premarket) => ", vorbörslich",
        Some(ClaimSession::Regular) => ", im regulären Handel",
        Some(ClaimSession::Afterhours) => ", nachbörslich",
        None => "",
    });
    text.push_str(match claim.point {
        Some(DayPoint::Open) => ", zur Eröffnung",
        Some(DayPoint::Midday) => ", am Mittag",
        Some(DayPoint::Intraday) => ", im Tagesverlauf",
        Some(DayPoint::Close) => ", zum Schluss",
        None => "",
    });
    text.push_str(span(claim.horizon));
    if let Some(when) = &claim.when {
        let (from, to) = (LANG.day(when.from), LANG.day(when.to));
        let _ = if when.from == when.to {
            write!(text, ", am {from}")
        } else {
            write!(text, ", {from} bis {to}")
        };
    }
    text
}

const fn bound(bound: Option<Bound>) -> &'static str {
    match bound {
        Some(Bound::AtLeast) => " mindestens",
        Some(Bound::AtMost) => " höchstens",
        Some(Bound::AsMuchAs) => " bis zu",
        Some(Bound::About) => " rund",
        Some(Bound::Between) | None => "",
    }
}

const fn span(horizon: MoveHorizon) -> &'static str {
    match horizon {
        MoveHorizon::Day => "",
        MoveHorizon::Week => ", auf Wochensicht",
        MoveHorizon::Month => ", auf Monatssicht",
        MoveHorizon::Quarter => ", auf Quartalssicht",
        MoveHorizon::Ytd => ", seit Jahresbeginn",
        MoveHorizon::Year => ", auf Jahressicht",
        MoveHorizon::Since => ", seit dem genannten Zeitpunkt",
    }
}

/// What else could explain a move.
#[must_use]
pub fn confounder(record: &ConfounderRecord) -> String {
    match (record.kind, record) {
        (
            ConfounderKind::MarketWide,
            ConfounderRecord { symbol: Some(symbol), return_fraction: Some(f), z, .. },
        ) => {
            let z = z.map(|z| format!(" (z {})", LANG.signed(z, 1))).unwrap_or_default();
            format!("Marktweite Bewegung: {symbol} {}{z}", LANG.percent(f.fraction()))
        }
        (ConfounderKind::ExDate, ConfounderRecord { ex_date: Some(day), amount: Some(amount), .. }) => {
            format!("Ex-Tag {}: {} je Aktie", LANG.day(*day), LANG.quoted(*amount, 2))
        }
        (ConfounderKind::MoreEvents, ConfounderRecord { count: Some(count), .. }) => {
            format!("{count} weitere Ereignisse")
        }
        _ => record.text.clone(),
    }
}
