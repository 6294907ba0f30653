//! Answers: each calls a use case and says as of when it is and how its figures are explained.

use chrono::TimeDelta;
use rmcp::model::JsonObject;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::remedy;
use super::tools::{By, Find, Log, OneEvent, Search, Session, Sort, Stats, Why};
use crate::app::calendar;
use crate::app::list::events::list_events;
use crate::app::list::explain::explain_event;
use crate::app::list::expression::wanted_or_saved;
use crate::app::list::show::{document, logged, show_event, with_words};
use crate::app::log::{Input, LogRequest, log_event, user_time};
use crate::app::stats::{CountBy, RankBy, stats};
use crate::app::why::{Days, why};
use crate::app::{Context, Failure, instrument};
use crate::event::{EventId, Said};
use crate::instrument::Mic;
use crate::list::{EventFilter, SortBy};
use crate::view::event::EventDocument;
use crate::view::text::Width;
use crate::view::{Document, explain, json_error};

/// How many rows are shown if nobody asks for another number, and the most.
const USUAL: u8 = 10;
const MOST: u8 = 50;
/// How many instruments are found.
const MOST_FOUND: usize = 10;
/// The longest text of an explanation, in characters.
const LONGEST: usize = 40_000;

/// Answers a call; the error is a sentence for the assistant.
pub(super) fn answer(
    context: &Context,
    may_write: bool,
    name: &str,
    arguments: JsonObject,
) -> Result<Value, String> {
    let in_words = |failure: Failure| sentence(&failure);
    match name {
        "search_events" => search(context, &read(arguments)?).map_err(in_words),
        "get_event" => event(context, &read(arguments)?).map_err(in_words),
        "explain_event" => explained(context, &read(arguments)?).map_err(in_words),
        "why_moved" => moved(context, &read(arguments)?).map_err(in_words),
        "reaction_stats" => counted(context, &read(arguments)?).map_err(in_words),
        "find_instrument" => found(context, &read(arguments)?).map_err(in_words),
        "market_session" => session(context, &read(arguments)?),
        "log_event" if may_write => log(context, read(arguments)?).map_err(in_words),
        _ => Err(format!("there is no tool {name}")),
    }
}

fn read<T: DeserializeOwned>(arguments: JsonObject) -> Result<T, String> {
    serde_json::from_value(Value::Object(arguments))
        .map_err(|e| format!("the arguments: {}", json_error::words(&e)))
}

fn sentence(failure: &Failure) -> String {
    let hint = failure.remedy().as_ref().and_then(remedy::words).map(|hint| format!("\nhint: {hint}"));
    format!("{failure}{}", hint.unwrap_or_default())
}

/// A document with the time of the answer and the way to its figures.
fn told<T: Serialize>(context: &Context, schema: &str, body: T, explain: &str) -> Value {
    let mut value = json!(Document::new(schema, body));
    if let Value::Object(object) = &mut value {
        object.insert("as_of".to_owned(), json!(context.now()));
        object.insert("explain".to_owned(), json!(explain));
    }
    value
}

fn most(limit: Option<u8>) -> usize {
    usize::from(limit.unwrap_or(USUAL).clamp(1, MOST))
}

fn search(context: &Context, asked: &Search) -> Result<Value, Failure> {
    let query = asked.query.as_deref().filter(|query| !query.trim().is_empty());
    let wanted = query.map(|query| wanted_or_saved(context, query)).transpose()?;
    let filter = EventFilter {
        horizon: wanted.as_ref().and_then(|w| w.horizon),
        expr: wanted.and_then(|w| w.expr),
        sort: match asked.sort {
            Sort::Published => SortBy::Published,
            Sort::Move => SortBy::Move,
            Sort::Unusual => SortBy::Unusual,
        },
        limit: most(asked.limit),
        cursor: asked.cursor.clone(),
        ..EventFilter::default()
    };
    let list = list_events(context, &filter)?;
    Ok(told(context, "events", list, "explain_event with the `id` and the headline's `symbol`"))
}

fn event(context: &Context, asked: &OneEvent) -> Result<Value, Failure> {
    let mut found = document(&show_event(context, EventId(asked.event))?);
    only(&mut found, asked.symbol.as_deref());
    let explain = format!("explain_event with event {}", asked.event);
    Ok(told(context, "event", found, &explain))
}

