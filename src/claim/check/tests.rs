use chrono::{DateTime, Utc};

use super::*;
use crate::calendar::Calendar;
use crate::claim::{ClaimStatus, Direction};
use crate::event::When;
use crate::instrument::Mic;
use crate::link::{Evidence, EvidenceKind};
use crate::market::{
    ActionKind, Adjustment, Bar, CorporateAction, Interval as Step, Missing, MissingBars, Series, SeriesKey,
};
use crate::reaction::VerdictWord;

/// Microsoft as traded in January 2025: date, open, high, low, close.
const MSFT: [(&str, f64, f64, f64, f64); 10] = [
    ("2025-01-17", 434.09, 434.48, 428.17, 429.03),
    ("2025-01-21", 430.20, 430.58, 425.60, 428.50),
    ("2025-01-22", 437.56, 447.27, 436.00, 446.20),
    ("2025-01-23", 442.00, 446.75, 441.50, 446.71),
    ("2025-01-24", 445.16, 446.65, 441.40, 444.06),
    ("2025-01-27", 424.01, 435.20, 423.50, 434.56),
    ("2025-01-28", 434.60, 448.38, 431.38, 447.20),
    ("2025-01-29", 446.69, 446.88, 440.40, 442.33),
    ("2025-01-30", 418.77, 422.86, 413.16, 414.99),
    ("2025-01-31", 418.98, 420.69, 414.91, 415.06),
];

fn key(interval: Step, adjustment: Adjustment) -> SeriesKey {
    SeriesKey { instrument: "MSFT:XNAS".parse().unwrap(), interval, provider: "file".to_owned(), adjustment }
}

fn daily() -> Series<NaiveDate> {
    let bar = |(d, o, h, l, c): &(&str, f64, f64, f64, f64)| {
        Bar::new(d.parse().unwrap(), *o, *h, *l, *c, None).unwrap()
    };
    Series::new(key(Step::Day1, Adjustment::AsTraded), MSFT.iter().map(bar).collect()).unwrap()
}

fn claim(percent: Option<&str>, price: Option<&str>, session: Option<ClaimSession>) -> Claim {
    Claim {
        instrument: Some("MSFT:XNAS".parse().unwrap()),
        is_index: false,
        company: "Microsoft".to_owned(),
        direction: Direction::Down,
        percent: percent.map(|p| p.parse().unwrap()),
        percent_min: None,
        percent_max: None,
        points: None,
        price: price.map(|p| p.parse().unwrap()),
        from_price: None,
        currency: None,
        session,
        horizon: MoveHorizon::Day,
        when: None,
        point: None,
        bound: None,
        evidence: Evidence { span: 0..0, text: String::new(), kind: EvidenceKind::Name },
    }
}

struct Held {
    published: When,
    daily: Option<Series<NaiveDate>>,
    intraday: Option<Series<DateTime<Utc>>>,
    actions: Vec<CorporateAction>,
    currency: Option<Currency>,
}

impl Held {
    fn on(day: &str) -> Self {
        Self {
            published: When::Day(day.parse().unwrap()),
            daily: Some(daily()),
            intraday: None,
            actions: Vec::new(),
            currency: Some(Currency::USD),
        }
    }

