//! One event as text for a terminal.

use std::fmt::Write as _;

use chrono_tz::Tz;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::event::{ClaimRecord, EventDocument, LinkRecord, MoveTimeRecord};
use super::format;
use super::missing::MissingRecord;
use super::reaction::{PointRecord, ReactionRecord, StatusRecord};
use crate::claim::{Bound, ClaimSession, ClaimStatus, DayPoint, Direction, MoveHorizon};
use crate::event::When;
use crate::link::{EvidenceKind, Role};
use crate::market::Missing;
use crate::units::Currency;

/// The width of a table in columns; `None` if the output is not a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Width(pub Option<u16>);

/// An empty table of the house's style.
#[must_use]
pub fn table(width: Width, head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(head.iter().copied());
    if let Some(columns) = width.0 {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(columns);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table
}

/// What text output needs besides the document: the event's time, and the zone and currency of each instrument.
pub struct Setting<'a> {
    /// When the event became public.
    pub when: When,
    /// The zone in which an instrument's times are shown.
    pub zone: &'a dyn Fn(&str) -> Tz,
    /// The decimals of an instrument's prices, and the currency of those that carry none; `None` where
    /// nobody has said which it is.
    pub currency: &'a dyn Fn(&str) -> (Option<Currency>, u8),
    /// How the face that prints words the way to data that is missing.
    pub remedy: MissingWords<'a>,
    /// The columns there are.
    pub width: Width,
}

/// How a face words the way to data that is missing; `None` where there is none.
pub type MissingWords<'a> = &'a dyn Fn(&Missing) -> Option<String>;

/// What is missing, and the way to it.
pub(super) fn missing_sentence(missing: &MissingRecord, remedy: MissingWords<'_>) -> String {
    match remedy(&missing.value) {
        Some(way) => format!("missing: {}; {way}", missing.value),
        None => format!("missing: {}", missing.value),
    }
}

/// The whole event: head, links, claims, reactions.
#[must_use]
pub fn event(document: &EventDocument, setting: &Setting<'_>) -> String {
    let mut out = head(document, setting);
    links(&mut out, document);
    claims(&mut out, document, setting);
    scores(&mut out, document);
    reactions(&mut out, document, setting);
    // Where there are no rows at all, their section has given these already.
    let given = document.not_measured();
    for note in document.notes.iter().filter(|note| !given.contains(&note.as_str())) {
        let _ = writeln!(out, "\nnote: {note}");
    }
    out.trim_end().to_owned()
}

fn head(document: &EventDocument, setting: &Setting<'_>) -> String {
    let event = &document.event;
    let mut out = format!("Event {}  {}\n", event.id, format::one_line(&event.title));
    let zone = document.links.first().map_or(Tz::UTC, |l| (setting.zone)(l.symbol.as_str()));
    let time = match setting.when {
        When::Instant { at, .. } => format::instant_in_zone(at, zone),
        When::Day(date) => format!("{}, {} (day only)", date, date.format("%A")),
    };
    let original = event.original.as_ref().map(|o| format!(" as \"{o}\"")).unwrap_or_default();
    let assumed = if event.zone_assumed { ", zone assumed" } else { "" };
    let origin = format::word(&event.origin);
    let _ = writeln!(out, "  published  {time}, from {origin}{original}{assumed}");
    if !event.conflicts.is_empty() {
        let _ = writeln!(out, "  also found {}", event.conflicts.join(", "));
    }
    let source =
        format::one_line(event.source.as_deref().or(event.url.as_deref()).unwrap_or("unknown source"));
    let lang = event.lang.as_deref().unwrap_or("unknown language");
    let _ = writeln!(out, "  source     {source} · {lang} · {} · revision {}", event.kind, event.revision);
    if !event.tags.is_empty() {
        let _ = writeln!(out, "  tags       {}", event.tags.join(", "));
    }
    out
}

