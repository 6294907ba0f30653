//! Encodes bars as bytes and decodes them, losslessly.
//!
//! Quoted prices are decimals, so a block keeps them as integers in units of its finest decimal
//! (or, if a price is not a short decimal, as the bits of a 32- or 64-bit float, which order like
//! the numbers themselves). Of those integers it keeps differences: the open from the close
//! before, the close from the open, high and low from the body. Each difference is a variable-length
//! integer of one to ten bytes. Every `f64` comes back with the same bits.
//!
//! ```text
//! block   := 1 (version) count price_code volume_code labels row*
//! labels  := first unit (delta/unit run)*
//! row     := open−previous_close close−open high−max(open,close) min(open,close)−low volume
//! volume  := 0 for unknown, else 1 + the coded number
//! ```

use super::label::Label;
use crate::market::Bar;

const VERSION: u8 = 1;
/// With more decimals than this, the bits of a float are shorter.
const MAX_DECIMALS: u8 = 9;
const SINGLE: u8 = 32;
const DOUBLE: u8 = 64;
/// Integers below this are exact as `f64`.
const EXACT_INTEGER: f64 = 9_007_199_254_740_992.0;
const POWERS: [f64; MAX_DECIMALS as usize + 1] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/// The bytes are not a block that this version wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damaged;

/// How numbers become integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    /// A count of `10^-n`.
    Decimals(u8),
    /// The bits of an `f32`.
    Single,
    /// The bits of an `f64`.
    Double,
}

impl Code {
    /// The shortest code that restores every number with the same bits.
    fn fitting(numbers: &(impl Iterator<Item = f64> + Clone)) -> Self {
        let mut decimals = 0;
        for number in numbers.clone() {
            while !Self::Decimals(decimals).fits(number) {
                decimals += 1;
                if decimals > MAX_DECIMALS {
                    let single = numbers.clone().all(|n| Self::Single.fits(n));
                    return if single { Self::Single } else { Self::Double };
                }
            }
        }
        // A number that is exact with few decimals can be too large for more.
        if decimals > 0 && !numbers.clone().all(|n| Self::Decimals(decimals).fits(n)) {
            return Self::Double;
        }
        Self::Decimals(decimals)
    }

    fn fits(self, number: f64) -> bool {
        let small = match self {
            Self::Decimals(d) => (number * POWERS[usize::from(d)]).abs() < EXACT_INTEGER,
            Self::Single | Self::Double => true,
        };
        small && self.decode(self.encode(number)).to_bits() == number.to_bits()
    }

    #[allow(clippy::cast_possible_truncation)] // `fits` checks that nothing is lost
    fn encode(self, number: f64) -> i64 {
        match self {
            Self::Decimals(d) => (number * POWERS[usize::from(d)]).round() as i64,
            Self::Single => i64::from((number as f32).to_bits()),
            Self::Double => number.to_bits().cast_signed(),
        }
    }

    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)] // as above
    fn decode(self, code: i64) -> f64 {
        match self {
            Self::Decimals(d) => code as f64 / POWERS[usize::from(d)],
            Self::Single => f64::from(f32::from_bits(code as u32)),
            Self::Double => f64::from_bits(code.cast_unsigned()),
        }
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Decimals(d) => d,
            Self::Single => SINGLE,
            Self::Double => DOUBLE,
        }
    }

    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            0..=MAX_DECIMALS => Some(Self::Decimals(byte)),
            SINGLE => Some(Self::Single),
            DOUBLE => Some(Self::Double),
            _ => None,
        }
    }
}

