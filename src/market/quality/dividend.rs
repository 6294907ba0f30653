//! Dividends against prices: the unit, the day, the fall.
//!
//! A dividend is told in pounds beside prices in pence, twice on neighbouring days, or of a size that the
//! price did not fall by. Each way in which it may be meant is weighed by the move of the ex-day that it
//! leaves, by what the series pays otherwise, and by the adjusted close of the same row. Where one way is far
//! likelier than the next, that is what is meant; where none is, the dividend is suspect.

use chrono::NaiveDate;

use super::level::usual_day;
use crate::market::{ActionKind, Adjustment, Bar, CorporateAction};

/// By how much the likeliest way must beat the next: odds of twenty to one.
const CERTAIN: f64 = 3.0;
/// Days within which two like dividends are the same one.
const DOUBLE_DAYS: i64 = 7;
/// How alike two amounts are that may be the same dividend.
const ALIKE: f64 = 0.2;

/// What is thought of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// It is as told.
    Sound,
    /// It was told in another unit, and is repaired.
    Repaired,
    /// It is the double of another on a neighbouring day, and takes no part.
    Double,
    /// Nobody can say what it is: it takes no part, nor does any return over its day.
    Suspect,
}

/// An action with what is thought of it.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgedAction {
    /// As it is to be used.
    pub action: CorporateAction,
    /// The amount or ratio as it was told.
    pub told: f64,
    /// Whether it can be used.
    pub trust: Trust,
    /// Why, in words; empty where it is sound.
    pub reason: String,
}

/// A dividend by its place in the series.
#[derive(Debug, Clone, Copy)]
struct Paid {
    /// Which of the actions.
    action: usize,
    ex_date: NaiveDate,
    at: usize,
    /// Its share of the close before.
    share: f64,
    /// The close of the day against the close before, without it.
    relative: f64,
    /// The share that the adjusted closes imply.
    implied: Option<f64>,
}

/// What dividends are judged by.
pub(super) struct Evidence<'a> {
    /// The prices, on one level.
    pub(super) bars: &'a [Bar<NaiveDate>],
    pub(super) adjustment: Adjustment,
    /// The adjusted close of each bar; empty where there are none.
    pub(super) adjusted: &'a [Option<f64>],
    /// The venue quotes in a hundredth of its money.
    pub(super) in_hundredths: bool,
}

/// Judges all actions of an instrument; splits pass.
pub(super) fn judge(actions: &[CorporateAction], evidence: &Evidence<'_>) -> Vec<JudgedAction> {
    let sound = |action: &CorporateAction| {
        let told = match action.kind {
            ActionKind::Split { new_per_old } => new_per_old,
            ActionKind::Dividend { amount } => amount,
        };
        JudgedAction { action: action.clone(), told, trust: Trust::Sound, reason: String::new() }
    };
    let mut judged: Vec<JudgedAction> = actions.iter().map(sound).collect();
    // Prices that have the dividends taken out do not fall on an ex-day: they say nothing.
    if evidence.adjustment == Adjustment::SplitsAndDividends {
        return judged;
    }
    let usual = usual_day(evidence.bars);
    let paid = paid(actions, evidence);
    doubles(&paid, usual, &mut judged);
    units(&paid, usual, evidence, &mut judged);
    judged
}

/// The dividends whose day and eve the series has.
fn paid(actions: &[CorporateAction], evidence: &Evidence<'_>) -> Vec<Paid> {
    let Evidence { bars, adjustment, adjusted, .. } = evidence;
    let later = |from: NaiveDate, with_own: bool| -> f64 {
        let ratio = |action: &CorporateAction| match action.kind {
            ActionKind::Split { new_per_old }
                if action.ex_date > from || (with_own && action.ex_date == from) =>
            {
                new_per_old
            }
            ActionKind::Split { .. } | ActionKind::Dividend { .. } => 1.0,
        };
        actions.iter().map(ratio).product()
    };
    let of = |(action, told): (usize, &CorporateAction)| {
        let ActionKind::Dividend { amount } = told.kind else { return None };
        let at = bars.partition_point(|bar| bar.at < told.ex_date);
        let (before, day) = (bars.get(at.checked_sub(1)?)?, bars.get(at)?);
        // Cash after the splits of its day; prices after all splits, or as traded.
        let (cash, eve) = match adjustment {
            Adjustment::AsTraded => {
                (amount, before.close * later(told.ex_date, false) / later(told.ex_date, true))
            }
            Adjustment::Splits | Adjustment::SplitsAndDividends => {
                (amount / later(told.ex_date, false), before.close)
            }
        };
        let close = |at: usize| adjusted.get(at).copied().flatten().filter(|close| *close > 0.0);
        let implied =
            close(at - 1).zip(close(at)).map(|(eve, close)| 1.0 - (eve / before.close) / (close / day.close));
        let (share, relative) = (cash / eve, day.close / eve);
        (amount > 0.0).then_some(Paid { action, ex_date: told.ex_date, at, share, relative, implied })
    };
    actions.iter().enumerate().filter_map(of).collect()
}

/// How likely a return is, as a logarithm: the tails are those of markets.
fn likelihood(log_return: f64, usual: f64) -> f64 {
    -2.0 * (1.0 + (log_return / usual).powi(2) / 3.0).ln()
}

/// The ways in which an amount may be meant: what it is to be multiplied by.
const UNITS: [f64; 3] = [1.0, 0.01, 100.0];

