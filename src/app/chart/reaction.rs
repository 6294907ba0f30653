//! The reaction of one instrument to one event.

use std::path::Path;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::around::{SESSIONS_AFTER, SESSIONS_BEFORE};
use super::words::{moved, name};
use super::{Look, around};
use crate::app::bars::import::FILE_PROVIDER;
use crate::app::measure::prices::Prices;
use crate::app::refusal::Refusal;
use crate::app::{BenchmarkChoice, Failure, Reference};
use crate::calendar::{Calendar, Session, Span};
use crate::chart::{
    AnchorMark, BenchmarkLine, ChartAt, ChartBars, ClaimMark, Frame, HorizonMark, NewsTime, ReactionSpec,
    Wording,
};
use crate::claim::{ClaimSession, ClaimVerdict};
use crate::event::{Precision, When};
use crate::instrument::{Instrument, InstrumentId, Symbol, Universe};
use crate::link::Role;
use crate::market::{Bar, Series, SeriesKey};
use crate::reaction::{Horizon, Outcome, PricePoint, Reaction, VerdictWord, headline_horizon};
use crate::road::StoredEvent;
use crate::store::{Label, Store};
use crate::units::Currency;
use crate::view::event::ClaimRecord;
use crate::view::{Lang, format, german, text};

/// How much of a reaction is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// Its first hours, minute by minute.
    FirstHours,
}

/// The reaction of one instrument to an event; without a ticker, of the first link that has prices.
pub(super) fn spec(
    store: &Store,
    reference: &Reference,
    stored: &StoredEvent,
    (ticker, part): (Option<&str>, Part),
    look: &Look,
) -> Result<(InstrumentId, ReactionSpec), Failure> {
    let Reference { universe, calendars } = reference;
    let when = stored.event.publication.when;
    let nothing = || Refusal::NothingToDraw {
        event: stored.event.id.0,
        what: ticker.unwrap_or("any instrument").to_owned(),
    };
    let wanted = ticker.map(|t| universe.resolve(t)).transpose()?.map(|i| i.id.clone());
    let candidates: Vec<InstrumentId> = match wanted {
        Some(id) => vec![id],
        None => {
            stored.links.iter().filter(|l| l.role != Role::Related).map(|l| l.instrument.clone()).collect()
        }
    };
    for id in candidates {
        let Ok(calendar) = calendars.get(id.mic) else { continue };
        let prices = Prices::load(store, universe, &id, calendar, when.date_utc())?;
        let end = around::headline_end(stored, &id);
        let found = match part {
            Part::Whole => bars(&prices, calendar, &when, (look.daily, end)).map(|bars| (bars, Vec::new())),
            Part::FirstHours => first_hours(&prices, calendar, &when),
        };
        let Some((bars, overview)) = found else { continue };
        let choice = BenchmarkChoice::Market;
        let benchmark =
            crate::app::measure::benchmark::load(store, reference, &id, &choice, when.date_utc())?.chosen;
        let instrument = universe.get(&id);
        let origin = origin(store, &prices, &bars)?;
        let around = around::Around::of(store, &prices, &bars, (stored, &id, look.lang))?;
        let market = benchmark.as_ref().map(|(id, prices)| (id, prices));
        let days = market.map(|market| around::market_days(market, &bars, (calendar.zone(), look.lang)));
        let around = around.with_market_days(days.unwrap_or_default());
        let spec = Drawing {
            stored,
            id: &id,
            instrument,
            calendar,
            currency: prices.currency,
            origin,
            lang: look.lang,
        }
        .spec(bars, benchmark);
        let mut spec = ReactionSpec { overview, ..around.added(spec) };
        if part == Part::FirstHours
            && let Some(title) = title_of_minutes(stored, &id, universe, look.lang)
        {
            spec.frame.title = title;
        }
        let frame =
            Frame { sheet: look.size.sheet(), theme: look.theme.clone(), lang: look.lang, ..spec.frame };
        return Ok((id, ReactionSpec { frame, ..spec }));
    }
    Err(match part {
        Part::Whole => nothing(),
        Part::FirstHours => Refusal::NoMinutesToDraw { event: stored.event.id.0 },
    }
    .into())
}

