//! Builds the SQL of a list: which events, by which row of their reactions, in which order.
//!
//! All conditions on an instrument or its figures must be met by one row of the event's
//! reactions, the *chosen* one, which the list then shows. `e` is the event, `k` the link by which
//! the event was found, `m` the chosen row; within the choice `l` is a link and `r` its row.

use super::super::filter::{Scope, clause};
use super::super::search::match_query;
use super::super::values::Values;
use super::super::{cells, micros};
use crate::event::{EventExpr, Field, FilterValue, Operator};
use crate::list::{EventFilter, Place, SortBy, SortKey};
use crate::reaction::Horizon;

/// One part of a list: the events that have its sort key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// By publication.
    Published,
    /// By arrival.
    Seen,
    /// By placebo rank.
    Ranked,
    /// By size of the move.
    Moved,
    /// By size of the move, those without a rank.
    MovedUnranked,
    /// Without a move, by publication.
    Unmoved,
}

impl Part {
    /// The parts of a list, one after the other.
    pub(super) const fn of(sort: SortBy) -> &'static [Self] {
        match sort {
            SortBy::Published => &[Self::Published],
            SortBy::Seen => &[Self::Seen],
            SortBy::Move => &[Self::Moved, Self::Unmoved],
            SortBy::Unusual => &[Self::Ranked, Self::MovedUnranked, Self::Unmoved],
        }
    }

    /// Whether it is ordered by a figure.
    const fn is_by_figure(self) -> bool {
        matches!(self, Self::Ranked | Self::Moved | Self::MovedUnranked)
    }

    /// The condition on the chosen row by which an event belongs to the part.
    const fn condition(self) -> Option<&'static str> {
        match self {
            Self::Published | Self::Seen => None,
            Self::Ranked => Some("m.placebo_rank IS NOT NULL"),
            Self::Moved => Some("m.return_fraction IS NOT NULL"),
            Self::MovedUnranked => Some("m.return_fraction IS NOT NULL AND m.placebo_rank IS NULL"),
            Self::Unmoved => Some("m.return_fraction IS NULL"),
        }
    }
}

/// The driver: how the events are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Driver {
    /// In the order of the list, until the page is full.
    Order,
    /// Through the links of the one symbol asked for.
    Symbol,
    /// Through the events published in the span asked for.
    Span,
    /// Through the rows with a move of at least the size asked for.
    Moves,
}

/// The conditions of a filter.
pub(super) struct Query<'f> {
    filter: &'f EventFilter,
    values: Values,
    /// The rows that can be chosen, as a condition on the row `{}`.
    rows: String,
    /// Conditions on the event `e`.
    events: Vec<String>,
    /// Conditions on the link `l` and row `r` if an instrument is asked for, else on the row `m`.
    chosen: Vec<String>,
    /// Whether an instrument is asked for.
    is_asked: bool,
    /// The expression, of an event that has no row to choose.
    without_row: Option<String>,
    /// The one symbol that is asked for.
    symbol: Option<String>,
}

impl<'f> Query<'f> {
    pub(super) fn new(filter: &'f EventFilter) -> Self {
        let asks = filter.expr.as_ref().is_some_and(EventExpr::asks_for_instrument);
        let is_asked = asks || !filter.symbols.is_empty() || !filter.instruments.is_empty();
        let mut query = Self {
            filter,
            values: Values::default(),
            rows: "{}.headline = 1".to_owned(),
            events: Vec::new(),
            chosen: Vec::new(),
            is_asked,
            without_row: None,
            symbol: None,
        };
        if let Some(horizon) = filter.horizon {
            // The two are one instant, and only older rows have the first.
            let horizon = if horizon == Horizon::Close { Horizon::Sessions(1) } else { horizon };
            query.rows = format!("{{}}.horizon = {}", query.values.put(horizon.to_string()));
        }
        query.event_conditions();
        query.row_conditions();
        query.expression();
        query
    }

    pub(super) fn values(&self) -> &Values {
        &self.values
    }

    /// Whether a figure is asked for, so that events without one are not in the list.
    pub(super) fn needs_figure(&self) -> bool {
        self.filter.min_move.is_some() || self.filter.min_rank.is_some() || self.filter.verdict.is_some()
    }

