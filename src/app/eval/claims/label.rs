//! Labelled texts and claims, as the files of labels hold them.

use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;

use crate::claim::{Bound, Claim, ClaimSession, DayPoint, Direction, LabelledClaim, MoveHorizon, TimeKind};
use crate::event::{Precision, When};
use crate::units::Currency;

/// The fields of a row.
pub(super) const SHAPE: &str =
    "{id, lang, text, published_at?, claims: [{company, symbol, direction, percent?, price?, …}]}";

/// A labelled text. Without `text` it stands in `texts/ID.txt` beside the file of labels.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) lang: String,
    #[serde(default)]
    pub(super) text: String,
    #[serde(alias = "at")]
    published_at: Option<String>,
    /// What the text is a case of.
    #[serde(default)]
    pub(super) tag: Option<String>,
    /// Instruments with their other symbols, where the file labels links too.
    #[serde(default)]
    links: Vec<LinkLabel>,
    pub(super) claims: Vec<Label>,
}

#[derive(Debug, serde::Deserialize)]
struct LinkLabel {
    symbol: String,
    #[serde(default)]
    alt: Vec<String>,
}

/// A labelled claim; absent fields are not stated, or not labelled.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Label {
    #[serde(default)]
    pub(super) company: String,
    #[serde(default, deserialize_with = "symbol")]
    symbol: Symbol,
    /// Other symbols that are right.
    #[serde(default)]
    alt: Vec<String>,
    pub(super) direction: Direction,
    #[serde(default, deserialize_with = "number")]
    pub(super) percent: Option<Decimal>,
    #[serde(default, deserialize_with = "number")]
    pub(super) percent_min: Option<Decimal>,
    #[serde(default, deserialize_with = "number")]
    pub(super) percent_max: Option<Decimal>,
    #[serde(default, deserialize_with = "number")]
    pub(super) price: Option<Decimal>,
    pub(super) currency: Option<Currency>,
    pub(super) session: Option<ClaimSession>,
    pub(super) horizon: Option<MoveHorizon>,
    pub(super) point: Option<DayPoint>,
    pub(super) bound: Option<Bound>,
    #[serde(default)]
    when: Option<serde_json::Value>,
    kind: Option<String>,
    #[serde(default)]
    index: bool,
    /// Neither demanded nor wrong.
    #[serde(default)]
    pub(super) optional: bool,
}

/// A symbol that is labelled; `null` and nothing mean an owner without one.
fn symbol<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Symbol, D::Error> {
    let text: Option<String> = serde::Deserialize::deserialize(deserializer)?;
    Ok(text.filter(|s| !s.is_empty()).map_or(Symbol::NotListed, Symbol::Listed))
}

/// A number as JSON writes it, with the decimals that it shows.
fn number<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
    let number: Option<serde_json::Number> = serde::Deserialize::deserialize(deserializer)?;
    number.map(|n| n.to_string().parse().map_err(serde::de::Error::custom)).transpose()
}

/// The symbol of a labelled owner.
#[derive(Debug, Default, PartialEq, Eq)]
enum Symbol {
    /// The set does not label symbols.
    #[default]
    NotLabelled,
    /// The owner is not listed.
    NotListed,
    /// This one.
    Listed(String),
}

/// The time of a labelled claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
pub(super) struct TimeLabel {
    kind: TimeKind,
    from: NaiveDate,
    to: NaiveDate,
}

impl Row {
    /// A sentence without a date.
    pub(super) fn sentence(id: String, lang: &str, text: &str) -> Self {
        let (lang, text) = (lang.to_owned(), text.to_owned());
        Self { id, lang, text, published_at: None, tag: None, links: Vec::new(), claims: Vec::new() }
    }

    /// Reads the text of a row that has none of its own.
    pub(super) fn with_text(mut self, file: &Path) -> std::io::Result<Self> {
        if self.text.is_empty() {
            let folder = file.parent().unwrap_or(Path::new("."));
            self.text = std::fs::read_to_string(folder.join("texts").join(format!("{}.txt", self.id)))?;
        }
        for label in &mut self.claims {
            let of = |link: &&LinkLabel| Some(link.symbol.as_str()) == label.symbol();
            if let Some(link) = self.links.iter().find(of) {
                label.alt.extend(link.alt.iter().cloned());
            }
        }
        Ok(self)
    }

    /// When the text was published: an instant, or a day.
    pub(super) fn published(&self) -> Option<When> {
        let text = self.published_at.as_ref()?;
        let instant = text.parse::<DateTime<Utc>>().ok();
        let day = || text.get(..10)?.parse::<NaiveDate>().ok().map(When::Day);
        instant.map(|at| When::Instant { at, precision: Precision::Minute }).or_else(day)
    }
}

impl Label {
    /// A claim of which nothing but the direction is labelled.
    pub(super) fn of(direction: Direction) -> Self {
        Self {
            company: String::new(),
            symbol: Symbol::NotLabelled,
            alt: Vec::new(),
            direction,
            percent: None,
            percent_min: None,
            percent_max: None,
            price: None,
            currency: None,
            session: None,
            horizon: None,
            point: None,
            bound: None,
            when: None,
            kind: None,
            index: false,
            optional: false,
        }
    }

    /// Whether it is of an index.
    pub(super) fn is_index(&self) -> bool {
        self.index || self.kind.as_deref() == Some("index")
    }

    /// The labelled symbol.
    pub(super) fn symbol(&self) -> Option<&str> {
        if let Symbol::Listed(symbol) = &self.symbol { Some(symbol) } else { None }
    }

    /// Whether a claim is of this owner. Where the label has a symbol, it is demanded; where the label
    /// says that there is none, the claim must have none; the name has to agree only where nothing else
    /// tells.
    pub(super) fn is_of(&self, claim: &Claim) -> bool {
        let symbol = claim.instrument.as_ref().map(|i| i.symbol.as_str());
        let named = || names_agree(&self.company, &claim.company);
        match &self.symbol {
            Symbol::Listed(wanted) => symbol.is_some_and(|s| s == wanted || self.alt.iter().any(|a| a == s)),
            Symbol::NotListed => symbol.is_none() && named(),
            Symbol::NotLabelled => named(),
        }
    }

    /// The time, where it is labelled in days.
    pub(super) fn time(&self) -> Option<TimeLabel> {
        serde_json::from_value(self.when.clone()?).ok()
    }

    /// What a lesson needs of it.
    pub(super) fn told(&self) -> LabelledClaim {
        let symbols = self.symbol().map(str::to_owned).into_iter().chain(self.alt.iter().cloned());
        LabelledClaim {
            symbols: symbols.collect(),
            company: self.company.clone(),
            direction: self.direction,
            percent: self.percent.or(self.percent_max),
            price: self.price,
        }
    }
}

impl TimeLabel {
    /// Whether a claim states this time.
    pub(super) fn is_of(self, claim: &Claim) -> bool {
        claim.when.as_ref().is_some_and(|w| (w.kind, w.from, w.to) == (self.kind, self.from, self.to))
    }
}

fn names_agree(a: &str, b: &str) -> bool {
    let plain = |s: &str| -> Vec<String> {
        let words = s.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        // German cases change the ends of words: Deutsche Bank, der Deutschen Bank.
        words.map(|w| w.to_lowercase().trim_end_matches(['n', 's']).to_owned()).collect()
    };
    let (a, b) = (plain(a), plain(b));
    let within = |a: &[String], b: &[String]| !a.is_empty() && b.windows(a.len()).any(|w| w == a);
    within(&a, &b) || within(&b, &a)
}