fn links(out: &mut String, document: &EventDocument) {
    out.push_str("\nLinks\n");
    if document.links.is_empty() && document.unlisted.is_empty() {
        out.push_str("  none: no listed company is named\n");
    }
    for link in &document.links {
        let role = format::word(&link.role);
        let sure = format::share(link.confidence);
        let _ = writeln!(
            out,
            "  {:<8} {}  {:<9} {sure:>7}  {}  {}",
            link.symbol,
            link.mic,
            role,
            link.name,
            evidence(link, document)
        );
    }
    for unlisted in &document.unlisted {
        let related: Vec<String> =
            unlisted.related.iter().map(|r| format!("{} ({})", r.symbol, r.reason)).collect();
        let tail =
            if related.is_empty() { String::new() } else { format!("; related: {}", related.join(", ")) };
        let _ = writeln!(out, "  {} is not listed{tail}", unlisted.name);
    }
}

/// Where the text names it: the different words, with how often; for a related one, through whom.
pub(super) fn evidence(link: &LinkRecord, document: &EventDocument) -> String {
    if link.role == Role::Related {
        let through: Vec<&str> = document
            .unlisted
            .iter()
            .filter(|u| u.related.iter().any(|r| r.symbol == link.symbol && r.mic == link.mic))
            .map(|u| u.name.as_str())
            .collect();
        return format!("through {}", through.join(", "));
    }
    let mut words: Vec<(&str, usize)> = Vec::new();
    for e in &link.evidence {
        if e.kind == EvidenceKind::User {
            continue;
        }
        match words.iter_mut().find(|(word, _)| *word == e.text) {
            Some((_, n)) => *n += 1,
            None => words.push((&e.text, 1)),
        }
    }
    let by_user = link.evidence.iter().any(|e| e.kind == EvidenceKind::User);
    let quoted =
        words.iter().map(|(word, n)| if *n > 1 { format!("\"{word}\" ×{n}") } else { format!("\"{word}\"") });
    let told: Vec<String> = by_user.then(|| "by you".to_owned()).into_iter().chain(quoted.take(4)).collect();
    told.join(", ")
}

/// How services rate the item, a line for each service and symbol.
fn scores(out: &mut String, document: &EventDocument) {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for score in &document.scores {
        let whose = score.symbol.as_deref().map_or_else(String::new, |symbol| format!(" on {symbol}"));
        let head = format::one_line(&format!("{}{whose}", score.service));
        let value = score.value.map(|value| value.to_string()).or_else(|| score.label.clone());
        let told = format::one_line(&format!("{} {}", score.name, value.unwrap_or_default()));
        match lines.iter_mut().find(|(known, _)| *known == head) {
            Some((_, all)) => all.push(told),
            None => lines.push((head, vec![told])),
        }
    }
    if !lines.is_empty() {
        out.push_str("\nScores of services, each on its own scale\n");
    }
    for (head, all) in lines {
        let _ = writeln!(out, "  {head}: {}", all.join(", "));
    }
}

fn claims(out: &mut String, document: &EventDocument, setting: &Setting<'_>) {
    out.push_str("\nClaims\n");
    if document.claims.is_empty() {
        out.push_str("  none: the text states no price move\n");
    }
    for claim in &document.claims {
        let _ = writeln!(out, "  {}", claim_sentence(claim));
        let _ = writeln!(out, "    where   \"{}\"", claim.evidence.text.replace('\n', " "));
        if let Some(verdict) = &claim.verdict {
            let way = verdict.missing.as_ref().and_then(|m| (setting.remedy)(&m.value));
            let way = way.map(|way| format!("; {way}")).unwrap_or_default();
            let _ = writeln!(out, "    verdict {}: {}{way}", status_word(verdict.status), verdict.note);
            if let (Some(word), Some(rank), Some(n)) =
                (verdict.verdict, verdict.placebo_rank, verdict.sample_size)
            {
                let _ = writeln!(
                    out,
                    "    size    {}: larger than {} of {n} moves of the same kind before",
                    word.as_str(),
                    format::share(rank)
                );
            }
        }
    }
}

