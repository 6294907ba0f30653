//! An instrument of which no more is known than its symbol, venue and name.

use super::{Instrument, InstrumentId, InstrumentKind};
use crate::units::Currency;
use crate::venue::{Mic, venue};

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
            let benchmark = venue(id.mic)?.benchmark?.parse().ok()?;
            (benchmark != *id).then_some(benchmark)
        }
        InstrumentKind::Index
        | InstrumentKind::Crypto
        | InstrumentKind::Fx
        | InstrumentKind::Commodity
        | InstrumentKind::Rate => None,
    }
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
