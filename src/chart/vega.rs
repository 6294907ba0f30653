//! A chart as a Vega-Lite specification, for those who restyle it or read its values under the pointer.
//!
//! # Source
//! Vega-Lite 5, <https://vega.github.io/vega-lite/docs/>.

use serde_json::{Value, json};

use super::any::ChartSpec;
use super::caar::CaarSpec;
use super::comparison::ComparisonSpec;
use super::heatmap::HeatMapSpec;
use super::ink::Ink;
use super::multiples::MultiplesSpec;
use super::placebo::PlaceboSpec;
use super::spec::{ChartBars, Frame, ReactionSpec};
use super::timeline::TimelineSpec;
use crate::market::Bar;
use crate::view::format;

/// The chart as a Vega-Lite 5 specification with its data inside.
///
/// It shows the same numbers on the same scales in the same colours; numbered marks, the normal range and the key are
/// the drawing's own.
///
/// # Examples
/// ```
/// use newstape::chart::{self, ChartSpec, Frame, HeatMapSpec, HeatRow};
///
/// let spec = ChartSpec::HeatMap(HeatMapSpec {
///     frame: Frame::titled("Results move"),
///     columns: vec!["1d".to_owned()],
///     rows: vec![HeatRow { label: "earnings".to_owned(), events: 4, moves: vec![Some(-0.062)] }],
///     note: String::new(),
/// });
/// let vega = chart::vega_lite(&spec);
/// assert_eq!(vega["title"]["text"], "Results move");
/// assert_eq!(vega["data"]["values"][0]["move"], -0.062);
/// ```
#[must_use]
pub fn vega_lite(spec: &ChartSpec) -> Value {
    let (data, picture) = match spec {
        ChartSpec::Reaction(spec) => reaction(spec),
        ChartSpec::Comparison(spec) => comparison(spec),
        ChartSpec::Placebo(spec) => placebo(spec),
        ChartSpec::Multiples(spec) => multiples(spec),
        ChartSpec::Timeline(spec) => timeline(spec),
        ChartSpec::HeatMap(spec) => heat_map(spec),
        ChartSpec::Study(spec) => study(spec),
    };
    let frame = spec.frame();
    let subtitle: Vec<&str> = frame.subtitle.iter().map(|p| p.text.as_str()).collect();
    let mut whole = json!({
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": { "text": frame.title, "subtitle": subtitle.join(" "), "anchor": "start" },
        "background": hex(frame, Ink::Paper),
        "data": { "values": data },
        "config": {
            "title": { "color": hex(frame, Ink::Text), "subtitleColor": hex(frame, Ink::Muted) },
            "axis": {
                "labelColor": hex(frame, Ink::Muted),
                "titleColor": hex(frame, Ink::Muted),
                "gridColor": hex(frame, Ink::Hairline),
            },
            "legend": { "labelColor": hex(frame, Ink::Text), "titleColor": hex(frame, Ink::Muted) },
            "view": { "stroke": null },
        },
    });
    if let (Some(whole), Value::Object(picture)) = (whole.as_object_mut(), picture) {
        if !picture.contains_key("facet") {
            whole.insert("width".to_owned(), json!(frame.sheet.inner().round()));
            whole.insert("height".to_owned(), json!(320));
        }
        whole.extend(picture);
    }
    whole
}

fn hex(frame: &Frame, ink: Ink) -> String {
    let plotters::style::RGBColor(r, g, b) = frame.theme.colour(ink);
    format!("#{r:02X}{g:02X}{b:02X}")
}

/// The inks of groups, as a scale of colours.
fn groups(frame: &Frame) -> Value {
    json!({ "range": (0..6).map(|i| hex(frame, Ink::of_group(i))).collect::<Vec<_>>() })
}

fn percent_axis(title: &str) -> Value {
    json!({ "format": "+.1%", "title": title })
}

