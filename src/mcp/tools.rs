//! The tools: names, descriptions, arguments.

use std::sync::Arc;

use chrono::NaiveDate;
use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use rmcp::schemars::{self, JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde::Deserialize;
use serde_json::Value;

/// Which events are wanted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Search {
    /// Words to search for, or comparisons joined by and, or, not: `ticker = MSFT and kind = earnings`,
    /// `verdict in (notable, extreme) and since 30d`, `claim = contradicted and move < -2%`. Fields: id, story, kind,
    /// source, lang, title, url, published, since, until, tag, text; ticker, mic, sector, watched, move, size,
    /// abnormal, rank, z, verdict, horizon, status; claim, chance. Without it: the latest.
    pub(super) query: Option<String>,
    /// How they are sorted.
    #[serde(default)]
    pub(super) sort: Sort,
    /// At most this many, up to 50; 10 if not given.
    pub(super) limit: Option<u8>,
    /// The `next` of the page before.
    pub(super) cursor: Option<String>,
}

/// An order.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Sort {
    #[default]
    Published,
    Move,
    Unusual,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OneEvent {
    /// The event's number.
    pub(super) event: i64,
    /// Only what concerns this symbol.
    pub(super) symbol: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Why {
    /// `MSFT`, `SAP.DE`, `BMW:XETR` or an ISIN.
    pub(super) symbol: String,
    /// Only this day, unusual or not.
    pub(super) on: Option<NaiveDate>,
    /// First day; a year before the last if not given.
    pub(super) since: Option<NaiveDate>,
    /// Last day; today if not given.
    pub(super) until: Option<NaiveDate>,
    /// At most this many days, up to 50; 10 if not given.
    pub(super) limit: Option<u8>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Stats {
    /// The groups.
    pub(super) by: By,
    /// Only events that match this, as for `search_events`.
    pub(super) query: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum By {
    Kind,
    Source,
    Symbol,
    Tag,
    Verdict,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Find {
    /// A symbol, an ISIN, or words of the name.
    pub(super) text: String,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Session {
    /// Market identifier code: `XNYS`, `XETR`.
    pub(super) mic: String,
    /// An instant (RFC 3339), or the venue's local time; now if not given.
    pub(super) at: Option<String>,
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Log {
    /// The headline.
    pub(super) title: String,
    /// The article, plain text.
    pub(super) text: Option<String>,
    /// When it was published: a day, or a time with its zone.
    pub(super) at: Option<String>,
    /// Who published it.
    pub(super) source: Option<String>,
    /// Instruments it is about, beside those found in the text.
    #[serde(default)]
    pub(super) symbols: Vec<String>,
}

/// All tools; those that change something only for who may.
pub(super) fn all(may_write: bool) -> Vec<Tool> {
    let mut all = vec![
        reading::<Search>("search_events", "Find news events; each with the move of its main instrument."),
        reading::<OneEvent>(
            "get_event",
            "One event whole: links, the moves its text states and whether prices confirm them, reactions by horizon.",
        ),
        reading::<OneEvent>(
            "explain_event",
            "The arithmetic behind an event's figures: prices with provider and time, beta, sample, z, rank, line by \
             line. Use it before defending a figure.",
        ),
        reading::<Why>(
            "why_moved",
            "An instrument's unusual days: its move, the market's and the sector's part, the stored news of the day, \
             and the likeliest cause; `none_found` if there is none.",
        ),
        reading::<Stats>(
            "reaction_stats",
            "Events by group: how many, the median move, the share of unusual moves, of stories told first, of \
             claims confirmed.",
        ),
        reading::<Find>("find_instrument", "Instruments by symbol, ISIN or name."),
        reading::<Session>(
            "market_session",
            "Which session a venue is in at an instant, and its next open and close.",
        ),
    ];
    if may_write {
        let adds = ToolAnnotations::new().read_only(false).destructive(false).idempotent(true);
        let what = "Log a news event: links it, checks the moves it states, measures the reaction. The same item is \
                    logged once.";
        all.push(tool::<Log>("log_event", what).with_annotations(adds.open_world(false)));
    }
    all
}

fn reading<T: JsonSchema>(name: &'static str, what: &'static str) -> Tool {
    tool::<T>(name, what).with_annotations(ToolAnnotations::new().read_only(true).open_world(false))
}

fn tool<T: JsonSchema>(name: &'static str, what: &'static str) -> Tool {
    Tool::new(name, what, Arc::new(schema::<T>()))
}

/// The schema of a tool's arguments, without names and references that cost a reader more than they tell.
fn schema<T: JsonSchema>() -> JsonObject {
    let settings = SchemaSettings::draft2020_12().with(|s| {
        s.inline_subschemas = true;
        s.meta_schema = None;
    });
    let schema = SchemaGenerator::new(settings).into_root_schema_for::<T>();
    let mut object = match schema.to_value() {
        Value::Object(object) => object,
        _ => JsonObject::new(),
    };
    object.remove("title");
    object.remove("description");
    object
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tools_are_few_and_short() {
        let all = all(true);
        assert_eq!(all.len(), 8);
        let size = serde_json::to_string(&all).unwrap().len();
        assert!(size <= 9_000, "{size} characters");
        assert!(all.iter().all(|tool| tool.input_schema.get("type") == Some(&"object".into())));
    }

    #[test]
    fn what_changes_something_is_offered_only_to_who_may() {
        let hint = |tool: &Tool| tool.annotations.as_ref().and_then(|a| a.read_only_hint);
        assert!(super::all(false).iter().all(|tool| hint(tool) == Some(true)));
        assert_eq!(super::all(true).iter().filter(|tool| hint(tool) != Some(true)).count(), 1);
    }
}
