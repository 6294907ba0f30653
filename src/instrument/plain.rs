//! An instrument of which no more is known than its symbol, venue and name.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Instrument, InstrumentId, InstrumentKind};
use crate::units::Currency;
use crate::venue::{Mic, Venue, venue, venues};

/// An instrument with what symbol, venue and name imply: kind, currency, benchmark.
///
/// `None` where no currency is given and neither the venue nor the symbol implies one.
///
/// ```
/// use newstape::instrument::{plain_instrument, spelling};
///
/// // The venue says the currency and how the symbol is spelt elsewhere.
/// let lvmh = plain_instrument("MC:XPAR".parse()?, "LVMH", None).expect("Paris quotes in euros");
/// assert_eq!(lvmh.currency.as_str(), "EUR");
/// assert_eq!(spelling("yahoo", &lvmh).as_deref(), Some("MC.PA"));
/// # Ok::<(), newstape::instrument::WrongId>(())
/// ```
#[must_use]
pub fn plain_instrument(id: InstrumentId, name: &str, currency: Option<Currency>) -> Option<Instrument> {
    let kind = kind_on(&id);
    let usual = || venue(id.mic).and_then(|v| v.currency);
    let currency = currency.or_else(usual).or_else(|| pair_currency(&id))?;
    let benchmark = default_benchmark(&id, kind);
    Some(Instrument {
        id,
        name: name.to_owned(),
        kind,
        currency,
        isin: None,
        cik: None,
        sector: None,
        benchmark,
        provider_symbols: Vec::new(),
        active_from: None,
        active_to: None,
    })
}

/// The second currency of a pair: `BTC-USD`, `EURUSD`.
fn pair_currency(id: &InstrumentId) -> Option<Currency> {
    let text = id.symbol.as_str();
    matches!(kind_on(id), InstrumentKind::Crypto | InstrumentKind::Fx).then_some(())?;
    text.get(text.len().checked_sub(3)?..)?.parse().ok()
}

/// The index of the venue; for shares and funds only.
pub(super) fn default_benchmark(id: &InstrumentId, kind: InstrumentKind) -> Option<InstrumentId> {
    match kind {
        InstrumentKind::Equity | InstrumentKind::Etf => {
            benchmark_of_venue(id.mic).filter(|benchmark| *benchmark != id).cloned()
        }
        InstrumentKind::Index
        | InstrumentKind::Crypto
        | InstrumentKind::Fx
        | InstrumentKind::Commodity
        | InstrumentKind::Rate => None,
    }
}

/// The index that the shares of a venue are compared with, read once: every listing asks for it.
fn benchmark_of_venue(mic: Mic) -> Option<&'static InstrumentId> {
    static BENCHMARKS: LazyLock<HashMap<Mic, InstrumentId>> = LazyLock::new(|| {
        let of = |v: &Venue| Some((v.mic, v.benchmark?.parse().ok()?));
        venues().iter().filter_map(of).collect()
    });
    BENCHMARKS.get(&mic)
}

/// The kind of instrument that a venue code implies.
pub(super) fn kind_on(id: &InstrumentId) -> InstrumentKind {
    match id.mic {
        Mic::CRYPTO => InstrumentKind::Crypto,
        Mic::FX => InstrumentKind::Fx,
        Mic::FUTURES => InstrumentKind::Commodity,
        _ if id.symbol.as_str().starts_with('^') => InstrumentKind::Index,
        Mic::ARCX => InstrumentKind::Etf,
        _ => InstrumentKind::Equity,
    }
}