fn reaction(spec: &ReactionSpec) -> (Value, Value) {
    fn row<At: Copy>(at: &str, bar: &Bar<At>) -> Value {
        let Bar { open, high, low, close, volume, .. } = bar;
        json!({ "at": at, "open": open, "high": high, "low": low, "close": close, "volume": volume })
    }
    let values: Vec<Value> = match &spec.bars {
        ChartBars::Daily(bars) => bars.iter().map(|b| row(&b.at.to_string(), b)).collect(),
        ChartBars::Intraday(bars) => bars.iter().map(|b| row(&format::utc(b.at), b)).collect(),
    };
    let frame = &spec.frame;
    let x = json!({ "field": "at", "type": "temporal", "title": null });
    let price = |field: &str| json!({ "field": field, "type": "quantitative", "scale": { "zero": false }, "title": spec.instrument });
    let fill = json!({
        "condition": { "test": "datum.close < datum.open", "value": hex(frame, Ink::Price) },
        "value": hex(frame, Ink::Paper),
    });
    let tooltip = ["at", "open", "high", "low", "close", "volume"].map(|field| json!({ "field": field }));
    let mut layers = vec![
        json!({
            "mark": { "type": "rule", "color": hex(frame, Ink::Price) },
            "encoding": { "x": x, "y": price("low"), "y2": { "field": "high" } },
        }),
        json!({
            "mark": { "type": "bar", "stroke": hex(frame, Ink::Price), "size": 9 },
            "encoding": { "x": x, "y": price("open"), "y2": { "field": "close" }, "fill": fill,
                "tooltip": tooltip },
        }),
    ];
    layers.extend(spec.anchor.map(|anchor| {
        json!({ "mark": { "type": "rule", "strokeDash": [4, 3], "color": hex(frame, Ink::Text) },
            "encoding": { "y": { "datum": anchor.price } } })
    }));
    (Value::Array(values), json!({ "layer": layers }))
}

fn comparison(spec: &ComparisonSpec) -> (Value, Value) {
    let rows = spec.lines.iter().flat_map(|line| {
        let known = spec.days.iter().zip(&line.moves).filter_map(|(day, value)| Some((day, (*value)?)));
        known.map(|(day, value)| json!({ "date": day.to_string(), "symbol": line.label, "move": value }))
    });
    let encoding = json!({
        "x": { "field": "date", "type": "temporal", "title": null },
        "y": { "field": "move", "type": "quantitative", "axis": percent_axis("") },
        "color": { "field": "symbol", "type": "nominal", "scale": groups(&spec.frame) },
        "tooltip": [{ "field": "symbol" }, { "field": "date", "type": "temporal" }, { "field": "move", "format": "+.2%" }],
    });
    (rows.collect(), json!({ "mark": "line", "encoding": encoding }))
}

fn placebo(spec: &PlaceboSpec) -> (Value, Value) {
    let frame = &spec.frame;
    let layers = json!([
        {
            "mark": { "type": "bar", "color": hex(frame, Ink::Volume) },
            "encoding": {
                "x": { "field": "move", "bin": { "maxbins": 48 }, "axis": percent_axis(&spec.horizon) },
                "y": { "aggregate": "count", "title": null },
            },
        },
        {
            "mark": { "type": "rule", "color": hex(frame, Ink::News), "size": 2 },
            "encoding": { "x": { "datum": spec.this } },
        },
    ]);
    (spec.moves.iter().map(|m| json!({ "move": m })).collect(), json!({ "layer": layers }))
}

fn multiples(spec: &MultiplesSpec) -> (Value, Value) {
    let rows = spec.panels.iter().enumerate().flat_map(|(i, panel)| {
        let name = format!("{}. {} {}", i + 1, panel.label, panel.detail);
        panel.points.iter().map(move |(day, value)| json!({ "panel": name, "session": day, "move": value }))
    });
    let inner = json!({
        "width": 160, "height": 90,
        "mark": { "type": "line", "color": hex(&spec.frame, Ink::Price) },
        "encoding": {
            "x": { "field": "session", "type": "quantitative", "title": null },
            "y": { "field": "move", "type": "quantitative", "axis": percent_axis("") },
        },
    });
    let facet = json!({ "field": "panel", "type": "nominal", "title": null, "sort": null });
    (rows.collect(), json!({ "facet": facet, "columns": 4, "spec": inner }))
}