/// How likely a dividend is in this unit, the price of its day apart; `None` where it cannot be.
fn belief(paid: &Paid, unit: f64, in_hundredths: bool) -> Option<f64> {
    let share = paid.share * unit;
    let implied = paid.implied.map(|implied| implied / paid.share);
    let is_implied = implied.is_some_and(|ratio| (ratio / unit - 1.0).abs() < 0.1);
    let is_possible = match unit {
        1.0 => true,
        unit if unit < 1.0 => paid.share >= 0.02 || is_implied,
        _ => share < 0.5 && (is_implied || (in_hundredths && paid.share < 0.001)),
    };
    let size = match share {
        share if share >= 1.0 => -50.0,
        share if share > 0.5 => -10.0,
        share if share > 0.15 => -3.0,
        share if share < 0.0005 && in_hundredths => -3.0,
        share if share < 0.001 && in_hundredths => -1.5,
        _ => 0.0,
    };
    let change = match unit {
        1.0 => 0.0,
        // Where pence are quoted they are often told as pounds, and pounds as pence less often.
        unit if in_hundredths => (if unit > 1.0 { -2.0 } else { -4.0 }) + if is_implied { 3.0 } else { 0.0 },
        _ => -6.0 + if is_implied { 3.0 } else { 0.0 },
    };
    is_possible.then_some(size + change)
}

/// Finds amounts in the wrong unit. Dividends of one instrument that are open to the same doubt are weighed
/// together: a service that takes pounds for pence does so more than once.
fn units(paid: &[Paid], usual: f64, evidence: &Evidence<'_>, judged: &mut [JudgedAction]) {
    let score = |paid: &Paid, unit: f64| {
        let believed = belief(paid, unit, evidence.in_hundredths)?;
        Some(believed + likelihood((paid.relative + paid.share * unit).ln(), usual))
    };
    let gain = |paid: &Paid, unit: f64| Some(score(paid, unit)? - score(paid, 1.0)?);
    for (which, own) in paid.iter().enumerate() {
        let with_others = |unit: f64| {
            let others = paid.iter().enumerate().filter(|(other, _)| *other != which);
            let all: f64 =
                others.filter_map(|(_, other)| gain(other, unit)).map(|g| g.clamp(-4.0, 4.0)).sum();
            gain(own, unit).map(|own| own + (0.5 * all).clamp(-6.0, 6.0))
        };
        let best = UNITS[1..].iter().filter_map(|unit| Some((with_others(*unit)?, *unit)));
        let Some((gained, unit)) = best.max_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        let out = &mut judged[own.action];
        if out.trust != Trust::Sound {
            continue;
        }
        let ActionKind::Dividend { amount } = out.action.kind else { continue };
        if gained > CERTAIN {
            out.action.kind = ActionKind::Dividend { amount: amount * unit };
            out.trust = Trust::Repaired;
            out.reason = format!(
                "{amount} would be {:.3}% of the price; told in another unit, it is {}",
                100.0 * own.share,
                amount * unit
            );
        } else if gained > -CERTAIN {
            out.trust = Trust::Suspect;
            out.reason = format!(
                "{amount} is {:.3}% of the price, and the move of the day, {:+.2}%, does not tell its unit",
                100.0 * own.share,
                100.0 * (own.relative - 1.0)
            );
        }
    }
}

/// Finds dividends that are told twice, on two days near each other.
fn doubles(paid: &[Paid], usual: f64, judged: &mut [JudgedAction]) {
    let mut in_time: Vec<&Paid> = paid.iter().collect();
    in_time.sort_by_key(|paid| paid.ex_date);
    for pair in in_time.windows(2) {
        let [first, second] = pair else { continue };
        let days = (second.ex_date - first.ex_date).num_days();
        let alike = (first.share / second.share).ln().abs() < ALIKE;
        let is_open = |paid: &Paid| judged[paid.action].trust == Trust::Sound;
        if first.at == second.at || days > DOUBLE_DAYS || !alike || !is_open(first) || !is_open(second) {
            continue;
        }
        let with = |paid: &Paid, is_paid: bool| {
            likelihood((paid.relative + if is_paid { paid.share } else { 0.0 }).ln(), usual)
        };
        let (early, late) =
            (with(first, true) + with(second, false), with(first, false) + with(second, true));
        let reason = |other: &Paid| {
            format!("the dividend of {} is alike, and one of the two is a double", other.ex_date)
        };
        let mark = |judged: &mut [JudgedAction], paid: &Paid, trust: Trust, other: &Paid| {
            judged[paid.action].trust = trust;
            judged[paid.action].reason = reason(other);
        };
        match early - late {
            by if by > CERTAIN => mark(judged, second, Trust::Double, first),
            by if by < -CERTAIN => mark(judged, first, Trust::Double, second),
            _ => {
                mark(judged, first, Trust::Suspect, second);
                mark(judged, second, Trust::Suspect, first);
            }
        }
    }
}

/// The bars over which no return can be told because of a suspect dividend: its day; and the next, where the
/// price falls by a good part of it only then.
pub(super) fn tainted(bars: &[Bar<NaiveDate>], judged: &[JudgedAction]) -> Vec<usize> {
    let mut places = Vec::new();
    for suspect in judged.iter().filter(|judged| judged.trust == Trust::Suspect) {
        let ActionKind::Dividend { amount } = suspect.action.kind else { continue };
        let at = bars.partition_point(|bar| bar.at < suspect.action.ex_date);
        let falls = |at: usize| {
            at >= 1 && bars.get(at).is_some_and(|bar| bars[at - 1].close - bar.close > 0.3 * amount)
        };
        places.extend((at < bars.len()).then_some(at));
        places.extend((falls(at + 1) && !falls(at)).then_some(at + 1));
    }
    places
}
