//! Figures of groups of events, as JSON and as a table.

use comfy_table::{CellAlignment, Table};
use serde::Serialize;
use utoipa::ToSchema;

use super::format;
use super::text::{Width, table};

/// Of fewer values than this there is no median and no share.
pub const LEAST: usize = 10;

/// Groups of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatsDocument {
    /// What the groups are: `kind`, `source`, `symbol`, `tag` or `verdict`.
    pub by: String,
    /// The groups, in the order asked for.
    pub groups: Vec<GroupRecord>,
    /// How many groups there are in all.
    pub all: usize,
}

/// A group of events.
#[derive(Debug, Serialize, ToSchema)]
pub struct GroupRecord {
    /// Its value; absent for the events without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Events in it.
    pub events: usize,
    /// Stories that several events tell, one of them of this group.
    pub shared_stories: usize,
    /// Of these, the stories that an event of this group told first.
    pub first: usize,
    /// That as a share; absent of fewer than ten stories.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_share: Option<f64>,
    /// The moves.
    #[serde(flatten)]
    pub moves: Figures,
    /// Claims that were checked.
    pub claims: usize,
    /// Claims that are confirmed.
    pub confirmed: usize,
    /// Claims that are contradicted.
    pub contradicted: usize,
    /// Confirmed claims as a share of the confirmed and contradicted ones; absent of fewer than ten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed_share: Option<f64>,
}

/// The moves of a group: the headline's row of the first event of each story, for each instrument that it is about.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figures {
    /// How many are measured.
    pub measured: usize,
    /// Their median, a fraction; absent of fewer than ten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median_return: Option<f64>,
    /// The median of their size without sign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median_size: Option<f64>,
    /// The median of the abnormal returns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median_abnormal: Option<f64>,
    /// How many have a rank.
    pub ranked: usize,
    /// How many of those are notable or extreme.
    pub unusual: usize,
    /// That as a share; absent of fewer than ten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unusual_share: Option<f64>,
}

/// The groups as a table. A figure of too few values says how many there are.
#[must_use]
pub fn groups(document: &StatsDocument, width: Width) -> Table {
    let head = [
        document.by.as_str(),
        "events",
        "first",
        "moves",
        "median",
        "size",
        "abnormal",
        "unusual",
        "claims",
        "confirmed",
    ];
    let mut out = table(width, &head);
    for group in &document.groups {
        out.add_row(cells(group));
    }
    for column in out.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    out
}

fn cells(g: &GroupRecord) -> [String; 10] {
    let percent = |v: Option<f64>| v.map_or_else(|| few(g.moves.measured), format::percent);
    let decided = g.confirmed + g.contradicted;
    [
        g.group.clone().unwrap_or_else(|| "(none)".to_owned()),
        g.events.to_string(),
        part(g.first_share, g.shared_stories),
        g.moves.measured.to_string(),
        percent(g.moves.median_return),
        percent(g.moves.median_size),
        percent(g.moves.median_abnormal),
        part(g.moves.unusual_share, g.moves.ranked),
        g.claims.to_string(),
        part(g.confirmed_share, decided),
    ]
}

/// `61 % of 40`, or `n = 4` where those are too few for a share.
fn part(share: Option<f64>, of: usize) -> String {
    share.map_or_else(|| few(of), |share| format!("{} of {of}", format::share(share)))
}

fn few(n: usize) -> String {
    if n == 0 { String::new() } else { format!("n = {n}") }
}