/// What the longest span of minutes after the news saw, of those that are measured.
fn title_of_minutes(
    stored: &StoredEvent,
    id: &InstrumentId,
    universe: &Universe,
    lang: Lang,
) -> Option<String> {
    let minutes = |row: &Reaction| match row.horizon {
        Horizon::Minutes(n) if row.instrument == *id => Some((n, row.return_fraction()?.fraction())),
        _ => None,
    };
    let (n, fraction) = stored.reactions.iter().filter_map(minutes).max_by_key(|(n, _)| *n)?;
    let (name, moved) = (name(universe, id), moved(fraction, lang));
    Some(match lang {
        Lang::English => format!("{name} {moved} within {n} minutes of the news"),
        Lang::German => format!("{name} {moved} innerhalb von {n} Minuten nach der Nachricht"),
    })
}

/// How long before the news the first hours begin, and how long after its first trade they end.
const LEAD: TimeDelta = TimeDelta::minutes(30);
const FIRST_HOURS: TimeDelta = TimeDelta::hours(2);

/// The bars from half an hour before the news to two hours after it, and those of the whole time around them; where
/// the market was closed, from its last half-hour to its next two hours.
fn first_hours(
    prices: &Prices<'_>,
    calendar: &Calendar,
    when: &When,
) -> Option<(ChartBars, Vec<Bar<DateTime<Utc>>>)> {
    let When::Instant { at, precision } = *when else { return None };
    let whole =
        intraday_bars(prices.intraday.as_ref()?, calendar, at).filter(|_| precision <= Precision::Minute)?;
    let news = whole.partition_point(|bar| bar.at < at);
    let (before, after) = (whole.get(news.checked_sub(1)?)?.at, whole.get(news)?.at);
    let from = whole.partition_point(|bar| bar.at < before - LEAD);
    let to = whole.partition_point(|bar| bar.at < after + FIRST_HOURS);
    Some((ChartBars::Intraday(whole[from..to].to_vec()), whole))
}

/// The origin of the prices drawn: the provider, or the imported file.
fn origin(store: &Store, prices: &Prices<'_>, bars: &ChartBars) -> Result<String, Failure> {
    fn of<At: Label>(
        store: &Store,
        series: Option<&Series<At>>,
        last: Option<At>,
    ) -> Result<String, Failure> {
        let Some((series, last)) = series.zip(last) else { return Ok(String::new()) };
        let SeriesKey { instrument, interval, provider, .. } = series.key();
        if provider == FILE_PROVIDER {
            // The label is that of the import, whatever adjustment was applied since.
            let all = store.series_of(instrument)?.into_iter().map(|info| info.key);
            for key in all.filter(|k| k.provider == *provider && k.interval == *interval) {
                let from = store.bar_origin(&key, last)?;
                if let Some(file) = from.as_ref().and_then(|o| Path::new(&o.source).file_name()) {
                    return Ok(file.to_string_lossy().into_owned());
                }
            }
        }
        Ok(format::provider(provider).to_owned())
    }
    match bars {
        ChartBars::Daily(bars) => of(store, prices.daily.as_ref(), bars.last().map(|b| b.at)),
        ChartBars::Intraday(bars) => of(store, prices.intraday.as_ref(), bars.last().map(|b| b.at)),
    }
}

/// The bars around the event: intraday where they cover it and its time is known to the minute.
/// What the title says must be on the picture: `headline_end` decides for daily bars where the intraday
/// ones do not reach it.
fn bars(
    prices: &Prices<'_>,
    calendar: &Calendar,
    when: &When,
    (daily_only, headline_end): (bool, Option<DateTime<Utc>>),
) -> Option<ChartBars> {
    if let (When::Instant { at, precision }, Some(series), false) = (when, &prices.intraday, daily_only)
        && *precision <= Precision::Minute
        && let Some(bars) = intraday_bars(series, calendar, *at)
        && headline_end.is_none_or(|end| reaches(&bars, end))
    {
        return Some(ChartBars::Intraday(bars));
    }
    let series = prices.daily.as_ref()?;
    let day = calendar.first_reacting_session(when).ok()?.date;
    let middle = series.first_at_or_after(day);
    let from = middle.saturating_sub(SESSIONS_BEFORE);
    let to = (middle + SESSIONS_AFTER).min(series.bars().len());
    let bars = series.bars()[from..to].to_vec();
    (!bars.is_empty()).then_some(ChartBars::Daily(bars))
}

