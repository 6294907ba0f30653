//! The arithmetic behind a figure, as a reader can check it by hand.

use std::fmt::Write as _;

use super::event::{ClaimRecord, EventDocument};
use super::format;
use super::reaction::{PaidRecord, PointRecord, ReactionRecord};
use super::text::{Setting, claim_sentence, missing_sentence, status_word};
use crate::claim::Direction;

/// Every claim and every measured row of an event, step by step.
#[must_use]
pub fn event(document: &EventDocument, setting: &Setting<'_>) -> String {
    let mut out = format!("Event {}  {}\n", document.event.id, document.event.title);
    for claim in &document.claims {
        explain_claim(&mut out, claim);
    }
    for row in &document.reactions {
        explain_row(&mut out, row, setting);
    }
    out.trim_end().to_owned()
}

fn explain_claim(out: &mut String, claim: &ClaimRecord) {
    let _ = writeln!(out, "\nClaim: {}", claim_sentence(claim));
    if let (Some(percent), Some(price)) = (claim.percent, claim.price) {
        let signed = if claim.direction == Direction::Down { -percent } else { percent };
        let implied = price / (1.0 + signed / 100.0);
        let _ = writeln!(
            out,
            "  implied reference price = {price} / (1 {} {percent} %) = {implied:.2}",
            if signed < 0.0 { "−" } else { "+" },
        );
    }
    let Some(verdict) = &claim.verdict else { return };
    if let (Some(close), Some(date), Some(price), Some(measured)) =
        (verdict.reference_close, verdict.reference_date, claim.price, verdict.measured_pct)
    {
        let close = format::quoted(close, 2);
        let _ = writeln!(out, "  close of {date} = {close}");
        let _ = writeln!(out, "  measured = {price} / {close} − 1 = {} %", format::signed(measured, 4));
    }
    if let (Some(rank), Some(n), Some(word)) = (verdict.placebo_rank, verdict.sample_size, verdict.verdict) {
        let smaller = (rank * format::count(n)).round();
        let _ = writeln!(
            out,
            "  placebo rank = {smaller} smaller moves / {n} = {} → {}",
            format::share(rank),
            word.as_str()
        );
    }
    let _ = writeln!(out, "  {}: {}", status_word(verdict.status), verdict.note);
}

fn explain_row(out: &mut String, row: &ReactionRecord, setting: &Setting<'_>) {
    let (Some(anchor), Some(end), Some(own)) = (&row.anchor, &row.end, row.return_fraction) else {
        let status = format::word(&row.status);
        let missing = row.missing.as_ref().map(|m| missing_sentence(m, setting.remedy));
        let told = missing.as_deref().or(row.note.as_deref()).or(row.due_at.as_deref());
        let why = told.unwrap_or("");
        let _ = writeln!(out, "\n{} {}: {status} {why}", row.symbol, row.horizon);
        return;
    };
    let symbol = row.symbol.as_str();
    let _ = writeln!(out, "\n{symbol} {}{}", row.horizon, if row.run_up { " (run-up)" } else { "" });
    let _ = writeln!(out, "  anchor  {}", point(anchor, symbol, setting));
    let _ = writeln!(out, "  end     {}", point(end, symbol, setting));
    let _ = writeln!(
        out,
        "  return  {} / {}{} − 1 = {}",
        end.price,
        anchor.price,
        reinvested(row),
        format::percent_with(own.fraction(), 4)
    );
    if let (Some(market), Some(abnormal), Some(name)) =
        (row.benchmark_return, row.abnormal_return, &row.benchmark)
    {
        let _ = writeln!(
            out,
            "  abnormal (market-adjusted)  {} − {} ({name}) = {}",
            format::percent_with(own.fraction(), 4),
            format::percent_with(market.fraction(), 4),
            format::percent_with(abnormal.fraction(), 4)
        );
    }
    if let Some(error) = row.standard_error {
        let _ = writeln!(out, "  standard error of the abnormal return  {}", format::percent_with(error, 4));
    }
    if let (Some(rank), Some(n), Some(word)) = (row.placebo_rank, row.sample_size, row.verdict) {
        let _ = writeln!(
            out,
            "  placebo rank  {} of {n} earlier spans moved less = {} → {}",
            (rank * format::count(n)).round(),
            format::share(rank),
            word.as_str()
        );
    }
    if let Some(z) = row.z {
        let _ =
            writeln!(out, "  z  {} standard deviations from the mean of those spans", format::signed(z, 2));
    }
    if let (Some(high), Some(low)) = (row.high, row.low) {
        let _ = writeln!(out, "  range in the span  {low} to {high}");
    }
    for confounder in &row.confounders {
        let _ = writeln!(out, "  also: {confounder}");
    }
    if let Some(note) = &row.note {
        let _ = writeln!(out, "  note: {note}");
    }
}

/// ` × (1 + 0.83 / 416.13)` for each dividend in the span.
fn reinvested(row: &ReactionRecord) -> String {
    let one = |paid: &PaidRecord| Some(format!(" × (1 + {} / {})", paid.amount, paid.reinvested_at?));
    row.dividends.iter().filter_map(one).collect()
}

fn point(point: &PointRecord, symbol: &str, setting: &Setting<'_>) -> String {
    let (currency, decimals) = (setting.currency)(symbol);
    let at = point
        .at
        .parse()
        .map_or_else(|_| point.at.clone(), |at| format::instant_in_zone(at, (setting.zone)(symbol)));
    format!(
        "{}  {at}  ({} bar, {}, {})",
        format::price(point.price, point.currency.or(currency), decimals),
        point.interval,
        point.provider,
        format::word(&point.adjustment)
    )
}
