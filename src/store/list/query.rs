//! Builds the SQL of a list: which events, by which row of their reactions, in which order.
//!
//! All conditions on an instrument or its figures must be met by one row of the event's
//! reactions, the *chosen* one, which the list then shows. `e` is the event, `k` the link by which
//! the event was found, `m` the chosen row; within the choice `l` is a link and `r` its row.

use super::super::filter::{Scope, clause, clause_on, scalar};
use super::super::values::Values;
use super::drivers::{self, symbol_of, symbol_of_row};
use crate::list::{EventFilter, Place, SortBy, SortKey};
use crate::query::{EventExpr, Field, Operator};
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
    /// Through the links of a symbol asked for, in the order of publication.
    Symbol,
    /// Through the rows of the one symbol asked for, in the order of publication.
    SymbolRows,
    /// Through all events that meet a part of what is asked.
    Set(usize),
}

impl Driver {
    /// Whether it finds events in the order of the list, so that the first ones are the page.
    pub(super) const fn is_in_order(self) -> bool {
        match self {
            Self::Order | Self::Symbol | Self::SymbolRows => true,
            Self::Set(_) => false,
        }
    }
}

/// The conditions of a filter.
pub(super) struct Query<'f> {
    filter: &'f EventFilter,
    values: Values,
    /// The rows that can be chosen, as a condition on the row `{}`.
    rows: String,
    /// What is asked of the event itself.
    of_event: Option<EventExpr>,
    /// What is asked of the chosen row.
    of_row: Option<EventExpr>,
    /// The condition on the link `l` and row `r` if an instrument is asked for, else on the row `m`.
    chosen: Option<String>,
    /// What the chosen row meets in any case, said of the row `m`: so that it can be a span of an index.
    of_chosen: Vec<String>,
    /// Whether an instrument is asked for.
    is_asked: bool,
    /// The condition on an event that has no row to choose.
    without_row: Option<String>,
    /// A symbol that every event is linked to.
    symbol: Option<String>,
    /// Whether the chosen row is always that symbol's.
    is_symbol_of_row: bool,
    /// Sets that hold all events of the list.
    sets: Vec<String>,
}

impl<'f> Query<'f> {
    pub(super) fn new(filter: &'f EventFilter) -> Self {
        let mut values = Values::default();
        let wanted = filter.wanted();
        let halves = wanted.as_ref().map(EventExpr::halves);
        let (of_event, of_row, is_asked) =
            halves.map_or((None, None, false), |h| (h.of_event, h.of_row, h.is_asked));
        let scope = if is_asked { Scope::Asked } else { Scope::Lead };
        // The two are one instant, and only older rows have the first.
        let horizon = filter.horizon.map(|h| if h == Horizon::Close { Horizon::Sessions(1) } else { h });
        let rows = horizon.map_or_else(
            || "{}.headline = 1".to_owned(),
            |horizon| format!("{{}}.horizon = {}", values.put(horizon.to_string())),
        );
        let chosen = of_row.as_ref().map(|expr| clause(expr, scope, &mut values));
        let plain = of_row.as_ref().filter(|expr| is_asked && expr.may_hold_without_row());
        let without_row = plain.map(|expr| clause(expr, Scope::Nothing, &mut values));
        let parts = of_row.as_ref().map_or(&[][..], EventExpr::parts);
        let plain = |part: &&EventExpr| {
            part.needs_figure() && !part.mentions_any(&|f| f.is_instrument() || f.is_of_claim())
        };
        let of_chosen =
            parts.iter().filter(plain).map(|part| clause(part, Scope::Lead, &mut values)).collect();
        let row_symbol = of_row.as_ref().and_then(symbol_of_row);
        let symbol = row_symbol.or_else(|| of_row.as_ref().and_then(symbol_of));
        let (is_symbol_of_row, symbol) = (row_symbol.is_some(), symbol.map(|s| values.put(s.to_owned())));
        let sets = wanted.as_ref().map(|expr| drivers::sets(expr, horizon, &mut values)).unwrap_or_default();
        Self {
            filter,
            values,
            rows,
            of_event,
            of_row,
            chosen,
            of_chosen,
            is_asked,
            without_row,
            symbol,
            is_symbol_of_row,
            sets,
        }
    }

