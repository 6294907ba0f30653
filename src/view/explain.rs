//! The arithmetic behind a figure, as a reader can check it by hand.

use std::fmt::Write as _;

use super::event::ClaimRecord;
use super::format;
use super::reaction::{PaidRecord, PointRecord, ReactionRecord};
use super::text::{Setting, claim_sentence, missing_sentence, status_word};
use super::workings::{ExplainDocument, RowWorkingsRecord, TracedPriceRecord};
use crate::claim::Direction;
use crate::reaction::Basis;

/// Every claim and every row of an event, step by step.
#[must_use]
pub fn event(document: &ExplainDocument, setting: &Setting<'_>) -> String {
    let ExplainDocument { event, workings } = document;
    let mut out = format!("Event {}  {}\n", event.event.id, event.event.title);
    for claim in &event.claims {
        explain_claim(&mut out, claim);
    }
    for row in &event.reactions {
        let of = workings.iter().find(|w| w.symbol == row.symbol && w.mic == row.mic);
        let made_of = of.and_then(|w| w.rows.iter().find(|r| r.horizon == row.horizon));
        explain_row(&mut out, row, made_of, setting);
    }
    if let Some(method) = workings.first().map(|w| w.method) {
        let _ = writeln!(
            out,
            "\nMeasured by method {method}; the JSON form has every earlier span and daily return"
        );
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
    if let (Some(chance), Some(windows)) = (verdict.chance, verdict.chance_windows) {
        let _ = writeln!(
            out,
            "  chance = {} of {windows} earlier windows of the same kind = {}",
            (chance * format::count(windows)).round(),
            format::share(chance)
        );
    }
    let _ = writeln!(out, "  {}: {}", status_word(verdict.status), verdict.note);
}

fn explain_row(
    out: &mut String,
    row: &ReactionRecord,
    made_of: Option<&RowWorkingsRecord>,
    setting: &Setting<'_>,
) {
    let (Some(anchor), Some(end), Some(own)) = (&row.anchor, &row.end, row.return_fraction) else {
        let status = format::word(&row.status);
        let missing = row.missing.as_ref().map(|m| missing_sentence(m, setting.remedy));
        let parts: Vec<&str> = [missing.as_deref(), row.note.as_deref()].into_iter().flatten().collect();
        let due = row.due_at.as_deref().unwrap_or("");
        let why = if parts.is_empty() { due.to_owned() } else { parts.join("; ") };
        let _ = writeln!(out, "\n{} {}: {status} {why}", row.symbol, row.horizon);
        return;
    };
    let symbol = row.symbol.as_str();
    let _ = writeln!(out, "\n{symbol} {}{}", row.horizon, if row.run_up { " (run-up)" } else { "" });
    let traced = |of: fn(&RowWorkingsRecord) -> Option<&TracedPriceRecord>| {
        made_of.and_then(of).map(trace).unwrap_or_default()
    };
    let first = point(anchor, symbol, setting);
    let _ = writeln!(out, "  anchor  {first}{}", traced(|w| w.anchor.as_ref()));
    let last = point(end, symbol, setting);
    let _ = writeln!(out, "  end     {last}{}", traced(|w| w.end.as_ref()));
    let _ = writeln!(
        out,
        "  return  {} / {}{} − 1 = {}",
        end.price,
        anchor.price,
        reinvested(&row.dividends),
        pct(own.fraction())
    );
    explain_market(out, row, made_of, setting);
    explain_standing(out, row);
    explain_volume(out, row, made_of);
    if let (Some(high), Some(low)) = (row.high, row.low) {
        let _ = writeln!(out, "  range in the span  {low} to {high}");
    }
    for confounder in &row.confounders {
        let _ = writeln!(out, "  also: {}", confounder.text);
    }
    if let Some(note) = &row.note {
        let _ = writeln!(out, "  note: {note}");
    }
    if made_of.is_some_and(|w| !w.as_recorded) {
        out.push_str("  note: the bars that are stored now give other figures than the recorded ones\n");
    }
}

/// What the benchmark did, and what of the return is left beyond it.
fn explain_market(
    out: &mut String,
    row: &ReactionRecord,
    made_of: Option<&RowWorkingsRecord>,
    setting: &Setting<'_>,
) {
    let (Some(own), Some(market), Some(abnormal), Some(name)) =
        (row.return_fraction, row.benchmark_return, row.abnormal_return, &row.benchmark)
    else {
        return;
    };
    if let Some(made_of) = made_of
        && let (Some(from), Some(to)) = (&made_of.benchmark_anchor, &made_of.benchmark_end)
    {
        let at = |p: &TracedPriceRecord| instant(&p.at, row.symbol.as_str(), setting);
        let _ = writeln!(out, "  {name} from  {}  {}{}", from.price, at(from), trace(from));
        let _ = writeln!(out, "  {name} to    {}  {}{}", to.price, at(to), trace(to));
        let _ = writeln!(
            out,
            "  {name} return  {} / {}{} − 1 = {}",
            to.price,
            from.price,
            reinvested(&made_of.benchmark_dividends),
            pct(market.fraction())
        );
    }
    if let (Some(beta), Some(e)) = (row.beta, &row.estimation) {
        let _ = writeln!(
            out,
            "  beta  {} = the slope of {} daily returns on those of {name}, {} to {}",
            format::signed(beta, 4),
            e.n,
            e.from,
            e.to
        );
    }
    let model = row.model.as_ref().map(format::word).unwrap_or_default();
    let times = row.beta.map_or_else(String::new, |beta| format!("{} × ", format::signed(beta, 4)));
    let _ = writeln!(
        out,
        "  abnormal ({model})  {} − {times}{} ({name}) = {}",
        pct(own.fraction()),
        pct(market.fraction()),
        pct(abnormal.fraction())
    );
}

/// Where the return stands among those of the earlier spans.
fn explain_standing(out: &mut String, row: &ReactionRecord) {
    let basis = row.basis.map(|b| format::word(&b)).unwrap_or_default();
    let value = match row.basis {
        Some(Basis::Abnormal) => row.abnormal_return,
        Some(Basis::Raw) | None => row.return_fraction,
    };
    if let Some(s) = &row.sample {
        let spread = s.mean.zip(s.sd).map_or_else(String::new, |(mean, sd)| {
            format!("; mean {}, standard deviation {}", pct(mean), unsigned(sd))
        });
        let _ = writeln!(
            out,
            "  sample  {} earlier spans, {} of which do not overlap, {} to {}{spread}",
            s.n, s.independent, s.from, s.to
        );
        if let (Some(z), Some(value), Some(mean), Some(sd)) = (row.z, value, s.mean, s.sd) {
            let _ = writeln!(
                out,
                "  z ({basis})  ({} − {}) / {} = {}",
                pct(value.fraction()),
                pct(mean),
                unsigned(sd),
                format::signed(z, 2)
            );
        }
    } else if let Some(z) = row.z {
        let _ =
            writeln!(out, "  z  {} standard deviations from the mean of those spans", format::signed(z, 2));
    }
    if let Some(error) = row.standard_error {
        let _ = writeln!(
            out,
            "  standard error of the abnormal return  {} (the deviation of the sample)",
            unsigned(error)
        );
    }
    if let (Some(rank), Some(n), Some(word)) = (row.placebo_rank, row.sample_size, row.verdict) {
        let _ = writeln!(
            out,
            "  placebo rank ({basis})  {} of {n} earlier spans moved less = {} → {}",
            (rank * format::count(n)).round(),
            format::share(rank),
            word.as_str()
        );
    }
    if let (Some(raw), Some(Basis::Abnormal)) = (&row.raw, row.basis) {
        let z = raw.z.map(|z| format!(", z {}", format::signed(z, 2))).unwrap_or_default();
        let _ = writeln!(
            out,
            "  of the raw return  placebo rank {} of {}{z}",
            format::share(raw.placebo_rank),
            raw.n
        );
    }
}

fn explain_volume(out: &mut String, row: &ReactionRecord, made_of: Option<&RowWorkingsRecord>) {
    let Some(ratio) = row.volume_ratio else { return };
    match made_of.and_then(|w| w.volume) {
        Some(volume) => {
            let _ = writeln!(
                out,
                "  volume  {} / {} (the median of the sample's spans) = {}",
                format::decimal(volume, 0),
                format::decimal(volume / ratio, 0),
                format::decimal(ratio, 2)
            );
        }
        None => {
            let _ = writeln!(
                out,
                "  volume  {} times the median of the sample's spans",
                format::decimal(ratio, 2)
            );
        }
    }
}

fn pct(fraction: f64) -> String {
    format::percent_with(fraction, 4)
}

/// A size, which has no sign.
fn unsigned(fraction: f64) -> String {
    pct(fraction).trim_start_matches('+').to_owned()
}

/// ` × (1 + 0.83 / 416.13)` for each dividend in the span.
fn reinvested(dividends: &[PaidRecord]) -> String {
    let one = |paid: &PaidRecord| Some(format!(" × (1 + {} / {})", paid.amount, paid.reinvested_at?));
    dividends.iter().filter_map(one).collect()
}

/// Where a price comes from: `; 1208.88 × 0.1 for splits; had 2025-02-01 12:00 UTC`.
fn trace(price: &TracedPriceRecord) -> String {
    let split = match (price.stored, price.split_factor) {
        (Some(stored), Some(factor)) if (factor - 1.0).abs() > 1e-12 => {
            format!("; {stored} × {factor} for splits")
        }
        _ => String::new(),
    };
    let had = price.fetched_at.as_deref().map(|at| format!("; had {at}")).unwrap_or_default();
    format!("{split}{had}")
}

fn instant(at: &str, symbol: &str, setting: &Setting<'_>) -> String {
    at.parse().map_or_else(|_| at.to_owned(), |at| format::instant_in_zone(at, (setting.zone)(symbol)))
}

fn point(point: &PointRecord, symbol: &str, setting: &Setting<'_>) -> String {
    let (currency, decimals) = (setting.currency)(symbol);
    format!(
        "{}  {}  ({} bar, {}, {})",
        format::price(point.price, point.currency.or(currency), decimals),
        instant(&point.at, symbol, setting),
        point.interval,
        point.provider,
        format::word(&point.adjustment).replace('_', " ")
    )
}
