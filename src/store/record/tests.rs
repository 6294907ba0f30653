//! Stored records: as they are written, and what of them is refused; those of older programs.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{read_claim, read_reaction, read_verdict, write_claim, write_reaction, write_verdict};
use crate::claim::{
    Bound, Claim, ClaimSession, ClaimStatus, ClaimVerdict, DayPoint, Direction, MoveHorizon, MoveTime,
    TimeKind,
};
use crate::event::{EventId, EventKind};
use crate::instrument::InstrumentId;
use crate::link::{Evidence, EvidenceKind};
use crate::market::{Adjustment, Interval, Missing, MissingBars, MissingData};
use crate::normal_return::Model;
use crate::reaction::{
    AbnormalReturn, Basis, Confounder, Dividend, Estimation, Halt, Horizon, Measured, Outcome, Paid,
    PricePoint, Reaction, Remark, SampleExtent, SampleSpread, Standing, Unusualness, VerdictWord,
};
use crate::units::{Currency, Price, Return};

fn id(text: &str) -> InstrumentId {
    text.parse().unwrap()
}

fn point(at: &str, amount: f64) -> PricePoint {
    PricePoint {
        at: at.parse().unwrap(),
        price: Price::new(amount, Some(Currency::USD)),
        provider: "demo".to_owned(),
        interval: Interval::Day1,
        adjustment: Adjustment::Splits,
    }
}

fn row(outcome: Outcome, remarks: Vec<Remark>) -> Reaction {
    let benchmark = Some(id("SPY:ARCX"));
    Reaction { instrument: id("MSFT:XNAS"), horizon: Horizon::Sessions(1), benchmark, outcome, remarks }
}