fn timeline(spec: &TimelineSpec) -> (Value, Value) {
    let frame = &spec.frame;
    let closes = spec.closes.iter().map(|(day, close)| json!({ "date": day.to_string(), "close": close }));
    let news = spec
        .news
        .iter()
        .map(|n| json!({ "at": format::utc(n.at), "title": n.title.text, "move": n.move_fraction }));
    let layers = json!([
        {
            "mark": { "type": "line", "color": hex(frame, Ink::Price) },
            "encoding": {
                "x": { "field": "date", "type": "temporal", "title": null },
                "y": { "field": "close", "type": "quantitative", "scale": { "zero": false }, "title": null },
            },
        },
        {
            "data": { "values": news.collect::<Vec<_>>() },
            "mark": { "type": "rule", "color": hex(frame, Ink::News) },
            "encoding": {
                "x": { "field": "at", "type": "temporal" },
                "tooltip": [{ "field": "title" }, { "field": "at", "type": "temporal" }, { "field": "move", "format": "+.2%" }],
            },
        },
    ]);
    (closes.collect(), json!({ "layer": layers }))
}

fn heat_map(spec: &HeatMapSpec) -> (Value, Value) {
    let frame = &spec.frame;
    let rows = spec.rows.iter().flat_map(|row| {
        let cells = spec.columns.iter().zip(&row.moves);
        cells.map(|(column, value)| json!({ "row": row.label, "events": row.events, "horizon": column, "move": value }))
    });
    let range = [Ink::Down, Ink::Paper, Ink::Up].map(|ink| hex(frame, ink));
    let place = json!({
        "x": { "field": "horizon", "type": "nominal", "sort": null, "title": null, "axis": { "orient": "top" } },
        "y": { "field": "row", "type": "nominal", "sort": null, "title": null },
    });
    let with = |channel: &str, encoded: Value| {
        let mut all = place.clone();
        all[channel] = encoded;
        all
    };
    let colour = json!({ "field": "move", "type": "quantitative",
        "scale": { "domainMid": 0, "range": range }, "legend": { "format": "+.0%" } });
    let text = json!({ "field": "move", "type": "quantitative", "format": "+.2%" });
    let layers = json!([
        { "mark": { "type": "rect", "opacity": 0.6 }, "encoding": with("color", colour) },
        { "mark": { "type": "text", "color": hex(frame, Ink::Text) }, "encoding": with("text", text) },
    ]);
    (rows.collect(), json!({ "layer": layers }))
}

fn study(spec: &CaarSpec) -> (Value, Value) {
    let rows = spec.groups.iter().flat_map(|group| {
        group.points.iter().map(|p| {
            json!({ "group": group.label, "day": p.relative_day, "value": p.caar_fraction,
                "low": p.band.map(|b| b.0), "high": p.band.map(|b| b.1), "average": p.aar_fraction })
        })
    });
    let day = json!({ "field": "day", "type": "quantitative", "title": null });
    let colour = json!({ "field": "group", "type": "nominal", "scale": groups(&spec.frame) });
    let layers = json!([
        {
            "mark": { "type": "area", "opacity": 0.16 },
            "encoding": { "x": day, "y": { "field": "low", "type": "quantitative", "title": null },
                "y2": { "field": "high" }, "color": colour },
        },
        {
            "mark": { "type": "line", "point": true },
            "encoding": { "x": day, "y": { "field": "value", "type": "quantitative", "title": spec.measure.path() },
                "color": colour },
        },
    ]);
    (rows.collect(), json!({ "layer": layers }))
}