/// Encodes bars that are sorted by label; `labels` are their labels.
pub(super) fn encode<At: Copy>(labels: &[i64], bars: &[Bar<At>]) -> Vec<u8> {
    let prices = Code::fitting(&bars.iter().flat_map(|b| [b.open, b.high, b.low, b.close]));
    let volumes = Code::fitting(&bars.iter().filter_map(|b| b.volume));
    let mut out = Writer(Vec::with_capacity(bars.len() * 9 + 32));
    out.0.push(VERSION);
    out.unsigned(bars.len() as u64);
    out.0.extend([prices.byte(), volumes.byte()]);
    write_labels(&mut out, labels);
    let mut previous_close = 0;
    for bar in bars {
        let [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close].map(|p| prices.encode(p));
        out.signed(open.wrapping_sub(previous_close));
        out.signed(close.wrapping_sub(open));
        out.signed(high.wrapping_sub(open.max(close)));
        out.signed(open.min(close).wrapping_sub(low));
        out.unsigned(bar.volume.map_or(0, |v| volumes.encode(v).cast_unsigned().wrapping_add(1)));
        previous_close = close;
    }
    out.0
}

/// Decodes the bars.
pub(super) fn decode<At: Label>(bytes: &[u8]) -> Result<Vec<Bar<At>>, Damaged> {
    read(&mut Reader(bytes)).ok_or(Damaged)
}

struct Head {
    count: usize,
    prices: Code,
    volumes: Code,
}

fn read_head(bytes: &mut Reader<'_>) -> Option<Head> {
    if bytes.byte()? != VERSION {
        return None;
    }
    // A row takes five bytes at least: a damaged count cannot ask for more memory than the bytes.
    let count = usize::try_from(bytes.unsigned()?).ok().filter(|n| n.saturating_mul(5) <= bytes.0.len())?;
    Some(Head { count, prices: Code::from_byte(bytes.byte()?)?, volumes: Code::from_byte(bytes.byte()?)? })
}

fn read<At: Label>(bytes: &mut Reader<'_>) -> Option<Vec<Bar<At>>> {
    let Head { count, prices, volumes } = read_head(bytes)?;
    let labels = read_labels(bytes, count)?;
    let mut bars = Vec::with_capacity(count);
    let mut previous_close = 0_i64;
    for label in labels {
        let open = previous_close.wrapping_add(bytes.signed()?);
        let close = open.wrapping_add(bytes.signed()?);
        let high = open.max(close).wrapping_add(bytes.signed()?);
        let low = open.min(close).wrapping_sub(bytes.signed()?);
        let volume = match bytes.unsigned()? {
            0 => None,
            coded => Some(volumes.decode(coded.wrapping_sub(1).cast_signed())),
        };
        previous_close = close;
        let [open, high, low, close] = [open, high, low, close].map(|p| prices.decode(p));
        bars.push(Bar { at: At::from_stored(label)?, open, high, low, close, volume });
    }
    Some(bars)
}

/// The last bar of a block whose label is not after the one asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LastBar {
    pub(super) index: usize,
    pub(super) label: i64,
    pub(super) close: f64,
}

/// Finds one close without decoding the whole block; `Ok(None)` if all its bars are later.
pub(super) fn last_until(bytes: &[u8], label: i64) -> Result<Option<LastBar>, Damaged> {
    let mut bytes = Reader(bytes);
    let head = read_head(&mut bytes).ok_or(Damaged)?;
    let Some((index, label)) = last_label(&mut bytes, head.count, label)? else { return Ok(None) };
    let close = close_at(&mut bytes, index).ok_or(Damaged)?;
    Ok(Some(LastBar { index, label, close: head.prices.decode(close) }))
}

/// The coded close of a row, reached through the rows before it.
fn close_at(bytes: &mut Reader<'_>, index: usize) -> Option<i64> {
    let mut close = 0_i64;
    for _ in 0..=index {
        let open = close.wrapping_add(bytes.signed()?);
        close = open.wrapping_add(bytes.signed()?);
        bytes.skip(3)?; // high, low, volume
    }
    Some(close)
}

