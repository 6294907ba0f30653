//! The rows of one event as tables that stand alone, for pages.

use comfy_table::Table;

use super::event::EventDocument;
use super::format;
use super::rows::{ClaimRows, LinkRows};
use super::text::{Setting, Width, claim_sentence, reaction_cells, status_word, table};

/// The reactions, the symbol in each row.
#[must_use]
pub fn reactions(document: &EventDocument, setting: &Setting<'_>, width: Width) -> Table {
    let head =
        ["symbol", "horizon", "end", "return", "benchmark", "abnormal", "z", "rank", "verdict", "volume"];
    let mut out = table(width, &head);
    for row in &document.reactions {
        let symbol = row.symbol.as_str();
        let mut cells = reaction_cells(row, (setting.currency)(symbol), (setting.zone)(symbol));
        symbol.clone_into(&mut cells[0]);
        out.add_row(cells);
    }
    out
}

/// The claims, with what checking each of them found.
#[must_use]
pub fn claims(rows: &ClaimRows<'_>, width: Width) -> Table {
    let mut out = table(width, &["claim", "verdict", "chance", "reason", "passage"]);
    for claim in rows.claims {
        let verdict = claim.verdict.as_ref();
        out.add_row([
            claim_sentence(claim),
            verdict.map(|v| status_word(v.status).to_owned()).unwrap_or_default(),
            verdict.and_then(|v| v.chance).map(format::share).unwrap_or_default(),
            verdict.map(|v| v.note.clone()).unwrap_or_default(),
            format::one_line(&claim.evidence.text),
        ]);
    }
    out
}

/// The links.
#[must_use]
pub fn links(rows: &LinkRows<'_>, width: Width) -> Table {
    let mut out = table(width, &["symbol", "mic", "name", "role", "confidence"]);
    for link in rows.links {
        out.add_row([
            link.symbol.to_string(),
            link.mic.to_string(),
            link.name.clone(),
            format::word(&link.role),
            format::share(link.confidence),
        ]);
    }
    out
}
