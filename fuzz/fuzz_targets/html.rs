#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| newstape_fuzz::html(bytes));