/// Reads all labels, run by run, and returns the index and value of the last one up to `until`.
fn last_label(bytes: &mut Reader<'_>, count: usize, until: i64) -> Result<Option<(usize, i64)>, Damaged> {
    if count == 0 {
        return Ok(None);
    }
    let mut at = bytes.signed().ok_or(Damaged)?;
    let unit = bytes.unsigned().ok_or(Damaged)?;
    let mut found = (at <= until).then_some((0, at));
    let mut read = 1;
    while read < count {
        let (delta, times) = read_run(bytes, unit, count - read).ok_or(Damaged)?;
        let run = i64::try_from(times).map_err(|_| Damaged)?;
        let end = delta.checked_mul(run).and_then(|all| at.checked_add(all)).ok_or(Damaged)?;
        if at + delta <= until {
            let steps = if end <= until { run } else { (until - at) / delta };
            found = Some((read - 1 + usize::try_from(steps).map_err(|_| Damaged)?, at + steps * delta));
        }
        (at, read) = (end, read + times);
    }
    Ok(found)
}

fn write_labels(out: &mut Writer, labels: &[i64]) {
    let Some(&first) = labels.first() else { return };
    out.signed(first);
    let deltas = || labels.windows(2).map(|w| w[1].abs_diff(w[0]));
    let unit = deltas().fold(0, gcd).max(1);
    out.unsigned(unit);
    let mut run = (0, 0);
    for delta in deltas() {
        if delta == run.0 {
            run.1 += 1;
        } else {
            flush_run(out, run, unit);
            run = (delta, 1);
        }
    }
    flush_run(out, run, unit);
}

fn flush_run(out: &mut Writer, (delta, times): (u64, u64), unit: u64) {
    if times > 0 {
        out.unsigned(delta / unit);
        out.unsigned(times);
    }
}

fn read_labels(bytes: &mut Reader<'_>, count: usize) -> Option<Vec<i64>> {
    let mut labels = Vec::with_capacity(count);
    if count == 0 {
        return Some(labels);
    }
    let mut at = bytes.signed()?;
    labels.push(at);
    let unit = bytes.unsigned()?;
    while labels.len() < count {
        let (delta, times) = read_run(bytes, unit, count - labels.len())?;
        for _ in 0..times {
            at = at.checked_add(delta)?;
            labels.push(at);
        }
    }
    Some(labels)
}

/// A distance between labels, above zero, and how often it repeats.
fn read_run(bytes: &mut Reader<'_>, unit: u64, most: usize) -> Option<(i64, usize)> {
    let delta = i64::try_from(bytes.unsigned()?.checked_mul(unit)?).ok().filter(|&d| d > 0)?;
    let times = usize::try_from(bytes.unsigned()?).ok().filter(|&n| n > 0 && n <= most)?;
    Some((delta, times))
}

const fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Variable-length integers, seven bits to a byte, low bits first (LEB128).
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    #[allow(clippy::cast_possible_truncation)] // the low seven bits are what is wanted
    pub(super) fn unsigned(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// Signed numbers with the sign in the lowest bit, so that small ones stay short.
    fn signed(&mut self, number: i64) {
        self.unsigned(((number << 1) ^ (number >> 63)).cast_unsigned());
    }
}

