//! Events with other news of the same instrument near, by what the database has logged.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{Events, Loaded, StudyRequest};
use crate::app::instrument::symbols::Symbols;
use crate::app::{Context, Failure};
use crate::instrument::InstrumentId;
use crate::query::EventExpr;
use crate::study::{Exclusion, Pair, Panel, Placement, Variant, place_all};
use crate::table::Stamp;

/// An event of the database by which an event of a study is recognised: itself, and its story.
pub(super) type EventAndStory = (i64, i64);

/// News of the instruments of a study.
#[derive(Default)]
pub(super) struct News {
    /// For each: the symbol in the study, the first session that could react, the event and its story.
    items: Vec<(String, Stamp, EventAndStory)>,
}

/// All that the database has logged of the instruments of a study; with `as_of`, as far as it was seen by then.
pub(super) fn logged(
    context: &Context,
    given: &Events,
    as_of: Option<DateTime<Utc>>,
) -> Result<News, Failure> {
    let symbols = Symbols::new(context)?;
    let mut names: HashMap<InstrumentId, String> = HashMap::new();
    for row in &given.rows {
        if let Ok(id) = symbols.resolve(&row.symbol, None) {
            names.entry(id).or_insert_with(|| row.symbol.to_string());
        }
    }
    let mut items = Vec::new();
    for event in context.existing_store()?.instrument_events(&EventExpr::And(Vec::new()), None, as_of)? {
        let Some(symbol) = names.get(&event.instrument) else { continue };
        let Ok(calendar) = context.calendars.get(event.instrument.mic) else { continue };
        let at = Stamp::Date(calendar.first_reacting_session(&event.when)?.date);
        items.push((symbol.clone(), at, (event.id.0, event.story.0)));
    }
    Ok(News { items })
}

/// The news by instrument, as rows of its series.
pub(super) struct Near {
    sessions: i64,
    by_symbol: HashMap<String, Vec<(i64, EventAndStory)>>,
}

impl Near {
    pub(super) fn new(sessions: u32, news: &News, loaded: &Loaded, request: &StudyRequest) -> Self {
        let item = |number: usize| {
            let (symbol, at, _) = &news.items[number];
            Placement { symbol, at: at.number(), reach: None, variant: Variant::default() }
        };
        let places = place_all(&loaded.panel, news.items.len(), item, &request.spec);
        let mut by_symbol: HashMap<String, Vec<(i64, EventAndStory)>> = HashMap::new();
        for ((symbol, _, origin), place) in news.items.iter().zip(places) {
            if let Ok((_, row, _)) = place {
                by_symbol.entry(symbol.clone()).or_default().push((i64::from(row), *origin));
            }
        }
        Self { sessions: i64::from(sessions), by_symbol }
    }

    /// The news nearest to an event, if there is any. The event itself and its story are not other news; of an
    /// event that is not from the database, what was logged of its day 0 is taken for the event itself.
    pub(super) fn other(
        &self,
        panel: &Panel,
        instrument: usize,
        pair: Pair,
        own: Option<EventAndStory>,
    ) -> Option<Exclusion> {
        let news = self.by_symbol.get(&panel.series[instrument].symbol)?;
        let distance = |row: i64| row - i64::from(pair.row);
        let is_other = |(row, (event, story)): &&(i64, EventAndStory)| match own {
            Some((id, own_story)) => *event != id && *story != own_story,
            None => distance(*row) != 0,
        };
        let near = news.iter().filter(is_other).filter(|(row, _)| distance(*row).abs() <= self.sessions);
        let (row, (event, _)) = near.min_by_key(|(row, (event, _))| (distance(*row).abs(), *event))?;
        Some(Exclusion::OtherNews { news: *event, relative_day: distance(*row) })
    }
}