fn measured() -> Measured {
    Measured {
        due_at: "2025-01-30T21:00:00Z".parse().unwrap(),
        anchor: point("2025-01-29T21:00:00Z", 442.33),
        end: point("2025-01-30T21:00:00Z", 414.99),
        return_fraction: Return::from_fraction(-0.0618),
        abnormal: Some(AbnormalReturn {
            model: Model::MarketModel,
            benchmark_return: Return::from_fraction(0.0054),
            beta: Some(1.1),
            estimation: Some(Estimation { n: 250, from: day("2024-01-31"), to: day("2025-01-29") }),
            prices: Some(Box::new([
                point("2025-01-29T21:00:00Z", 601.81),
                point("2025-01-30T21:00:00Z", 605.04),
            ])),
            dividends: Vec::new(),
            abnormal_return: Return::from_fraction(-0.0672),
            standard_error: Some(0.011),
        }),
        basis: Basis::Abnormal,
        standing: Some(standing(Some(250))),
        raw: Some(Standing { z: None, spread: None, ..standing(None) }),
        sample: Some(SampleExtent {
            n: 250,
            independent: 250,
            from: day("2024-01-30"),
            to: day("2025-01-29"),
        }),
        volume_ratio: None,
        dividends: vec![Paid {
            dividend: Dividend { ex_date: "2025-01-30".parse().unwrap(), amount: 0.83 },
            reinvested_at: None,
        }],
        high: 422.86,
        low: 413.16,
        confounders: vec![
            Confounder::Event {
                id: EventId(7),
                kind: EventKind::Earnings,
                title: "Results".to_owned(),
                at: "2025-01-29T21:05:00Z".parse().unwrap(),
            },
            Confounder::MoreEvents(3),
            Confounder::MarketWide {
                benchmark: id("SPY:ARCX"),
                return_fraction: Return::from_fraction(0.0954),
                z: 8.5,
            },
            Confounder::ExDate(Dividend { ex_date: day("2025-01-30"), amount: 0.83 }),
            Confounder::Recorded("as it was".to_owned()),
        ],
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn standing(independent: Option<usize>) -> Standing {
    let rank = Unusualness { placebo_rank: 0.996, sample_size: 250, independent };
    Standing { rank, z: Some(-4.5), spread: Some(SampleSpread { mean: 0.0002, sd: 0.011 }) }
}

/// A row of each kind, and how it is stored.
fn golden() -> Vec<(Reaction, Value)> {
    let of = |outcome: Value, remarks: Value| {
        json!({"v": 2, "instrument": {"symbol": "MSFT", "mic": "XNAS"}, "horizon": "1d",
               "benchmark": {"symbol": "SPY", "mic": "ARCX"}, "outcome": outcome, "remarks": remarks})
    };
    let stored_point = |at: &str, price: f64| {
        json!({"at": at, "price": price, "currency": "USD", "provider": "demo", "interval": "1d",
               "adjustment": "splits"})
    };
    let all_remarks = vec![
        Remark::TooFewSpans { found: 3, needed: 20 },
        Remark::SpansWithNews { with_news: 2, of: 30 },
        Remark::NoBenchmarkPrice,
        Remark::ModelNotEstimated(Model::MarketModel),
        Remark::AnchoredAtClose("2025-01-29".parse().unwrap()),
        Remark::SessionBeforeNews(day("2025-01-29")),
        Remark::TimeOfDayUnknown(day("2025-01-29")),
        Remark::TooCoarse(Interval::Hour1),
        Remark::TooFewIndependent { word: VerdictWord::Extreme, independent: 80, needed: 100 },
        Remark::BetaNotEstimated { found: 3, needed: 60 },
        Remark::RankOfRaw,
        Remark::BenchmarkNotOpen,
        Remark::BenchmarkWithoutDividends,
        Remark::Reprint { first: EventId(4) },
        Remark::NoSectorFund,
        Remark::GivenUp { tries: 8 },
        Remark::Recorded("as it was".to_owned()),
    ];
    let due_at = "2025-01-30T21:00:00Z".parse().unwrap();
    let bars = MissingBars {
        interval: Interval::Minute1,
        from: day("2025-01-29"),
        to: day("2025-01-30"),
        extended: true,
    };
    let lacking = |what| {
        let missing = Missing { instrument: id("MSFT:XNAS"), what };
        row(Outcome::NoData { missing, due_at: None, anchor: None, end: None }, Vec::new())
    };
    let stored_lacking = |what: Value| {
        let missing = json!({"instrument": {"symbol": "MSFT", "mic": "XNAS"}, "what": what});
        let outcome = json!({"missing": missing, "due_at": null, "anchor": null, "end": null});
        of(json!({ "no_data": outcome }), json!([]))
    };
    let silence = Halt::Silence {
        from: "2025-01-29T10:00:00-05:00".parse().unwrap(),
        to: "2025-01-29T10:30:00-05:00".parse().unwrap(),
    };
    let halted =
        |halt| row(Outcome::Halted { halt: Some(halt), due_at: Some(due_at), anchor: None }, Vec::new());
    let stored_halt = |halt: Value| {
        let outcome = json!({"halt": halt, "due_at": "2025-01-30T21:00:00Z", "anchor": null});
        of(json!({ "halted": outcome }), json!([]))
    };
    vec![
        (
            row(Outcome::Measured(Box::new(measured())), all_remarks),
            of(
                json!({"measured": {
                    "due_at": "2025-01-30T21:00:00Z",
                    "anchor": stored_point("2025-01-29T21:00:00Z", 442.33),
                    "end": stored_point("2025-01-30T21:00:00Z", 414.99),
                    "return_fraction": -0.0618,
                    "abnormal": {"model": "market_model", "benchmark_return": 0.0054, "beta": 1.1,
                                 "estimation": {"n": 250, "from": "2024-01-31", "to": "2025-01-29"},
                                 "prices": [stored_point("2025-01-29T21:00:00Z", 601.81),
                                            stored_point("2025-01-30T21:00:00Z", 605.04)],
                                 "dividends": [],
                                 "abnormal_return": -0.0672, "standard_error": 0.011},
                    "basis": "abnormal",
                    "standing": {"rank": {"placebo_rank": 0.996, "sample_size": 250, "independent": 250},
                                 "z": -4.5, "mean": 0.0002, "sd": 0.011},
                    "raw": {"rank": {"placebo_rank": 0.996, "sample_size": 250, "independent": null},
                            "z": null, "mean": null, "sd": null},
                    "sample": {"n": 250, "independent": 250, "from": "2024-01-30", "to": "2025-01-29"},
                    "volume_ratio": null,
                    "dividends": [{"ex_date": "2025-01-30", "amount": 0.83, "reinvested_at": null}],
                    "high": 422.86, "low": 413.16,
                    "confounders": [
                        {"event": {"id": 7, "kind": "earnings", "title": "Results",
                                   "at": "2025-01-29T21:05:00Z"}},
                        {"more_events": {"count": 3}},
                        {"market_wide": {"benchmark": {"symbol": "SPY", "mic": "ARCX"},
                                         "return_fraction": 0.0954, "z": 8.5}},
                        {"ex_date": {"ex_date": "2025-01-30", "amount": 0.83}},
                        {"recorded": {"words": "as it was"}}]}}),
                json!([
                    {"too_few_spans": {"found": 3, "needed": 20}},
                    {"spans_with_news": {"with_news": 2, "of": 30}},
                    "no_benchmark_price",
                    {"model_not_estimated": {"model": "market_model"}},
                    {"anchored_at_close": {"date": "2025-01-29"}},
                    {"session_before_news": {"date": "2025-01-29"}},
                    {"time_of_day_unknown": {"date": "2025-01-29"}},
                    {"too_coarse": {"interval": "1h"}},
                    {"too_few_independent": {"word": "extreme", "independent": 80, "needed": 100}},
                    {"beta_not_estimated": {"found": 3, "needed": 60}},
                    "rank_of_raw",
                    "benchmark_not_open",
                    "benchmark_without_dividends",
                    {"reprint": {"first": 4}},
                    "no_sector_fund",
                    {"given_up": {"tries": 8}},
                    {"recorded": {"words": "as it was"}}]),
            ),
        ),
        (
            row(Outcome::Pending { due_at, anchor: Some(point("2025-01-29T21:00:00Z", 442.33)) }, Vec::new()),
            of(
                json!({"pending": {"due_at": "2025-01-30T21:00:00Z",
                                   "anchor": stored_point("2025-01-29T21:00:00Z", 442.33)}}),
                json!([]),
            ),
        ),
        (
            lacking(MissingData::Bars(bars)),
            stored_lacking(json!({"bars": {"interval": "1m", "from": "2025-01-29", "to": "2025-01-30",
                                           "extended": true}})),
        ),
        (lacking(MissingData::Calendar), stored_lacking(json!("calendar"))),
        (
            lacking(MissingData::Listing { last: day("2025-01-10") }),
            stored_lacking(json!({"listing": {"last": "2025-01-10"}})),
        ),
        (
            lacking(MissingData::NotListed { first: day("2025-01-10") }),
            stored_lacking(json!({"not_listed": {"first": "2025-01-10"}})),
        ),
        (
            lacking(MissingData::Trade { from: due_at, to: due_at }),
            stored_lacking(json!({"trade": {"from": "2025-01-30T21:00:00Z", "to": "2025-01-30T21:00:00Z"}})),
        ),
        (lacking(MissingData::OneAdjustment), stored_lacking(json!("one_adjustment"))),
        (
            lacking(MissingData::Quotation { currency: Currency::GBX }),
            stored_lacking(json!({"quotation": {"currency": "GBX"}})),
        ),
        (
            lacking(MissingData::SoundPrices { problem: "a split of 0".to_owned() }),
            stored_lacking(json!({"sound_prices": {"problem": "a split of 0"}})),
        ),
        (
            halted(silence),
            stored_halt(json!({"silence": {"from": "2025-01-29T10:00:00-05:00",
                                           "to": "2025-01-29T10:30:00-05:00"}})),
        ),
        (
            halted(Halt::WholeSession(day("2025-01-30"))),
            stored_halt(json!({"whole_session": {"date": "2025-01-30"}})),
        ),
    ]
}

#[test]
fn a_row_is_stored_in_this_shape_and_read_back_whole() {
    for (row, stored) in golden() {
        let text = write_reaction(&row).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), stored);
        assert_eq!(read_reaction(&text).unwrap(), row);
    }
}

