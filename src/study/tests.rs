//! The rounds of a study against plain computations, and on input that is wrong or barely enough.

use super::rank_gatherer::RankGatherer;
use super::rank_sums::{RankSums, Scales};
use super::significance::{TestName, TestResult, TestTable, Undefined};
use super::*;
use crate::normal_return::Model;

/// Numbers without a pattern.
fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as f64) / f64::from(1u32 << 31) - 0.5
    }
}

const DAYS: usize = 160;

fn spec() -> Spec {
    Spec { estimation: 60, gap: 5, window: Window { from: -2, to: 3 }, ..Spec::default() }
}

/// Instruments that follow the market, spoiled by `spoil(instrument, day, return)`.
fn panel(instruments: usize, spoil: impl Fn(usize, usize, f64) -> f64) -> (Panel, Market) {
    let mut next = noise(11);
    let market: Vec<f64> = (0..DAYS).map(|_| next() * 0.02).collect();
    let one = |i: usize| ReturnSeries {
        symbol: format!("S{i}"),
        rows: (0..DAYS as u32).collect(),
        returns: market.iter().enumerate().map(|(day, m)| spoil(i, day, 1.2 * m + next() * 0.03)).collect(),
        variant: Variant::default(),
    };
    let series = (0..instruments).map(one).collect();
    let panel = Panel { calendar: (0..DAYS as i64).collect(), series, returns: ReturnKind::Simple };
    (panel, Market { returns: Some(market), ..Market::default() })
}

fn events(places: &[(usize, i64)]) -> Vec<StudyEvent> {
    let event =
        |(i, at): &(usize, i64)| StudyEvent { symbol: format!("S{i}"), at: *at, reach: None, group: None };
    places.iter().map(event).collect()
}

fn many(instruments: usize) -> Vec<StudyEvent> {
    let places: Vec<(usize, i64)> =
        (0..instruments).flat_map(|i| (70..150).step_by(7 + i % 5).map(move |at| (i, at))).collect();
    events(&places)
}

fn all_outcomes(tests: &[TestTable]) -> impl Iterator<Item = (TestName, &TestResult)> {
    tests.iter().flat_map(|test| {
        let columns = [Some(&test.aar), Some(&test.caar), test.bhar.as_ref()];
        columns.into_iter().flatten().flatten().map(move |outcome| (test.name, outcome))
    })
}

/// Average ranks, by counting.
fn ranks(values: &[f64]) -> Vec<f64> {
    let rank = |v: &f64| {
        let below = values.iter().filter(|other| *other < v).count();
        let upto = values.iter().filter(|other| *other <= v).count();
        if v.is_nan() { f64::NAN } else { (below + upto + 1) as f64 / 2.0 }
    };
    values.iter().map(rank).collect()
}

/// Corrado's sums of U by day, straight from the definition.
fn corrado(panel: &Panel, market: &Market, study: &Study) -> Vec<f64> {
    let (mut sums, mut aligned) = (vec![0.0; 60 + 6], Aligned::default());
    for (i, part) in &study.instruments {
        aligned.refill(&panel.series[*i], market, &study.spec);
        for (fit, ar) in part.fits.iter().zip(part.ar.chunks_exact(6)) {
            let mut values = Vec::new();
            aligned.residuals(fit, &study.spec, &mut values);
            values.extend_from_slice(ar);
            let m = values.iter().filter(|v| !v.is_nan()).count() as f64;
            let shares = ranks(&values).into_iter().map(|rank| rank / (m + 1.0) - 0.5);
            sums.iter_mut().zip(shares).filter(|(_, u)| !u.is_nan()).for_each(|(sum, u)| *sum += u);
        }
    }
    sums
}

fn gathered(panel: &Panel, market: &Market, study: &Study) -> RankSums {
    let (mut aligned, mut gatherer) = (Aligned::default(), RankGatherer::new(&study.spec));
    let scales = Scales::of(&study.cross);
    for (i, part) in &study.instruments {
        aligned.refill(&panel.series[*i], market, &study.spec);
        gatherer.take(part, &aligned, &scales, &study.spec);
    }
    gatherer.finish()
}

