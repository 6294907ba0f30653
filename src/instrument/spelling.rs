//! How each provider spells an instrument: its symbol with the suffix that the table of venues gives.
//!
//! A spelling given with the instrument comes first. Else it is derived from symbol and venue.
//! `None` means that the provider does not carry the venue or the kind.

use super::{Instrument, InstrumentKind};
use crate::venue::{Mic, Venue, venue};

/// A provider's spelling of an instrument.
#[must_use]
pub fn spelling(provider: &str, instrument: &Instrument) -> Option<String> {
    let given = instrument.provider_symbols.iter().find(|s| s.provider == provider);
    if let Some(given) = given {
        return Some(given.symbol.clone());
    }
    match provider {
        "yahoo" => yahoo(instrument),
        "stooq" => stooq(instrument),
        "alphavantage" => alphavantage(instrument),
        "finnhub" => finnhub(instrument),
        "polygon" | "alpaca" => us_share(instrument, '.'),
        "tiingo" => us_share(instrument, '-'),
        "twelvedata" => twelvedata(instrument),
        "coinbase" => crypto(instrument, "-"),
        "kraken" => kraken(instrument),
        "ecb" => ecb(instrument),
        _ => None,
    }
}

const fn is_listed(kind: InstrumentKind) -> bool {
    matches!(kind, InstrumentKind::Equity | InstrumentKind::Etf)
}

fn is_us(mic: Mic) -> bool {
    venue(mic).is_some_and(Venue::is_us)
}

/// The symbol with the share class set off as the provider does it.
fn with_class(instrument: &Instrument, separator: char) -> String {
    // London's two-letter symbols end with a dot (`BA.`), which no provider writes.
    instrument.id.symbol.as_str().trim_end_matches('.').replace(['.', '/'], &separator.to_string())
}

fn us_share(instrument: &Instrument, separator: char) -> Option<String> {
    (is_listed(instrument.kind) && is_us(instrument.id.mic)).then(|| with_class(instrument, separator))
}

/// `BRK-B`, `SAP.DE`, `0700.HK`, `^GSPC`, `BTC-USD`, `EURUSD=X`.
fn yahoo(instrument: &Instrument) -> Option<String> {
    let symbol = instrument.id.symbol.as_str();
    match instrument.kind {
        InstrumentKind::Index if symbol.starts_with('^') => Some(symbol.to_owned()),
        InstrumentKind::Index => Some(format!("^{symbol}")),
        InstrumentKind::Commodity => symbol.ends_with("=F").then(|| symbol.to_owned()),
        InstrumentKind::Rate => None,
        InstrumentKind::Crypto => Some(pair(symbol, "-")),
        InstrumentKind::Fx => Some(format!("{}=X", pair(symbol, "").trim_end_matches("=X"))),
        InstrumentKind::Equity | InstrumentKind::Etf => {
            let base = with_class(instrument, '-');
            let suffix = venue(instrument.id.mic)?.yahoo?;
            Some(if suffix == ".HK" { format!("{base:0>4}{suffix}") } else { format!("{base}{suffix}") })
        }
    }
}

/// A pair with another separator: `BTC/USD`, `BTC-USD` and `BTCUSD` alike.
fn pair(symbol: &str, separator: &str) -> String {
    let bare: String = symbol.chars().filter(char::is_ascii_alphanumeric).collect();
    match bare.len().checked_sub(3) {
        Some(cut) if cut >= 2 && !symbol.contains('=') => {
            format!("{}{separator}{}", &bare[..cut], &bare[cut..])
        }
        _ => symbol.to_owned(),
    }
}