/// Every object inside a document, by the keys and places that lead to it.
fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.push(at.to_owned());
            fields.iter().for_each(|(key, inner)| objects(inner, &format!("{at}/{key}"), found));
        }
        Value::Array(items) => {
            (0..).zip(items).for_each(|(n, inner): (usize, _)| objects(inner, &format!("{at}/{n}"), found));
        }
        _ => {}
    }
}

/// Takes away and renames every field of a record in turn: each must be refused.
fn assert_strict(stored: &Value, read: &dyn Fn(&str) -> bool) {
    let mut places = Vec::new();
    objects(stored, "", &mut places);
    assert!(read(&stored.to_string()));
    for place in places {
        let keys: Vec<String> =
            stored.pointer(&place).unwrap().as_object().unwrap().keys().cloned().collect();
        // Without its version it is a record of an older program.
        for key in keys.iter().filter(|key| *key != "v") {
            let mut without = stored.clone();
            let fields = without.pointer_mut(&place).unwrap().as_object_mut().unwrap();
            let value = fields.remove(key).unwrap();
            assert!(!read(&without.to_string()), "without {place}/{key} it is read all the same");
            let fields = without.pointer_mut(&place).unwrap().as_object_mut().unwrap();
            fields.insert(format!("{key}_renamed"), value);
            assert!(!read(&without.to_string()), "with {place}/{key} renamed it is read all the same");
        }
        let mut more = stored.clone();
        let fields = more.pointer_mut(&place).unwrap().as_object_mut().unwrap();
        // An instrument's id has a shape of its own, which many records hold.
        if !fields.contains_key("mic") {
            fields.insert("unknown".to_owned(), json!(1));
            assert!(!read(&more.to_string()), "an unknown field in {place} is passed over");
        }
    }
}

