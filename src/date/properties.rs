//! What holds for any date.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;

use super::*;

const MONTHS: [(&str, [&str; 12]); 5] = [
    (
        "de",
        [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
    ),
    (
        "en",
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
    ),
    (
        "fr",
        [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
    ),
    (
        "it",
        [
            "gennaio",
            "febbraio",
            "marzo",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "agosto",
            "settembre",
            "ottobre",
            "novembre",
            "dicembre",
        ],
    ),
    (
        "es",
        [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
    ),
];

fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    // 2001, from when seconds since 1970 have ten digits, to 2060.
    (1_000_000_000_i64..2_840_140_800).prop_filter_map("in range", |s| DateTime::from_timestamp(s, 0))
}

fn best(text: &str, lang: &str) -> Option<DateFinding> {
    find_in_text(text, &DateContext { lang: Some(lang.to_owned()), ..DateContext::default() }).best
}

proptest! {
    #[test]
    fn machine_forms_are_read_as_printed(at in any_instant(), offset_minutes in -14 * 60..=14 * 60_i32) {
        let offset = chrono::FixedOffset::east_opt(offset_minutes * 60).unwrap();
        let local = at.with_timezone(&offset);
        let forms = [
            local.to_rfc3339(),
            local.to_rfc2822(),
            local.format("%Y-%m-%d %H:%M:%S%z").to_string(),
            at.format("%Y%m%dT%H%M%SZ").to_string(),
            at.timestamp().to_string(),
            at.timestamp_millis().to_string(),
        ];
        for form in forms {
            let found = read_value(&form, &DateContext::default());
            prop_assert_eq!(found.and_then(|f| f.utc), Some(at), "{}", form);
        }
    }

    #[test]
    fn written_dates_are_read_as_printed(days in 0..25_000_i64, which in 0..MONTHS.len(), minute in 0..1_440_u32) {
        let date = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + TimeDelta::days(days);
        let (lang, months) = MONTHS[which];
        let (day, month, year) = (chrono::Datelike::day(&date), months[chrono::Datelike::month0(&date) as usize], chrono::Datelike::year(&date));
        let (hour, minute) = (minute / 60, minute % 60);
        for (text, timed) in [
            (format!("{day}. {month} {year}"), false),
            (format!("{month} {day}, {year}"), false),
            (format!("{day} {month} {year}, {hour}:{minute:02}"), true),
            (format!("{day:02} {month} {year} {hour:02}h{minute:02}"), true),
            (format!("{hour:02}:{minute:02} GMT, {day} {month} {year}"), true),
            (date.format("%d.%m.%Y").to_string(), false),
        ] {
            let found = best(&text, lang);
            prop_assert_eq!(found.as_ref().map(|f| f.date), Some(date), "{}", text);
            let time = found.and_then(|f| f.time).map(|t| (chrono::Timelike::hour(&t), chrono::Timelike::minute(&t)));
            prop_assert_eq!(time, timed.then_some((hour, minute)), "{}", text);
        }
    }

    #[test]
    fn any_text_is_searched(text in "\\PC{0,120}", kind in 0..3_usize) {
        let kind = [InputKind::Text, InputKind::Html, InputKind::Rss][kind];
        let context = DateContext { fetched_at: DateTime::from_timestamp(1_738_368_000, 0), ..DateContext::default() };
        let findings = find(&text, kind, &context);
        if let Some(best) = findings.best {
            prop_assert!(!best.is_after(context.fetched_at.unwrap(), None));
        }
    }
}