/// The span from the open before the news to the close after it; for news before a session's open, from
/// the open of the previous session.
fn intraday_bars(
    series: &Series<DateTime<Utc>>,
    calendar: &Calendar,
    at: DateTime<Utc>,
) -> Option<Vec<Bar<DateTime<Utc>>>> {
    let moment = calendar.at(at).ok()?;
    let open = moment.session.filter(|session| session.regular.start <= at);
    let first = open.unwrap_or(moment.last_closed);
    let last = calendar.first_reacting_session(&When::Instant { at, precision: Precision::Minute }).ok()?;
    let start = first.premarket.map_or(first.regular.start, |s| s.start);
    let end = last.afterhours.map_or(last.regular.end, |s| s.end);
    let bars = &series.bars()[series.first_at_or_after(start)..series.first_at_or_after(end)];
    let covers = bars.first()?.at <= at + TimeDelta::hours(1) && bars.last()?.at >= at;
    covers.then(|| bars.to_vec())
}

/// Whether the bars go on until an instant: one of them is of the hour before it.
fn reaches(bars: &[Bar<DateTime<Utc>>], end: DateTime<Utc>) -> bool {
    bars.iter().any(|b| b.at < end && end - b.at <= TimeDelta::hours(1))
}

struct Drawing<'a> {
    stored: &'a StoredEvent,
    id: &'a InstrumentId,
    instrument: Option<&'a Instrument>,
    calendar: &'a Calendar,
    /// The currency of the prices.
    currency: Option<Currency>,
    /// The origin of the prices.
    origin: String,
    /// The language of the words.
    lang: Lang,
}