    fn event_conditions(&mut self) {
        let Self { filter, values, events, .. } = self;
        for tag in &filter.tags {
            events
                .push(format!("e.id IN (SELECT event_id FROM tag WHERE tag = {})", values.put(tag.clone())));
        }
        if let Some(status) = filter.claim {
            let status = values.put(cells::word(&status).unwrap_or_default());
            events.push(format!("e.id IN (SELECT event_id FROM claim WHERE status = {status})"));
        }
        if let Some(words) = &filter.search {
            let words = values.put(match_query(words));
            events.push(format!("e.id IN (SELECT rowid FROM event_search WHERE event_search MATCH {words})"));
        }
        if !filter.kinds.is_empty() {
            let kinds = values.put_all(filter.kinds.iter().map(|k| k.as_str().to_owned()));
            events.push(format!("e.kind IN ({kinds})"));
        }
        if !filter.sources.is_empty() {
            events.push(format!("e.source IN ({})", values.put_all(filter.sources.iter().cloned())));
        }
    }

    fn row_conditions(&mut self) {
        let Self { filter, values, chosen, is_asked, .. } = self;
        if !filter.symbols.is_empty() || !filter.instruments.is_empty() {
            let mut any: Vec<String> = Vec::new();
            if !filter.symbols.is_empty() {
                any.push(format!("l.symbol IN ({})", values.put_all(filter.symbols.iter().cloned())));
            }
            for instrument in &filter.instruments {
                let symbol = values.put(instrument.symbol.to_string());
                let mic = values.put(instrument.mic.to_string());
                any.push(format!("(l.symbol = {symbol} AND l.mic = {mic})"));
            }
            chosen.push(format!("({})", any.join(" OR ")));
        }
        let row = if *is_asked { "r" } else { "m" };
        if let Some(least) = filter.min_move {
            chosen.push(format!("abs({row}.return_fraction) >= {}", values.put(least)));
        }
        if let Some(least) = filter.min_rank {
            chosen.push(format!("{row}.placebo_rank >= {}", values.put(least)));
        }
        if let Some(verdict) = filter.verdict {
            chosen.push(format!("{row}.verdict = {}", values.put(verdict.as_str().to_owned())));
        }
    }

    fn expression(&mut self) {
        let needs_figure = self.needs_figure();
        let Self { filter, values, events, chosen, is_asked, .. } = self;
        if let Some(expr) = &filter.expr {
            if !expr.mentions_any(&Field::is_of_a_row) {
                events.push(clause(expr, Scope::Nothing, values));
                return self.find_symbol();
            }
            let scope = if *is_asked { Scope::Asked } else { Scope::Lead };
            chosen.push(clause(expr, scope, values));
            let is_free = filter.symbols.is_empty() && filter.instruments.is_empty() && !needs_figure;
            if *is_asked && is_free && expr.may_hold_without_row() {
                self.without_row = Some(clause(expr, Scope::Nothing, values));
            }
        }
        self.find_symbol();
    }

    fn find_symbol(&mut self) {
        let asked = match (self.filter.symbols.as_slice(), self.filter.instruments.as_slice()) {
            ([symbol], []) => Some(symbol.clone()),
            ([], [instrument]) => Some(instrument.symbol.to_string()),
            ([], []) => self.filter.expr.as_ref().and_then(symbol_of),
            _ => None,
        };
        self.symbol = asked.map(|symbol| self.values.put(symbol));
    }
}

/// The symbol that an expression requires of every event.
fn symbol_of(expr: &EventExpr) -> Option<String> {
    match expr {
        EventExpr::Is(Field::Ticker, Operator::Equal, FilterValue::Text(symbol)) => Some(symbol.clone()),
        EventExpr::And(parts) => parts.iter().find_map(symbol_of),
        EventExpr::Is(..) | EventExpr::Or(_) | EventExpr::Not(_) => None,
    }
}

/// The request for a part of the list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked {
    /// Which part.
    pub(super) part: Part,
    /// The driver.
    pub(super) driver: Driver,
    /// The last row of the previous page, if it is in this part.
    pub(super) after: Option<Place>,
    /// The most rows to return.
    pub(super) limit: usize,
}

impl Asked {
    /// Whether the driver reads rows of reactions and looks up the event of each.
    fn is_from_rows(self) -> bool {
        self.driver == Driver::Moves || (self.driver == Driver::Order && self.part.is_by_figure())
    }