#[track_caller]
fn near(got: &[f64], want: &[f64]) {
    assert_eq!(got.len(), want.len());
    for (i, (a, b)) in got.iter().zip(want).enumerate() {
        assert!((a - b).abs() < 1e-10, "[{i}]: {a}, expected {b}");
    }
}

#[test]
fn ranks_of_whole_of_holed_and_of_tied_events_are_those_of_the_definition() {
    let spoils: [fn(usize, usize, f64) -> f64; 3] = [
        |_, _, r| r,
        |i, day, r| if (i + day) % 37 == 0 { f64::NAN } else { r },
        |i, day, r| if (i + day) % 9 == 0 { 0.01 } else { r },
    ];
    for (spoil, model) in spoils.into_iter().flat_map(|s| [(s, Model::MarketModel), (s, Model::MeanAdjusted)])
    {
        let (panel, market) = panel(7, spoil);
        let spec = Spec { model, ..spec() };
        let study = run(&panel, &market, &many(7), &spec, &TestName::ALL).unwrap();
        assert!(study.cross.events > 50);
        near(&gathered(&panel, &market, &study).corrado.sum, &corrado(&panel, &market, &study));
    }
}

#[test]
fn forgetting_the_events_changes_no_test() {
    let (panel, market) = panel(9, |i, day, r| if i == 3 && day % 11 == 0 { f64::NAN } else { r });
    let spec = spec();
    let assigned = || assign(&panel, &many(9), &spec);
    let kept = run_assigned(&panel, &market, assigned(), &spec, &TestName::ALL);
    let forgot = run_keeping(&panel, &market, assigned(), &spec, &TestName::ALL, Keep::Sums);
    assert_eq!(kept.tests, forgot.tests);
    assert_eq!(kept.excluded, forgot.excluded);
    assert!(forgot.instruments.is_empty() && !kept.instruments.is_empty());
}

/// Standardised residuals of each event, of length one, by row of the panel; and its row of day 0.
fn unit_residuals(panel: &Panel, market: &Market, study: &Study) -> Vec<(usize, Vec<f64>)> {
    let (mut aligned, mut out) = (Aligned::default(), Vec::new());
    for (i, part) in &study.instruments {
        aligned.refill(&panel.series[*i], market, &study.spec);
        for fit in &part.fits {
            let mut e = Vec::new();
            aligned.residuals(fit, &study.spec, &mut e);
            let mean = e.iter().sum::<f64>() / 60.0;
            let size = e.iter().map(|v| (v - mean).powi(2)).sum::<f64>().sqrt();
            let row = fit.pair.row as usize;
            let first = (row as i64 + study.spec.estimation_days().0) as usize;
            let mut by_row = vec![0.0; DAYS];
            by_row[first..first + 60].iter_mut().zip(&e).for_each(|(to, v)| *to = (v - mean) / size);
            out.push((row, by_row));
        }
    }
    out
}

/// The mean over all pairs of `weight(distance of days 0)` times the product of residuals.
fn mean_of_pairs(events: &[(usize, Vec<f64>)], weight: impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut pairs) = (0.0, 0.0);
    for (i, (row, own)) in events.iter().enumerate() {
        for (other, theirs) in &events[i + 1..] {
            let product: f64 = own.iter().zip(theirs).map(|(x, y)| x * y).sum();
            sum += weight(row.abs_diff(*other) as f64) * product;
            pairs += 1.0;
        }
    }
    sum / pairs
}

#[test]
fn the_mean_correlation_is_that_of_the_pairs() {
    let (panel, market) = panel(6, |_, _, r| r);
    let study = run(&panel, &market, &events(&[(0, 90), (1, 90), (2, 90), (5, 90)]), &spec(), &[]).unwrap();
    let want = mean_of_pairs(&unit_residuals(&panel, &market, &study), |_| 1.0);
    near(&[study.cross.mean_correlation().unwrap()], &[want]);
}

