mod doubts;

use chrono::{DateTime, NaiveDate, Utc};

use super::*;
use crate::calendar::Calendar;
use crate::claim::{Bound, ClaimSession, ClaimStatus, DayPoint, Direction, MoveHorizon, MoveTime, TimeKind};
use crate::event::{Precision, When};
use crate::instrument::Mic;
use crate::link::{Evidence, EvidenceKind};
use crate::market::{
    ActionKind, Adjustment, Bar, CorporateAction, Interval as Step, Missing, MissingBars, Series, SeriesKey,
};
use crate::reaction::VerdictWord;

fn key(interval: Step, adjustment: Adjustment) -> SeriesKey {
    SeriesKey { instrument: "MSFT:XNAS".parse().unwrap(), interval, provider: "file".to_owned(), adjustment }
}

/// The demo's bars of Microsoft: real ones, no split among them.
fn daily() -> Series<NaiveDate> {
    let packed: &[u8] = include_bytes!("../../../assets/demo/bars.csv.gz");
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(packed));
    let bars = reader.records().map(Result::unwrap).filter(|r| &r[0] == "MSFT").map(|r| {
        let n = |i: usize| r[i].parse::<f64>().unwrap();
        Bar::new(r[1].parse().unwrap(), n(2), n(3), n(4), n(5), None).unwrap()
    });
    Series::new(key(Step::Day1, Adjustment::AsTraded), bars.collect()).unwrap()
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

    fn at(instant: &str) -> Self {
        let published = When::Instant { at: instant.parse().unwrap(), precision: Precision::Second };
        Self { published, ..Self::on("2025-01-30") }
    }

    fn check(&self, claim: &Claim) -> ClaimVerdict {
        check(
            claim,
            &ClaimTape {
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
    let wrong = held.check(&claim(Some("7.2"), None, Some(ClaimSession::Regular)));
    assert_eq!(wrong.status, ClaimStatus::Contradicted);
    assert!(wrong.note.contains("2025-01-30 −6.18 % from 442.33 to 414.99"), "{}", wrong.note);
    let price_only = held.check(&claim(None, Some("414.99"), None));
    assert_eq!(price_only.status, ClaimStatus::Confirmed);
    // Reached that day, but nobody knows whether when the text was written.
    let reached = held.check(&claim(None, Some("415.40"), None));
    assert_eq!(reached.status, ClaimStatus::Unverifiable);
    assert!(reached.note.contains("within the day's range"), "{}", reached.note);
}

#[test]
fn a_move_before_the_publication_by_more_than_five_sessions_is_not_looked_for() {
    let held = Held::on("2025-02-03");
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
    assert_eq!(Held::on("2025-02-01").check(&week).status, ClaimStatus::Contradicted);
    week.percent = Some("1.53".parse().unwrap());
    let found = Held::on("2025-02-01").check(&week);
    assert_eq!((found.status, found.reference_date), (ClaimStatus::Confirmed, Some(day("2024-12-31"))));
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

/// As the field of a claim has it.
#[allow(clippy::unnecessary_wraps)]
fn on(kind: TimeKind, from: &str, to: &str) -> Option<MoveTime> {
    Some(MoveTime { text: "then".to_owned(), kind, from: day(from), to: day(to) })
}

fn fell(percent: &str, when: Option<MoveTime>) -> Claim {
    Claim { when, ..claim(Some(percent), None, None) }
}

/// Thursday 2025-01-30 closed at 414.99 after 442.33, −6.18 %; it opened at 418.77 and ranged from 413.16
/// to 422.86. The days before: −2.14 % (27th), +2.91 % (28th), −1.09 % (29th); after it +0.02 %.
#[test]
fn what_the_text_states_of_its_time_binds() {
    use ClaimStatus::{Confirmed, Contradicted, Unverifiable};
    let friday_evening = "2025-01-31T22:00:00Z";
    let one = |date: &str| on(TimeKind::Weekday, date, date);
    let cases = [
        (fell("6.18", one("2025-01-30")), friday_evening, Confirmed),
        (fell("6.18", one("2025-01-27")), friday_evening, Contradicted),
        (fell("6.18", one("2025-01-31")), friday_evening, Contradicted),
        // A holiday has no session to be wrong about.
        (fell("6.18", one("2025-01-20")), friday_evening, Unverifiable),
        // No close that came later answers for a text of the morning.
        (fell("6.18", one("2025-01-30")), "2025-01-30T15:00:00Z", Unverifiable),
        (fell("9.5", one("2025-01-30")), "2025-01-30T15:00:00Z", Contradicted),
        // Without a day: the session of publication and the one before, not a week.
        (fell("2.14", None), "2025-01-31T18:00:00Z", Contradicted),
        (fell("6.2", None), "2025-01-31T18:00:00Z", Confirmed),
        // Outside trading hours it may be a move of extended hours.
        (fell("5.0", None), "2025-01-29T22:00:00Z", Unverifiable),
        (fell("5.0", None), "2025-01-29T12:00:00Z", Unverifiable),
        // So it may not where the day is evidently meant, and told wrong.
        (Claim { bound: Some(Bound::AtMost), ..fell("6", None) }, "2025-01-30T22:00:00Z", Contradicted),
        (Claim { bound: Some(Bound::AtLeast), ..fell("6.2", None) }, "2025-01-30T22:00:00Z", Contradicted),
        (Claim { bound: Some(Bound::AtLeast), ..fell("6", None) }, "2025-01-30T22:00:00Z", Confirmed),
    ];
    for (claim, at, expected) in cases {
        let found = Held::at(at).check(&claim);
        assert_eq!(found.status, expected, "{claim:?} at {at}: {}", found.note);
        assert!(found.chance.is_some() || expected == Unverifiable, "{claim:?}: {}", found.note);
    }
    let wrong_day = Held::at(friday_evening).check(&fell("6.18", one("2025-01-27")));
    assert!(wrong_day.note.contains("the stated size is that of 2025-01-30"), "{}", wrong_day.note);
}

#[test]
fn the_moment_of_the_day_is_held_against_that_moment() {
    use ClaimStatus::{Confirmed, Contradicted, Unverifiable};
    let thursday = || on(TimeKind::Weekday, "2025-01-30", "2025-01-30");
    let told = |text: &str| Evidence { span: 0..0, text: text.to_owned(), kind: EvidenceKind::Name };
    let at = |point, percent: &str| Claim {
        point: Some(point),
        evidence: told("shares opened lower"),
        ..fell(percent, thursday())
    };
    let at_close = |price: &str| Claim {
        point: Some(DayPoint::Close),
        when: thursday(),
        ..claim(None, Some(price), Some(ClaimSession::Regular))
    };
    let early = Claim { evidence: told("fell in early trading"), ..at(DayPoint::Open, "6.2") };
    let halved = Claim { evidence: told("the shares halved"), ..claim(None, None, None) };
    let as_much_as = |percent: &str| Claim { bound: Some(Bound::AsMuchAs), ..fell(percent, thursday()) };
    let evening = "2025-01-30T22:00:00Z";
    let cases = [
        (at(DayPoint::Open, "5.3"), "2025-01-30T14:45:00Z", Confirmed),
        (at(DayPoint::Open, "6.2"), "2025-01-30T14:45:00Z", Contradicted),
        (early, "2025-01-30T14:45:00Z", Unverifiable),
        // Two tapes may differ in what they call the close, where the close before is the same.
        (Claim { percent: Some("6.2".parse().unwrap()), ..at_close("414.80") }, evening, Unverifiable),
        (Claim { percent: Some("6.2".parse().unwrap()), ..at_close("405.10") }, evening, Contradicted),
        // A text of the day itself may tell of a moment of it; one of the day after knows the close.
        (fell("5.0", thursday()), evening, Unverifiable),
        (fell("5.0", thursday()), "2025-01-31T22:00:00Z", Contradicted),
        (Claim { evidence: told("down 20% from its high"), ..fell("20", None) }, evening, Unverifiable),
        (fell("30", None), "2025-01-30T18:00:00Z", Unverifiable),
        (Claim { when: thursday(), ..halved }, evening, Contradicted),
        (at(DayPoint::Midday, "5.0"), "2025-01-30T17:00:00Z", Unverifiable),
        (at(DayPoint::Midday, "3.0"), evening, Contradicted),
        (at(DayPoint::Close, "6.2"), evening, Confirmed),
        (at(DayPoint::Close, "6.5"), evening, Contradicted),
        (as_much_as("6.6"), evening, Confirmed),
        (as_much_as("7.0"), evening, Contradicted),
        (as_much_as("5.0"), evening, Unverifiable),
        (Claim { direction: Direction::Up, ..as_much_as("2") }, evening, Contradicted),
    ];
    for (claim, at, expected) in cases {
        let found = Held::at(at).check(&claim);
        assert_eq!(found.status, expected, "{claim:?} at {at}: {}", found.note);
    }
}

#[test]
fn a_bare_direction_is_never_confirmed() {
    let thursday = on(TimeKind::Weekday, "2025-01-30", "2025-01-30");
    let down = Claim { when: thursday, ..claim(None, None, None) };
    let held = Held::at("2025-01-31T22:00:00Z");
    let found = held.check(&down);
    assert_eq!(found.status, ClaimStatus::Consistent);
    assert!(found.chance.unwrap() > 0.3);
    let up = Claim { direction: Direction::Up, ..down };
    assert_eq!(held.check(&up).status, ClaimStatus::Contradicted);
}

#[test]
fn what_would_often_fit_is_consistent_and_says_how_often() {
    // A fall of about a per cent is what Microsoft does every fifth day.
    let wednesday = on(TimeKind::Weekday, "2025-01-29", "2025-01-29");
    let held = Held::at("2025-01-29T22:00:00Z");
    let whole = held.check(&fell("1", wednesday.clone()));
    assert_eq!(whole.status, ClaimStatus::Consistent, "{}", whole.note);
    assert!(whole.chance.unwrap() > 0.1);
    let exact = held.check(&fell("1.09", wednesday));
    assert_eq!(exact.status, ClaimStatus::Confirmed);
    assert!(exact.chance.unwrap() < whole.chance.unwrap());
}

#[test]
fn the_price_before_is_compared_too() {
    let moved =
        |from: &str| Claim { from_price: Some(from.parse().unwrap()), ..claim(None, Some("414.99"), None) };
    let held = Held::at("2025-01-30T22:00:00Z");
    assert_eq!(held.check(&moved("442.33")).status, ClaimStatus::Confirmed);
    let wrong = held.check(&moved("450.00"));
    assert_eq!(wrong.status, ClaimStatus::Contradicted, "{}", wrong.note);
    assert!(wrong.note.contains("no close before is 450.00"), "{}", wrong.note);
}

#[test]
fn calendar_spans_lie_between_the_closes_at_both_ends() {
    let january = || on(TimeKind::Month, "2025-01-01", "2025-01-31");
    let held = Held::at("2025-02-10T12:00:00Z");
    let found = held.check(&fell("1.5", january()));
    assert_eq!(
        (found.reference_date, found.session_date),
        (Some(day("2024-12-31")), Some(day("2025-01-31")))
    );
    assert!(matches!(found.status, ClaimStatus::Confirmed | ClaimStatus::Consistent), "{}", found.note);
    assert_eq!(held.check(&fell("3.5", january())).status, ClaimStatus::Contradicted);
    let trailing = || on(TimeKind::Span, "2025-01-24", "2025-01-31");
    let held = Held::at("2025-01-31T23:00:00Z");
    assert_eq!(held.check(&fell("6.53", trailing())).status, ClaimStatus::Confirmed);
    assert_eq!(held.check(&fell("1.2", trailing())).status, ClaimStatus::Contradicted);
}

#[test]
fn a_premarket_that_had_not_begun_is_the_reason() {
    let seed = claim(Some("0.21"), Some("446.28"), Some(ClaimSession::Premarket));
    let early = Held::at("2025-01-29T08:12:00Z").check(&seed);
    assert_eq!(early.status, ClaimStatus::Unverifiable);
    for told in ["premarket of 2025-01-29", "04:00 EST", "03:12 EST", "447.20"] {
        assert!(early.note.contains(told), "{}", early.note);
    }
    assert_eq!(Held::at("2025-01-29T09:30:00Z").check(&seed).status, ClaimStatus::Confirmed);
}

#[test]
fn a_price_off_by_a_splits_ratio_on_adjusted_bars_accuses_nobody() {
    let mut held = Held::at("2025-01-30T22:00:00Z");
    held.daily = Some(Series::new(key(Step::Day1, Adjustment::Splits), daily().bars().to_vec()).unwrap());
    let tenfold = held.check(&claim(Some("6.18"), Some("4149.90"), None));
    assert_eq!(tenfold.status, ClaimStatus::Unverifiable);
    assert!(tenfold.note.contains("10 times"), "{}", tenfold.note);
    assert_eq!(held.check(&claim(Some("6.18"), Some("300.00"), None)).status, ClaimStatus::Contradicted);
}

#[test]
fn running_sessions_are_held_against_the_bars_until_publication() {
    let mut held = Held::at("2025-01-30T15:00:30Z");
    let minute = |(n, price): (i64, f64)| {
        let start: DateTime<Utc> = "2025-01-30T14:30:00Z".parse().unwrap();
        Bar::new(start + chrono::TimeDelta::minutes(n), price, price, price, price, None).unwrap()
    };
    // From −5.33 % at the open to −5.0 % half an hour later; afterwards down to −6.5 %.
    let path = (0..30).map(|n| (n, 418.77 + 0.05 * n as f64)).chain((30..200).map(|n| (n, 413.6)));
    let bars = path.map(minute).collect();
    held.intraday = Some(Series::new(key(Step::Minute1, Adjustment::AsTraded), bars).unwrap());
    let thursday = || on(TimeKind::Weekday, "2025-01-30", "2025-01-30");
    let by_then = held.check(&fell("5.2", thursday()));
    assert!(matches!(by_then.status, ClaimStatus::Confirmed | ClaimStatus::Consistent), "{}", by_then.note);
    let later = held.check(&fell("6.5", thursday()));
    assert_eq!(later.status, ClaimStatus::Contradicted, "{}", later.note);
}

#[test]
fn words_that_leave_room_for_another_move_accuse_nobody() {
    use ClaimStatus::{Contradicted, Unverifiable};
    let friday = "2025-01-31T20:00:00Z";
    let told = |text: &str, percent: &str| Claim {
        evidence: Evidence { span: 0..0, text: text.to_owned(), kind: EvidenceKind::Name },
        ..fell(percent, None)
    };
    let points = Claim {
        percent: None,
        points: Some("128".parse().unwrap()),
        ..told("Microsoft, a 128-point drag", "1")
    };
    let over = |kind, from: &str, words: &str, claim: Claim| {
        let when = on(kind, from, "2025-01-31").map(|time| MoveTime { text: words.to_owned(), ..time });
        Claim { when, horizon: MoveHorizon::Since, ..claim }
    };
    let cases = [
        (told("Microsoft fell 3.3 percent", "3.3"), Contradicted),
        (told("Its shares fell 3.3 percent", "3.3"), Contradicted),
        // Whose move it is.
        (told("with some shares falling 3.3 percent", "3.3"), Unverifiable),
        (told("but was down 3.3 percent for the day", "3.3"), Unverifiable),
        (points, Unverifiable),
        // Which listing.
        (told("Microsoft fell 3.3 percent in Frankfurt", "3.3"), Unverifiable),
        (told("Microsoft fell 3.3 percent in New York", "3.3"), Contradicted),
        // Over which span.
        (told("Microsoft has lost 3.3 percent", "3.3"), Unverifiable),
        (told("Microsoft fell 3.3 percent overnight", "3.3"), Unverifiable),
        (
            over(
                TimeKind::Week,
                "2025-01-27",
                "this week",
                told("Microsoft fell 2.14 percent this week", "2.14"),
            ),
            Contradicted,
        ),
        (
            over(
                TimeKind::Week,
                "2025-01-27",
                "this week",
                told("Microsoft fell 2.14 percent earlier this week", "2.14"),
            ),
            Unverifiable,
        ),
        (
            over(
                TimeKind::Year,
                "2025-01-01",
                "on the year",
                told("A laggard in 2024, Microsoft fell 12 percent on the year", "12"),
            ),
            Unverifiable,
        ),
    ];
    for (claim, expected) in cases {
        let found = Held::at(friday).check(&claim);
        assert_eq!(found.status, expected, "{}: {}", claim.evidence.text, found.note);
    }
}

#[test]
fn since_a_month_may_count_from_any_close_of_it() {
    let since = |from: &str, words: &str, percent: &str| {
        let when =
            on(TimeKind::Since, from, "2025-01-31").map(|time| MoveTime { text: words.to_owned(), ..time });
        let claim = Claim { when, horizon: MoveHorizon::Since, ..fell(percent, None) };
        Held::at("2025-01-31T22:00:00Z").check(&claim).status
    };
    // The highest close of the month was 454.46, on the 17th: 415.06 is 8.7 % below.
    assert_ne!(since("2024-12-01", "since December", "8.7"), ClaimStatus::Contradicted);
    assert_eq!(since("2024-12-01", "since early December", "20"), ClaimStatus::Contradicted);
    assert_eq!(since("2024-12-01", "since December 1", "8.7"), ClaimStatus::Contradicted);
}
