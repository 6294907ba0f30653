//! A share with its news.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use super::around;
use super::words::name;
use crate::app::measure::prices::Prices;
use crate::app::refusal::Refusal;
use crate::app::{Failure, Reference};
use crate::chart::{Frame, TimelineNews, TimelineSpec, Wording};
use crate::event::When;
use crate::instrument::InstrumentId;
use crate::market::Series;
use crate::reaction::Reaction;
use crate::store::Store;
use crate::units::{Currency, Return};
use crate::view::{Lang, format};

/// The pieces of news on a timeline: as many as its key can name.
const MOST: usize = 60;
/// The news that is read.
const MOST_READ: usize = 1000;
/// The days around the news that are drawn where none are given.
const BEFORE: Days = Days::new(40);
const AFTER: Days = Days::new(30);

type Ends = (Option<NaiveDate>, Option<NaiveDate>);

/// The closes of a share and its news between two days.
pub(super) fn spec(
    (store, reference, now): (&Store, &Reference, DateTime<Utc>),
    (symbol, ends): (&str, Ends),
    lang: Lang,
) -> Result<(InstrumentId, TimelineSpec), Failure> {
    let universe = &reference.universe;
    let id = universe.resolve(symbol)?.id.clone();
    let nothing = || Refusal::NoPricesToDraw { symbol: id.symbol.to_string() };
    let calendar = reference.calendars.get(id.mic).map_err(|_| nothing())?;
    let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let (first, last) = (ends.0.unwrap_or(NaiveDate::MIN), ends.1.unwrap_or_else(|| now.date_naive()));
    let from = if ends.0.is_some() { midnight(first) } else { DateTime::<Utc>::UNIX_EPOCH };
    let mut others = store.other_news(None, &id, (from, midnight(last + Days::new(1))), MOST_READ)?;
    others.sort_by_key(|other| other.at);
    let left_out = others.len().saturating_sub(MOST);
    others.drain(..left_out);
    let since = ends.0.or_else(|| Some(others.first()?.at.date_naive() - BEFORE));
    let until = ends.1.or_else(|| Some(others.last()?.at.date_naive() + AFTER));
    let (since, until) =
        (since.unwrap_or(now.date_naive() - Days::new(365)), until.unwrap_or(now.date_naive()));
    let prices = Prices::load_daily(store, universe, &id, calendar, (since, until))?;
    let bars = prices.daily.as_ref().map(Series::bars).unwrap_or_default();
    let closes: Vec<(NaiveDate, f64)> =
        bars.iter().filter(|b| b.at >= since && b.at <= until).map(|b| (b.at, b.close)).collect();
    let (Some(first), Some(last)) = (closes.first().copied(), closes.last().copied()) else {
        return Err(nothing().into());
    };
    let mut news = Vec::with_capacity(others.len());
    for other in &others {
        let stored = store.event(other.id)?;
        let headline = around::headline(&stored, &id);
        let at = match stored.event.publication.when {
            When::Instant { at, .. } => at,
            When::Day(day) => around::noon(day, calendar.zone()),
        };
        news.push(TimelineNews {
            at,
            title: Wording::quoted(other.title.clone(), stored.event.lang.as_deref()),
            move_fraction: headline.and_then(Reaction::return_fraction).map(Return::fraction),
            verdict: headline.and_then(Reaction::verdict),
        });
    }
    let currency = prices.currency;
    let more = (left_out > 0).then(|| match lang {
        Lang::English => format!("{left_out} older events are not shown"),
        Lang::German => format!("{left_out} ältere Ereignisse fehlen"),
    });
    let provider =
        prices.daily.as_ref().map(|s| format::provider(&s.key().provider).to_owned()).unwrap_or_default();
    let frame = Frame {
        subtitle: vec![summary(news.len(), (first.0, last.0), lang).into()],
        notes: more.into_iter().collect(),
        credit: match lang {
            Lang::English => format!("Prices: {provider}. Chart: newstape"),
            Lang::German => format!("Kurse: {provider}. Grafik: newstape"),
        },
        ..Frame::titled(title(&name(universe, &id), last.1 / first.1 - 1.0, &news, lang))
    };
    let spec = TimelineSpec {
        frame,
        sessions: calendar.sessions(first.0, last.0).map(<[_]>::to_vec).unwrap_or_default(),
        zone: calendar.zone(),
        closes,
        news,
        currency,
        decimals: if currency == Some(Currency::JPY) { 0 } else { 2 },
    };
    Ok((id, spec))
}

/// What the share did, and the largest move after news.
fn title(name: &str, whole: f64, news: &[TimelineNews], lang: Lang) -> String {
    let whole = super::words::moved(whole, lang);
    let largest = news.iter().filter_map(|n| n.move_fraction).max_by(|a, b| a.abs().total_cmp(&b.abs()));
    let largest = largest.map(|f| lang.percent(f));
    match (largest, lang) {
        (None, _) => format!("{name} {whole}"),
        (Some(f), Lang::English) => format!("{name} {whole}; the largest move after news was {f}"),
        (Some(f), Lang::German) => format!("{name} {whole}; die größte Bewegung nach einer Nachricht: {f}"),
    }
}

fn summary(news: usize, (first, last): (NaiveDate, NaiveDate), lang: Lang) -> String {
    let (first, last) = (lang.day(first), lang.day(last));
    match lang {
        Lang::English => format!("{first} to {last}, with {}", format::number_of(news, "event")),
        Lang::German => {
            let noun = if news == 1 { "Ereignis" } else { "Ereignissen" };
            format!("{first} bis {last}, mit {news} {noun}")
        }
    }
}
