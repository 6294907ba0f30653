//! The columns of each listing.

use serde::Serialize;

use super::{Column, Listing};
use crate::view::alert::{AlertList, DeliveryList};
use crate::view::calendar::CalendarRange;
use crate::view::comparison::ComparisonDocument;
use crate::view::corrections::HistoryDocument;
use crate::view::event::{ClaimRecord, EventDocument, LinkRecord};
use crate::view::listing::ListDocument;
use crate::view::parts::InstrumentsDocument;
use crate::view::prices::SeriesRows;
use crate::view::prices_check::CheckRecord;
use crate::view::queries::SavedQueriesDocument;
use crate::view::settings::SettingsDocument;
use crate::view::source::SourceList;
use crate::view::stats::StatsDocument;
use crate::view::study::DayRows;
use crate::view::watch::WatchListDocument;
use crate::view::why::WhyDocument;

const fn column(name: &'static str, at: &'static str, meaning: &'static str) -> Column {
    Column { name, at, meaning }
}

/// Declares the columns of a listing: `name "pointer" "meaning"`.
macro_rules! listing {
    ($type:ty, $schema:literal, $rows:literal, $($name:literal $at:literal $meaning:literal,)+) => {
        impl Listing for $type {
            const SCHEMA: &'static str = $schema;
            const ROWS: &'static str = $rows;
            const COLUMNS: &'static [Column] = &[$(column($name, $at, $meaning)),+];
        }
    };
}

listing!(ListDocument, "events", "/events",
    "id" "/id" "number of the event",
    "published_at" "/published_at" "instant of publication in UTC, or the day alone",
    "precision" "/precision" "`second`, `minute`, `hour` or `day`",
    "source" "/source" "who published it",
    "kind" "/kind" "kind of news",
    "lang" "/lang" "language",
    "tags" "/tags" "tags, with spaces between them",
    "story_id" "/story_id" "event that told the story first",
    "symbols" "/symbols" "symbols it is linked to, subjects first",
    "symbol" "/headline/symbol" "instrument of the move in this row",
    "mic" "/headline/mic" "its venue",
    "horizon" "/headline/horizon" "horizon of the move",
    "status" "/headline/status" "`measured`, `pending`, `no_data` or `halted`",
    "return" "/headline/return" "simple return, a fraction",
    "abnormal_return" "/headline/abnormal_return" "return less the model's, a fraction",
    "placebo_rank" "/headline/placebo_rank" "share of its own earlier moves that were smaller, 0 to 1",
    "verdict" "/headline/verdict" "the rank in a word",
    "claims" "/claims" "verdicts on the claims, with spaces between them",
    "title" "/title" "headline",
    "url" "/url" "address",
);

listing!(EventDocument, "event", "/reactions",
    "symbol" "/symbol" "instrument",
    "mic" "/mic" "its venue",
    "horizon" "/horizon" "horizon",
    "status" "/status" "`measured`, `pending`, `no_data` or `halted`",
    "due_at" "/due_at" "when it can be measured",
    "anchor_at" "/anchor/at" "time of the last price before the news",
    "anchor_price" "/anchor/price" "that price",
    "end_at" "/end/at" "time of the price at the end",
    "end_price" "/end/price" "that price",
    "return" "/return" "simple return, a fraction",
    "benchmark" "/benchmark" "benchmark",
    "benchmark_return" "/benchmark_return" "its return over the same span, a fraction",
    "abnormal_return" "/abnormal_return" "return less the model's, a fraction",
    "model" "/model" "normal-return model",
    "beta" "/beta" "beta",
    "z" "/z" "standardised return",
    "placebo_rank" "/placebo_rank" "share of its own earlier moves that were smaller, 0 to 1",
    "verdict" "/verdict" "the rank in a word",
    "basis" "/basis" "whether rank and verdict are of the `abnormal` or the `raw` return",
    "sample_n" "/sample/n" "earlier moves compared with",
    "volume_ratio" "/volume_ratio" "volume relative to its usual",
    "headline" "/headline" "whether the row stands for the event in lists",
    "note" "/note" "remark",
);

