//! What linking gives.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::instrument::InstrumentId;

/// What in the text led to an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// `$MSFT`.
    Cashtag,
    /// `NASDAQ: MSFT`, `SAP.DE`, `(MSFT.O)`.
    QualifiedSymbol,
    /// A bare symbol that something else in the text supports.
    Symbol,
    /// An ISIN, WKN or CUSIP.
    Identifier,
    /// The issuer's name.
    Name,
    /// A brand, a former name, a person, a subsidiary.
    Alias,
    /// The user named the instrument.
    User,
    /// The source itself put the instrument to the item: a tag, a filing's company.
    Source,
}

/// One place in the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// Bytes of the stored text, on character borders.
    pub span: Range<usize>,
    /// What stands there.
    pub text: String,
    /// What kind of naming it is.
    pub kind: EvidenceKind,
}

/// What part an instrument plays in a text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The text is about it.
    Subject,
    /// The text names it.
    Mentioned,
    /// The text does not name it; it is tied to an organisation that the text names.
    Related,
}

/// An event joined to an instrument.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The instrument.
    pub instrument: InstrumentId,
    /// Its issuer's name.
    pub name: String,
    /// What part it plays.
    pub role: Role,
    /// The share of such links that are right, in [0, 1].
    pub confidence: f64,
    /// Where the text says so; empty for related instruments.
    pub evidence: Vec<Evidence>,
    /// Other listings that the same words could mean (share classes, dual listings).
    pub alternatives: Vec<InstrumentId>,
}

/// An instrument tied to an unlisted organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelatedInstrument {
    /// The instrument.
    pub instrument: InstrumentId,
    /// `holder`, `parent`, `supplier`, `peer`, with a word of explanation.
    pub reason: String,
}

/// An organisation that the text names and that is not listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unlisted {
    /// Its name.
    pub name: String,
    /// Instruments tied to it.
    pub related: Vec<RelatedInstrument>,
    /// Where the text names it.
    pub evidence: Vec<Evidence>,
}

/// What a mention means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A share, fund, or pair.
    Instrument(InstrumentId),
    /// A market index or index future.
    Index(InstrumentId),
    /// An organisation without a listing.
    Unlisted(String),
}

/// One naming of something in the text, in text order; claims attach to these.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Where.
    pub evidence: Evidence,
    /// What is meant.
    pub target: Target,
    /// How sure, in [0, 1].
    pub confidence: f64,
    /// True where the naming only says who reports or who opines: `sagte Bloomberg`,
    /// `Analysten von Goldman Sachs`.
    pub as_source: bool,
}

/// Everything that linking found in one text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LinkFindings {
    /// The instruments, subjects first, then by falling confidence.
    pub links: Vec<Link>,
    /// The organisations without a listing.
    pub unlisted: Vec<Unlisted>,
    /// Every naming, in text order.
    pub mentions: Vec<Mention>,
    /// Remarks for the reader: an ISIN with a wrong check digit, a candidate below the threshold.
    pub notes: Vec<String>,
}