impl Drawing<'_> {
    fn spec(&self, bars: ChartBars, benchmark: Option<(InstrumentId, Prices<'_>)>) -> ReactionSpec {
        let event = &self.stored.event;
        let rows: Vec<&Reaction> =
            self.stored.reactions.iter().filter(|r| r.instrument == *self.id).collect();
        let anchor = around::anchor(self.stored, self.id, &bars);
        let currency = self.currency;
        let quoted = currency.map(|c| format!(" · {c}")).unwrap_or_default();
        let (when, label) = match event.publication.when {
            When::Instant { at, .. } => (NewsTime::Instant(at), self.lang.instant(at, self.calendar.zone())),
            When::Day(day) => (NewsTime::Day(day), self.lang.day(day)),
        };
        ReactionSpec {
            frame: Frame {
                subtitle: self.subtitle(&label),
                credit: self.credit(),
                ..Frame::titled(self.sentence(&rows))
            },
            key: true,
            instrument: format!("{} · {}{quoted}", self.id.symbol, self.id.mic),
            zone: self.calendar.zone(),
            sessions: self.sessions(&bars),
            benchmark: benchmark.and_then(|(id, prices)| line(&id.symbol, &prices, &bars)),
            moment: when,
            moment_label: self.lang.pick("News", "Nachricht").to_owned(),
            anchor: anchor.map(|p| AnchorMark { at: Some(self.place(p, &bars)), price: p.price.amount }),
            horizons: self.marks(&rows, &bars),
            claims: self.claims(&bars),
            pins: Vec::new(),
            normal: None,
            overview: Vec::new(),
            remarks: Vec::new(),
            volume: true,
            currency,
            decimals: if currency == Some(Currency::JPY) { 0 } else { 2 },
            bars,
        }
    }

    /// The bar to which a price belongs: a session's, or the intraday bar that ended at its instant.
    ///
    /// A close belongs to the day that ends with it: where trading never stops, that is at midnight.
    fn place(&self, point: &PricePoint, bars: &ChartBars) -> ChartAt {
        match (bars, point.interval.span()) {
            (ChartBars::Intraday(_), Some(span)) => ChartAt::Instant(point.at - span),
            _ => ChartAt::Day(self.day(point.at - TimeDelta::seconds(1))),
        }
    }

    /// The bar at a horizon's end; `None` where no bar shows it: a price within a day on bars of days.
    fn end_place(&self, horizon: Horizon, end: &PricePoint, bars: &ChartBars) -> Option<ChartAt> {
        match (horizon, bars, end.interval.span()) {
            (Horizon::Minutes(_) | Horizon::Premarket, ChartBars::Daily(_), _) => None,
            // The open is the first price of its session, whatever bar it was read from.
            (Horizon::Open, ..) => Some(ChartAt::Open(self.day(end.at))),
            _ => Some(self.place(end, bars)),
        }
    }

    fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.calendar.zone()).date_naive()
    }

    fn name(&self) -> String {
        self.instrument.map_or_else(|| self.id.symbol.to_string(), |i| i.name.clone())
    }

    /// What happened, in one sentence.
    fn sentence(&self, rows: &[&Reaction]) -> String {
        let first = rows.iter().find(|r| r.horizon == Horizon::Sessions(1));
        let horizon = headline_horizon(&self.stored.event.publication.when, first.and_then(|r| r.due_at()));
        let of_second = Some(horizon).filter(|h| *h == Horizon::Sessions(2));
        let of_second = of_second.and_then(|h| rows.iter().find(|r| r.horizon == h));
        let Some((row, own)) = of_second.or(first).and_then(|r| Some((r, r.return_fraction()?))) else {
            let word =
                self.lang.pick("the reaction is not measured yet", "die Reaktion ist noch nicht gemessen");
            return format!("{}: {word}", self.name());
        };
        let by = match of_second {
            Some(_) => self
                .lang
                .pick("by the close after the day of the news", "bis zum Schluss nach dem Tag der Nachricht"),
            None => self
                .lang
                .pick("by the first close after the news", "bis zum ersten Schluss nach der Nachricht"),
        };
        let verdict = row.verdict().map_or_else(String::new, |word| move_words(word, self.lang));
        format!("{} {} {by}{verdict}", self.name(), moved(own.fraction(), self.lang))
    }

    fn subtitle(&self, label: &str) -> Vec<Wording> {
        let event = &self.stored.event;
        let quoted = |text: &str| Wording::quoted(text, event.lang.as_deref());
        let mut phrases = vec![quoted(event.text.title())];
        if let Some(source) = &event.source {
            phrases.extend(["·".into(), quoted(source)]);
        }
        phrases.push(format!("· {label}").into());
        phrases
    }

    fn credit(&self) -> String {
        let event = &self.stored.event;
        let user = self.lang.pick("the user", "der Nutzer");
        let source = event.source.as_deref().or(event.url.as_deref()).unwrap_or(user);
        match self.lang {
            Lang::English => format!("News: {source}. Prices: {}. Chart: newstape", self.origin),
            Lang::German => format!("Nachricht: {source}. Kurse: {}. Grafik: newstape", self.origin),
        }
    }

    fn sessions(&self, bars: &ChartBars) -> Vec<Session> {
        let (first, last) = match bars {
            ChartBars::Daily(bars) => (bars.first().map(|b| b.at), bars.last().map(|b| b.at)),
            ChartBars::Intraday(bars) => {
                let day = |b: &Bar<DateTime<Utc>>| self.day(b.at);
                (bars.first().map(day), bars.last().map(day))
            }
        };
        first
            .zip(last)
            .and_then(|(first, last)| self.calendar.sessions(first, last).ok())
            .map(<[Session]>::to_vec)
            .unwrap_or_default()
    }

    /// The marks in the order in which their horizons end: for news during a session, the next
    /// open comes after the first close.
    fn marks(&self, rows: &[&Reaction], bars: &ChartBars) -> Vec<HorizonMark> {
        let mut rows = rows.to_vec();
        rows.sort_by_key(|r| r.end().map(|end| end.at).or(r.due_at()));
        rows.into_iter().filter_map(|r| self.mark(r, bars)).collect()
    }

    /// The mark at a horizon's end; hollow where the bars do not reach it. `close` is the same moment as
    /// `1d`, and the moves before the news are in the bars. Horizons of minutes are no part of a picture of
    /// days where nothing is known of them: a line below the key says so.
    fn mark(&self, row: &Reaction, bars: &ChartBars) -> Option<HorizonMark> {
        let is_daily = matches!(bars, ChartBars::Daily(_));
        let fits = match row.horizon {
            Horizon::Sessions(n) => n > 0,
            Horizon::Minutes(_) | Horizon::Premarket => !is_daily || row.measured().is_some(),
            Horizon::Open => true,
            Horizon::Close => false,
        };
        let (at, measured) = match &row.outcome {
            Outcome::Measured(measured) => (self.end_place(row.horizon, &measured.end, bars), Some(measured)),
            Outcome::Pending { due_at, .. } => (Some(ChartAt::Day(self.day(*due_at))), None),
            Outcome::NoData { .. } | Outcome::Halted { .. } => (None, None),
        };
        if !fits {
            return None;
        }
        Some(HorizonMark {
            label: row.horizon.to_string(),
            at,
            price: measured.map(|m| m.end.price.amount),
            return_fraction: measured.map(|m| m.return_fraction.fraction()),
            abnormal_fraction: measured
                .and_then(|m| m.abnormal.as_ref())
                .map(|a| a.abnormal_return.fraction()),
            verdict: row.verdict(),
            pending: matches!(row.outcome, Outcome::Pending { .. }),
            absent: around::absent(row, self.lang),
        })
    }

    /// Where a stated move is drawn: at its session, or with intraday bars at the first bar of the stated part
    /// of the day that reaches the price (or the part's last bar if none does).
    fn stated_at(&self, verdict: &ClaimVerdict, price: Option<f64>, bars: &ChartBars) -> Option<ChartAt> {
        let date = verdict.session_date?;
        let day = ChartAt::Day(date);
        let ChartBars::Intraday(bars) = bars else { return Some(day) };
        let session = self.calendar.sessions(date, date).ok().and_then(|s| s.first());
        let part = session.and_then(|s| match verdict.session {
            Some(ClaimSession::Premarket) => s.premarket,
            Some(ClaimSession::Afterhours) => s.afterhours,
            Some(ClaimSession::Regular) | None => Some(s.regular),
        });
        Some(part.and_then(|span| reaching(bars, span, price)).map_or(day, ChartAt::Instant))
    }

    fn claims(&self, bars: &ChartBars) -> Vec<ClaimMark> {
        self.stored
            .claims
            .iter()
            .filter(|(c, _)| c.instrument.as_ref() == Some(self.id))
            .filter_map(|(claim, verdict)| {
                let verdict = verdict.as_ref()?;
                let record = ClaimRecord::new(claim, Some(verdict));
                Some(ClaimMark {
                    text: match self.lang {
                        Lang::English => format!(
                            "stated: {}: {}",
                            text::claim_sentence(&record),
                            text::status_word(verdict.status)
                        ),
                        Lang::German => format!(
                            "sagt: {}: {}",
                            german::claim_sentence(&record),
                            german::status_word(verdict.status)
                        ),
                    },
                    at: self.stated_at(verdict, record.price, bars),
                    price: record.price,
                })
            })
            .collect()
    }
}

