//! Single words that matter at one place of the grammar: the kinds `claim.…` of `assets/language`.

use std::collections::HashMap;

use super::token;
use crate::text::words::Entry;

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident = $kind:literal,)*) => {
        /// A list of words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum List {
            $($(#[$doc])* $name,)*
        }

        impl List {
            /// The list of a kind of the data files.
            pub(super) fn of_kind(kind: &str) -> Option<Self> {
                match kind {
                    $(concat!("claim.", $kind) => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

lists! {
    /// A poll, an election, a league: of a party or a club.
    Contest = "contest",
    /// Says that a name is an index.
    IndexNoun = "index_noun",
    /// Speaks of an index.
    IndexMark = "index_mark",
    /// Makes another index or a future of an index name.
    IndexTail = "index_tail",
    /// Part of the name of an index of currencies or volatility.
    NoStockIndex = "no_stock_index",
    /// A country by its initials.
    Country = "country",
    /// Opens a clause beside the main one: `with the Dow up 1%`.
    AsideOpener = "aside_opener",
    /// In front makes a condition: `Had it missed, …`.
    VerbFirst = "verb_first",
    /// Ends the reach of a condition.
    Turn = "turn",
    /// Makes a future of an infinitive.
    Future = "future",
    /// A verb of possibility that a noun can follow.
    Conditional = "conditional",
    /// What follows is still to come.
    NotYet = "not_yet",
    /// A rate of growth.
    GrowthRate = "growth_rate",
    /// Makes a past of a word of expectation: `has seen`.
    Perfect = "perfect",
    /// An article that opens an apposition.
    Indefinite = "indefinite",
    /// A present of a verb that needs an amount.
    Foretelling = "foretelling",
    /// Takes a negation back: `not only`.
    Only = "only",
    /// A price of goods.
    Dearer = "dearer",
    /// A passive or a change.
    Became = "became",
    /// A loss of the business.
    Loss = "loss",
    /// What a loss of the business does.
    LossChanged = "loss_changed",
    /// Reports figures of the business.
    Reporting = "reporting",
    /// A level that was passed or reached before.
    Peak = "peak",
    /// Compares numbers of something.
    More = "more",
    /// Behind a per cent: of something.
    Genitive = "genitive",
    /// A per cent of a year.
    Yearly = "yearly",
    /// A per cent against an earlier period.
    ComparedPeriod = "compared_period",
    /// A number is a time.
    Clock = "clock",
    /// Opens a noun whose attribute an amount is.
    Definite = "definite",
    /// A level that is reached.
    Reaching = "reaching",
    /// Says that a level was reached, which stands behind it: `ha alcanzado los 8.487,9 puntos`.
    Attained = "attained",
    /// Ends an adjective that is a size: `ein sechsprozentiges Minus`.
    PercentEnding = "percent_ending",
    /// An article of a genitive.
    GenitiveArticle = "genitive_article",
    /// The share stands behind it: `für X ging es abwärts`.
    About = "about",
    /// An article that can open a relative clause.
    RelativeArticle = "relative_article",
    /// Opens a clause whose verb stands last.
    VerbLast = "verb_last",
    /// Stands behind a common noun at the head of a sentence.
    BehindNoun = "behind_noun",
    /// Ends the name of what is no listed share.
    Fund = "fund",
    /// Several of a sort.
    Some = "some",
    /// Shares in general.
    ManyShares = "many_shares",
    /// One of a sort.
    OneOfSort = "one_of_sort",
    /// Ends common nouns.
    NounEnding = "noun_ending",
    /// Ends adverbs.
    AdverbEnding = "adverb_ending",
    /// Ends adjectives.
    AdjectiveEnding = "adjective_ending",
    /// A preposition with its article.
    Contraction = "contraction",
    /// Stands before a size.
    SizeMark = "size_mark",
    /// Ends a company's name and is none alone.
    LegalForm = "legal_form",
    /// Joins a share to its owner.
    Owning = "owning",
    /// Brings in what was not named before.
    Introducing = "introducing",
    /// Names who does something.
    Doer = "doer",
    /// A span of time that is counted.
    TimeNoun = "time_noun",
    /// Joins a noun of movement to its share.
    BesideNoun = "beside_noun",
    /// Joins two ways of telling one size: `15 points, or 2%`.
    Or = "or",
    /// A price beside another, or a move.
    Premium = "premium",
    /// Tells a price beside another from a move.
    PremiumTo = "premium_to",
    /// The market as a whole.
    Market = "market",
    /// An adjective that can stand before a noun.
    Comparative = "comparative",
    /// Moves from one level to another.
    Went = "went",
    /// How long there was none like it.
    ReachesBack = "reaches_back",
    /// A part of the day around a report.
    ReportBorder = "report_border",
    /// Carries on what went before.
    GoesOn = "goes_on",
    /// The publication of figures.
    ReportNoun = "report_noun",
    /// A year is an end, not a span.
    UntilYear = "until_year",
    /// Stands for an index that was named: `der Leitindex`.
    IndexWord = "index_word",
    /// Stands for the one named last: `deren Aktien`.
    Whose = "whose",
    /// Of a share only with a size right behind it: `increased 1.4%`.
    Growing = "growing",
    /// Opens the name of an exchange, which stands for its index.
    Exchange = "exchange",
    /// Draws the balance of a move: `steht ein Minus zu Buche`.
    OnBalance = "on_balance",
    /// Has a price: `kostete 2 Prozent mehr`.
    Costs = "costs",
    /// Stands or trades at a price: `notiert bei 12 Euro`.
    Trades = "trades",
    /// Stands before the price at which something is reckoned: `mit 5.961 Punkten berechnet`.
    PriceMark = "price_mark",
    /// The price of a share, and of anything else.
    PriceNoun = "price_noun",
    /// Opens a clause with its verb at the end, behind a comma: `wo`.
    ClauseOpener = "clause_opener",
    /// Puts a move into the day before the moment that a report is of: `zunächst`.
    EarlierInDay = "earlier_in_day",
    /// Before a place, rather than before the owner of a share: `das Papier in Kopenhagen`.
    AtPlace = "at_place",
    /// Before who comes next in an order: `followed by`.
    Followed = "followed",
    /// Behind the name of who gathers forecasts: `the FactSet consensus`.
    Consensus = "consensus",
    /// Brings in what a move is compared with: `gegenüber dem Schlusskurs`.
    Compared = "compared",
    /// Behind a day, says that the market's day is meant: `Wednesday's session`.
    Trading = "trading",
    /// A verb that is no move, of a share that opened or touched a price.
    Opened = "opened",
    /// Takes a move back in part: `pared a 15% loss`.
    Pares = "pares",
    /// Joins a day to the noun before it: `die Mitteilung vom Mittwoch`.
    OfDay = "of_day",
}

/// The lists that a word stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Lists(u128);

impl Lists {
    /// Whether one of them is `list`.
    pub(super) const fn has(self, list: List) -> bool {
        self.0 >> list as u32 & 1 == 1
    }
}

/// All lists of a language.
#[derive(Debug, Default)]
pub(super) struct WordLists {
    words: HashMap<String, Lists>,
    endings: Vec<(String, List)>,
}

impl WordLists {
    /// Takes in an entry, if it is one of a list.
    pub(super) fn add(&mut self, entry: &Entry) {
        let Some(list) = List::of_kind(entry.kind) else { return };
        let word = token::phrase(entry.phrase);
        if matches!(
            list,
            List::NounEnding
                | List::AdverbEnding
                | List::AdjectiveEnding
                | List::NoStockIndex
                | List::PercentEnding
        ) {
            self.endings.push((word, list));
        } else {
            self.words.entry(word).or_default().0 |= 1 << list as u32;
        }
    }

    /// The lists that a word or phrase in lower case stands in.
    pub(super) fn of(&self, word: &str) -> Lists {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// The parts of words in a list of endings.
    pub(super) fn parts(&self, list: List) -> impl Iterator<Item = &str> {
        self.endings.iter().filter(move |(_, l)| *l == list).map(|(part, _)| part.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words;

    #[test]
    fn every_kind_of_list_is_known_and_fits_the_set() {
        for entry in words::entries().iter().filter(|e| e.kind.starts_with("claim.")) {
            assert!(List::of_kind(entry.kind).is_some(), "{entry:?}");
        }
        assert!((List::OfDay as u32) < u128::BITS);
    }
}