/// `aapl.us`, `brk-b.us`, `sap.de`, `vod.uk`, `7203.jp`, `^spx`, `eurusd`.
fn stooq(instrument: &Instrument) -> Option<String> {
    let symbol = instrument.id.symbol.as_str();
    match instrument.kind {
        InstrumentKind::Index => stooq_index(symbol).map(str::to_owned),
        InstrumentKind::Commodity | InstrumentKind::Rate => None,
        InstrumentKind::Crypto | InstrumentKind::Fx => {
            Some(symbol.replace(['/', '-'], "").to_ascii_lowercase())
        }
        InstrumentKind::Equity | InstrumentKind::Etf => {
            let suffix = venue(instrument.id.mic)?.stooq?;
            Some(format!("{}{suffix}", with_class(instrument, '-').to_ascii_lowercase()))
        }
    }
}

/// Stooq has names of its own for indices, and carries few.
fn stooq_index(symbol: &str) -> Option<&'static str> {
    Some(match symbol {
        "^GSPC" => "^spx",
        "^DJI" => "^dji",
        "^IXIC" => "^ndq",
        "^NDX" => "^ndx",
        "^GDAXI" => "^dax",
        "^FTSE" => "^ukx",
        "^FCHI" => "^cac",
        "^N225" => "^nkx",
        "^HSI" => "^hsi",
        "^SSMI" => "^smi",
        "^IBEX" => "^ibex",
        "^AEX" => "^aex",
        _ => return None,
    })
}

/// `BTC-USD`
fn crypto(instrument: &Instrument, separator: &str) -> Option<String> {
    (instrument.kind == InstrumentKind::Crypto).then(|| pair(instrument.id.symbol.as_str(), separator))
}

/// `XBTUSD`: two coins have names of their own.
fn kraken(instrument: &Instrument) -> Option<String> {
    let symbol = crypto(instrument, "")?;
    let own = [("BTC", "XBT"), ("DOGE", "XDG")];
    let renamed = own.iter().find_map(|(usual, own)| Some(format!("{own}{}", symbol.strip_prefix(usual)?)));
    Some(renamed.unwrap_or(symbol))
}

/// The currency that is quoted for one euro: `USD`.
fn ecb(instrument: &Instrument) -> Option<String> {
    if instrument.kind != InstrumentKind::Fx {
        return None;
    }
    let pair = pair(instrument.id.symbol.as_str(), "");
    let other = pair.trim_end_matches("=X").strip_prefix("EUR")?;
    (other.len() == 3).then(|| other.to_owned())
}

/// `BRK-B`, `SAP.DEX`, `VOD.LON`, `SHOP.TRT`.
fn alphavantage(instrument: &Instrument) -> Option<String> {
    let suffix = venue(instrument.id.mic)?.alphavantage?;
    is_listed(instrument.kind).then(|| format!("{}{suffix}", with_class(instrument, '-')))
}

/// `BRK.B`; other venues as Yahoo spells them.
fn finnhub(instrument: &Instrument) -> Option<String> {
    match instrument.kind {
        InstrumentKind::Equity | InstrumentKind::Etf if is_us(instrument.id.mic) => {
            Some(with_class(instrument, '.'))
        }
        InstrumentKind::Equity | InstrumentKind::Etf => yahoo(instrument),
        InstrumentKind::Index
        | InstrumentKind::Crypto
        | InstrumentKind::Fx
        | InstrumentKind::Commodity
        | InstrumentKind::Rate => None,
    }
}