#[test]
fn no_field_of_a_stored_row_vanishes_in_silence() {
    for (_, stored) in golden() {
        assert_strict(&stored, &|text| read_reaction(text).is_ok());
    }
    let later = json!({"v": 3, "instrument": {"symbol": "MSFT", "mic": "XNAS"}});
    let refused = read_reaction(&later.to_string()).unwrap_err().to_string();
    assert!(refused.contains("version 3"), "{refused}");
}

#[test]
fn a_measured_row_of_version_1_keeps_its_figures_and_their_meaning() {
    let stored_point = |price: f64| {
        json!({"at": "2025-01-29T21:00:00Z", "price": price, "currency": "USD", "provider": "demo",
               "interval": "1d", "adjustment": "splits"})
    };
    let stored = json!({"v": 1, "instrument": {"symbol": "MSFT", "mic": "XNAS"}, "horizon": "close",
        "benchmark": {"symbol": "SPY", "mic": "ARCX"},
        "outcome": {"measured": {
            "due_at": "2025-01-30T21:00:00Z", "anchor": stored_point(442.33), "end": stored_point(414.99),
            "return_fraction": -0.0618,
            "abnormal": {"model": "market_adjusted", "benchmark_return": 0.0054,
                         "abnormal_return": -0.0672, "standard_error": 0.011},
            "z": -4.5, "rank": {"placebo_rank": 0.996, "sample_size": 60}, "volume_ratio": null,
            "dividends": [], "high": 422.86, "low": 413.16, "confounders": ["event 7: Results"]}},
        "remarks": [{"anchored_at_close": {"date": "2025-01-29"}}]});
    let row = read_reaction(&stored.to_string()).unwrap();
    let measured = row.measured().unwrap();
    assert_eq!((row.basis(), row.verdict()), (Some(Basis::Raw), Some(VerdictWord::Extreme)));
    assert_eq!(measured.standing.and_then(|s| s.z), Some(-4.5));
    assert_eq!((measured.sample, measured.abnormal.as_ref().and_then(|a| a.beta)), (None, None));
    assert_eq!(measured.confounders, [Confounder::Recorded("event 7: Results".to_owned())]);
    assert_eq!(row.remarks, [Remark::AnchoredAtClose(day("2025-01-29"))]);
    assert_strict(&stored, &|text| read_reaction(text).is_ok());
    assert_eq!(read_reaction(&write_reaction(&row).unwrap()).unwrap(), row);
}

