//! Every figure of an event, redone from what `explain --json` holds and nothing else.

use serde_json::Value;

use crate::support::Newstape;

fn n(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is not a number"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn close_to(got: &Value, expected: f64, what: &str) {
    let got = n(got);
    assert!((got - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{what}: {got} is not {expected}");
}

#[allow(clippy::cast_precision_loss)] // counts of spans
fn mean_and_sd(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, (values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt())
}

fn slope(days: &[Value]) -> f64 {
    let pairs: Vec<(f64, f64)> = days.iter().map(|d| (n(&d["benchmark_return"]), n(&d["return"]))).collect();
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
    let (mx, my) = (mean_and_sd(&x).0, mean_and_sd(&y).0);
    let above: f64 = x.iter().zip(&y).map(|(x, y)| (x - mx) * (y - my)).sum();
    above / x.iter().map(|x| (x - mx).powi(2)).sum::<f64>()
}

fn total_return(from: &Value, to: &Value, dividends: &Value) -> f64 {
    let held: f64 = list(dividends)
        .iter()
        .filter_map(|d| Some(1.0 + n(&d["amount"]) / d["reinvested_at"].as_f64()?))
        .product();
    n(&to["price"]) * held / n(&from["price"]) - 1.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
}

/// Redoes one row.
#[allow(clippy::cast_precision_loss)] // counts of spans
fn redo(row: &Value, made_of: &Value, estimation: &[Value]) {
    let name = format!("{} {}", row["symbol"], row["horizon"]);
    assert_eq!(made_of["as_recorded"], true, "{name}");
    for end in ["anchor", "end", "benchmark_anchor", "benchmark_end"] {
        let price = &made_of[end];
        close_to(&price["price"], n(&price["stored"]) * n(&price["split_factor"]), &name);
        assert!(price["fetched_at"].is_string() && price["source"].is_string(), "{name}: {price}");
    }
    let own = total_return(&made_of["anchor"], &made_of["end"], &made_of["dividends"]);
    close_to(&row["return"], own, &name);
    let ends = (&made_of["benchmark_anchor"], &made_of["benchmark_end"]);
    let market = total_return(ends.0, ends.1, &made_of["benchmark_dividends"]);
    close_to(&row["benchmark_return"], market, &name);
    let beta = slope(estimation);
    close_to(&row["beta"], beta, &name);
    assert_eq!(row["estimation"]["n"], estimation.len());
    let abnormal = own - beta * market;
    close_to(&row["abnormal_return"], abnormal, &name);
    let spans = list(&made_of["spans"]);
    let sample: Vec<f64> =
        spans.iter().filter_map(|s| Some(n(&s["return"]) - beta * s["benchmark_return"].as_f64()?)).collect();
    assert_eq!(row["sample"]["n"], sample.len(), "{name}");
    let (mean, sd) = mean_and_sd(&sample);
    close_to(&row["sample"]["mean"], mean, &name);
    close_to(&row["sample"]["sd"], sd, &name);
    close_to(&row["standard_error"], sd, &name);
    close_to(&row["z"], (abnormal - mean) / sd, &name);
    let smaller = |values: &[f64], of: f64| values.iter().filter(|v| v.abs() < of.abs()).count() as f64;
    close_to(&row["placebo_rank"], smaller(&sample, abnormal) / sample.len() as f64, &name);
    let raw: Vec<f64> = spans.iter().map(|s| n(&s["return"])).collect();
    let (mean, sd) = mean_and_sd(&raw);
    close_to(&row["raw"]["z"], (own - mean) / sd, &name);
    close_to(&row["raw"]["placebo_rank"], smaller(&raw, own) / raw.len() as f64, &name);
    if !row["volume_ratio"].is_null() {
        let median = median(spans.iter().filter_map(|s| s["volume"].as_f64()).collect());
        close_to(&row["volume_ratio"], n(&made_of["volume"]) / median, &name);
    }
    let independent = usize::try_from(row["sample"]["independent"].as_u64().unwrap()).unwrap();
    let word = match n(&row["placebo_rank"]) {
        rank if rank > 0.99 && independent >= 100 => "extreme",
        rank if rank > 0.9 && independent >= 10 => "notable",
        rank if rank >= 0.5 => "ordinary",
        _ => "muted",
    };
    assert_eq!(row["verdict"], word, "{name}");
    for span in [spans.first(), spans.last()].into_iter().flatten() {
        let date = |value: &Value| value.as_str().unwrap().to_owned();
        assert!(date(&span["from"]) >= date(&row["sample"]["from"]), "{name}");
        assert!(date(&span["to"]) <= date(&row["sample"]["to"]), "{name}");
    }
}

#[test]
fn every_figure_is_redone_from_the_json_alone() {
    let newstape = Newstape::new();
    newstape.unpack_demo_bars();
    newstape.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "splits"]);
    // The last day is made up: the whole market rises by a tenth.
    let risen = "symbol,date,open,high,low,close\nMSFT,2025-03-14,378.77,420.43,378.77,420.43\n\
                 SPY,2025-03-14,551.42,606.56,551.42,606.56\n";
    newstape.write("risen.csv", risen);
    newstape.ok(&["prices", "import", "risen.csv", "--adjusted", "splits"]);
    let events = [
        ("Meta beats estimates", "2025-01-29T21:05Z", "META"),
        ("A rival's model costs a tenth", "2025-01-27T09:00Z", "NVDA"),
        ("Tariffs are put off", "2025-03-13T21:20Z", "MSFT"),
        ("A new phone", "2025-02-19", "AAPL"),
    ];
    for (title, at, ticker) in events {
        newstape.ok(&["log", "--title", title, "--at", at, "--ticker", ticker]);
    }
    let mut redone = 0;
    for event in 1..=events.len() {
        let document = newstape.json(&["explain", &event.to_string()]);
        let workings = &document["workings"][0];
        assert_eq!(workings["benchmark"], "SPY", "event {event}");
        for row in list(&document["reactions"]).iter().filter(|r| r["status"] == "measured") {
            let made_of = list(&workings["rows"]).iter().find(|w| w["horizon"] == row["horizon"]).unwrap();
            redo(row, made_of, list(&workings["estimation"]));
            redone += 1;
        }
    }
    assert!(redone >= 30, "only {redone} rows were measured");
    // A share that rose with its market is not extreme.
    let tariffs = newstape.json(&["show", "3"]);
    let first = list(&tariffs["reactions"]).iter().find(|r| r["horizon"] == "1d").unwrap();
    assert!(n(&first["return"]) > 0.09 && n(&first["raw"]["placebo_rank"]) > 0.99, "{first}");
    assert_ne!(first["verdict"], "extreme", "{first}");
    assert_eq!(first["basis"], "abnormal");
}

#[test]
fn what_is_recorded_and_no_longer_so_is_told() {
    let newstape = Newstape::new();
    newstape.unpack_demo_bars();
    newstape.ok(&["prices", "import", "bars.csv.gz", "--adjusted", "splits"]);
    newstape.ok(&["log", "--title", "Meta beats estimates", "--at", "2025-01-29T21:05Z", "--ticker", "META"]);
    newstape.write("meta.csv", "symbol,date,open,high,low,close\nMETA,2025-01-30,690,710,680,700\n");
    newstape.ok(&["prices", "import", "meta.csv", "--adjusted", "splits"]);
    let document = newstape.json(&["explain", "1"]);
    let rows = list(&document["workings"][0]["rows"]);
    let of = |horizon: &str| rows.iter().find(|w| w["horizon"] == horizon).unwrap();
    assert_eq!(of("1d")["as_recorded"], false);
    assert_eq!(of("-1d")["as_recorded"], true);
    assert!(newstape.ok(&["explain", "1"]).contains("other figures than the recorded ones"));
}
