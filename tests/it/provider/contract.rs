//! What holds for every provider: each gives its own payloads, the rules are the same.

use newstape::fault::Fault;
use newstape::market::{ActionKind, Adjustment, Interval};
use newstape::net::vendor::VendorError;
use newstape::provider::{BarRequest, Keys, ProviderError};

use super::{
    Ask, SECRET, alpaca, alphavantage, daily, date, fetch, finnhub, hasty_client, instant, intraday, polygon,
    provider, quick_client, run, stooq, tiingo, twelvedata, yahoo,
};
use crate::support::fixture_server::{FixtureServer, Reply};

/// A provider's own payloads for Apple's daily bars of 27 to 31 January 2025.
pub(super) struct Contract {
    pub(super) name: &'static str,
    /// The path that the request asks first.
    pub(super) path: &'static str,
    pub(super) needs_key: bool,
    pub(super) adjustment: Adjustment,
    /// Five sound bars: closes 229.86, 238.26, 239.36, 237.59 and 236.00.
    pub(super) normal: Reply,
    /// Other paths that a fetch asks.
    pub(super) besides: Vec<(&'static str, Reply)>,
    /// The symbol is known, the range holds nothing.
    pub(super) empty: Reply,
    /// The symbol is not known.
    pub(super) unknown: Reply,
    /// A refusal inside an answer of status 200, with a piece of what it says.
    pub(super) refusal: (Reply, &'static str),
    /// Too many requests, as this provider says it beside status 429.
    pub(super) limit: Reply,
    /// The same five days, 29 January without prices.
    pub(super) nulls: Reply,
    /// The same five days with a split of four for one on the 29th and a dividend of 0.25 on the 30th:
    /// what each path answers. None for a provider that tells of no corporate actions.
    pub(super) actions: Option<Vec<(&'static str, Reply)>>,
    /// Two one-minute bars at 08:12 in New York, closes 235.5 and 227.5: on Friday 7 March 2025 in
    /// winter time and on Monday 10 March in summer time. The path, and its answer. None for a
    /// provider without minutes.
    pub(super) clock_change: Option<(&'static str, Reply)>,
}

pub(super) fn contracts() -> Vec<Contract> {
    vec![
        yahoo::contract(),
        alpaca::contract(),
        tiingo::contract(),
        polygon::contract(),
        twelvedata::contract(),
        alphavantage::contract(),
        finnhub::contract(),
        stooq::contract(),
    ]
}

fn ask() -> Ask {
    Ask::daily("AAPL:XNAS", "2025-01-27", "2025-01-31")
}

impl Contract {
    pub(super) fn server(&self, reply: Reply) -> FixtureServer {
        let server = FixtureServer::start();
        server.on(self.path, reply);
        for (path, reply) in &self.besides {
            server.on(path, reply.clone());
        }
        server
    }

    fn error(&self, reply: Reply) -> ProviderError {
        let client = if reply.never_ends() { hasty_client() } else { quick_client() };
        let (server, ask) = (self.server(reply), ask());
        let provider = provider(self.name, &super::keys(&server));
        let error = run(provider.fetch(&client, &ask.request())).unwrap_err();
        let text = format!("{error} {error:?} {:?}", error.hint());
        assert!(!text.contains(SECRET), "{}: {text}", self.name);
        assert!(!error.to_string().contains('\n') && !error.to_string().ends_with('.'), "{error}");
        assert!(error.to_string().starts_with(self.name), "{error}");
        error
    }

    pub(super) fn body(&self) -> (String, Vec<u8>) {
        match &self.normal {
            Reply::Answer { headers, body, .. } => (headers[0].1.clone(), body.clone()),
            other => panic!("the normal reply is an answer, not {other:?}"),
        }
    }
}

#[test]
fn normal_bars_carry_the_exchange_s_days() {
    for c in contracts() {
        let server = c.server(c.normal.clone());
        let fetched = fetch(c.name, &server, &ask()).unwrap();
        let bars = daily(&fetched);
        let days: Vec<String> = bars.iter().map(|b| b.at.to_string()).collect();
        assert_eq!(
            days,
            ["2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31"],
            "{}",
            c.name
        );
        let closes: Vec<f64> = bars.iter().map(|b| b.close).collect();
        assert_eq!(closes, [229.86, 238.26, 239.36, 237.59, 236.0], "{}", c.name);
        assert!(bars.iter().all(|b| b.low < b.close && b.close < b.high), "{}", c.name);
        assert!(bars.iter().all(|b| b.volume.is_some_and(|v| v > 1e6)), "{}", c.name);
        let key = fetched.bars.key();
        assert_eq!((key.provider.as_str(), key.adjustment), (c.name, c.adjustment));
        assert!(fetched.notes.is_empty() && fetched.skipped.is_empty(), "{}: {fetched:?}", c.name);
    }
}

#[test]
fn days_outside_the_range_do_not_come_along() {
    for c in contracts() {
        let server = c.server(c.normal.clone());
        let narrow = Ask::daily("AAPL:XNAS", "2025-01-28", "2025-01-29");
        let whole = c.normal.clone();
        server.choosing(move |_| Some(whole.clone())); // some name the range in the path
        let fetched = fetch(c.name, &server, &narrow).unwrap();
        let days: Vec<_> = daily(&fetched).iter().map(|b| b.at).collect();
        assert_eq!(days, [date("2025-01-28"), date("2025-01-29")], "{}", c.name);
    }
}

#[test]
fn a_session_still_under_way_is_left_out() {
    for c in contracts() {
        let server = c.server(c.normal.clone());
        // Noon in New York.
        let fetched = fetch(c.name, &server, &ask().asked_at("2025-01-30T17:00:00Z")).unwrap();
        assert_eq!(daily(&fetched).last().unwrap().at, date("2025-01-29"), "{}", c.name);
        assert!(fetched.notes.iter().any(|n| n.contains("2025-01-30 was not over yet")), "{}", c.name);
    }
}

#[test]
fn a_session_counts_once_its_close_has_settled() {
    for c in contracts() {
        let server = c.server(c.normal.clone());
        // The close of 31 January is at 21:00 UTC, 16:00 in New York.
        let last = |at| {
            let fetched = fetch(c.name, &server, &ask().asked_at(at)).unwrap();
            daily(&fetched).last().unwrap().at
        };
        assert_eq!(last("2025-02-01T00:59:00Z"), date("2025-01-30"), "{}", c.name);
        assert_eq!(last("2025-02-01T01:01:00Z"), date("2025-01-31"), "{}", c.name);
    }
}

#[test]
fn an_empty_range_is_no_error() {
    for c in contracts() {
        let fetched = fetch(c.name, &c.server(c.empty.clone()), &ask());
        assert!(fetched.as_ref().is_ok_and(|f| f.bars.is_empty()), "{}: {fetched:?}", c.name);
    }
}

#[test]
fn an_unknown_symbol_is_named() {
    for c in contracts() {
        let error = c.error(c.unknown.clone());
        assert!(matches!(error, ProviderError::Vendor(VendorError::Unknown { .. })), "{}: {error:?}", c.name);
        assert!(error.to_string().to_uppercase().contains("AAPL"), "{error}");
    }
}

#[test]
fn a_refusal_inside_a_success_is_seen() {
    for c in contracts() {
        let (reply, said) = c.refusal.clone();
        let error = c.error(reply);
        assert!(error.to_string().contains(said), "{}: {error}", c.name);
    }
}

#[test]
fn rate_limits_are_told_apart() {
    for c in contracts() {
        let by_status = Reply::new(429, "application/json", "{}").with("retry-after", "60");
        let error = c.error(by_status);
        assert!(
            matches!(error, ProviderError::Vendor(VendorError::RateLimited { .. })),
            "{}: {error:?}",
            c.name
        );
        assert!(error.to_string().contains("60 s") && error.is_retryable(), "{error}");
        let error = c.error(c.limit.clone());
        assert!(
            matches!(error, ProviderError::Vendor(VendorError::RateLimited { .. })),
            "{}: {error:?}",
            c.name
        );
    }
}

#[test]
fn bodies_that_break_off_are_no_data() {
    for c in contracts() {
        let (media, body) = c.body();
        let error = c.error(Reply::Truncated { media: media.clone(), body: body.clone() });
        assert!(error.to_string().contains("broke off"), "{}: {error}", c.name);
        let error = c.error(Reply::TruncatedGzip { media: media.clone(), body: body.clone() });
        assert!(error.to_string().contains("broke off"), "{}: {error}", c.name);
        let error = c.error(Reply::new(200, &media, &body[..body.len() * 3 / 5]));
        assert!(matches!(error, ProviderError::Vendor(VendorError::Shape { .. })), "{}: {error:?}", c.name);
    }
}

#[test]
fn a_web_page_is_no_data_whatever_it_is_called() {
    for c in contracts() {
        let page = "<!DOCTYPE html><html><head><title>Prove your work</title></head></html>";
        let error = c.error(Reply::html(page));
        assert!(matches!(error, ProviderError::Vendor(VendorError::NotData { .. })), "{}: {error:?}", c.name);
        let error = c.error(Reply::new(200, &c.body().0, page));
        assert!(error.to_string().contains("a web page titled \"Prove your work\""), "{error}");
        let error = c.error(Reply::json(r#"{"surprise": 1}"#));
        assert!(
            matches!(error, ProviderError::Vendor(VendorError::Shape { .. } | VendorError::NotData { .. })),
            "{error:?}"
        );
    }
}

#[test]
fn faults_of_the_way_are_passed_on() {
    // Side by side: each waits for its time limit.
    std::thread::scope(|scope| {
        for c in contracts() {
            scope.spawn(move || {
                for (reply, said) in [
                    (Reply::new(500, "text/plain", "oops"), "answered 500"),
                    (Reply::Hang, "timed out after 0."),
                    (Reply::Close, "closed before an answer"),
                    (Reply::redirect(c.path), "redirects in a circle"),
                ] {
                    let error = c.error(reply);
                    assert!(error.to_string().contains(said), "{}: {error}", c.name);
                }
            });
        }
    });
}

/// Which providers ask "only if it has changed"; the others' daily answers come in several parts.
const CONDITIONAL: [&str; 4] = ["yahoo", "tiingo", "alphavantage", "stooq"];

/// An answer with an `ETag`, a date or both comes with what it is known by; asked again with that, the
/// server says 304 and no body, and the bars are told to be as they were.
#[test]
fn an_answer_that_is_known_is_asked_for_only_if_it_has_changed() {
    const SINCE: &str = "Sat, 01 Feb 2025 00:00:00 GMT";
    for c in contracts() {
        for (etag, since) in [(Some("\"v7\""), None), (None, Some(SINCE)), (Some("W/\"v7\""), Some(SINCE))] {
            let mut reply = c.normal.clone();
            for (name, value) in [("etag", etag), ("last-modified", since)] {
                reply = value.map_or(reply.clone(), |value| reply.with(name, value));
            }
            let server = c.server(reply);
            let whole = fetch(c.name, &server, &ask()).unwrap();
            if !CONDITIONAL.contains(&c.name) {
                assert_eq!(whole.validator, None, "{}", c.name);
                continue;
            }
            let known = whole.validator.clone().unwrap();
            assert_eq!((known.etag.as_deref(), known.last_modified.as_deref()), (etag, since), "{}", c.name);
            server.on(c.path, Reply::new(304, "application/json", ""));
            let (asked, provider) = (ask(), provider(c.name, &super::keys(&server)));
            let request = BarRequest { known: Some(&known), ..asked.request() };
            let error = run(provider.fetch(&quick_client(), &request)).unwrap_err();
            assert!(matches!(error, ProviderError::Unchanged { .. }), "{}: {error:?}", c.name);
            let last = server.received().into_iter().rfind(|r| r.path == c.path).unwrap();
            assert_eq!(last.headers.get("if-none-match").map(String::as_str), etag, "{}", c.name);
            assert_eq!(last.headers.get("if-modified-since").map(String::as_str), since, "{}", c.name);
        }
    }
}

#[test]
fn days_without_prices_are_counted_and_left_out() {
    for c in contracts() {
        let fetched = fetch(c.name, &c.server(c.nulls.clone()), &ask()).unwrap();
        let days: Vec<_> = daily(&fetched).iter().map(|b| b.at).collect();
        assert_eq!(days.len(), 4, "{}: {fetched:?}", c.name);
        assert!(!days.contains(&date("2025-01-29")), "{}", c.name);
        let told = fetched.notes.len() + fetched.skipped.len();
        assert_eq!(told, 1, "{}: {fetched:?}", c.name);
    }
}

#[test]
fn a_missing_key_is_said_before_anything_is_asked() {
    for c in contracts() {
        let server = c.server(c.normal.clone());
        let mut keys = Keys::default();
        keys.set_url(c.name, &server.url(""));
        let keyless = provider(c.name, &keys);
        assert_eq!(keyless.needs_key(), c.needs_key, "{}", c.name);
        assert_eq!(keyless.is_configured(), !c.needs_key, "{}", c.name);
        if c.needs_key {
            let error = run(keyless.fetch(&quick_client(), &ask().request())).unwrap_err();
            assert_eq!(error, ProviderError::Vendor(VendorError::KeyMissing { vendor: c.name }));
            let variable = format!("NEWSTAPE_{}_KEY", c.name.to_uppercase());
            assert!(error.hint().unwrap().contains(&variable));
            assert!(server.received().is_empty());
        }
    }
}

#[test]
fn minutes_on_both_sides_of_a_clock_change_are_placed_right() {
    for c in contracts() {
        let Some((path, reply)) = c.clock_change.clone() else { continue };
        let server = FixtureServer::start();
        server.on(path, reply);
        let ask = Ask::new("AAPL:XNAS", Interval::Minute1, "2025-03-07", "2025-03-10").extended();
        let fetched = fetch(c.name, &server, &ask.asked_at("2025-03-12T00:00:00Z")).unwrap();
        let bars: Vec<_> = intraday(&fetched).iter().map(|b| (b.at, b.close)).collect();
        let placed = [(instant("2025-03-07T13:12:00Z"), 235.5), (instant("2025-03-10T12:12:00Z"), 227.5)];
        assert_eq!(bars, placed, "{}: {fetched:?}", c.name);
        let server = FixtureServer::start();
        server.on(path, c.clock_change.clone().unwrap().1);
        let fetched = fetch(c.name, &server, &ask_until("2025-03-10T12:12:30Z")).unwrap();
        assert_eq!(fetched.bars.len(), 1, "{}: a minute under way is no bar", c.name);
    }
}

fn ask_until(at: &str) -> Ask {
    Ask::new("AAPL:XNAS", Interval::Minute1, "2025-03-07", "2025-03-10").extended().asked_at(at)
}

#[test]
fn splits_and_dividends_are_told_by_their_ex_dates() {
    for c in contracts() {
        let Some(replies) = &c.actions else { continue };
        let server = FixtureServer::start();
        for (path, reply) in replies {
            server.on(path, reply.clone());
        }
        let fetched = fetch(c.name, &server, &ask()).unwrap();
        let told: Vec<_> = fetched.actions.iter().map(|a| (a.ex_date.to_string(), a.kind)).collect();
        let expected = [
            ("2025-01-29".to_owned(), ActionKind::Split { new_per_old: 4.0 }),
            ("2025-01-30".to_owned(), ActionKind::Dividend { amount: 0.25 }),
        ];
        assert_eq!(told, expected, "{}", c.name);
        assert!(fetched.actions.iter().all(|a| a.instrument == ask().instrument.id), "{}", c.name);
    }
}

#[test]
fn no_part_of_an_answer_is_taken_for_the_whole() {
    for c in contracts() {
        let (media, body) = c.body();
        let server = c.server(c.normal.clone());
        let provider = provider(c.name, &super::keys(&server));
        for cut in (0..body.len()).step_by(body.len() / 25) {
            server.on(c.path, Reply::new(200, &media, &body[..cut]));
            let answer = run(provider.fetch(&quick_client(), &ask().request())); // a client each: they keep a pace
            let line_end = c.name == "stooq" && body[..cut].ends_with(b"\n");
            assert!(answer.is_err() || line_end, "{}: {cut} of {} bytes: {answer:?}", c.name, body.len());
        }
    }
}