fn verdict() -> (ClaimVerdict, Value) {
    let day = |text: &str| text.parse().unwrap();
    let bars = MissingBars {
        interval: Interval::Day1,
        from: day("2025-01-24"),
        to: day("2025-01-31"),
        extended: false,
    };
    let verdict = ClaimVerdict {
        status: ClaimStatus::Confirmed,
        session: Some(ClaimSession::Premarket),
        session_date: Some(day("2025-01-29")),
        reference_date: Some(day("2025-01-28")),
        reference_close: Some(Price::new(447.2, Some(Currency::USD))),
        measured: Some(Return::from_fraction(-0.002_057)),
        unusualness: Some(Unusualness { placebo_rank: 0.2, sample_size: 250, independent: Some(250) }),
        chance: Some(0.04),
        chance_windows: Some(252),
        missing: Some(Missing::bars(id("MSFT:XNAS"), bars)),
        note: "fits".to_owned(),
    };
    let stored = json!({"v": 2, "status": "confirmed", "session": "premarket", "session_date": "2025-01-29",
        "reference_date": "2025-01-28", "reference_close": {"amount": 447.2, "currency": "USD"},
        "measured": -0.002_057,
        "rank": {"placebo_rank": 0.2, "sample_size": 250, "independent": 250},
        "chance": 0.04, "chance_windows": 252,
        "missing": {"instrument": {"symbol": "MSFT", "mic": "XNAS"},
                    "what": {"bars": {"interval": "1d", "from": "2025-01-24", "to": "2025-01-31",
                                      "extended": false}}},
        "note": "fits"});
    (verdict, stored)
}

#[test]
fn a_verdict_is_stored_in_this_shape_and_no_field_of_it_vanishes() {
    let (verdict, stored) = verdict();
    let text = write_verdict(&verdict).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), stored);
    assert_eq!(read_verdict(&text, None).unwrap(), verdict);
    assert_strict(&stored, &|text| read_verdict(text, None).is_ok());
}

#[test]
fn a_verdict_of_version_1_is_read_without_a_chance() {
    let stored = json!({"v": 1, "status": "contradicted", "session": null, "session_date": "2025-01-29",
        "reference_date": "2025-01-28", "reference_close": {"amount": 447.2, "currency": "USD"},
        "measured": -0.010_9, "rank": {"placebo_rank": 0.2, "sample_size": 250}, "missing": null,
        "note": "the tape says otherwise"});
    let read = read_verdict(&stored.to_string(), None).unwrap();
    assert_eq!((read.status, read.chance), (ClaimStatus::Contradicted, None));
    assert_eq!(read.unusualness.and_then(|u| u.independent), None);
    assert_strict(&stored, &|text| read_verdict(text, None).is_ok());
}

/// A row as a program of schema version 8 wrote it.
fn old(more: &Value) -> Reaction {
    let mut row = json!({"instrument": {"symbol": "META", "mic": "XNAS"}, "horizon": "1d",
                         "due_at": "2025-01-30T21:00:00Z"});
    row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    read_reaction(&row.to_string()).unwrap()
}

fn old_point(price: f64) -> Value {
    json!({"at": "2025-01-29T21:00:00Z", "price": price, "provider": "file", "interval": "1d",
           "adjustment": "as_traded"})
}