/// What a claim says, in one sentence: `MSFT down 0.21 % to 446.28 USD, premarket`.
#[must_use]
pub fn claim_sentence(claim: &ClaimRecord) -> String {
    let who = claim.symbol.as_ref().map_or(claim.company.as_str(), |s| s.as_str());
    let way = match claim.direction {
        Direction::Up => "up",
        Direction::Down => "down",
        Direction::Flat => "unchanged",
    };
    let mut text = format!("{who} {way}");
    text.push_str(bound_words(claim.bound));
    if let Some(percent) = claim.percent {
        let _ = write!(text, " {percent} %");
    } else if let (Some(low), Some(high)) = (claim.percent_min, claim.percent_max) {
        let _ = write!(text, " {low} to {high} %");
    }
    let unit = claim.currency.map(|c| format!(" {c}")).unwrap_or_default();
    if let Some(points) = claim.points {
        let _ = write!(text, " by {points}{}", if unit.is_empty() { " points" } else { unit.as_str() });
    }
    if let Some(from) = claim.from_price {
        let _ = write!(text, " from {from}{unit}");
    }
    if let Some(price) = claim.price {
        let _ = write!(text, " to {price}{unit}");
    }
    match claim.session {
        Some(ClaimSession::Premarket) => text.push_str(", premarket"),
        Some(ClaimSession::Regular) => text.push_str(", regular session"),
        Some(ClaimSession::Afterhours) => text.push_str(", after hours"),
        None => {}
    }
    match claim.point {
        Some(DayPoint::Open) => text.push_str(", at the open"),
        Some(DayPoint::Midday) => text.push_str(", at midday"),
        Some(DayPoint::Intraday) => text.push_str(", intraday"),
        Some(DayPoint::Close) => text.push_str(", at the close"),
        None => {}
    }
    match claim.horizon {
        MoveHorizon::Day => {}
        other => {
            let _ = write!(text, ", over: {}", format::word(&other));
        }
    }
    if let Some(when) = &claim.when {
        let _ = write!(text, ", {}", time_words(when));
    }
    text
}

const fn bound_words(bound: Option<Bound>) -> &'static str {
    match bound {
        Some(Bound::AtLeast) => " at least",
        Some(Bound::AtMost) => " at most",
        Some(Bound::AsMuchAs) => " as much as",
        Some(Bound::About) => " about",
        Some(Bound::Between) | None => "",
    }
}

/// The day or the span of days that a text names, in figures.
fn time_words(when: &MoveTimeRecord) -> String {
    if when.from == when.to {
        format!("on {}", when.from)
    } else {
        format!("from {} to {}", when.from, when.to)
    }
}

/// The status in one word.
#[must_use]
pub const fn status_word(status: ClaimStatus) -> &'static str {
    status.as_str()
}

fn reactions(out: &mut String, document: &EventDocument, setting: &Setting<'_>) {
    out.push_str("\nReactions\n");
    if document.reactions.is_empty() {
        match document.not_measured().as_slice() {
            [] => out.push_str("  none: no instrument to measure\n"),
            reasons => {
                for reason in reasons {
                    let _ = writeln!(out, "  none: {reason}");
                }
            }
        }
        return;
    }
    let mut symbols: Vec<&str> = document.reactions.iter().map(|r| r.symbol.as_str()).collect();
    symbols.dedup();
    for symbol in symbols {
        let rows: Vec<&ReactionRecord> =
            document.reactions.iter().filter(|r| r.symbol.as_str() == symbol).collect();
        anchor_line(out, symbol, &rows, setting);
        out.push_str(&reaction_table(symbol, &rows, setting));
        out.push('\n');
    }
}

fn anchor_line(out: &mut String, symbol: &str, rows: &[&ReactionRecord], setting: &Setting<'_>) {
    let (currency, decimals) = (setting.currency)(symbol);
    let forward = rows.iter().find(|r| !r.run_up && r.anchor.is_some());
    if let Some(anchor) = forward.and_then(|r| r.anchor.as_ref()) {
        let at = anchor
            .at
            .parse()
            .map_or_else(|_| anchor.at.clone(), |at| format::instant_in_zone(at, (setting.zone)(symbol)));
        let price = format::price(anchor.price, anchor.currency.or(currency), decimals);
        let _ = writeln!(
            out,
            "  {symbol}: anchor {price}, {at}, {} bars from {}",
            anchor.interval,
            format::provider(&anchor.provider)
        );
    }
}

