//! What a venue implies: its quotation currency, benchmark, and how providers mark it.

use super::{InstrumentId, Mic, Symbol};
use crate::units::Currency;

/// One venue. Facts from ISO 10383 and from the providers' documented symbol suffixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Venue {
    /// ISO 10383 code.
    pub mic: &'static str,
    /// ISO 3166 country.
    pub country: &'static str,
    /// Usual quotation currency.
    pub currency: &'static str,
    /// Symbol and venue of the instrument with which its shares are compared.
    pub benchmark: &'static str,
    /// Yahoo's suffix, with its dot; empty for US venues.
    pub yahoo: &'static str,
    /// Stooq's suffix, with its dot; empty where Stooq has no such market.
    pub stooq: &'static str,
    /// Names by which people qualify a symbol (`NASDAQ:MSFT`), in capitals.
    pub prefixes: &'static [&'static str],
    /// Suffixes of Reuters codes (`MSFT.O`), without the dot.
    pub reuters: &'static [&'static str],
}

macro_rules! venues {
    ($($mic:literal $country:literal $currency:literal $benchmark:literal $yahoo:literal $stooq:literal
       [$($prefix:literal)*] [$($ric:literal)*];)*) => {
        &[$(Venue { mic: $mic, country: $country, currency: $currency, benchmark: $benchmark, yahoo: $yahoo,
            stooq: $stooq, prefixes: &[$($prefix),*], reuters: &[$($ric),*] }),*]
    };
}