#[test]
fn a_measured_row_of_an_older_program_keeps_its_figures() {
    let row = old(&json!({"status": "measured", "anchor": old_point(442.33), "end": old_point(414.99),
        "return_fraction": -0.0618, "benchmark": {"symbol": "SPY", "mic": "ARCX"},
        "benchmark_return": 0.0054, "abnormal_return": -0.0672, "model": "market_adjusted",
        "standard_error": 0.011, "z": -4.5, "unusualness": {"placebo_rank": 0.996, "sample_size": 250},
        "volume_ratio": 2.5, "dividends": [{"ex_date": "2025-01-30", "amount": 0.83, "reinvested_at": 415.0}],
        "high": 422.86, "low": 413.16, "confounders": ["event 7: Results"],
        "note": "total return: the dividend of 0.83 a share, ex 2025-01-30, is added; no benchmark price over the span"}));
    let measured = row.measured().unwrap();
    assert_eq!(measured.anchor.price, Price::new(442.33, None), "no currency was recorded");
    assert_eq!(measured.abnormal.as_ref().unwrap().model, Model::MarketAdjusted);
    assert_eq!((measured.standing.unwrap().z, measured.volume_ratio), (Some(-4.5), Some(2.5)));
    assert_eq!((row.basis(), row.verdict()), (Some(Basis::Raw), Some(VerdictWord::Extreme)));
    assert_eq!(measured.dividends[0].reinvested_at, Some(415.0));
    // The dividend's remark is made from the dividend.
    assert_eq!(row.remarks, [Remark::Recorded("no benchmark price over the span".to_owned())]);
    // It is written anew in the present shape.
    assert_eq!(read_reaction(&write_reaction(&row).unwrap()).unwrap(), row);
}

#[test]
fn what_an_older_program_told_in_a_sentence_is_data() {
    let missing = |note: &str| {
        let row = old(&json!({"status": "no_data", "note": note}));
        (row.missing().unwrap().what.clone(), row.remarks)
    };
    let day = |text: &str| text.parse().unwrap();
    let bars = |interval, date: &str, extended| {
        MissingData::Bars(MissingBars { interval, from: day(date), to: day(date), extended })
    };
    let daily = "no daily bar for 2025-01-30; `newstape prices fetch META --from 2025-01-30 --to 2025-01-30 \
                 --interval 1d`";
    assert_eq!(missing(daily), (bars(Interval::Day1, "2025-01-30", false), vec![]));
    let minutes = "no intraday bars for 2025-01-29; `newstape prices fetch META --from 2025-01-29 \
                   --to 2025-01-29 --interval 1m --extended`; given up after 8 tries";
    assert_eq!(
        missing(minutes),
        (bars(Interval::Minute1, "2025-01-29", true), vec![Remark::GivenUp { tries: 8 }])
    );
    assert_eq!(
        missing("META was traded until 2025-01-10 only"),
        (MissingData::Listing { last: day("2025-01-10") }, vec![])
    );
    assert_eq!(
        missing("the two prices are in different states of adjustment"),
        (MissingData::OneAdjustment, vec![])
    );
    assert_eq!(missing("outside the calendar's coverage"), (MissingData::Calendar, vec![]));
    let reason = "a split of 0 for 1 makes no sense";
    assert_eq!(missing(reason), (MissingData::SoundPrices { problem: reason.to_owned() }, vec![]));
}

#[test]
fn rows_of_an_older_program_that_wait_or_were_halted_are_read() {
    let waiting = old(&json!({"status": "pending", "anchor": old_point(442.33)}));
    assert!(matches!(waiting.outcome, Outcome::Pending { anchor: Some(_), .. }));
    let undated = old(&json!({"status": "pending", "due_at": null}));
    assert_eq!(undated.missing().map(|m| m.what.clone()), Some(MissingData::Calendar));
    let halted =
        old(&json!({"status": "halted", "note": "the venue was open on 2025-01-30, but there was no trade"}));
    let halt = |row: &Reaction| match row.outcome {
        Outcome::Halted { halt, .. } => halt,
        _ => panic!("{row:?} is not halted"),
    };
    assert_eq!(halt(&halted), Some(Halt::WholeSession("2025-01-30".parse().unwrap())));
    let silent =
        old(&json!({"status": "halted", "note": "no trade from 10:00 to 10:30 on the venue's clock"}));
    assert_eq!((halt(&silent), silent.remarks.len()), (None, 1));
    let empty = old(&json!({"status": "measured"}));
    assert!(matches!(empty.missing().unwrap().what, MissingData::SoundPrices { .. }));
}