/// How unusual a move is, after a comma.
fn move_words(word: VerdictWord, lang: Lang) -> String {
    match lang {
        Lang::English => {
            let word = word.as_str();
            let article = if word.starts_with(['o', 'e']) { "an" } else { "a" };
            format!(", {article} {word} move")
        }
        Lang::German => format!(", eine {}e Bewegung", lang.verdict(word).trim_end_matches('e')),
    }
}

/// The first bar of a span that reaches a price, or the span's last bar if none does.
fn reaching(bars: &[Bar<DateTime<Utc>>], span: Span, price: Option<f64>) -> Option<DateTime<Utc>> {
    let inside = || bars.iter().filter(|b| span.contains(b.at));
    let holds = |b: &&Bar<DateTime<Utc>>| price.is_some_and(|p| (b.low..=b.high).contains(&p));
    inside().find(holds).or_else(|| inside().next_back()).map(|b| b.at)
}

/// The benchmark's closes at the bars' labels.
fn line(symbol: &Symbol, prices: &Prices<'_>, bars: &ChartBars) -> Option<BenchmarkLine> {
    let closes: Vec<Option<f64>> = match bars {
        ChartBars::Daily(bars) => aligned(prices.daily.as_ref()?, bars.iter().map(|b| b.at)),
        ChartBars::Intraday(bars) => aligned(prices.intraday.as_ref()?, bars.iter().map(|b| b.at)),
    };
    closes.iter().any(Option::is_some).then(|| BenchmarkLine { label: symbol.to_string(), closes })
}

fn aligned<At: Ord + Copy>(series: &Series<At>, labels: impl Iterator<Item = At>) -> Vec<Option<f64>> {
    labels.map(|at| series.get(at).map(|b| b.close)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(minute: u32, low: f64, high: f64) -> Bar<DateTime<Utc>> {
        let at = NaiveDate::from_ymd_opt(2025, 1, 29).unwrap().and_hms_opt(13, minute, 0).unwrap().and_utc();
        Bar { at, open: low, high, low, close: high, volume: None }
    }

    #[test]
    fn a_stated_price_stands_at_the_first_bar_that_reaches_it() {
        let bars = [bar(0, 446.9, 447.3), bar(5, 446.2, 446.9), bar(10, 446.0, 446.4), bar(40, 446.2, 446.3)];
        let span = Span { start: bars[0].at, end: bars[3].at };
        assert_eq!(reaching(&bars, span, Some(446.28)), Some(bars[1].at));
        assert_eq!(reaching(&bars, span, Some(440.0)), Some(bars[2].at));
        assert_eq!(reaching(&bars, span, None), Some(bars[2].at));
        assert_eq!(reaching(&bars, Span { start: bars[3].at, ..span }, Some(446.28)), None);
    }
}
