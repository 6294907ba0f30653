//! newstape's side of the comparison with other programs.
//!
//! `--write DIR` leaves the panels there for the others to read; `--case NAME` times one case and prints a
//! JSON object. One case a process: its peak of memory is then its own. Run by `benches/peers/run.sh`.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

#[path = "../synthetic/mod.rs"]
mod synthetic;

use std::path::Path;
use std::time::Instant;

use newstape::study::significance::TestName;
use newstape::study::{Assignment, Detail, Keep, Market, Panel, ReturnSeries, Spec, run_keeping};
use synthetic::{
    DAYS, HORIZONS, INSTRUMENTS, PAIRS, SHARES, daily, measure, measure_totals, minutes, prices_after,
};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).map(|i| arguments[i + 1].as_str());
    if let Some(directory) = value("--write") {
        write(Path::new(directory));
    }
    match value("--case") {
        Some("horizons") => {
            let (shares, events) = minutes(SHARES, PAIRS);
            time("horizons", 8 * PAIRS, || prices_after(&shares, &events));
        }
        Some(name) => daily_case(name),
        None => {}
    }
}

fn daily_case(name: &str) {
    let (panel, market, assignment) = daily(INSTRUMENTS, DAYS, PAIRS);
    match name {
        // AR, CAR, standard error and t of every event, all of them kept.
        "events" => time(name, PAIRS, || measure(&panel, &market, &assignment, Detail::Totals)),
        // The same, AR handed on instrument by instrument; CAR, standard error and t kept.
        "events_handed_on" => time(name, PAIRS, || measure_totals(&panel, &market, &assignment)),
        // AR, CAR, BHAR by day with standard errors, all kept.
        "events_every_column" => time(name, PAIRS, || measure(&panel, &market, &assignment, Detail::Paths)),
        "every_test" => time(name, PAIRS, || {
            run_keeping(&panel, &market, assignment.clone(), &Spec::default(), &TestName::ALL, Keep::Sums)
        }),
        _ => println!("no case {name}"),
    }
}

fn write(directory: &Path) {
    let (panel, market, assignment) = daily(INSTRUMENTS, DAYS, PAIRS);
    write_daily(directory, &panel, &market, &assignment);
    let totals = measure_totals(&panel, &market, &assignment);
    put(&directory.join("total.f64"), totals.iter().flatten().map(|event| event[0].to_le_bytes()));
    put(&directory.join("t.f64"), totals.iter().flatten().map(|event| event[2].to_le_bytes()));
    drop((panel, market, assignment));
    let (shares, events) = minutes(SHARES, PAIRS);
    put(&directory.join("ends.i64"), shares[0].ends.iter().map(|v| v.to_le_bytes()));
    put(&directory.join("closes.f64"), shares.iter().flat_map(|s| &s.closes).map(|v| v.to_le_bytes()));
    put(&directory.join("event_share.u32"), events.iter().map(|e| e.0.to_le_bytes()));
    put(&directory.join("event_at.i64"), events.iter().map(|e| e.1.to_le_bytes()));
    let mut after = vec![0.0; HORIZONS.len() * PAIRS];
    for (numbers, values) in prices_after(&shares, &events) {
        for (number, own) in numbers.iter().zip(values.chunks_exact(HORIZONS.len())) {
            let at = *number as usize * HORIZONS.len();
            after[at..at + HORIZONS.len()].copy_from_slice(own);
        }
    }
    put(&directory.join("after.f64"), after.iter().map(|v| v.to_le_bytes()));
}

fn write_daily(directory: &Path, panel: &Panel, market: &Market, assignment: &Assignment) {
    std::fs::create_dir_all(directory).unwrap();
    let number = |value: Option<f64>| value.unwrap_or(f64::NAN).to_le_bytes();
    let returns = panel.series.iter().flat_map(ReturnSeries::returns);
    put(&directory.join("returns.f64"), returns.map(number));
    put(&directory.join("market.f64"), market.returns().map(number));
    let pairs = || assignment.pairs.iter().zip(0u32..).flat_map(|(own, i)| own.iter().map(move |p| (i, p)));
    put(&directory.join("pair_instrument.u32"), pairs().map(|(i, _)| i.to_le_bytes()));
    put(&directory.join("pair_row.u32"), pairs().map(|(_, pair)| pair.row.to_le_bytes()));
}

fn put<const N: usize>(path: &Path, values: impl Iterator<Item = [u8; N]>) {
    std::fs::write(path, values.flatten().collect::<Vec<u8>>()).unwrap();
}

/// The best of three, wall clock and processor time of all threads, with the peak of memory.
fn time<T>(name: &str, items: usize, mut case: impl FnMut() -> T) {
    let before = status("VmRSS");
    // Linux forgets the peak so far.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let (mut seconds, mut processor) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..3 {
        let (start, used) = (Instant::now(), processor_seconds());
        drop(case());
        seconds = seconds.min(start.elapsed().as_secs_f64());
        processor = processor.min(processor_seconds() - used);
    }
    let (peak, threads) = (status("VmHWM"), rayon::current_num_threads());
    println!(
        "{{\"program\":\"newstape\",\"case\":\"{name}\",\"items\":{items},\"seconds\":{seconds:.4},\
         \"processor_seconds\":{processor:.2},\"threads\":{threads},\"panel_mb\":{before},\"peak_mb\":{peak}}}"
    );
}

/// A line of the process's status, in megabytes; 0 where there is none.
fn status(name: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with(name));
    let number = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|n| n.parse::<u64>().ok());
    number.unwrap_or(0) / 1024
}

fn processor_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = text.split(' ').skip(13).take(2).filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}