#[test]
fn a_verdict_of_an_older_program_is_read_with_its_missing_bars() {
    let note = "daily bars of MSFT from 2025-01-24 to 2025-01-31 are missing; `newstape prices fetch MSFT \
                --from 2025-01-24 --to 2025-01-31` fetches them";
    let old = json!({"status": "unverifiable", "session": null, "session_date": null, "reference_date": null,
        "reference_close": 447.2, "measured": null, "unusualness": null, "note": note});
    let read = read_verdict(&old.to_string(), Some(&id("MSFT:XNAS"))).unwrap();
    assert_eq!(read.note, "daily bars of MSFT from 2025-01-24 to 2025-01-31 are missing");
    let bars = read.missing.unwrap().as_bars().unwrap();
    assert_eq!((bars.interval, bars.extended), (Interval::Day1, false));
    assert_eq!(read.reference_close, Some(Price::new(447.2, None)));
}

fn evidence() -> Evidence {
    Evidence { span: 0..9, text: "fell 3.0%".to_owned(), kind: EvidenceKind::Name }
}

#[test]
fn a_claim_keeps_all_that_it_states_with_the_decimals_as_written() {
    let day = |text: &str| text.parse().unwrap();
    let claim = Claim {
        instrument: Some(id("MSFT:XNAS")),
        percent: Some("3.0".parse().unwrap()),
        price: Some("446.20".parse().unwrap()),
        from_price: Some("460".parse().unwrap()),
        currency: Some(Currency::USD),
        session: Some(ClaimSession::Regular),
        when: Some(MoveTime {
            text: "on Monday".to_owned(),
            kind: TimeKind::Weekday,
            from: day("2025-01-27"),
            to: day("2025-01-27"),
        }),
        point: Some(DayPoint::Close),
        bound: Some(Bound::AtLeast),
        ..Claim::of("Microsoft", Direction::Down, evidence())
    };
    let stored = write_claim(&claim).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&stored).unwrap(),
        json!({"v": 1, "instrument": {"symbol": "MSFT", "mic": "XNAS"}, "is_index": false, "company": "Microsoft",
            "direction": "down", "percent": "3.0", "percent_min": null, "percent_max": null, "points": null,
            "price": "446.20", "from_price": "460", "currency": "USD", "session": "regular", "horizon": "day",
            "when": {"text": "on Monday", "kind": "weekday", "from": "2025-01-27", "to": "2025-01-27"},
            "point": "close", "bound": "at_least",
            "evidence": {"span": {"start": 0, "end": 9}, "text": "fell 3.0%", "kind": "name"}})
    );
    let read = read_claim(&stored).unwrap();
    assert_eq!(read, claim);
    assert_eq!(read.percent.unwrap().scale(), 1);
    let strange = stored.replacen('{', "{\"colour\": 1,", 1);
    assert!(read_claim(&strange).is_err(), "an unknown field");
    assert!(read_claim(&stored.replace("\"v\":1", "\"v\":2")).is_err(), "a later version");
}

#[test]
fn a_claim_of_an_older_program_is_read_and_its_qualifier_is_a_bound() {
    let old = |qualifier: &str| {
        let text = json!({"instrument": {"symbol": "MSFT", "mic": "XNAS"}, "is_index": false,
            "company": "Microsoft", "direction": "down", "percent": "3.0", "percent_min": null,
            "percent_max": null, "points": null, "price": null, "from_price": null, "currency": null,
            "session": "premarket", "horizon": "week", "qualifier": qualifier, "evidence": evidence()});
        read_claim(&text.to_string()).unwrap()
    };
    let claim = old("up_to");
    assert_eq!((claim.bound, claim.horizon), (Some(Bound::AsMuchAs), MoveHorizon::Week));
    assert_eq!((claim.when, claim.point), (None, None));
    assert_eq!(old("approx").bound, Some(Bound::About));
    assert_eq!(old("more_than").bound, Some(Bound::AtLeast));
}
