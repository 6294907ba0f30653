//! Cross-sections against those of statsmodels, and what is left out.

use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::study::EventTotal;

fn golden() -> Json {
    serde_json::from_str(include_str!("../../../tests/golden/study/regression.json")).unwrap()
}

/// The events of the file with the columns that a specification needs.
fn observations(events: &[Json], spec: &RegressionSpec) -> Vec<Observation> {
    let columns = spec.columns();
    let value = |event: &Json, column: &String| match &event[column.as_str()] {
        Json::Number(number) => Value::number(number.as_f64().unwrap()),
        Json::String(text) => Value::text(text),
        _ => Value::default(),
    };
    let one = |event: &Json| Observation {
        total: EventTotal {
            car: event["car"].as_f64(),
            car_se: event["se"].as_f64(),
            ..EventTotal::default()
        },
        values: columns.iter().map(|column| value(event, column)).collect(),
    };
    events.iter().map(one).collect()
}

fn spec(case: &Json) -> RegressionSpec {
    RegressionSpec {
        errors: case["se"].as_str().unwrap().parse().unwrap(),
        weighting: case["weights"].as_str().map_or(Weighting::Equal, |text| text.parse().unwrap()),
        winsorise: case["winsorise"].as_f64(),
        ..RegressionSpec::new(case["formula"].as_str().unwrap().parse().unwrap())
    }
}

#[track_caller]
fn near(what: &str, got: f64, want: &Json) {
    let want = want.as_f64().unwrap_or_else(|| panic!("{what}: nothing to compare with"));
    assert!((got - want).abs() <= 1e-9 * want.abs().max(1e-6), "{what}: {got}, expected {want}");
}

#[test]
fn cross_sections_are_those_of_statsmodels() {
    let golden = golden();
    let events = golden["events"].as_array().unwrap();
    let cases = golden["cases"].as_array().unwrap();
    assert!(cases.len() > 50);
    for case in cases {
        let spec = spec(case);
        let found = regress(&spec, &observations(events, &spec)).unwrap();
        let what = format!("{} {} {}", spec.formula, spec.errors, spec.weighting);
        assert_eq!(
            (found.n as u64, found.df as u64),
            (case["n"].as_u64().unwrap(), case["df"].as_u64().unwrap()),
            "{what}"
        );
        near(&what, found.r_squared, &case["r_squared"]);
        near(&what, found.adjusted_r_squared, &case["adjusted"]);
        near(&what, found.root_mse, &case["root_mse"]);
        let terms = case["terms"].as_array().unwrap();
        assert_eq!(found.coefficients.len(), terms.len(), "{what}");
        for own in &found.coefficients {
            let their = terms
                .iter()
                .find(|their| their["term"] == own.term.as_str())
                .unwrap_or_else(|| panic!("{what} {}", own.term));
            let what = format!("{what}: {}", own.term);
            near(&what, own.estimate, &their["estimate"]);
            near(&what, own.se.unwrap(), &their["se"]);
            near(&what, own.t.unwrap(), &their["t"]);
            near(&what, own.p.unwrap(), &their["p"]);
            near(&what, own.interval.unwrap().0, &their["low"]);
            near(&what, own.interval.unwrap().1, &their["high"]);
        }
        match (&found.joint, &case["f"]) {
            (None, Json::Null) => {}
            (Some(joint), their) => {
                near(&what, joint.f, &their["f"]);
                near(&what, joint.p, &their["p"]);
                near(&what, joint.df2, &their["df2"]);
            }
            (None, _) => panic!("{what}: no joint test"),
        }
    }
}

#[test]
fn what_is_left_out_has_a_reason() {
    let golden = golden();
    let spec = RegressionSpec::new("car ~ surprise + log(size)".parse().unwrap());
    let found = regress(&spec, &observations(golden["events"].as_array().unwrap(), &spec)).unwrap();
    let reasons: Vec<(DropReason, u64)> = found.dropped.into_iter().map(|d| (d.reason, d.count)).collect();
    let expected = [
        DropReason::NoResponse,
        DropReason::Missing("surprise".to_owned()),
        DropReason::NotPositive("size".to_owned()),
    ];
    assert_eq!(reasons, expected.map(|reason| (reason, 1)));
}

fn refused(formula: &str) -> RegressionError {
    let golden = golden();
    let spec = RegressionSpec::new(formula.parse().unwrap());
    let mut events = golden["events"].as_array().unwrap().clone();
    for event in &mut events {
        event["twice"] = (2.0 * event["w"].as_f64().unwrap()).into();
        event["one"] = "same".into();
    }
    regress(&spec, &observations(&events, &spec)).unwrap_err()
}

#[test]
fn what_cannot_be_estimated_is_named() {
    assert_eq!(refused("car ~ w + twice"), RegressionError::NotIdentified("twice".to_owned()));
    assert_eq!(refused("car ~ sector"), RegressionError::NoNumbers("sector".to_owned()));
    // A column that does not vary within the groups of a fixed effect follows from it.
    assert_eq!(refused("car ~ year + fe:year"), RegressionError::NotIdentified("year".to_owned()));
    assert!(matches!(
        refused("car ~ C(firm) + C(day) + C(sector) + C(size)"),
        RegressionError::TooFew { .. }
    ));
    let golden = golden();
    let events = golden["events"].as_array().unwrap();
    let spec = RegressionSpec::new("car ~ surprise".parse().unwrap());
    assert!(matches!(
        regress(&spec, &observations(&events[..1], &spec)),
        Err(RegressionError::TooFew { .. })
    ));
    assert!(matches!(regress(&spec, &[]), Err(RegressionError::TooFew { rows: 0, .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_events_and_the_unit_of_a_column_do_not_matter(
        rows in prop::collection::vec((-1.0..1.0_f64, -3.0..3.0_f64, 0_u8..4), 12..40),
        scale in 1e-6..1e6_f64,
    ) {
        let spec = RegressionSpec { errors: ErrorKind::Hc3, ..RegressionSpec::new("car ~ x + fe:g".parse().unwrap()) };
        let make = |unit: f64, rows: &[(f64, f64, u8)]| {
            let one = |(car, x, g): &(f64, f64, u8)| Observation {
                total: EventTotal { car: Some(*car), ..EventTotal::default() },
                values: vec![Value::number(x * unit), Value::text(&g.to_string())],
            };
            regress(&spec, &rows.iter().map(one).collect::<Vec<_>>())
        };
        let mut turned = rows.clone();
        turned.reverse();
        if let (Ok(a), Ok(b)) = (make(1.0, &rows), make(scale, &turned)) {
            let (a, b) = (&a.coefficients[0], &b.coefficients[0]);
            let t = |c: &Coefficient| c.t.unwrap_or_default();
            prop_assert!((a.estimate - b.estimate * scale).abs() <= 1e-8 * a.estimate.abs().max(1e-6));
            prop_assert!((t(a) - t(b)).abs() <= 1e-6 * t(a).abs().max(1e-3));
        }
    }
}