#[test]
fn pairs_count_by_the_overlap_of_their_event_windows() {
    let (panel, market) = panel(9, |_, _, r| r);
    let study = run(&panel, &market, &many(9), &spec(), &[TestName::KpBmp]).unwrap();
    let units = unit_residuals(&panel, &market, &study);
    for days in 1..=6 {
        let length = days as f64;
        let overlap =
            |distance: f64| (length - distance).max(0.0) / length * 60.0 / (60.0 - distance.min(30.0));
        near(&[study.mean_correlation(days).unwrap()], &[mean_of_pairs(&units, overlap)]);
    }
    // On one day both ways of pairing are the same.
    let together = events(&[(0, 90), (1, 90), (2, 90), (5, 90)]);
    let tests = |pairs| {
        run(&panel, &market, &together, &Spec { pairs, ..spec() }, &[TestName::KpBmp, TestName::KpPatell])
            .unwrap()
    };
    let (by_event, by_estimation) = (tests(PairsBy::EventWindows), tests(PairsBy::EstimationWindows));
    near(&[by_event.mean_correlation(6).unwrap()], &[by_estimation.mean_correlation(6).unwrap()]);
    // Far apart, nothing is left to correct: the test is that of Boehmer, Musumeci and Poulsen.
    let apart = events(&[(0, 80), (1, 100), (2, 120), (5, 140)]);
    let study = run(&panel, &market, &apart, &spec(), &[TestName::Bmp, TestName::KpBmp]).unwrap();
    assert!(study.mean_correlation(6).unwrap().abs() < 1e-12);
    for (plain, adjusted) in study.tests[0].caar.iter().zip(&study.tests[1].caar) {
        near(&[adjusted.unwrap().value], &[plain.unwrap().value]);
    }
}

#[test]
fn missing_values_of_benchmark_and_factors_are_told_from_a_short_history() {
    let (panel, mut market) = panel(2, |_, _, r| r);
    let reason = |market: &Market, model| {
        let study = run(&panel, market, &events(&[(0, 100)]), &Spec { model, ..spec() }, &[]).unwrap();
        study.excluded.first().map(|(_, reason)| reason.as_str())
    };
    let half =
        |from: usize| (0..DAYS).map(|day| if day < from { (day as f64).sin() } else { f64::NAN }).collect();
    market.factors = vec![("a".into(), half(DAYS)), ("b".into(), half(50))];
    assert_eq!(reason(&market, Model::Factors), Some("no_factor_values"));
    market.factors = vec![("a".into(), half(DAYS)), ("b".into(), half(DAYS))];
    assert_eq!(reason(&market, Model::Factors), Some("factors_not_independent"));
    market.factors.pop();
    assert_eq!(reason(&market, Model::Factors), None);
    market.risk_free = Some(half(40));
    assert_eq!(reason(&market, Model::Factors), Some("no_factor_values"));
    let returns = market.returns.as_mut().unwrap();
    returns[..90].fill(f64::NAN);
    assert_eq!(reason(&market, Model::MarketModel), Some("no_benchmark_values"));
    assert_eq!(reason(&market, Model::MeanAdjusted), None);
    let (holed, _) = self::panel(2, |_, day, r| if day < 90 { f64::NAN } else { r });
    let study = run(&holed, &market, &events(&[(0, 100)]), &spec(), &[]).unwrap();
    assert_eq!(study.excluded[0].1.as_str(), "short_history");
}

#[test]
fn totals_are_the_ends_of_the_paths() {
    let (panel, market) = panel(1, |_, _, r| r);
    let mut aligned = Aligned::default();
    let pairs: Vec<Pair> = (70..150).map(|row| Pair { event: row, row }).collect();
    for model in [Model::MarketModel, Model::MeanAdjusted, Model::MarketAdjusted, Model::Dimson] {
        let spec = Spec { model, ..spec() };
        aligned.refill(&panel.series[0], &market, &spec);
        let mut paths = InstrumentStudy::default();
        let mut totals = InstrumentStudy::with_detail(Detail::Totals);
        study_instrument(&aligned, &pairs, &spec, &mut paths);
        study_instrument(&aligned, &pairs, &spec, &mut totals);
        let last = |column: &[f64]| column.iter().skip(5).step_by(6).copied().collect::<Vec<f64>>();
        assert_eq!(totals.ar, paths.ar);
        near(&totals.total, &last(&paths.car));
        near(&totals.total_se, &last(&paths.car_se));
        assert!(totals.car.is_empty() && totals.bhar.is_empty());
    }
}

