//! Whole series with the faults that services have: what is repaired, what is withheld, what is left alone.

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;

use super::*;
use crate::market::quality::Trust;
use crate::market::{ActionKind, Adjustment, Bar, CorporateAction};

fn day(n: usize) -> NaiveDate {
    // Weekdays from 2024-01-01, a Monday.
    let days = i64::try_from(n / 5 * 7 + n % 5).unwrap();
    NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + TimeDelta::days(days)
}

/// Closes that wander by about 1.5 % a day.
fn walk(count: usize, start: f64) -> Vec<f64> {
    let mut price = start;
    let step = |n: usize| ((n as f64 * 12.9898).sin() * 43_758.547).fract() * 0.03;
    (0..count)
        .map(|n| {
            price *= 1.0 + step(n);
            price
        })
        .collect()
}

fn bars(closes: &[f64]) -> Vec<Bar<NaiveDate>> {
    let bar = |(n, close): (usize, &f64)| {
        Bar::new(day(n), *close, close * 1.004, close * 0.996, *close, Some(1e5)).unwrap()
    };
    closes.iter().enumerate().map(bar).collect()
}

fn action(n: usize, kind: ActionKind) -> CorporateAction {
    CorporateAction { instrument: "KLBT:XLON".parse().unwrap(), ex_date: day(n), kind }
}

fn split(n: usize, new_per_old: f64) -> CorporateAction {
    action(n, ActionKind::Split { new_per_old })
}

fn dividend(n: usize, amount: f64) -> CorporateAction {
    action(n, ActionKind::Dividend { amount })
}

fn judged(bars: &[Bar<NaiveDate>], adjustment: Adjustment, actions: &[CorporateAction]) -> Judged<NaiveDate> {
    judge_daily(&Arrived { bars, flags: &[], claimed: Claimed { adjustment, is_stated: false }, actions })
}

fn same(closes: &[f64], judged: &Judged<NaiveDate>) -> bool {
    let alike = |(a, b): (&f64, &Bar<NaiveDate>)| (a / b.close - 1.0).abs() < 1e-9;
    closes.len() == judged.bars.len() && closes.iter().zip(&judged.bars).all(alike)
}

#[test]
fn the_state_is_read_from_the_prices_at_the_split() {
    let sound = walk(60, 20.0);
    for ratio in [2.0, 4.0, 10.0, 0.1, 1.5] {
        for adjustment in [Adjustment::AsTraded, Adjustment::Splits] {
            let through = judged(&bars(&sound), adjustment, &[split(30, ratio)]);
            assert_eq!((through.adjustment, through.repairs.len()), (Adjustment::Splits, 0), "{ratio}");
            let mut traded = sound.clone();
            traded[..30].iter_mut().for_each(|close| *close *= ratio);
            let traded = judged(&bars(&traded), adjustment, &[split(30, ratio)]);
            assert_eq!((traded.adjustment, traded.repairs.len()), (Adjustment::AsTraded, 0), "{ratio}");
        }
    }
}

#[test]
fn a_split_that_comes_late_early_or_for_a_day_is_brought_to_its_place() {
    let sound = walk(60, 20.0);
    let stated = Claimed { adjustment: Adjustment::Splits, is_stated: true };
    let repaired = |wrong: std::ops::Range<usize>, ratio: f64| {
        let mut closes = sound.clone();
        closes[wrong].iter_mut().for_each(|close| *close *= ratio);
        let actions = [split(30, ratio)];
        judge_daily(&Arrived { bars: &bars(&closes), flags: &[], claimed: stated, actions: &actions })
    };
    for ratio in [10.0, 0.1, 2.0] {
        assert!(same(&sound, &repaired(0..30, ratio)), "not applied: {ratio}");
        assert!(same(&sound, &repaired(0..25, ratio)), "applied five days early: {ratio}");
        assert!(same(&sound, &repaired(28..29, ratio)), "one day without it: {ratio}");
    }
}

#[test]
fn pounds_among_pence_are_found_in_flat_short_and_long_series() {
    for sound in [vec![0.1455; 40], walk(40, 17.0), walk(6, 3.0)] {
        for unit in [100.0, 0.01] {
            let mut closes = sound.clone();
            let wrong = sound.len() / 2..sound.len() * 3 / 4;
            closes[wrong.clone()].iter_mut().for_each(|close| *close *= unit);
            let found = judged(&bars(&closes), Adjustment::AsTraded, &[]);
            assert!(same(&sound, &found), "{unit} in {} bars", sound.len());
            assert_eq!(found.repairs.len(), wrong.len());
            assert!(found.repairs.iter().all(|repair| repair.flag == Flag::WrongUnit));
        }
    }
    let mut one = bars(&walk(20, 60.0));
    one[12].low = 0.6;
    one[12].close = 0.601;
    let found = judged(&one, Adjustment::AsTraded, &[]);
    assert_eq!(found.repairs.len(), 1);
    assert!((found.bars[12].close - 60.1).abs() < 1e-9 && found.bars[12].low > 50.0);
}

