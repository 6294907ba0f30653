//! Reading stated moves must not panic, and evidence must stand in the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use newstape::claim::extract;

fuzz_target!(|input: (u8, &str)| {
    let (lang, text) = input;
    let lang = [None, Some("en"), Some("de"), Some("fr"), Some("es"), Some("it")][usize::from(lang) % 6];
    for claim in extract(text, lang, &[]) {
        assert_eq!(text.get(claim.evidence.span.clone()), Some(claim.evidence.text.as_str()));
    }
});
