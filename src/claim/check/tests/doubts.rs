//! What leaves room for another reading, and is not accused.

use super::*;

#[test]
fn days_that_are_counted_are_sessions_or_days_of_the_calendar() {
    // Saturday; the closes of Wednesday, Thursday and Friday.
    let held = Held::on("2025-02-01");
    let (before, last) = (442.33, 415.06);
    let size = format!("{:.1}", (1.0 - last / before) * 100.0);
    let found = held.check(&fell(&size, on(TimeKind::Span, "2025-01-30", "2025-02-01")));
    assert_eq!((found.status, found.reference_date), (ClaimStatus::Confirmed, Some(day("2025-01-29"))));
}

#[test]
fn after_the_open_is_not_at_the_open() {
    let held = Held::at("2025-01-30T15:00:00Z");
    let told = |text: &str| {
        let mut told =
            Claim { point: Some(DayPoint::Open), ..fell("6", on(TimeKind::Day, "2025-01-30", "2025-01-30")) };
        told.evidence.text = text.to_owned();
        held.check(&told).status
    };
    assert_eq!(told("Microsoft opened 6% lower"), ClaimStatus::Contradicted);
    assert_eq!(told("Microsoft fell 6% shortly after the open"), ClaimStatus::Unverifiable);
}

/// Of a text with these words; the moves of Microsoft around the end of January 2025 are real.
fn said(words: &str, direction: Direction, at: &str) -> ClaimVerdict {
    let mut told = Claim { direction, ..claim(None, None, None) };
    told.evidence.text = words.to_owned();
    Held::at(at).check(&told)
}

#[test]
fn what_may_be_something_else_of_the_company_accuses_nobody() {
    let evening = "2025-01-30T22:00:00Z";
    for (words, expected) in [
        ("Microsoft shares rose on Thursday", ClaimStatus::Contradicted),
        ("Die Microsoft-Aktie stieg", ClaimStatus::Contradicted),
        ("Microsoft sees steady growth and rises", ClaimStatus::Unverifiable),
    ] {
        let when = on(TimeKind::Weekday, "2025-01-30", "2025-01-30");
        let mut told = Claim { direction: Direction::Up, when, ..claim(None, None, None) };
        told.evidence.text = words.to_owned();
        assert_eq!(Held::at("2025-01-31T18:00:00Z").check(&told).status, expected, "{words}");
    }
    let price = |words: &str, price: &str| {
        let mut told = claim(None, Some(price), Some(ClaimSession::Regular));
        told.evidence.text = words.to_owned();
        Held::at(evening).check(&told).status
    };
    assert_eq!(price("Microsoft knocks 80 dollars off", "80"), ClaimStatus::Unverifiable);
    assert_eq!(price("Microsoft shares fell to 80 dollars", "80"), ClaimStatus::Contradicted);
    // From 442.33 it opened at 418.77.
    assert_eq!(price("Microsoft shares fell below 430 dollars", "430"), ClaimStatus::Unverifiable);
    let mut growth =
        Claim { direction: Direction::Down, ..claim(Some("1"), None, Some(ClaimSession::Regular)) };
    growth.evidence.text = "Revenue growth: $MSFT: -1%".to_owned();
    assert_eq!(Held::at(evening).check(&growth).status, ClaimStatus::Unverifiable);
}

#[test]
fn a_text_of_a_long_span_may_be_some_days_old() {
    let this_year = |direction, percent: &str| {
        let when = on(TimeKind::Year, "2025-01-01", "2025-02-05")
            .map(|time| MoveTime { text: "this year".to_owned(), ..time });
        let told = Claim { direction, when, horizon: MoveHorizon::Ytd, ..fell(percent, None) };
        Held::at("2025-02-05T22:00:00Z").check(&told)
    };
    // Up to 420.69 on 31 January against 421.50; some 414 at most on the last two days.
    let older = this_year(Direction::Down, "0.3");
    assert_eq!(older.status, ClaimStatus::Unverifiable, "{}", older.note);
    assert!(older.note.contains("older than its publication"), "{}", older.note);
    assert_eq!(this_year(Direction::Up, "5.4").status, ClaimStatus::Contradicted);
}

#[test]
fn a_moment_of_the_day_may_be_flat_or_on_the_other_side() {
    // Running, between 431.31 and 448.38 against 434.56.
    let running = said("Microsoft shares were steady", Direction::Flat, "2025-01-28T16:00:00Z");
    assert_eq!(running.status, ClaimStatus::Unverifiable, "{}", running.note);
    // All of the day was lower by four per cent and more.
    let lower = said("Microsoft shares were steady", Direction::Flat, "2025-01-30T16:00:00Z");
    assert_eq!(lower.status, ClaimStatus::Contradicted, "{}", lower.note);
}

#[test]
fn more_than_doubled_has_no_upper_end() {
    let told = |words: &str| {
        let mut told = claim(None, None, None);
        told.evidence.text = words.to_owned();
        stated::worded(&told)
    };
    assert_eq!(
        told("the shares more than doubled").map(|(low, high)| (low, high > 1e4)),
        Some((100.0, true))
    );
    assert_eq!(told("the shares doubled").map(|(low, high)| (low < 100.0, high < 120.0)), Some((true, true)));
}
