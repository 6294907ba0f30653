//! Linking any text: no panic, and every span holds its words. `cargo +nightly fuzz run link`.
#![no_main]

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use newstape::event::EventText;
use newstape::link::{LinkRequest, Linker};

fuzz_target!(|data: &str| {
    let text = EventText::from_title(data);
    let date = NaiveDate::from_ymd_opt(2024, 5, 2).expect("a date");
    let linked = Linker::builtin().link(&LinkRequest { text: &text, lang: None, date, watchlist: &[] });
    for mention in &linked.mentions {
        assert_eq!(data.get(mention.evidence.span.clone()), Some(mention.evidence.text.as_str()));
    }
});
