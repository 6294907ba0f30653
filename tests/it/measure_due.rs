//! Horizons that ripen: fetched in batches, measured, and given up when no price ever comes.

use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use newstape::app::Reference;
use newstape::app::bars::supply::BarSource;
use newstape::app::measure::due::{Pass, measure_due};
use newstape::event::EventId;
use newstape::net::{Client, NetConfig};
use newstape::provider::{Keys, registry};
use newstape::reaction::{Basis, Horizon, Reaction, ReactionStatus, Remark};
use newstape::store::Store;

use crate::support::fixture_server::{FixtureServer, Reply};
use crate::support::{Newstape, made_up_market};

struct Scene {
    server: FixtureServer,
    newstape: Newstape,
    store: Store,
    bars: BarSource,
}

impl Scene {
    fn new(titles: &[&str]) -> Self {
        let newstape = Newstape::new();
        for title in titles {
            newstape.ok(&["log", "--title", title, "--at", "2025-03-12T14:00:00Z", "--source", "Test"]);
        }
        let server = FixtureServer::start();
        let mut keys = Keys::default();
        for provider in registry(&Keys::default()) {
            keys.set_url(provider.name(), &server.url(""));
        }
        let client =
            Client::new(NetConfig { retries: 0, system_proxy: false, unpaced: true, ..NetConfig::default() });
        let store = Store::open(&db(&newstape)).unwrap();
        Self { server, newstape, store, bars: BarSource::new(client.ok(), &keys) }
    }

    fn pass(&mut self, now: DateTime<Utc>) -> Pass {
        measure_due(&mut self.store, &Reference::builtin(), &self.bars, now, &|| false).unwrap()
    }

    fn row(&self, horizon: &str) -> Reaction {
        let horizon: Horizon = horizon.parse().unwrap();
        let stored = self.store.event(EventId(1)).unwrap();
        stored.reactions.into_iter().find(|r| r.horizon == horizon).unwrap()
    }

    fn status(&self, horizon: &str) -> ReactionStatus {
        self.row(horizon).status()
    }
}

fn db(newstape: &Newstape) -> std::path::PathBuf {
    Path::new(newstape.path()).join("news.db")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn ripe_rows_are_fetched_measured_and_scheduled_again() {
    let mut scene = Scene::new(&["Microsoft (NASDAQ: MSFT) opens a data centre"]);
    let now = at("2025-03-15T12:00:00Z");
    scene.server.choosing(move |asked| made_up_market::chart(asked, now));
    let pass = scene.pass(now);
    assert_eq!((pass.events, pass.unfetched.len(), pass.failed.len()), (1, 0, 0));
    assert_eq!(scene.status("1d"), ReactionStatus::Measured);
    assert_eq!(scene.status("-5d"), ReactionStatus::Measured);
    assert_eq!(scene.status("15m"), ReactionStatus::Measured);
    assert_eq!(scene.status("20d"), ReactionStatus::Pending);
    let next = scene.store.next_ripe_at().unwrap().unwrap();
    assert!(next > now);
    assert_eq!(scene.pass(now).events, 0, "nothing is due twice");

    let later = at("2025-04-30T12:00:00Z");
    scene.server.choosing(move |asked| made_up_market::chart(asked, later));
    scene.pass(later);
    assert_eq!(scene.status("20d"), ReactionStatus::Measured);
    // What is logged live has a rank and a verdict on every row, from what was fetched for it alone.
    for row in scene.store.event(EventId(1)).unwrap().reactions {
        if row.status() == ReactionStatus::Measured {
            assert!(row.verdict().is_some(), "{row:?}");
            assert_eq!(row.basis(), Some(Basis::Abnormal), "{row:?}");
        }
    }
}

#[test]
fn one_batch_fetches_each_instrument_once() {
    let mut scene = Scene::new(&[
        "Microsoft (NASDAQ: MSFT) opens a data centre",
        "Microsoft (NASDAQ: MSFT) names a new head of sales",
        "NVIDIA (NASDAQ: NVDA) shows a new chip for Microsoft (NASDAQ: MSFT)",
    ]);
    let now = at("2025-03-15T12:00:00Z");
    scene.server.choosing(move |asked| made_up_market::chart(asked, now));
    assert_eq!(scene.pass(now).events, 3);
    let daily = |symbol: &str| {
        let received = scene.server.received();
        let is_daily = |r: &&crate::support::fixture_server::Received| {
            r.path.ends_with(&format!("/{symbol}")) && r.query_value("interval").as_deref() == Some("1d")
        };
        received.iter().filter(is_daily).count()
    };
    assert_eq!((daily("MSFT"), daily("NVDA"), daily("SPY")), (1, 1, 1));
}

#[test]
fn rows_for_which_no_price_comes_are_given_up_with_a_reason() {
    let mut scene = Scene::new(&["Microsoft (NASDAQ: MSFT) opens a data centre"]);
    scene.server.choosing(|_| Some(Reply::new(500, "text/plain", "")));
    let mut now = at("2025-03-15T12:00:00Z");
    let mut asked = 0;
    while let Some(next) = scene.store.next_ripe_at().unwrap() {
        now = now.max(next);
        let pass = scene.pass(now);
        assert!(!pass.unfetched.is_empty() && !pass.unfetched[0].1.contains('\n'));
        asked += 1;
        assert!(asked < 200, "it must end");
    }
    assert!(now - at("2025-03-15T12:00:00Z") < TimeDelta::days(60));
    for horizon in ["1d", "20d", "-5d", "1m"] {
        let row = scene.row(horizon);
        assert!(row.missing().is_some(), "{horizon}");
        assert_eq!(row.remarks, [Remark::GivenUp { tries: 8 }], "{horizon}");
    }
    // Prices that come later all the same are taken by hand.
    scene.server.choosing(move |asked| made_up_market::chart(asked, now));
    scene.newstape.ok(&["measure", "--now", "2025-06-15T12:00:00Z", "1"]);
}

#[test]
fn without_the_network_stored_bars_are_used() {
    let mut scene = Scene::new(&["Microsoft (NASDAQ: MSFT) opens a data centre"]);
    scene.bars.client = None;
    let pass = scene.pass(at("2025-03-15T12:00:00Z"));
    assert_eq!((pass.events, pass.unfetched.len()), (1, 0));
    assert_eq!(scene.server.received().len(), 0);
    assert_eq!(scene.status("1d"), ReactionStatus::NoData);
}
