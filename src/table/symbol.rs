//! Whose prices a file holds: by its name, by its lines, by a column.

use crate::instrument::Symbol;
use crate::venue::{venues_of_qualifier, venues_of_terminal_code};

/// Endings of files of prices.
const ENDINGS: [&str; 15] = [
    ".gz", ".csv", ".txt", ".tsv", ".tab", ".prn", ".jsonl", ".ndjson", ".json", ".parquet", ".xlsx",
    ".xlsb", ".xls", ".ods", ".dat",
];
/// What portals write behind the symbol of a download, in small letters.
const DOWNLOADS: [&str; 9] = [
    " historical data",
    " historical prices",
    " historische daten",
    " historische kurse",
    " données historiques",
    " datos históricos",
    " dati storici",
    " dados históricos",
    " price history",
];
/// The kinds of instruments behind a terminal's symbol.
const MARKETS: [&str; 6] = [" equity", " index", " curncy", " comdty", " corp", " govt"];

/// The symbol in a file's name: `MSFT.csv`, `msft_us_d.csv` (Stooq), `SAP.DE.csv.gz`, `msft.us.txt`,
/// `NASDAQ_MSFT, 1D.csv` (`TradingView`), `MSFT Historical Data (1).csv`.
#[must_use]
pub(in crate::table) fn name_symbol(file: &str) -> Option<String> {
    let name = file.rsplit(['/', '\\']).next().filter(|name| *name != "-")?;
    let lower = name.to_lowercase();
    let mut stem = lower.as_str();
    while let Some(shorter) = ENDINGS.iter().find_map(|e| stem.strip_suffix(e)) {
        stem = shorter;
    }
    let stem = without_copy(stem);
    if let Some(symbol) = DOWNLOADS.iter().find_map(|words| stem.strip_suffix(words)) {
        return symbol_in(symbol.trim());
    }
    if let Some((symbol, _)) = stem.split_once(", ") {
        return chart_symbol(symbol);
    }
    let parts: Vec<&str> = stem.split('_').collect();
    let symbol = match parts.as_slice() {
        // Stooq: symbol, country, interval; a language after it does no harm.
        [symbol] | [symbol, "us", "d" | "w" | "m" | "5" | "60" | "h", ..] => (*symbol).to_owned(),
        [symbol, country, "d" | "w" | "m" | "5" | "60" | "h", ..] if country.len() == 2 => {
            format!("{symbol}.{country}")
        }
        _ => return None,
    };
    symbol_in(symbol.strip_suffix(".us").unwrap_or(&symbol))
}

/// `msft (1)`: the browser had one of this name.
fn without_copy(stem: &str) -> &str {
    let cut = stem.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    match cut {
        Some((shorter, number)) if number.bytes().all(|b| b.is_ascii_digit()) => shorter,
        _ => stem,
    }
}

/// `nasdaq_msft`, `index_dly_spx`: venue, perhaps the delay, symbol.
fn chart_symbol(text: &str) -> Option<String> {
    let Some((venue, symbol)) = text.split_once('_') else { return symbol_in(text) };
    let symbol = symbol_in(symbol.strip_prefix("dly_").unwrap_or(symbol))?;
    let venue = venue.to_uppercase();
    // An index, a pair or a venue that nobody knows: the symbol alone says more.
    if venues_of_qualifier(&venue).is_empty() { Some(symbol) } else { Some(format!("{venue}:{symbol}")) }
}

/// The symbol in an identifier as programs write it: `MSFT`, `nasdaq:msft`, `MSFT US Equity`, `SAP GY Equity`.
#[must_use]
pub(in crate::table) fn symbol_in(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('$');
    let lower = text.to_lowercase();
    let bare =
        MARKETS.iter().find_map(|market| lower.strip_suffix(market)).map_or(text, |b| &text[..b.len()]);
    let words: Vec<&str> = bare.split_whitespace().collect();
    let valid = |symbol: &str| symbol.parse::<Symbol>().ok().map(|symbol| symbol.as_str().to_owned());
    match words.as_slice() {
        [word] => match word.split_once(':') {
            Some((left, right)) => Some(format!("{}:{}", valid(left)?, valid(right)?)),
            None => valid(word),
        },
        [symbol, code] => {
            let code = code.to_ascii_uppercase();
            let symbol = valid(symbol)?;
            match venues_of_terminal_code(&code).as_slice() {
                [] => None,
                [mic] => Some(format!("{symbol}:{mic}")),
                // All venues of the United States.
                _ => Some(symbol),
            }
        }
        _ => None,
    }
}