/// `BRK.B` with the venue in a field of its own; `EUR/USD`, `BTC/USD`.
fn twelvedata(instrument: &Instrument) -> Option<String> {
    match instrument.kind {
        InstrumentKind::Equity | InstrumentKind::Etf => Some(with_class(instrument, '.')),
        InstrumentKind::Crypto | InstrumentKind::Fx => Some(pair(instrument.id.symbol.as_str(), "/")),
        InstrumentKind::Index | InstrumentKind::Commodity | InstrumentKind::Rate => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instrument::{ProviderSymbol, plain_instrument};
    use crate::units::Currency;

    fn instrument(id: &str, kind: InstrumentKind) -> Instrument {
        let plain = plain_instrument(id.parse().unwrap(), id, Some(Currency::USD)).unwrap();
        Instrument { kind, ..plain }
    }

    #[test]
    fn each_provider_has_its_spelling() {
        let at = |provider: &str, id: &str| spelling(provider, &instrument(id, InstrumentKind::Equity));
        for (provider, id, spelt) in [
            ("yahoo", "MSFT:XNAS", "MSFT"),
            ("yahoo", "BRK.B:XNYS", "BRK-B"),
            ("yahoo", "SAP:XETR", "SAP.DE"),
            ("yahoo", "700:XHKG", "0700.HK"),
            ("yahoo", "BA.:XLON", "BA.L"),
            ("yahoo", "BMW:XFRA", "BMW.F"),
            ("stooq", "BRK.B:XNYS", "brk-b.us"),
            ("stooq", "SAP:XETR", "sap.de"),
            ("alphavantage", "SAP:XETR", "SAP.DEX"),
            ("alphavantage", "BRK.B:XNYS", "BRK-B"),
            ("finnhub", "BRK.B:XNYS", "BRK.B"),
            ("finnhub", "SAP:XETR", "SAP.DE"),
            ("polygon", "BRK.B:XNYS", "BRK.B"),
            ("tiingo", "BRK.B:XNYS", "BRK-B"),
            ("twelvedata", "SAP:XETR", "SAP"),
        ] {
            assert_eq!(at(provider, id).as_deref(), Some(spelt), "{provider} {id}");
        }
        assert_eq!(at("polygon", "SAP:XETR"), None);
        assert_eq!(at("yahoo", "X:ZZZZ"), None);
        assert_eq!(at("alphavantage", "AIR:XPAR"), None);
        assert_eq!(at("stooq", "005930:XKRX"), None);
        assert_eq!(at("nobody", "MSFT:XNAS"), None);
    }

    #[test]
    fn pairs_and_indices_are_spelt_too() {
        let at = |provider, id, kind| spelling(provider, &instrument(id, kind)).unwrap();
        assert_eq!(at("yahoo", "BTC/USD:CRYP", InstrumentKind::Crypto), "BTC-USD");
        assert_eq!(at("coinbase", "BTC-USD:CRYP", InstrumentKind::Crypto), "BTC-USD");
        assert_eq!(at("kraken", "BTC-USD:CRYP", InstrumentKind::Crypto), "XBTUSD");
        assert_eq!(at("kraken", "ETH-EUR:CRYP", InstrumentKind::Crypto), "ETHEUR");
        assert_eq!(at("ecb", "EURUSD:FXSP", InstrumentKind::Fx), "USD");
        assert_eq!(at("yahoo", "BTC-USD:CRYP", InstrumentKind::Crypto), "BTC-USD");
        assert_eq!(at("yahoo", "EURUSD:FXSP", InstrumentKind::Fx), "EURUSD=X");
        assert_eq!(at("yahoo", "EURUSD=X:FXSP", InstrumentKind::Fx), "EURUSD=X");
        assert_eq!(at("yahoo", "^GSPC:XNYS", InstrumentKind::Index), "^GSPC");
        assert_eq!(at("stooq", "^GSPC:XNYS", InstrumentKind::Index), "^spx");
        assert_eq!(at("twelvedata", "EURUSD:FXSP", InstrumentKind::Fx), "EUR/USD");
    }

    #[test]
    fn the_instrument_s_own_spelling_comes_first() {
        let mut sap = instrument("SAP:XETR", InstrumentKind::Equity);
        let own = ProviderSymbol { provider: "yahoo".to_owned(), symbol: "SAP.HM".to_owned() };
        sap.provider_symbols.push(own);
        assert_eq!(spelling("yahoo", &sap).as_deref(), Some("SAP.HM"));
        assert_eq!(spelling("stooq", &sap).as_deref(), Some("sap.de"));
    }
}