/// Reads what [`Writer`] wrote; `None` at a damaged or missing byte.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (&first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(first)
    }

    pub(super) fn unsigned(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// Skips integers.
    fn skip(&mut self, integers: usize) -> Option<()> {
        for _ in 0..integers {
            let end = self.0.iter().position(|byte| *byte < 0x80)?;
            self.0 = &self.0[end + 1..];
        }
        Some(())
    }

    fn signed(&mut self) -> Option<i64> {
        let coded = self.unsigned()?;
        Some((coded >> 1).cast_signed() ^ -(coded & 1).cast_signed())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use proptest::prelude::*;

    use super::*;

    type Row = (i64, [f64; 4], Option<f64>);

    fn bars(rows: &[Row]) -> (Vec<i64>, Vec<Bar<DateTime<Utc>>>) {
        let bar = |&(at, [open, high, low, close], volume): &Row| Bar {
            at: DateTime::from_timestamp(at, 0).unwrap(),
            open,
            high,
            low,
            close,
            volume,
        };
        (rows.iter().map(|r| r.0).collect(), rows.iter().map(bar).collect())
    }

    fn bits(bars: &[Bar<DateTime<Utc>>]) -> Vec<(i64, [u64; 4], Option<u64>)> {
        let of = |b: &Bar<DateTime<Utc>>| {
            (b.at.timestamp(), [b.open, b.high, b.low, b.close].map(f64::to_bits), b.volume.map(f64::to_bits))
        };
        bars.iter().map(of).collect()
    }

    fn round_trip(rows: &[Row]) -> usize {
        let (labels, bars) = bars(rows);
        let bytes = encode(&labels, &bars);
        assert_eq!(bits(&decode(&bytes).unwrap()), bits(&bars));
        bytes.len()
    }

    #[test]
    fn a_quiet_minute_takes_few_bytes() {
        let rows: Vec<Row> = (0..390)
            .map(|i| {
                let p = 446.28 + f64::from(i % 7) / 100.0;
                (
                    1_738_161_000 + 60 * i64::from(i),
                    [p, 446.40, 446.20, p].map(|x: f64| (x * 100.0).round() / 100.0),
                    Some(f64::from(1_000 + i)),
                )
            })
            .collect();
        assert!(round_trip(&rows) < 390 * 8);
    }

    #[test]
    fn odd_numbers_come_back_with_the_same_bits() {
        round_trip(&[]);
        round_trip(&[(0, [590.562_184_191_847_6, 1e300, 5e-324, 0.1], Some(1e19))]);
        round_trip(&[(0, [f64::from(228.592_5_f32); 4], None), (60, [f64::from(0.1_f32); 4], Some(0.5))]);
        round_trip(&[(-5, [f64::NAN, -0.0, f64::INFINITY, -1.0], Some(-0.0))]);
        round_trip(&[(0, [0.000_001, 9e15, 1.0, 2.0], Some(0.0))]);
    }

    #[test]
    fn damaged_bytes_are_refused() {
        let (labels, rows) = bars(&[(0, [1.0, 2.0, 0.5, 1.5], Some(3.0)), (60, [1.0; 4], None)]);
        let bytes = encode(&labels, &rows);
        for cut in 0..bytes.len() {
            assert_eq!(decode::<DateTime<Utc>>(&bytes[..cut]), Err(Damaged), "cut at {cut}");
        }
    }

    proptest! {
        #[test]
        fn any_bars_come_back(
            start in -1_000_000_000_i64..4_000_000_000,
            rows in prop::collection::vec((1_i64..100_000, any::<[f64; 4]>(), any::<Option<f64>>()), 0..40),
        ) {
            let mut at = start;
            let rows: Vec<Row> = rows.into_iter().map(|(step, p, v)| { at += step; (at, p, v) }).collect();
            round_trip(&rows);
        }

        #[test]
        fn one_close_is_found_as_among_all(
            steps in prop::collection::vec((1_i64..4, 1_i32..10_000), 0..60),
            asked in -5_i64..200,
        ) {
            let mut at = 0;
            let rows: Vec<Row> = steps.iter().map(|&(step, cents)| {
                at += 60 * step;
                (at, [f64::from(cents) / 100.0; 4], Some(1.0))
            }).collect();
            let (labels, bars) = bars(&rows);
            let expected = rows.iter().rposition(|r| r.0 <= 30 * asked)
                .map(|index| LastBar { index, label: rows[index].0, close: rows[index].1[3] });
            prop_assert_eq!(last_until(&encode(&labels, &bars), 30 * asked), Ok(expected));
        }

        #[test]
        fn decimal_bars_come_back(cents in prop::collection::vec((1_i32..10_000_000, 0_u8..6), 1..60)) {
            let rows: Vec<Row> = cents.iter().enumerate().map(|(i, &(c, d))| {
                let p = f64::from(c) / POWERS[usize::from(d)];
                (60 * i64::try_from(i).unwrap(), [p, p, p, p], Some(f64::from(c)))
            }).collect();
            round_trip(&rows);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode::<DateTime<Utc>>(&bytes);
            let _ = last_until(&bytes, 0);
        }
    }
}