/// The claims of an event, as rows.
#[derive(Debug, Serialize)]
pub struct ClaimRows<'a> {
    /// In the order of the text.
    pub claims: &'a [ClaimRecord],
}

listing!(ClaimRows<'_>, "claims", "/claims",
    "symbol" "/symbol" "instrument",
    "mic" "/mic" "its venue",
    "company" "/company" "name in the text",
    "direction" "/direction" "`up`, `down` or `flat`",
    "percent" "/percent" "stated size in percent, without sign",
    "percent_min" "/percent_min" "lower end of a stated range",
    "percent_max" "/percent_max" "upper end of a stated range",
    "points" "/points" "stated size in points or money",
    "price" "/price" "stated price",
    "from_price" "/from_price" "stated price before",
    "currency" "/currency" "currency of the prices",
    "session" "/session" "`premarket`, `regular` or `afterhours`",
    "horizon" "/horizon" "span of the move",
    "bound" "/bound" "`at_least`, `at_most`, `as_much_as`, `about` or `between`",
    "status" "/verdict/status" "`confirmed`, `consistent`, `contradicted` or `unverifiable`",
    "chance" "/verdict/chance" "share of its own earlier windows that would have matched the words, 0 to 1",
    "measured_pct" "/verdict/measured_pct" "measured move in percent",
    "session_date" "/verdict/session_date" "session that was compared",
    "note" "/verdict/note" "reason",
    "text" "/evidence/text" "passage",
);

/// The links of an event, as rows.
#[derive(Debug, Serialize)]
pub struct LinkRows<'a> {
    /// Subjects first.
    pub links: &'a [LinkRecord],
}

listing!(LinkRows<'_>, "links", "/links",
    "symbol" "/symbol" "instrument",
    "mic" "/mic" "its venue",
    "name" "/name" "its name",
    "role" "/role" "`subject`, `mentioned` or `related`",
    "confidence" "/confidence" "probability that the link is right, 0 to 1",
);

listing!(WhyDocument, "why", "/moves",
    "date" "/date" "session",
    "status" "/status" "`measured`, `pending`, `no_data` or `halted`",
    "return" "/return" "return from the close before, a fraction",
    "market_return" "/market_return" "return of the benchmark, a fraction",
    "sector_return" "/sector_return" "return of the sector's fund, a fraction",
    "abnormal_return" "/abnormal_return" "return less the model's, a fraction",
    "placebo_rank" "/placebo_rank" "share of its own earlier moves that were smaller, 0 to 1",
    "verdict" "/verdict" "the rank in a word",
    "sample_n" "/sample_n" "earlier sessions compared with",
    "cause" "/cause" "`news`, `market`, `sector`, `halt`, `ex_date` or `none_found`",
    "ex_dates" "/ex_dates" "dividends and splits of the day",
    "event" "/events/0/id" "number of the most relevant event",
    "title" "/events/0/title" "its headline",
);

listing!(StatsDocument, "stats", "/groups",
    "group" "/group" "value that the events have in common",
    "events" "/events" "events",
    "shared_stories" "/shared_stories" "stories told by several events, one of them of the group",
    "first" "/first" "stories of these that the group told first",
    "first_share" "/first_share" "that as a share",
    "measured" "/measured" "measured moves",
    "median_return" "/median_return" "median return, a fraction",
    "median_size" "/median_size" "median of the sizes without sign, a fraction",
    "median_abnormal" "/median_abnormal" "median abnormal return, a fraction",
    "ranked" "/ranked" "moves with a rank",
    "unusual" "/unusual" "moves that are notable or extreme",
    "unusual_share" "/unusual_share" "that as a share",
    "claims" "/claims" "checked claims",
    "confirmed" "/confirmed" "confirmed claims",
    "contradicted" "/contradicted" "contradicted claims",
    "confirmed_share" "/confirmed_share" "confirmed claims as a share of both",
);