    pub(super) const fn values(&self) -> &Values {
        &self.values
    }

    /// Whether a figure is asked for, so that events without one are not in the list.
    pub(super) fn needs_figure(&self) -> bool {
        self.of_row.as_ref().is_some_and(EventExpr::needs_figure)
    }

    /// Whether words are searched for.
    pub(super) fn searches(&self) -> bool {
        [&self.of_event, &self.of_row].into_iter().flatten().any(|expr| expr.mentions(Field::Text))
    }

    /// Searches only events between two numbers for words.
    pub(super) fn search_between(&mut self, first: i64, last: i64) {
        self.values.search_between(first, last);
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
    /// The last instant of the order that is looked at, if not all are.
    pub(super) floor: Option<i64>,
    /// The most rows to return.
    pub(super) limit: usize,
}

impl Asked {
    /// Whether the driver reads rows of reactions and looks up the event of each.
    fn is_from_rows(self) -> bool {
        self.driver == Driver::SymbolRows || (self.driver == Driver::Order && self.part.is_by_figure())
    }

    fn key(self) -> &'static str {
        match (self.part, self.driver) {
            (Part::Seen, _) => "e.seen_at",
            (Part::Ranked, _) => "m.placebo_rank",
            (Part::Moved | Part::MovedUnranked, _) => "abs(m.return_fraction)",
            (Part::Published | Part::Unmoved, Driver::Symbol) => "k.published_order",
            (Part::Published | Part::Unmoved, Driver::SymbolRows) => "m.published_order",
            (Part::Published | Part::Unmoved, Driver::Order | Driver::Set(_)) => "e.published_order",
        }
    }

    /// The event's number, from the index that the events are found by.
    fn id(self) -> &'static str {
        match self.driver {
            Driver::Symbol | Driver::Set(_) => "k.event_id",
            Driver::SymbolRows => "m.event_id",
            Driver::Order if self.part.is_by_figure() => "m.event_id",
            Driver::Order => "e.id",
        }
    }
}