#[test]
fn what_the_user_has_accepted_stays() {
    let mut closes = walk(40, 17.0);
    closes[20] *= 100.0;
    let mut flags = vec![Flags::NONE; 40];
    flags[20].insert(Flag::Accepted);
    let claimed = Claimed { adjustment: Adjustment::AsTraded, is_stated: false };
    let found = judge_daily(&Arrived { bars: &bars(&closes), flags: &flags, claimed, actions: &[] });
    assert_eq!(found.repairs, []);
}

/// Judges one dividend of a share that falls by `fall` on day 30, as a fraction.
fn trust(told: f64, fall: f64, in_hundredths: bool) -> (Trust, f64) {
    let mut closes = vec![20.0];
    closes.extend(walk(59, 20.0));
    closes[30] = closes[29] * (1.0 - fall);
    let rest = closes[30];
    closes[31..].iter_mut().enumerate().for_each(|(n, close)| *close = rest * (1.0 + 0.001 * n as f64));
    let prices = judged(&bars(&closes), Adjustment::AsTraded, &[]);
    let amount = told * closes[29];
    let found = judge_actions(&[dividend(30, amount)], &prices, &[], in_hundredths);
    let ActionKind::Dividend { amount: used } = found[0].action.kind else { panic!("a dividend") };
    (found[0].trust, used / closes[29])
}

#[test]
fn a_dividend_is_weighed_against_the_fall_of_its_day() {
    // As large as the fall, and small ones whatever the fall.
    for (told, fall) in [(0.03, 0.03), (0.08, 0.09), (0.25, 0.24), (0.002, -0.01), (0.0004, 0.0)] {
        assert_eq!(trust(told, fall, false).0, Trust::Sound, "{told} against a fall of {fall}");
    }
    // Pence told as pounds, and pounds as pence.
    for (told, fall, right) in [(1.5, 0.01, 0.015), (0.3, 0.0, 0.003), (0.00035, 0.035, 0.035)] {
        let (trust, used) = trust(told, fall, true);
        assert_eq!(trust, Trust::Repaired, "{told} against a fall of {fall}");
        assert!((used / right - 1.0).abs() < 1e-9, "{told}: {used}");
    }
    // A seventh of the price on a day without a fall, in no unit that would explain it.
    assert_eq!(trust(0.09, 0.03, false).0, Trust::Sound, "within what a wild day may hide");
    assert_ne!(trust(0.14, 0.0, false).0, Trust::Sound);
}

#[test]
fn of_two_like_dividends_the_one_that_the_price_fell_by_is_real() {
    let mut closes = walk(60, 20.0);
    let eve = closes[29];
    closes[30] = eve;
    closes[31] = eve * 0.9;
    let rest = closes[31];
    closes[32..].iter_mut().enumerate().for_each(|(n, close)| *close = rest * (1.0 + 0.001 * n as f64));
    let prices = judged(&bars(&closes), Adjustment::AsTraded, &[]);
    let actions = [dividend(30, 0.1 * eve), dividend(31, 0.1 * eve)];
    let found = judge_actions(&actions, &prices, &[], false);
    assert_eq!([found[0].trust, found[1].trust], [Trust::Double, Trust::Sound]);
    let mut unclear = closes.clone();
    unclear[31] = eve * 0.995;
    let rest = unclear[31];
    unclear[32..].iter_mut().for_each(|close| *close = rest);
    let prices = judged(&bars(&unclear), Adjustment::AsTraded, &[]);
    let small = [dividend(30, 0.01 * eve), dividend(31, 0.01 * eve)];
    let found = judge_actions(&small, &prices, &[], false);
    assert_eq!([found[0].trust, found[1].trust], [Trust::Suspect, Trust::Suspect]);
}

proptest! {
    /// Sound prices are left alone, whatever their size, and so are their splits.
    #[test]
    fn sound_prices_are_left_alone(
        steps in prop::collection::vec(-0.08_f64..0.08, 30..120),
        start in 0.05_f64..5_000.0,
        ratio in prop::sample::select(vec![2.0, 3.0, 0.1, 20.0]),
    ) {
        let mut price = start;
        let closes: Vec<f64> = steps.iter().map(|step| { price *= 1.0 + step; price }).collect();
        let middle = closes.len() / 2;
        for actions in [vec![], vec![split(middle, ratio)]] {
            let found = judged(&bars(&closes), Adjustment::Splits, &actions);
            prop_assert_eq!(found.repairs.len(), 0);
            prop_assert_eq!(found.adjustment, Adjustment::Splits);
        }
    }
}
