//! The entities behind instruments: issuers, funds, indices, and organisations that are not listed.

use chrono::NaiveDate;

use super::InstrumentId;

/// What a text may take an entity for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityKind {
    /// A company with at least one listing.
    Issuer,
    /// A fund, a crypto or currency pair.
    Product,
    /// An index or a future on one.
    Index,
    /// A company, institution or team without a listing. Its name blocks shorter, wrong names.
    Unlisted,
}

/// The trade of an entity whose naming often only says who reports or opines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceTrade {
    /// Publishes news.
    Publisher,
    /// Writes analyst notes.
    Broker,
    /// Rates debt, collects data.
    Agency,
    /// Carries other people's posts.
    Platform,
}

/// An instrument tied to an organisation, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The instrument.
    pub instrument: InstrumentId,
    /// `holder`, `parent`, `supplier`, `peer`, with a word of explanation.
    pub reason: String,
}

/// An issuer, product, index or unlisted organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// The name as people write it.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// Its trade, if its name is often only a source.
    pub trade: Option<SourceTrade>,
    /// How likely it is to be in the news, 0 (obscure) to 9 (the largest).
    pub weight: u8,
    /// Numbers of its instruments in the universe, primary listing first, former symbols last.
    pub listings: Vec<u32>,
    /// Instruments tied to it.
    pub relations: Vec<Relation>,
}

/// What kind of name an alias is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AliasKind {
    /// The name, or a short form of it.
    Name,
    /// A former name.
    Former,
    /// A brand, product or subsidiary.
    Brand,
    /// A person identified with the company.
    Person,
    /// An epithet (`the iPhone maker`): too weak to link by itself.
    Epithet,
}

/// A name under which texts know an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// As written.
    pub text: String,
    /// Number of the entity.
    pub entity: u32,
    /// What kind of name.
    pub kind: AliasKind,
    /// What else the words may be.
    pub risk: Risk,
    /// First day of use, if known.
    pub from: Option<NaiveDate>,
    /// Last day of use, if known.
    pub to: Option<NaiveDate>,
}

/// What else the words of an alias may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Risk(u8);

impl Risk {
    /// A common English word (or nothing but common words).
    pub const WORD_EN: Self = Self(1);
    /// A common German word.
    pub const WORD_DE: Self = Self(2);
    /// A family or given name.
    pub const PERSON: Self = Self(4);
    /// A place.
    pub const PLACE: Self = Self(8);
    /// Only with a second cue, whatever the case: hand-marked.
    pub const WEAK: Self = Self(16);
    /// An acronym: matches only in capitals.
    pub const ACRONYM: Self = Self(32);
    /// May be written in small letters (`adidas`, `thyssenkrupp`).
    pub const LOWER_OK: Self = Self(64);
    /// A very common English or German word.
    pub const VERY_COMMON: Self = Self(128);

    /// Reads the letters of the asset: `e` `d` `p` `g` `w` `a` `l` `c`, in any order.
    #[must_use]
    pub(super) fn from_letters(letters: &str) -> Self {
        let bit = |c| match c {
            'e' => Self::WORD_EN.0,
            'd' => Self::WORD_DE.0,
            'p' => Self::PERSON.0,
            'g' => Self::PLACE.0,
            'w' => Self::WEAK.0,
            'a' => Self::ACRONYM.0,
            'l' => Self::LOWER_OK.0,
            'c' => Self::VERY_COMMON.0,
            _ => 0,
        };
        Self(letters.chars().map(bit).fold(0, |a, b| a | b))
    }

    /// True where all of `other` is set.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// True where any of `other` is set.
    #[must_use]
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
