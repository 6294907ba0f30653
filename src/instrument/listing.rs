//! One listed security and what is known about it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::InstrumentId;
use crate::units::Currency;

/// What kind of security an instrument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum InstrumentKind {
    /// A share.
    Equity,
    /// An exchange-traded fund.
    Etf,
    /// A calculated index.
    Index,
    /// A crypto pair.
    Crypto,
    /// A currency pair.
    Fx,
    /// Oil, metals, grain: by the front month of their futures.
    Commodity,
    /// A yield of government bonds.
    Rate,
}

/// How one provider spells an instrument (`SAP.DE` at Yahoo).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProviderSymbol {
    /// The provider's name, as in its folder.
    pub provider: String,
    /// The spelling.
    pub symbol: String,
}

/// One listed security.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Instrument {
    /// Symbol and venue.
    #[serde(flatten)]
    pub id: InstrumentId,
    /// The issuer's or fund's name as people write it.
    pub name: String,
    /// Share, fund, index, crypto or currency pair, commodity or rate.
    pub kind: InstrumentKind,
    /// The currency of the quotation.
    #[schema(value_type = String)]
    pub currency: Currency,
    /// International securities identification number (ISO 6166).
    pub isin: Option<String>,
    /// The SEC's central index key.
    pub cik: Option<u32>,
    /// Sector by the eleven names of the Global Industry Classification Standard.
    pub sector: Option<String>,
    /// What its returns are compared with.
    pub benchmark: Option<InstrumentId>,
    /// Spellings at providers that cannot be derived from symbol and venue.
    pub provider_symbols: Vec<ProviderSymbol>,
    /// First day of the listing under this symbol.
    pub active_from: Option<NaiveDate>,
    /// Last day of the listing under this symbol.
    pub active_to: Option<NaiveDate>,
}

impl Instrument {
    /// True on the days of its listing; both of its ends belong to it.
    #[must_use]
    pub fn is_active_on(&self, day: NaiveDate) -> bool {
        self.active_from.is_none_or(|from| from <= day) && self.active_to.is_none_or(|to| day <= to)
    }
}