    fn check(&self, claim: &Claim) -> ClaimVerdict {
        check(
            claim,
            &Tape {
                published: &self.published,
                calendar: Calendar::for_mic(Mic::XNAS).unwrap(),
                daily: self.daily.as_ref(),
                intraday: self.intraday.as_ref(),
                actions: &self.actions,
                sessions_back: 5,
                currency: self.currency,
            },
        )
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn an_article_of_a_saturday_is_found_three_sessions_back() {
    let seed = claim(Some("0.21"), Some("446.28"), Some(ClaimSession::Premarket));
    let found = Held::on("2025-02-01").check(&seed);
    assert_eq!(found.status, ClaimStatus::Confirmed);
    assert_eq!(
        (found.session_date, found.reference_date),
        (Some(day("2025-01-29")), Some(day("2025-01-28")))
    );
    assert!((found.reference_close.unwrap().amount - 447.20).abs() < 1e-9);
    assert!((found.measured.unwrap().pct() + 0.2057).abs() < 1e-4);
    assert_eq!(found.unusualness.unwrap().word(), VerdictWord::Muted);
    assert!(found.note.contains("reference close alone"), "{}", found.note);
}

#[test]
fn extended_bars_that_never_reach_the_price_refuse_the_session() {
    let seed = claim(Some("0.21"), Some("446.28"), Some(ClaimSession::Premarket));
    let mut held = Held::on("2025-02-01");
    let bars = |price: f64| {
        let at: DateTime<Utc> = "2025-01-29T13:00:00Z".parse().unwrap();
        let bar = Bar::new(at, price, price + 0.2, price - 0.2, price, None).unwrap();
        Some(Series::new(key(Step::Minute1, Adjustment::AsTraded), vec![bar]).unwrap())
    };
    held.intraday = bars(446.3);
    let found = held.check(&seed);
    assert_eq!(found.status, ClaimStatus::Confirmed);
    assert!(!found.note.contains("alone"), "{}", found.note);
    held.intraday = bars(449.0);
    assert_eq!(held.check(&seed).status, ClaimStatus::Contradicted);
}

#[test]
fn regular_claims_are_held_against_the_close_or_the_range() {
    let held = Held::on("2025-01-30");
    let close = held.check(&claim(Some("6.18"), Some("414.99"), None));
    assert_eq!((close.status, close.session_date), (ClaimStatus::Confirmed, Some(day("2025-01-30"))));
    let percent_only = held.check(&claim(Some("6.2"), None, None));
    assert_eq!(percent_only.status, ClaimStatus::Confirmed);
    let wrong = held.check(&claim(Some("7.2"), None, None));
    assert_eq!(wrong.status, ClaimStatus::Contradicted);
    assert!(wrong.note.contains("2025-01-30 −6.18 % to 414.99"), "{}", wrong.note);
    let price_only = held.check(&claim(None, Some("415.00"), None));
    assert_eq!(price_only.status, ClaimStatus::Confirmed);
}

#[test]
fn a_move_before_the_publication_by_more_than_five_sessions_is_not_looked_for() {
    let held = Held::on("2025-01-31");
    assert_eq!(held.check(&claim(Some("0.59"), Some("444.06"), None)).status, ClaimStatus::Contradicted);
    assert_eq!(
        Held::on("2025-01-24").check(&claim(Some("0.59"), Some("444.06"), None)).status,
        ClaimStatus::Confirmed
    );
}

#[test]
fn missing_bars_are_named_as_data() {
    let missing = |verdict: &ClaimVerdict| verdict.missing.as_ref().and_then(Missing::as_bars).unwrap();
    let mut held = Held::on("2025-02-01");
    let percent_only = held.check(&claim(Some("0.21"), None, Some(ClaimSession::Premarket)));
    assert_eq!(percent_only.status, ClaimStatus::Unverifiable);
    assert_eq!((missing(&percent_only).interval, missing(&percent_only).extended), (Step::Minute1, true));
    held.daily = None;
    let none = held.check(&claim(Some("0.21"), Some("446.28"), None));
    assert_eq!(none.status, ClaimStatus::Unverifiable);
    let (from, to) = (day("2025-01-24"), day("2025-01-31"));
    assert_eq!(missing(&none), MissingBars { interval: Step::Day1, from, to, extended: false });
    assert_eq!(none.note, "not in the database: daily bars of MSFT from 2025-01-24 to 2025-01-31");
    let mut unknown = claim(Some("1"), None, None);
    unknown.instrument = None;
    assert_eq!(held.check(&unknown).status, ClaimStatus::Unverifiable);
}

#[test]
fn pounds_are_compared_with_pence_and_dollars_with_neither() {
    let mut held = Held::on("2025-01-30");
    held.currency = Some(Currency::GBX);
    let stated = |percent: Option<&str>, price, currency| Claim {
        currency: Some(currency),
        ..claim(percent, Some(price), None)
    };
    let pounds = held.check(&stated(Some("6.18"), "4.1499", Currency::GBP));
    assert_eq!((pounds.status, pounds.session_date), (ClaimStatus::Confirmed, Some(day("2025-01-30"))));
    let close = pounds.reference_close.unwrap();
    assert_eq!(close.currency, Some(Currency::GBP));
    assert!((close.amount - 4.4233).abs() < 1e-9, "{close}");
    let pence = held.check(&stated(Some("6.18"), "414.99", Currency::GBX));
    assert_eq!(pence.status, ClaimStatus::Confirmed);
    // 414.99 pounds is a hundred times the price.
    let wrong = held.check(&stated(Some("6.18"), "414.99", Currency::GBP));
    assert_eq!(wrong.status, ClaimStatus::Contradicted);
    assert!(wrong.note.contains("to 4.15"), "{}", wrong.note);
    let dollars = held.check(&stated(Some("6.18"), "5.20", Currency::USD));
    assert_eq!(dollars.status, ClaimStatus::Unverifiable);
    let what = dollars.missing.map(|m| m.what);
    assert_eq!(what, Some(MissingData::Quotation { currency: Currency::USD }));
}

#[test]
fn a_week_is_measured_over_the_week() {
    let mut week = claim(Some("6.5"), None, None);
    week.horizon = MoveHorizon::Week;
    let found = Held::on("2025-02-01").check(&week);
    assert_eq!((found.status, found.reference_date), (ClaimStatus::Confirmed, Some(day("2025-01-24"))));
    week.horizon = MoveHorizon::Ytd;
    assert_eq!(Held::on("2025-02-01").check(&week).status, ClaimStatus::Unverifiable);
}

#[test]
fn a_split_between_the_closes_does_not_count_as_a_move() {
    let mut held = Held::on("2025-01-31");
    let halved: Vec<_> = daily()
        .bars()
        .iter()
        .map(|b| {
            let by = if b.at >= "2025-01-31".parse().unwrap() { 2.0 } else { 1.0 };
            Bar::new(b.at, b.open / by, b.high / by, b.low / by, b.close / by, None).unwrap()
        })
        .collect();
    held.daily = Some(Series::new(key(Step::Day1, Adjustment::AsTraded), halved).unwrap());
    held.actions.push(CorporateAction {
        instrument: "MSFT:XNAS".parse().unwrap(),
        ex_date: "2025-01-31".parse().unwrap(),
        kind: ActionKind::Split { new_per_old: 2.0 },
    });
    let mut up = claim(Some("0.02"), Some("207.53"), None);
    up.direction = Direction::Up;
    let found = held.check(&up);
    assert_eq!((found.status, found.session_date), (ClaimStatus::Confirmed, Some(day("2025-01-31"))));
}

#[test]
fn prices_adjusted_for_a_later_split_are_compared_on_the_footing_of_the_text() {
    let mut held = Held::on("2025-01-30");
    let tenth: Vec<_> = daily()
        .bars()
        .iter()
        .map(|b| Bar::new(b.at, b.open / 10.0, b.high / 10.0, b.low / 10.0, b.close / 10.0, None).unwrap())
        .collect();
    held.daily = Some(Series::new(key(Step::Day1, Adjustment::Splits), tenth).unwrap());
    held.actions.push(CorporateAction {
        instrument: "MSFT:XNAS".parse().unwrap(),
        ex_date: "2025-02-10".parse().unwrap(),
        kind: ActionKind::Split { new_per_old: 10.0 },
    });
    assert_eq!(held.check(&claim(Some("6.18"), Some("414.99"), None)).status, ClaimStatus::Confirmed);
}