impl Query<'_> {
    /// The sets through which the events can be found, each with the statement that counts
    /// its entries, up to a limit.
    pub(super) fn drivers(&self) -> Vec<(Driver, String)> {
        let count = |set: &String| format!("SELECT count(*) FROM (SELECT 1 FROM ({set}) LIMIT {MANY})");
        self.sets.iter().enumerate().map(|(place, set)| (Driver::Set(place), count(set))).collect()
    }

    /// The driver in the order of a part.
    pub(super) fn in_order(&self, part: Part) -> Driver {
        let is_by_time = matches!(part, Part::Published | Part::Unmoved);
        match &self.symbol {
            Some(_) if part == Part::Published && self.has_rows_of_symbol() => Driver::SymbolRows,
            Some(_) if is_by_time => Driver::Symbol,
            _ => Driver::Order,
        }
    }

    /// Whether all that is asked for is among the headline rows of one symbol.
    fn has_rows_of_symbol(&self) -> bool {
        self.is_symbol_of_row && self.needs_figure() && self.filter.horizon.is_none()
    }

    /// The statement that gives the first and last number and the last instant of the events that are
    /// next in the order, as many as a window has; `None` if the order is not one of time.
    pub(super) fn window(&mut self, asked: Asked) -> Option<String> {
        let (from, key, id) = match (asked.part, asked.driver) {
            (Part::Published, Driver::Order) => ("event e".to_owned(), "e.published_order", "e.id"),
            (Part::Seen, Driver::Order) => ("event e".to_owned(), "e.seen_at", "e.id"),
            (Part::Published, Driver::Symbol | Driver::SymbolRows) => {
                let symbol = self.symbol.as_ref()?;
                (format!("(SELECT * FROM link WHERE symbol = {symbol}) k"), "k.published_order", "k.event_id")
            }
            _ => return None,
        };
        let mut wanted = self.span(key);
        wanted.extend(self.after(asked, key, id));
        let wanted = if wanted.is_empty() { "TRUE".to_owned() } else { wanted.join(" AND ") };
        Some(format!(
            "SELECT min(id), max(id), min(at) FROM (SELECT {id} AS id, {key} AS at FROM {from}
                 WHERE {wanted} ORDER BY {key} DESC, {id} DESC LIMIT {WINDOW})"
        ))
    }

    /// The statement for a part of the list.
    ///
    /// Selects the page's events by their keys first, then the columns of those few. (In a single step, the
    /// symbols, claims and tags of every matching event would be collected before the sort.)
    pub(super) fn sql(&mut self, asked: Asked) -> String {
        let (key, id, limit) = (asked.key(), asked.id(), asked.limit);
        let mut wanted = self.conditions(asked);
        wanted.extend(self.after(asked, key, id));
        wanted.extend(asked.floor.map(|floor| format!("{key} >= {}", self.values.put(floor))));
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

    /// The condition that an event comes after the page before.
    fn after(&mut self, asked: Asked, key: &str, id: &str) -> Option<String> {
        let place = asked.after?;
        let last = match place.key {
            SortKey::Instant(micros) => self.values.put(micros),
            SortKey::Share(share) => self.values.put(share),
        };
        Some(format!("({key}, {id}) < ({last}, {})", self.values.put(place.id)))
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
        if asked.driver == Driver::SymbolRows {
            return "reaction m INDEXED BY reaction_headline_by_symbol CROSS JOIN event e ON e.id = m.event_id"
                .to_owned();
        }
        if asked.is_from_rows() {
            // What else is asked of the row must not make the planner sort all rows.
            let index = match (asked.part == Part::Ranked, self.filter.horizon.is_some()) {
                (true, false) => "reaction_headline_by_rank",
                (true, true) => "reaction_by_rank",
                (false, false) => "reaction_headline_by_move",
                (false, true) => "reaction_by_move",
            };
            return format!("reaction m INDEXED BY {index} CROSS JOIN event e ON e.id = m.event_id");
        }
        let events = match asked.driver {
            Driver::Set(place) => {
                let set = self.sets.get(place).map_or("", String::as_str);
                format!("(SELECT DISTINCT event_id FROM ({set})) k CROSS JOIN event e ON e.id = k.event_id")
            }
            Driver::Symbol => "link k CROSS JOIN event e ON e.id = k.event_id".to_owned(),
            Driver::Order | Driver::SymbolRows => "event e".to_owned(),
        };
        let is_of_row = asked.part.condition().is_some() || (!self.is_asked && self.chosen.is_some());
        if is_of_row { format!("{events} {}", self.row_of_event()) } else { events }
    }

    /// The chosen row of the event `e`, if there is one. Where it must be there, the planner would turn the
    /// join round and read all rows first: a cross join keeps its order.
    fn row_of_event(&self) -> String {
        let (rows, choice) = (self.rows("m"), self.choice());
        let row = self.row_named("m");
        let join = if self.needs_figure() { "CROSS JOIN" } else { "LEFT JOIN" };
        format!("{join} {row} ON m.event_id = e.id AND {rows} AND (m.symbol, m.mic) = {choice}")
    }

    /// The instrument whose row is chosen for the event `e`: of those that were asked for and meet the
    /// conditions, else of the subjects, the first that has a figure, else the first.
    fn choice(&self) -> String {
        let wanted = match &self.chosen {
            Some(chosen) if self.is_asked => format!("l.role <> 'related' AND {chosen}"),
            _ => "l.role = 'subject'".to_owned(),
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
        if let (Driver::SymbolRows, Some(symbol)) = (asked.driver, &self.symbol) {
            out.push(format!("m.symbol = {symbol}"));
        }
        if matches!(asked.driver, Driver::Symbol | Driver::SymbolRows) && asked.part != Part::Seen {
            out.extend(self.span(asked.key()).into_iter().filter(|_| !asked.part.is_by_figure()));
        }
        if let Some(expr) = &self.of_event {
            // The parts that an index has the columns for, each by itself, and all before the rest.
            let parts = expr.parts().iter().filter(|part| !part.is_of_one_claim());
            out.extend(parts.map(|part| clause_on(asked.id(), part, Scope::Nothing, &mut self.values)));
            let claims = EventExpr::all(expr.parts().iter().filter(|p| p.is_of_one_claim()).cloned());
            let claims = claims.map(|c| clause_on(asked.id(), &c, Scope::Nothing, &mut self.values));
            out.extend(claims);
        }
        out.extend(asked.part.condition().map(str::to_owned));
        if asked.is_from_rows() {
            out.push(self.rows("m"));
            out.extend(self.of_chosen.iter().cloned());
            out.push(format!("(m.symbol, m.mic) = {}", self.choice()));
        }
        if !self.is_asked {
            out.extend(self.chosen.clone());
        } else if !asked.is_from_rows() && !asked.part.is_by_figure() {
            out.extend(self.has_choice(asked.driver));
        }
        out
    }

    /// The bounds of publication that every event of the list keeps, on a column.
    fn span(&mut self, published: &str) -> Vec<String> {
        let parts = self.of_event.as_ref().map_or(&[][..], EventExpr::parts);
        let mut out = Vec::new();
        for part in parts {
            if let EventExpr::Is(Field::Published, operator, value) = part
                && *operator != Operator::NotEqual
            {
                out.push(scalar(published, *operator, value, &mut self.values));
            }
        }
        out
    }

    /// The condition that the event has a row that meets the conditions.
    fn has_choice(&self, driver: Driver) -> Option<String> {
        let wanted = self.chosen.as_ref()?;
        let parts = self.of_row.as_ref().map_or(&[][..], EventExpr::parts);
        let is_one_symbol = matches!(parts, [EventExpr::Is(Field::Ticker, Operator::Equal, _)]);
        if is_one_symbol && driver == Driver::Symbol {
            return None;
        }
        let is_of_figures = |f: Field| f.is_of_a_row() && !f.is_instrument();
        let is_plain = self.of_row.as_ref().is_some_and(|expr| !expr.mentions_any(&is_of_figures));
        let links = if is_plain { "link l".to_owned() } else { self.links_with_rows() };
        let exists = format!(
            "EXISTS (SELECT 1 FROM {links} WHERE l.event_id = e.id AND l.role <> 'related' AND {wanted})"
        );
        Some(match &self.without_row {
            Some(without) => format!("({exists} OR {without})"),
            None => exists,
        })
    }
}

/// A set with more entries than this is too large to be read completely.
pub(super) const MANY: usize = 5_000;

/// How many events, next in the order, are searched for words before all are.
const WINDOW: usize = 20_000;

/// The columns of a row, in the order in which they are read.
const COLUMNS: &str = "
    e.id, e.title, e.published_at, e.published_day, e.precision, e.source, e.kind, e.seen_at,
    (SELECT json_group_array(symbol) FROM
        (SELECT symbol FROM link WHERE event_id = e.id AND role <> 'related' ORDER BY position)),
    (SELECT json_group_array(status) FROM
        (SELECT status FROM claim WHERE event_id = e.id AND status IS NOT NULL ORDER BY position)),
    m.record, e.origin, e.url, e.lang, e.story_id, e.revision,
    (SELECT json_group_array(tag) FROM (SELECT tag FROM tag WHERE event_id = e.id ORDER BY tag))";