    fn key(self) -> &'static str {
        match self.part {
            Part::Seen => "e.seen_at",
            Part::Ranked => "m.placebo_rank",
            Part::Moved | Part::MovedUnranked => "abs(m.return_fraction)",
            Part::Published | Part::Unmoved if self.driver == Driver::Symbol => "k.published_order",
            Part::Published | Part::Unmoved => "e.published_order",
        }
    }

    /// The event's number, from the index that gives the order.
    fn id(self) -> &'static str {
        match self.driver {
            Driver::Symbol => "k.event_id",
            _ if self.is_from_rows() => "m.event_id",
            Driver::Order | Driver::Span | Driver::Moves => "e.id",
        }
    }
}

impl Query<'_> {
    /// The possible drivers of a part other than its order, each with the statement that counts
    /// its entries, up to a limit.
    pub(super) fn drivers(&mut self, part: Part) -> Vec<(Driver, String)> {
        let mut out = Vec::new();
        let bounded = |what: &str| format!("SELECT count(*) FROM (SELECT 1 FROM {what} LIMIT {MANY})");
        if let Some(least) = self.filter.min_move.filter(|_| !part.is_by_figure()) {
            let (least, rows) = (self.values.put(least), self.rows("m"));
            let moves = format!(
                "reaction m WHERE {rows} AND m.return_fraction IS NOT NULL AND abs(m.return_fraction) >= {least}"
            );
            out.push((Driver::Moves, bounded(&moves)));
        }
        if let Some(symbol) = &self.symbol {
            out.push((Driver::Symbol, bounded(&format!("link WHERE symbol = {symbol}"))));
        }
        if part.is_by_figure() && (self.filter.since.is_some() || self.filter.until.is_some()) {
            let span = self.span("e.published_order").join(" AND ");
            out.push((Driver::Span, bounded(&format!("event e WHERE {span}"))));
        }
        out
    }

    /// Whether the symbol's links have the events in the order of the part.
    pub(super) fn is_in_order_of_links(&self, part: Part) -> bool {
        self.symbol.is_some() && matches!(part, Part::Published | Part::Unmoved)
    }

    /// The statement for a part of the list.
    ///
    /// Selects the page's events by their keys first, then the columns of those few. (In a single step, the
    /// symbols, claims and tags of every matching event would be collected before the sort.)
    pub(super) fn sql(&mut self, asked: Asked) -> String {
        let (key, id, limit) = (asked.key(), asked.id(), asked.limit);
        let mut wanted = self.conditions(asked);
        if let Some(place) = asked.after {
            let last = match place.key {
                SortKey::Instant(micros) => self.values.put(micros),
                SortKey::Share(share) => self.values.put(share),
            };
            wanted.push(format!("({key}, {id}) < ({last}, {})", self.values.put(place.id)));
        }
        let wanted = if wanted.is_empty() { "TRUE".to_owned() } else { wanted.join(" AND ") };
        let (from, shown) = (self.from(asked), self.row_of_event());
        format!(
            "WITH page AS MATERIALIZED (
                 SELECT {key} AS sort_key, e.id AS event_id FROM {from} WHERE {wanted}
                 ORDER BY {key} DESC, {id} DESC LIMIT {limit}
             )
             SELECT page.sort_key, {COLUMNS}
             FROM page JOIN event e ON e.id = page.event_id {shown}
             ORDER BY page.sort_key DESC, e.id DESC"
        )
    }

    fn rows(&self, name: &str) -> String {
        self.rows.replace("{}", name)
    }

    /// The rows of one event under a name. Headlines are few among them, and the rows are long: they are
    /// found by their own index, which the planner would not choose.
    fn row_named(&self, name: &str) -> String {
        match self.filter.horizon {
            Some(_) => format!("reaction {name}"),
            None => format!("reaction {name} INDEXED BY reaction_headline"),
        }
    }

    fn from(&self, asked: Asked) -> String {
        if asked.is_from_rows() {
            return "reaction m CROSS JOIN event e ON e.id = m.event_id".to_owned();
        }
        let events = match asked.driver {
            Driver::Symbol => "link k CROSS JOIN event e ON e.id = k.event_id",
            Driver::Order | Driver::Span | Driver::Moves => "event e",
        };
        let is_of_row = asked.part.condition().is_some() || (!self.is_asked && !self.chosen.is_empty());
        if is_of_row { format!("{events} {}", self.row_of_event()) } else { events.to_owned() }
    }

    /// The chosen row of the event `e`, if there is one.
    fn row_of_event(&self) -> String {
        let (rows, choice) = (self.rows("m"), self.choice());
        let row = self.row_named("m");
        format!("LEFT JOIN {row} ON m.event_id = e.id AND {rows} AND (m.symbol, m.mic) = {choice}")
    }

    /// The instrument whose row is chosen for the event `e`: of those that were asked for and meet the
    /// conditions, else of the subjects, the first that has a figure, else the first.
    fn choice(&self) -> String {
        let wanted = if self.is_asked {
            format!("l.role <> 'related' AND {}", self.chosen.join(" AND "))
        } else {
            "l.role = 'subject'".to_owned()
        };
        format!(
            "(SELECT l.symbol, l.mic FROM {} WHERE l.event_id = e.id AND {wanted}
              ORDER BY r.return_fraction IS NULL, l.position LIMIT 1)",
            self.links_with_rows()
        )
    }

    fn links_with_rows(&self) -> String {
        let rows = self.rows("r");
        let row = self.row_named("r");
        format!(
            "link l LEFT JOIN {row} ON r.event_id = l.event_id AND r.symbol = l.symbol AND r.mic = l.mic
                 AND {rows}"
        )
    }

    fn conditions(&mut self, asked: Asked) -> Vec<String> {
        let mut out = Vec::new();
        if let (Driver::Symbol, Some(symbol)) = (asked.driver, &self.symbol) {
            // An event may be on several venues of one symbol.
            out.push(format!(
                "k.symbol = {symbol} AND k.role <> 'related' AND k.mic = (SELECT min(mic) FROM link
                     WHERE event_id = k.event_id AND symbol = k.symbol AND role <> 'related')"
            ));
        }
        let published =
            if asked.driver == Driver::Symbol { "k.published_order" } else { "e.published_order" };
        out.extend(self.span(published));
        out.extend(self.events.iter().cloned());
        out.extend(asked.part.condition().map(str::to_owned));
        if asked.is_from_rows() {
            out.push(format!("{} AND (m.symbol, m.mic) = {}", self.rows("m"), self.choice()));
        }
        // The chosen row meets this anyway; said of `m`, it is a span of the index.
        if let Some(least) = self.filter.min_move.filter(|_| asked.is_from_rows()) {
            let least = self.values.put(least);
            out.push(format!("m.return_fraction IS NOT NULL AND abs(m.return_fraction) >= {least}"));
        }
        if !self.is_asked {
            out.extend(self.chosen.iter().cloned());
        } else if !asked.is_from_rows() && !asked.part.is_by_figure() {
            out.extend(self.has_choice(asked.driver));
        }
        out
    }

    fn span(&mut self, published: &str) -> Vec<String> {
        let Self { filter, values, .. } = self;
        let mut out = Vec::new();
        out.extend(filter.since.map(|since| format!("{published} >= {}", values.put(micros(since)))));
        out.extend(filter.until.map(|until| format!("{published} < {}", values.put(micros(until)))));
        out
    }

    /// The condition that the event has a row that meets the conditions.
    fn has_choice(&self, driver: Driver) -> Option<String> {
        let is_plain = self.filter.expr.is_none() && !self.needs_figure();
        if is_plain && driver == Driver::Symbol && self.filter.instruments.is_empty() {
            return None;
        }
        let wanted = self.chosen.join(" AND ");
        if is_plain {
            return Some(format!(
                "e.id IN (SELECT l.event_id FROM link l WHERE l.role <> 'related' AND {wanted})"
            ));
        }
        let exists = format!(
            "EXISTS (SELECT 1 FROM {} WHERE l.event_id = e.id AND l.role <> 'related' AND {wanted})",
            self.links_with_rows()
        );
        Some(match &self.without_row {
            Some(without) => format!("({exists} OR {without})"),
            None => exists,
        })
    }
}

/// A driver with more entries than this is too slow.
pub(super) const MANY: usize = 5_000;

/// The columns of a row, in the order in which they are read.
const COLUMNS: &str = "
    e.id, e.title, e.published_at, e.published_day, e.precision, e.source, e.kind, e.seen_at,
    (SELECT json_group_array(symbol) FROM
        (SELECT symbol FROM link WHERE event_id = e.id AND role <> 'related' ORDER BY position)),
    (SELECT json_group_array(status) FROM
        (SELECT status FROM claim WHERE event_id = e.id AND status IS NOT NULL ORDER BY position)),
    m.record, e.origin, e.url, e.lang, e.story_id, e.revision,
    (SELECT json_group_array(tag) FROM (SELECT tag FROM tag WHERE event_id = e.id ORDER BY tag))";