/// `MSFT US Equity`, `SPX Index`.
pub(in crate::table) fn is_terminal_symbol(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    MARKETS.iter().any(|market| lower.ends_with(market)) && symbol_in(text).is_some()
}

/// Whether what a row says can be the symbol that the user asks for: the same but for case, the venue before
/// or after it, or the market. `MSFT` is `MSFT.US`, `NASDAQ:MSFT` and `MSFT US Equity`.
pub(in crate::table) fn can_be(asked: &str, written: &str) -> bool {
    asked.trim().eq_ignore_ascii_case(written.trim()) || stem(asked) == stem(written)
}

/// The symbol without its venue.
fn stem(text: &str) -> String {
    let Some(symbol) = symbol_in(text) else { return text.trim().to_ascii_uppercase() };
    let is_venue = |part: &str| {
        part == "US"
            || part.parse().ok().and_then(crate::venue::venue).is_some()
            || !venues_of_qualifier(part).is_empty()
    };
    let cut = match symbol.split_once(':') {
        Some((left, right)) if is_venue(left) => right,
        Some((left, _)) => left,
        None => match symbol.rsplit_once('.') {
            // These letters are classes of shares more often than venues.
            Some((left, right)) if !matches!(right, "A" | "B" | "C" | "V") && is_venue(right) => left,
            _ => &symbol,
        },
    };
    cut.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_in_file_names() {
        for (name, symbol) in [
            ("MSFT.csv", Some("MSFT")),
            ("a/b/msft_us_d.csv", Some("MSFT")),
            ("sap_de_d.csv", Some("SAP.DE")),
            ("msft.us.txt", Some("MSFT")),
            ("BRK-B.csv.gz", Some("BRK-B")),
            ("^spx.csv", Some("^SPX")),
            ("MSFT (2).csv", Some("MSFT")),
            ("NASDAQ_MSFT, 1D.csv", Some("NASDAQ:MSFT")),
            ("NASDAQ_DLY_MSFT, 5_a1b2c.csv", Some("NASDAQ:MSFT")),
            ("XETR_SAP, 1D.csv", Some("XETR:SAP")),
            ("SP_SPX, 1D.csv", Some("SPX")),
            ("MSFT Historical Data.csv", Some("MSFT")),
            ("SAPG Historische Daten (1).csv", Some("SAPG")),
            ("SAP.DE.xlsx", Some("SAP.DE")),
            ("my_prices.csv", None),
            ("my prices.csv", None),
            ("-", None),
        ] {
            assert_eq!(name_symbol(name).as_deref(), symbol, "{name}");
        }
    }

    #[test]
    fn what_a_terminal_writes() {
        for (text, symbol) in [
            ("MSFT US Equity", Some("MSFT")),
            ("sap gy equity", Some("SAP:XETR")),
            ("SPX Index", Some("SPX")),
            ("BRK/B US Equity", Some("BRK/B")),
            ("a note of prices", None),
        ] {
            assert_eq!(symbol_in(text).as_deref(), symbol, "{text}");
        }
    }

    #[test]
    fn a_symbol_is_known_in_another_spelling() {
        for written in ["MSFT", "msft", "MSFT.US", "NASDAQ:MSFT", "MSFT:XNAS", "MSFT US Equity", "MSFT.OQ"] {
            assert!(can_be("MSFT", written), "{written}");
        }
        assert!(can_be("SAP.DE", "SAP"));
        for written in ["AAPL", "MSFTX", "BRK.B", ""] {
            assert!(!can_be("MSFT", written), "{written}");
        }
        assert!(!can_be("BRK.B", "BRK.A"), "a class is no venue");
    }
}
