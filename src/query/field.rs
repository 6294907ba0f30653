//! The fields of the language.

/// A field of the query language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Its number.
    Id,
    /// The number of its story.
    Story,
    /// The kind of news.
    Kind,
    /// Who published it.
    Source,
    /// ISO 639-1 language code.
    Lang,
    /// Its title.
    Title,
    /// Its address.
    Url,
    /// When it was published.
    Published,
    /// When this system first saw it.
    Seen,
    /// A symbol that it is linked to.
    Ticker,
    /// The venue of such a symbol.
    Mic,
    /// The sector of such an instrument.
    Sector,
    /// Whether such an instrument is on the watch-list.
    Watched,
    /// One of the user's tags.
    Tag,
    /// The verdict on one of its claims.
    Claim,
    /// The chance of one of its claims, as a fraction.
    Chance,
    /// The return that the list shows, as a fraction.
    Move,
    /// That return without its sign.
    Size,
    /// The abnormal return of that row, as a fraction.
    Abnormal,
    /// The placebo rank of that row, as a fraction.
    Rank,
    /// The z of that row.
    Z,
    /// The verdict of that row.
    Verdict,
    /// The horizon of that row.
    Horizon,
    /// Whether that row is measured.
    Status,
    /// Title and text, by words.
    Text,
}

/// The kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Whole numbers.
    Number,
    /// Numbers.
    Decimal,
    /// Fractions of any size and sign, also written in percent.
    Move,
    /// Fractions from 0 to 1, also written in percent.
    Share,
    /// Days, stretches and instants.
    Instant,
    /// Text, compared literally.
    Word,
    /// Text, searched by words.
    Words,
    /// Yes or no.
    Flag,
}

impl Field {
    /// All fields with their names; a field may have several, the first is the usual one.
    pub const NAMES: [(&'static str, Self); 34] = [
        ("id", Self::Id),
        ("story", Self::Story),
        ("kind", Self::Kind),
        ("source", Self::Source),
        ("lang", Self::Lang),
        ("title", Self::Title),
        ("url", Self::Url),
        ("published", Self::Published),
        ("published_at", Self::Published),
        ("at", Self::Published),
        ("seen", Self::Seen),
        ("seen_at", Self::Seen),
        ("ticker", Self::Ticker),
        ("symbol", Self::Ticker),
        ("mic", Self::Mic),
        ("sector", Self::Sector),
        ("watched", Self::Watched),
        ("tag", Self::Tag),
        ("claim", Self::Claim),
        ("chance", Self::Chance),
        ("move", Self::Move),
        ("return", Self::Move),
        ("size", Self::Size),
        ("abnormal", Self::Abnormal),
        ("abnormal_return", Self::Abnormal),
        ("rank", Self::Rank),
        ("placebo_rank", Self::Rank),
        ("z", Self::Z),
        ("verdict", Self::Verdict),
        ("horizon", Self::Horizon),
        ("status", Self::Status),
        ("text", Self::Text),
        ("language", Self::Lang),
        ("venue", Self::Mic),
    ];

    /// The usual name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }

    /// The field of a name, in any case of letters.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, field)| *field)
    }

    /// Whether it applies to one instrument of the event, or to that instrument's reaction.
    #[must_use]
    pub const fn is_of_a_row(self) -> bool {
        self.is_instrument() || self.is_figure() || matches!(self, Self::Horizon | Self::Status)
    }

    /// Whether it names an instrument.
    #[must_use]
    pub const fn is_instrument(self) -> bool {
        matches!(self, Self::Ticker | Self::Mic | Self::Sector | Self::Watched)
    }

    /// Whether only a measured row has it.
    #[must_use]
    pub const fn is_figure(self) -> bool {
        matches!(self, Self::Move | Self::Size | Self::Abnormal | Self::Rank | Self::Z | Self::Verdict)
    }

    /// Whether a claim has it.
    #[must_use]
    pub const fn is_of_claim(self) -> bool {
        matches!(self, Self::Claim | Self::Chance)
    }

    /// The kind of value it is compared with.
    #[must_use]
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Id | Self::Story => FieldKind::Number,
            Self::Z => FieldKind::Decimal,
            Self::Move | Self::Size | Self::Abnormal => FieldKind::Move,
            Self::Rank | Self::Chance => FieldKind::Share,
            Self::Published | Self::Seen => FieldKind::Instant,
            Self::Text => FieldKind::Words,
            Self::Watched => FieldKind::Flag,
            Self::Kind
            | Self::Source
            | Self::Lang
            | Self::Title
            | Self::Url
            | Self::Ticker
            | Self::Mic
            | Self::Sector
            | Self::Tag
            | Self::Claim
            | Self::Verdict
            | Self::Horizon
            | Self::Status => FieldKind::Word,
        }
    }
}