/// All venues, in the order in which a bare symbol is resolved: home markets by size.
pub const VENUES: &[Venue] = venues! {
    "XNAS" "US" "USD" "SPY:ARCX" "" ".us" ["NASDAQ" "NASDAQGS" "NASDAQGM" "NASDAQCM" "NAS"] ["O" "OQ"];
    "XNYS" "US" "USD" "SPY:ARCX" "" ".us" ["NYSE"] ["N" "K"];
    "ARCX" "US" "USD" "SPY:ARCX" "" ".us" ["NYSEARCA" "ARCA" "NYSE ARCA"] ["P"];
    "XASE" "US" "USD" "SPY:ARCX" "" ".us" ["AMEX" "NYSEAMERICAN" "NYSEMKT" "NYSE AMERICAN" "NYSE MKT" "NYSEAM"] ["A"];
    "BATS" "US" "USD" "SPY:ARCX" "" ".us" ["BATS" "CBOE"] ["Z"];
    "XETR" "DE" "EUR" "^GDAXI:XETR" ".DE" ".de" ["ETR" "XETRA" "FRA" "FWB" "XTRA"] ["DE" "F"];
    "XLON" "GB" "GBX" "^FTSE:XLON" ".L" ".uk" ["LON" "LSE"] ["L"];
    "XPAR" "FR" "EUR" "^FCHI:XPAR" ".PA" ".fr" ["EPA" "ENXTPA"] ["PA"];
    "XSWX" "CH" "CHF" "^SSMI:XSWX" ".SW" ".ch" ["SWX" "SIX" "VTX"] ["S"];
    "XAMS" "NL" "EUR" "^AEX:XAMS" ".AS" ".nl" ["AMS" "ENXTAM"] ["AS"];
    "XMIL" "IT" "EUR" "^FTSEMIB:XMIL" ".MI" ".it" ["BIT" "BORSA" "MIL"] ["MI"];
    "XMAD" "ES" "EUR" "^IBEX:XMAD" ".MC" ".es" ["BME" "MCE" "MAD"] ["MC"];
    "XBRU" "BE" "EUR" "^BFX:XBRU" ".BR" ".be" ["EBR" "ENXTBR"] ["BR"];
    "XLIS" "PT" "EUR" "^PSI20:XLIS" ".LS" ".pt" ["ELI" "ENXTLS"] ["LS"];
    "XDUB" "IE" "EUR" "^ISEQ:XDUB" ".IR" "" ["ISE" "ENXTDU"] ["I"];
    "XWBO" "AT" "EUR" "^ATX:XWBO" ".VI" ".at" ["VIE" "WBAG"] ["VI"];
    "XCSE" "DK" "DKK" "^OMXC25:XCSE" ".CO" ".dk" ["CPH"] ["CO"];
    "XSTO" "SE" "SEK" "^OMX:XSTO" ".ST" ".se" ["STO" "OM"] ["ST"];
    "XHEL" "FI" "EUR" "^OMXH25:XHEL" ".HE" ".fi" ["HEL"] ["HE"];
    "XOSL" "NO" "NOK" "^OBX:XOSL" ".OL" ".no" ["OSL" "OB"] ["OL"];
    "XTKS" "JP" "JPY" "^N225:XTKS" ".T" ".jp" ["TYO" "TSE"] ["T"];
    "XHKG" "HK" "HKD" "^HSI:XHKG" ".HK" ".hk" ["HKG" "HKEX" "SEHK"] ["HK"];
    "XSHG" "CN" "CNY" "^SSEC:XSHG" ".SS" ".cn" ["SHA" "SHSE" "SSE"] ["SS"];
    "XSHE" "CN" "CNY" "^SSEC:XSHG" ".SZ" "" ["SHE" "SZSE"] ["SZ"];
    "XKRX" "KR" "KRW" "^KS11:XKRX" ".KS" "" ["KRX" "KOSE"] ["KS"];
    "XKOS" "KR" "KRW" "^KS11:XKRX" ".KQ" "" ["KOSDAQ"] ["KQ"];
    "XTAI" "TW" "TWD" "^TWII:XTAI" ".TW" "" ["TPE" "TWSE"] ["TW"];
    "XNSE" "IN" "INR" "^NSEI:XNSE" ".NS" "" ["NSE"] ["NS"];
    "XBOM" "IN" "INR" "^NSEI:XNSE" ".BO" "" ["BOM" "BSE"] ["BO"];
    "XASX" "AU" "AUD" "^AXJO:XASX" ".AX" "" ["ASX"] ["AX"];
    "XNZE" "NZ" "NZD" "^NZ50:XNZE" ".NZ" "" ["NZE" "NZX"] ["NZ"];
    "XTSE" "CA" "CAD" "^GSPTSE:XTSE" ".TO" "" ["TSX"] ["TO"];
    "XTSX" "CA" "CAD" "^GSPTSE:XTSE" ".V" "" ["CVE" "TSXV"] ["V"];
    "BVMF" "BR" "BRL" "^BVSP:BVMF" ".SA" "" ["BVMF" "B3" "BOVESPA"] ["SA"];
    "XMEX" "MX" "MXN" "^MXX:XMEX" ".MX" "" ["BMV"] ["MX"];
    "XWAR" "PL" "PLN" "^WIG20:XWAR" ".WA" "" ["WSE"] ["WA"];
    "XPRA" "CZ" "CZK" "^PX:XPRA" ".PR" ".cz" ["PRG"] ["PR"];
    "XBUD" "HU" "HUF" "^BUX:XBUD" ".BD" ".hu" ["BUD"] ["BU"];
    "XATH" "GR" "EUR" "^ATHEX:XATH" ".AT" ".gr" ["ATH"] ["AT"];
    "XIST" "TR" "TRY" "^XU100:XIST" ".IS" ".tr" ["IST" "BIST"] ["IS"];
    "XJSE" "ZA" "ZAR" "^JTOPI:XJSE" ".JO" ".za" ["JSE"] ["J"];
    "XTAE" "IL" "ILS" "^TA125:XTAE" ".TA" "" ["TLV" "TASE"] ["TA"];
    "XSAU" "SA" "SAR" "^TASI:XSAU" ".SR" "" ["TADAWUL"] ["SE"];
    "XADS" "AE" "AED" "^FADGI:XADS" ".AD" "" ["ADX"] ["AD"];
    "XDFM" "AE" "AED" "^DFMGI:XDFM" ".DU" "" ["DFM"] ["DU"];
    "DSMD" "QA" "QAR" "^QSI:DSMD" ".QA" "" ["QSE"] ["QA"];
    "XSES" "SG" "SGD" "^STI:XSES" ".SI" "" ["SGX"] ["SI"];
    "XBKK" "TH" "THB" "^SET:XBKK" ".BK" "" ["BKK" "SET"] ["BK"];
    "XKLS" "MY" "MYR" "^KLSE:XKLS" ".KL" "" ["KLSE"] ["KL"];
    "XIDX" "ID" "IDR" "^JKSE:XIDX" ".JK" "" ["IDX"] ["JK"];
    "XPHS" "PH" "PHP" "^PSEI:XPHS" ".PS" "" ["PSE"] ["PS"];
    "MISX" "RU" "RUB" "^IMOEX:MISX" ".ME" "" ["MCX" "MOEX"] ["MM"];
};

/// The venue with this code, if it is one of those known here.
#[must_use]
pub fn venue(mic: Mic) -> Option<&'static Venue> {
    VENUES.iter().find(|v| v.mic == mic.as_str())
}

impl Venue {
    /// The code as a value.
    #[must_use]
    pub fn code(&self) -> Option<Mic> {
        self.mic.parse().ok()
    }

    /// The usual currency as a value.
    #[must_use]
    pub fn usual_currency(&self) -> Option<Currency> {
        self.currency.parse().ok()
    }

    /// The benchmark as a value.
    #[must_use]
    pub fn benchmark_id(&self) -> Option<InstrumentId> {
        self.benchmark.parse().ok()
    }
}

