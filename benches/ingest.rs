//! How long the reading of an article takes. Targets: a text of 4 kB in 5 ms, a page of 200 kB in
//! 50 ms. Run with `cargo bench --bench ingest`.

use chrono::{TimeZone, Utc};
use newstape::article::{self, ArticleOrigin};
use newstape::event::Shingles;

fn main() {
    divan::main();
}

fn origin() -> ArticleOrigin {
    ArticleOrigin {
        file_name: None,
        content_type: None,
        url: None,
        fetched_at: Utc.with_ymd_and_hms(2025, 2, 3, 12, 0, 0).single().unwrap_or_default(),
        default_zone: None,
        lang: None,
    }
}

const PARAGRAPH: &str = "Der Konzern rechnet nach einem starken Quartal mit mehr Gewinn, wie er am 30. Januar in \
    München mitteilte. Die Aktie stieg daraufhin um 3,2 Prozent auf 201,45 Euro, nachdem sie zuvor gefallen war. ";

fn text() -> String {
    format!("01. Februar 2025\n\nBörse\n\nWarum der Konzern mehr erwartet\n\n{}", PARAGRAPH.repeat(17))
}

fn page() -> String {
    let teasers = "<div class='teaser'><a href='/a/b/c'><img src='/i.jpg' alt='Bild'><span>Eine andere Meldung</span></a></div>\n".repeat(900);
    let body = format!("<p>{PARAGRAPH}</p>\n").repeat(400);
    format!(
        "<!doctype html><html lang='de'><head><title>Mehr Gewinn | Blatt</title><meta property='article:published_time' \
         content='2025-01-30T07:30:00+01:00'></head><body><nav>{teasers}</nav><article><h1>Mehr Gewinn</h1>{body}</article></body></html>"
    )
}

#[divan::bench]
fn text_of_4_kb(bencher: divan::Bencher<'_, '_>) {
    let text = text();
    bencher.bench(|| article::read(text.as_bytes(), &origin()));
}

#[divan::bench]
fn page_of_200_kb(bencher: divan::Bencher<'_, '_>) {
    let page = page();
    bencher
        .counter(divan::counter::BytesCount::new(page.len()))
        .bench(|| article::read(page.as_bytes(), &origin()));
}

#[divan::bench]
fn shingles_of_4_kb(bencher: divan::Bencher<'_, '_>) {
    let text = text();
    bencher.bench(|| Shingles::of(&text));
}