listing!(SavedQueriesDocument, "queries", "/queries",
    "name" "/name" "name",
    "expression" "/expr" "expression as it was typed",
);

listing!(WatchListDocument, "watch", "/instruments",
    "symbol" "/symbol" "instrument",
    "mic" "/mic" "its venue",
    "name" "/name" "its name",
);

listing!(HistoryDocument, "history", "/entries",
    "at" "/at" "when it was changed",
    "who" "/who" "by whom",
    "action" "/action" "`edit`, `delete`, `merge` or `undo`",
    "event" "/event" "number of the event",
    "title" "/title" "its title before",
    "undone_at" "/undone_at" "when the change was undone",
);

listing!(SourceList, "sources", "/sources",
    "name" "/name" "name",
    "kind" "/kind" "kind of source",
    "url" "/url" "address",
    "interval_s" "/interval_s" "seconds between two polls",
    "paused" "/paused" "whether it is paused",
    "last_success_at" "/last_success_at" "latest successful poll",
    "next_poll_at" "/next_poll_at" "next poll",
    "error_streak" "/error_streak" "failures since then",
    "last_error" "/last_error" "latest failure",
    "items_logged" "/items_logged" "events logged from it",
    "calls_left_today" "/calls_left_today" "calls left of the daily limit",
);

listing!(InstrumentsDocument, "instruments", "/instruments",
    "symbol" "/symbol" "symbol",
    "mic" "/mic" "venue",
    "name" "/name" "name",
    "kind" "/kind" "kind of instrument",
    "currency" "/currency" "currency of its prices",
    "isin" "/isin" "ISIN",
    "cik" "/cik" "CIK",
    "sector" "/sector" "sector",
    "benchmark" "/benchmark" "benchmark",
);

listing!(SettingsDocument, "config", "/settings",
    "setting" "/name" "name of the setting",
    "value" "/value" "value; secrets are hidden",
    "origin" "/origin" "file and line, variable, flag or default",
);

listing!(ComparisonDocument, "comparison", "/days",
    "relative_day" "/relative_day" "relative day",
    "n_a" "/n_a" "events of the first group",
    "n_b" "/n_b" "events of the second group",
    "caar_a" "/caar_a" "CAAR of the first group, a fraction",
    "caar_b" "/caar_b" "CAAR of the second group, a fraction",
    "difference" "/difference" "the first less the second, a fraction",
    "low" "/low" "lower end of its interval",
    "high" "/high" "upper end of its interval",
    "welch_t" "/welch/statistic" "Welch's t",
    "welch_p" "/welch/p" "its p-value",
    "rank_sum_p" "/rank_sum/p" "p-value of Wilcoxon's rank sum",
    "bootstrap_low" "/bootstrap_low" "lower end of the interval by resampling",
    "bootstrap_high" "/bootstrap_high" "upper end of the interval by resampling",
    "reason" "/reason" "why there is no test",
);

listing!(AlertList, "alerts", "/alerts",
    "name" "/name" "name",
    "expression" "/expr" "what an event must be",
    "target" "/target" "where it goes, without what may be secret",
    "quiet" "/quiet" "hours in which nothing is sent",
    "created_at" "/created_at" "when it was added",
);

listing!(DeliveryList, "alert_log", "/deliveries",
    "id" "/id" "number of the delivery",
    "at" "/at" "when the rule matched",
    "alert" "/alert" "rule",
    "target" "/target" "where it goes, without what may be secret",
    "event" "/event" "number of the event",
    "why" "/why" "`event` or `reaction`",
    "state" "/state" "`sent`, `waiting` or `given_up`",
    "tries" "/tries" "how often it was tried",
    "sent_at" "/sent_at" "when it was delivered",
    "next_try_at" "/next_try_at" "when it is tried next",
    "last_error" "/last_error" "why the last try failed",
    "message" "/message" "line that is sent",
);