/// The venues that a qualifier means: a name before a colon (`NASDAQ:`, `ETR:`), a provider's
/// suffix (`.DE`, `.L`) without its dot, or a Reuters suffix (`.O`). Upper case.
///
/// Several US names mean any US venue, because feeds write `NYSE:` for Arca and American too.
#[must_use]
pub fn venues_of_qualifier(qualifier: &str) -> Vec<Mic> {
    let fits = |v: &&Venue| {
        v.prefixes.contains(&qualifier)
            || v.reuters.contains(&qualifier)
            || v.yahoo.strip_prefix('.').is_some_and(|s| s == qualifier)
            || v.mic == qualifier
    };
    let mut found: Vec<Mic> = VENUES.iter().filter(fits).filter_map(Venue::code).collect();
    let us = |m: &Mic| venue(*m).is_some_and(|v| v.country == "US");
    if qualifier == "US" || found.iter().any(us) {
        let others = VENUES.iter().filter(|v| v.country == "US").filter_map(Venue::code);
        for mic in others {
            if !found.contains(&mic) {
                found.push(mic);
            }
        }
    }
    found
}

/// How Yahoo spells a symbol of a venue: `BRK-B`, `SAP.DE`, `0700.HK`, `^GSPC`, `BTC-USD`, `EURUSD=X`.
#[must_use]
pub(super) fn yahoo_spelling(symbol: &Symbol, mic: Mic) -> String {
    let text = symbol.as_str();
    if text.starts_with('^') {
        return text.to_owned();
    }
    if mic == Mic::CRYPTO {
        return text.replace('/', "-");
    }
    if mic == Mic::FX {
        return format!("{}=X", text.replace('/', ""));
    }
    let suffix = venue(mic).map_or("", |v| v.yahoo);
    format!("{}{suffix}", text.trim_end_matches('.').replace(['.', '/'], "-"))
}

/// How Stooq spells a symbol of a venue: `msft.us`, `brk-b.us`, `sap.de`, `^spx`, `eurusd`.
/// `None` where Stooq carries no such market.
#[must_use]
pub(super) fn stooq_spelling(symbol: &Symbol, mic: Mic) -> Option<String> {
    const INDICES: [(&str, &str); 12] = [
        ("^GSPC", "^spx"),
        ("^DJI", "^dji"),
        ("^IXIC", "^ndq"),
        ("^NDX", "^ndx"),
        ("^GDAXI", "^dax"),
        ("^FTSE", "^ukx"),
        ("^FCHI", "^cac"),
        ("^N225", "^nkx"),
        ("^HSI", "^hsi"),
        ("^SSMI", "^smi"),
        ("^IBEX", "^ibex"),
        ("^AEX", "^aex"),
    ];
    let text = symbol.as_str();
    if text.starts_with('^') {
        return INDICES.iter().find(|(ours, _)| *ours == text).map(|(_, theirs)| (*theirs).to_owned());
    }
    if mic == Mic::FX || mic == Mic::CRYPTO {
        return Some(text.replace(['/', '-'], "").to_ascii_lowercase());
    }
    let suffix = venue(mic).map(|v| v.stooq).filter(|s| !s.is_empty())?;
    Some(format!("{}{suffix}", text.trim_end_matches('.').replace(['.', '/'], "-").to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yahoo(id: &str) -> String {
        let id: InstrumentId = id.parse().unwrap();
        yahoo_spelling(&id.symbol, id.mic)
    }

    #[test]
    fn providers_spell_symbols_their_own_way() {
        assert_eq!(yahoo("BRK.B:XNYS"), "BRK-B");
        assert_eq!(yahoo("SAP:XETR"), "SAP.DE");
        assert_eq!(yahoo("BA.:XLON"), "BA.L");
        assert_eq!(yahoo("BTC-USD:CRYP"), "BTC-USD");
        assert_eq!(yahoo("EURUSD:FXSP"), "EURUSD=X");
        let sap: Symbol = "BRK.B".parse().unwrap();
        assert_eq!(stooq_spelling(&sap, Mic::XNYS).unwrap(), "brk-b.us");
        assert_eq!(stooq_spelling(&"^GSPC".parse().unwrap(), Mic::XNYS).unwrap(), "^spx");
    }

    #[test]
    fn every_venue_is_well_formed_and_known_once() {
        for v in VENUES {
            assert!(
                v.code().is_some() && v.usual_currency().is_some() && v.benchmark_id().is_some(),
                "{}",
                v.mic
            );
            assert_eq!(VENUES.iter().filter(|w| w.mic == v.mic).count(), 1, "{}", v.mic);
        }
        assert_eq!(venues_of_qualifier("DE"), vec![Mic::XETR]);
        assert!(venues_of_qualifier("NYSE").contains(&Mic::ARCX));
    }
}