/// Keeps what concerns one symbol.
fn only(event: &mut EventDocument, symbol: Option<&str>) {
    let Some(symbol) = symbol else { return };
    event.links.retain(|link| link.symbol.as_str().eq_ignore_ascii_case(symbol));
    event.reactions.retain(|row| row.symbol.as_str().eq_ignore_ascii_case(symbol));
}

fn explained(context: &Context, asked: &OneEvent) -> Result<Value, Failure> {
    let (stored, mut found) = explain_event(context, EventId(asked.event))?;
    let source = found.event.event.source.clone();
    only(&mut found.event, asked.symbol.as_deref());
    let text = with_words(context, &found.event, &stored, Width::default(), |setting| {
        explain::event(&found, setting)
    })?;
    let arithmetic: String = text.chars().take(LONGEST).collect();
    let body = json!({
        "event": asked.event,
        "source": source,
        "arithmetic": arithmetic,
        "is_cut": arithmetic.len() < text.len(),
    });
    Ok(told(context, "explanation", body, "each line can be redone by hand; give `symbol` for less"))
}

fn moved(context: &Context, asked: &Why) -> Result<Value, Failure> {
    let until = asked.until.unwrap_or_else(|| context.now().date_naive());
    let since = asked.since.unwrap_or(until - TimeDelta::days(365));
    let days = asked.on.map_or(Days::Between(since, until), Days::On);
    let found = why(context, &asked.symbol, days, most(asked.limit))?;
    let explain = "from the close before to the day's own, measured by the market model; explain_event with an \
                   event's `id` shows the arithmetic of the news beside it";
    Ok(told(context, "why", found, explain))
}

fn counted(context: &Context, asked: &Stats) -> Result<Value, Failure> {
    let wanted = asked.query.as_deref().map(|query| wanted_or_saved(context, query)).transpose()?;
    let by = match asked.by {
        By::Kind => CountBy::Kind,
        By::Source => CountBy::Source,
        By::Symbol => CountBy::Symbol,
        By::Tag => CountBy::Tag,
        By::Verdict => CountBy::Verdict,
    };
    let expr = wanted.and_then(|w| w.expr);
    let found = stats(context, expr.as_ref(), by, RankBy::Events, usize::from(MOST))?;
    let explain = "search_events with the same query and the group lists the events that were counted; of fewer \
                   than ten values there is no median and no share";
    Ok(told(context, "stats", found, explain))
}

fn found(context: &Context, asked: &Find) -> Result<Value, Failure> {
    let exact = instrument::show(context, &asked.text).ok();
    let mut found = instrument::search(context, &asked.text)?;
    found.retain(|i| exact.as_ref().is_none_or(|exact| exact.id != i.id));
    let all: Vec<_> = exact.into_iter().chain(found).take(MOST_FOUND).collect();
    Ok(told(context, "instruments", json!({ "instruments": all }), "the symbol and MIC name the listing"))
}

fn session(context: &Context, asked: &Session) -> Result<Value, String> {
    let mic: Mic =
        asked.mic.to_ascii_uppercase().parse().map_err(|e: crate::venue::WrongMic| e.to_string())?;
    let calendar = context.calendars.get(mic).map_err(|e| e.to_string())?;
    let at = asked.at.clone().unwrap_or_else(|| context.now().to_rfc3339());
    let moment = calendar::at(calendar, &at).map_err(|e| sentence(&e))?;
    let mut value = json!(moment);
    if let Value::Object(object) = &mut value {
        object.insert("as_of".to_owned(), json!(context.now()));
    }
    Ok(value)
}

fn log(context: &Context, asked: Log) -> Result<Value, Failure> {
    let at = asked.at.map(|at| user_time("at", &at, None, None, context.now())).transpose()?;
    let name = "the text".to_owned();
    let input = asked.text.map(|text| Input::Bytes { name, bytes: text.into_bytes(), url: None });
    let said = Said { title: Some(asked.title), at, source: asked.source, ..Said::default() };
    let done = log_event(context, &LogRequest { input, said, tickers: asked.symbols })?;
    let explain = format!("explain_event with event {}", done.stored.event.id);
    Ok(told(context, "log", logged(&done), &explain))
}