listing!(CalendarRange, "calendar", "/sessions",
    "mic" "/mic" "venue",
    "session" "/session" "local trading date",
    "open_utc" "/open" "regular open",
    "break_start_utc" "/break_start" "start of the lunch break",
    "break_end_utc" "/break_end" "end of the lunch break",
    "close_utc" "/close" "regular close",
    "kind" "/kind" "`regular`, `early_close` or `late_open`",
    "premarket_start_utc" "/premarket_start" "start of the premarket",
    "afterhours_end_utc" "/afterhours_end" "end of the after-hours",
);

listing!(SeriesRows, "prices-status", "/series",
    "symbol" "/symbol" "instrument",
    "mic" "/mic" "its venue",
    "interval" "/interval" "span of a bar",
    "provider" "/provider" "where the bars come from",
    "adjustment" "/adjustment" "how the prices are adjusted",
    "first" "/first" "first session",
    "last" "/last" "last session",
    "bars" "/bars" "number of bars",
    "flagged" "/flagged" "number of suspicious bars",
    "sessions" "/coverage/sessions" "sessions of the venue from the first bar to the last",
    "missing" "/missing" "of these, sessions without any bar",
    "fetched_at" "/fetched_at" "when the latest of the bars arrived",
);

listing!(CheckRecord, "prices-check", "/flagged",
    "symbol" "/symbol" "instrument",
    "mic" "/mic" "its venue",
    "interval" "/interval" "span of the bar",
    "provider" "/provider" "where it comes from",
    "date" "/date" "session of a daily bar",
    "at" "/at" "start of an intraday bar",
    "close" "/close" "its close",
    "previous_close" "/previous_close" "close of the bar before",
    "original_close" "/original_close" "close as it arrived, if the bar was repaired",
    "used" "/used" "whether the bar takes part in figures",
    "flags" "/flags" "what is suspicious, with spaces between",
);

impl Listing for DayRows {
    const SCHEMA: &'static str = "study";
    const ROWS: &'static str = "/days";
    const COLUMNS: &'static [Column] = &[
        column("relative_day", "/relative_day", "day of the event window; 0 is the first that could react"),
        column("n", "/n", "events with a return on the day"),
        column("aar", "/aar", "average abnormal return, a fraction"),
        column("caar", "/caar", "cumulated from the first day of the window"),
        column("caar_low", "/caar_low", "lower end of its 95 % band"),
        column("caar_high", "/caar_high", "upper end"),
        column("bhar", "/bhar", "average buy-and-hold abnormal return"),
    ];

    /// The columns of the tests follow those of the averages.
    fn columns(&self) -> Vec<(String, String)> {
        self.names.iter().map(|name| (name.clone(), format!("/{name}"))).collect()
    }
}

/// What prints each listing, and its columns.
#[cfg(test)]
pub(super) const ALL: &[(&str, &[Column])] = &[
    ("list, query", ListDocument::COLUMNS),
    ("show: reactions", EventDocument::COLUMNS),
    ("show: claims", ClaimRows::COLUMNS),
    ("show: links", LinkRows::COLUMNS),
    ("saved queries", SavedQueriesDocument::COLUMNS),
    ("watch list", WatchListDocument::COLUMNS),
    ("why", WhyDocument::COLUMNS),
    ("stats, top", StatsDocument::COLUMNS),
    ("history", HistoryDocument::COLUMNS),
    ("source list", SourceList::COLUMNS),
    ("instruments find", InstrumentsDocument::COLUMNS),
    ("config show", SettingsDocument::COLUMNS),
    ("compare", ComparisonDocument::COLUMNS),
    ("calendar", CalendarRange::COLUMNS),
    ("prices status", SeriesRows::COLUMNS),
    ("prices check", CheckRecord::COLUMNS),
    ("study", DayRows::COLUMNS),
    ("alert list", AlertList::COLUMNS),
    ("alert log", DeliveryList::COLUMNS),
];