/// A reaction as the cells of a table: nothing, horizon, end, return, benchmark, abnormal, z, rank,
/// verdict, volume.
#[must_use]
pub(super) fn reaction_cells(
    row: &ReactionRecord,
    (currency, decimals): (Option<Currency>, u8),
    zone: Tz,
) -> [String; 10] {
    let cell = |r: Option<crate::units::Return>| r.map(|r| format::percent(r.fraction())).unwrap_or_default();
    let end = match row.status {
        StatusRecord::Measured => {
            let price = |p: &PointRecord| format::price(p.price, p.currency.or(currency), decimals);
            row.end.as_ref().map(price).unwrap_or_default()
        }
        StatusRecord::Pending => {
            let due = row.due_at.as_ref().and_then(|d| d.parse().ok());
            due.map_or_else(
                || "pending".to_owned(),
                |d| format!("pending until {}", format::instant_short(d, zone)),
            )
        }
        StatusRecord::NoData => "no data".to_owned(),
        StatusRecord::Halted => "no trade".to_owned(),
    };
    let run_up = if row.run_up { "run-up " } else { "" };
    [
        " ".to_owned(),
        format!("{run_up}{}", row.horizon),
        end,
        cell(row.return_fraction),
        cell(row.benchmark_return),
        cell(row.abnormal_return),
        row.z.map(|z| format::signed(z, 1)).unwrap_or_default(),
        row.placebo_rank.map(format::share).unwrap_or_default(),
        row.verdict.map(|v| v.as_str().to_owned()).unwrap_or_default(),
        row.volume_ratio.map(|v| format!("{}×", format::decimal(v, 1))).unwrap_or_default(),
    ]
}

/// The rows without data, one line for each cause: `no data for open, 1d, 2d: daily bars of MSFT from … to …`.
fn without_data(rows: &[&ReactionRecord]) -> Vec<String> {
    let mut causes: Vec<(String, Option<Missing>, Vec<String>)> = Vec::new();
    for row in rows {
        let missing = row.missing.as_ref().map(|m| m.value.clone());
        let note = row.note.clone().unwrap_or_default();
        let horizon = format!("{}{}", if row.run_up { "run-up " } else { "" }, row.horizon);
        let joined = causes.iter_mut().find_map(|(said, known, horizons)| {
            if *said != note {
                return None;
            }
            match (&known, &missing) {
                (Some(a), Some(b)) => *known = Some(a.joined(b)?),
                (None, None) => {}
                _ => return None,
            }
            Some(horizons)
        });
        match joined {
            Some(horizons) => horizons.push(horizon),
            None => causes.push((note, missing, vec![horizon])),
        }
    }
    let line = |(note, missing, horizons): (String, Option<Missing>, Vec<String>)| {
        let why: Vec<String> = missing.map(|m| m.to_string()).into_iter().chain([note]).collect();
        let why: Vec<&str> = why.iter().map(String::as_str).filter(|w| !w.is_empty()).collect();
        format!("no data for {}: missing: {}", horizons.join(", "), why.join("; "))
    };
    causes.into_iter().map(line).collect()
}

fn reaction_table(symbol: &str, rows: &[&ReactionRecord], setting: &Setting<'_>) -> String {
    let head = ["", "horizon", "end", "return", "benchmark", "abnormal", "z", "rank", "verdict", "volume"];
    let width = Width(setting.width.0);
    let mut table = table(width, &head);
    for index in [3, 4, 5, 6, 7, 9] {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let money = (setting.currency)(symbol);
    let mut remarks = Vec::new();
    let (without, shown): (Vec<&ReactionRecord>, Vec<&ReactionRecord>) =
        rows.iter().partition(|r| r.status == StatusRecord::NoData);
    for row in &shown {
        table.add_row(reaction_cells(row, money, (setting.zone)(symbol)));
        let confounders = row.confounders.iter().map(|c| &c.text);
        for text in confounders.chain(&row.note) {
            if !remarks.iter().any(|(_, t)| t == text) {
                remarks.push((row.horizon, text.clone()));
            }
        }
    }
    let mut out = String::new();
    if !shown.is_empty() {
        let _ = writeln!(out, "{}", table.trim_fmt());
    }
    for cause in without_data(&without) {
        let _ = writeln!(out, "    {cause}");
    }
    for (horizon, remark) in remarks {
        let _ = writeln!(out, "    {horizon}: {remark}");
    }
    out
}
