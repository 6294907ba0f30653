//! The pictures in `charts/`: every kind, drawn from the demo's database. They are compared byte by byte, so that
//! what the folder shows is what the program draws; with `NEWSTAPE_GALLERY=write` they are written anew.

use std::path::{Path, PathBuf};

use newstape::app::Context;
use newstape::app::chart::{ChartFile, ChartRequest, Look, Picture, RowsBy, Subject, Words, draw_chart};
use newstape::chart::{Size, Theme};
use newstape::clock::Clock;
use newstape::event::EventId;
use newstape::view::Lang;

use crate::support::Newstape;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("charts")
}

/// Fails where a file differs from what is drawn; writes it where that is asked for.
fn compare(name: &str, drawn: &str) {
    let path = folder().join(name);
    if std::env::var_os("NEWSTAPE_GALLERY").is_some_and(|how| how == "write") {
        std::fs::write(&path, drawn).expect("the picture is written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == drawn,
        "charts/{name} is not what is drawn: NEWSTAPE_GALLERY=write cargo test --test it gallery, and look at it"
    );
}

fn pictures() -> Vec<(&'static str, Picture)> {
    let subject = |event, ticker: &str| Subject { event: EventId(event), ticker: Some(ticker.to_owned()) };
    vec![
        ("reaction", Picture::Reaction(subject(9, "MSFT"))),
        ("comparison", Picture::Comparison(EventId(4))),
        ("placebo", Picture::Placebo(subject(5, "MSFT"))),
        ("multiples", Picture::MultiplesOf("kind = earnings".to_owned())),
        ("timeline", Picture::Timeline { symbol: "NVDA".to_owned(), since: None, until: None }),
        ("heatmap", Picture::HeatMap { expr: String::new(), by: RowsBy::Symbol }),
    ]
}

#[test]
fn gallery() {
    let news = Newstape::with_demo();
    let now = Clock::Fixed("2025-03-15T12:00:00Z".parse().expect("an instant"));
    let context = Context::new(now, Some(news.path().join("news.db")), true);
    let draw = |name: &str, picture: &Picture, look: Look, words: Words| {
        let output = ChartFile::or_standard_output("-").expect("standard output");
        let request =
            ChartRequest { outputs: vec![output], look, words, ..ChartRequest::of(picture.clone()) };
        let drawn = draw_chart(&context, &request).unwrap_or_else(|e| panic!("{name}: {e}"));
        compare(&format!("{name}.svg"), &drawn.standard_output.expect("an SVG"));
    };
    for (name, picture) in pictures() {
        for (ending, theme) in [("", Theme::Light), ("-dark", Theme::Dark)] {
            let look = Look { theme, ..Look::default() };
            draw(&format!("{name}{ending}"), &picture, look, Words::default());
        }
    }
    let (_, reaction) = pictures().swap_remove(0);
    let phone = Look { size: Size::Phone, lang: Lang::German, ..Look::default() };
    draw("reaction-phone-de", &reaction, phone, Words::default());
    let title = Words { title: Some("A quiet close after a loud report".to_owned()), ..Words::default() };
    draw("reaction-card", &reaction, Look { size: Size::Card, ..Look::default() }, title);
    let theme = Theme::from_toml(&std::fs::read_to_string(folder().join("theme.toml")).expect("the theme"));
    let look =
        Look { theme: theme.expect("a theme that can be read"), size: Size::Column, ..Look::default() };
    draw("comparison-theme", &Picture::Comparison(EventId(4)), look, Words::default());
}