#[test]
fn an_infinite_return_is_missing_and_costs_its_days_only() {
    let (panel, market) = panel(2, |i, day, r| if (i, day) == (0, 101) { f64::INFINITY } else { r });
    let study =
        run(&panel, &market, &events(&[(0, 100), (0, 120), (1, 100)]), &spec(), &TestName::ALL).unwrap();
    let ar = &study.instruments[0].1.ar;
    assert_eq!(
        ar[..6].iter().map(|v| v.is_nan()).collect::<Vec<_>>(),
        [false, false, false, true, false, false]
    );
    assert_eq!(study.instruments[0].1.fits[1].n, 59);
    assert_eq!(study.cross.ar[3].n, 2.0);
    assert!(all_outcomes(&study.tests).all(|(_, outcome)| outcome.is_ok_and(|s| s.value.is_finite())));
}

#[test]
fn no_event_and_one_event_give_reasons_and_never_a_nan() {
    let (panel, market) = panel(2, |_, _, r| r);
    let none = run(&panel, &market, &[], &spec(), &TestName::ALL).unwrap();
    assert!(all_outcomes(&none.tests).all(|(_, outcome)| *outcome == Err(Undefined::NoEvents)));
    let one = run(&panel, &market, &events(&[(0, 100)]), &spec(), &TestName::ALL).unwrap();
    for (name, outcome) in all_outcomes(&one.tests) {
        let across = [TestName::CrossSectionalT, TestName::Bmp, TestName::KpBmp, TestName::SkewnessAdjustedT];
        match outcome {
            Ok(statistic) => assert!(statistic.value.is_finite() && statistic.p.is_finite(), "{name}"),
            Err(reason) if across.contains(&name) => assert_eq!(*reason, Undefined::FewerThanTwo),
            Err(_) => {}
        }
    }
}

#[test]
fn constant_prices_and_a_constant_market_are_told_apart() {
    let (panel, mut market) = panel(3, |i, _, r| if i == 0 { 0.0 } else { r });
    let places = events(&[(0, 100), (1, 100), (2, 110)]);
    let flat = run(&panel, &market, &places, &spec(), &TestName::ALL).unwrap();
    assert_eq!((flat.cross.events, flat.cross.standardised), (3, 2));
    assert!(all_outcomes(&flat.tests).all(|(_, o)| o.is_ok_and(|s| s.value.is_finite()) || o.is_err()));
    market.returns = Some(vec![0.001; DAYS]);
    let study = run(&panel, &market, &places, &spec(), &[]).unwrap();
    assert_eq!(study.excluded.len(), 3);
    assert!(study.excluded.iter().all(|(_, reason)| *reason == Exclusion::ConstantMarket));
}

#[test]
fn a_window_beyond_the_data_is_dropped_or_kept_with_missing_days_as_asked() {
    let (panel, market) = panel(1, |_, _, r| r);
    let last = events(&[(0, DAYS as i64 - 2)]);
    let dropped = run(&panel, &market, &last, &spec(), &[]).unwrap();
    assert_eq!(dropped.excluded, [(0, Exclusion::EventWindowOffData)]);
    let kept = run(&panel, &market, &last, &Spec { off_data: OffData::Keep, ..spec() }, &[]).unwrap();
    let part = &kept.instruments[0].1;
    assert_eq!(part.ar.iter().filter(|v| v.is_nan()).count(), 2);
    assert!(part.car_se[5].is_nan() && part.car_se[3].is_finite());
}
