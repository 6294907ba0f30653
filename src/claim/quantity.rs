//! Amounts in a text: per cents, points, money, and what kind of number they are.

use std::collections::HashMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::Direction;
use super::lexicon::{Lexicon, Tag};
use super::lists::List;
use super::number;
use super::token::{self, Token, TokenKind};
use crate::text::words;
use crate::units::Currency;

/// An amount and its unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Quantity {
    /// Per cent; `high` is the upper end where a range stands there.
    Percent {
        /// The number, or the lower end of a range.
        low: Decimal,
        /// The upper end of a range.
        high: Option<Decimal>,
        /// The sign, where one is written.
        sign: Option<Direction>,
    },
    /// Index points.
    Points {
        /// How many.
        amount: Decimal,
        /// The sign, where one is written.
        sign: Option<Direction>,
    },
    /// Money per share.
    Money {
        /// How much.
        amount: Decimal,
        /// In what.
        currency: Currency,
        /// The sign, where one is written.
        sign: Option<Direction>,
    },
    /// Hundredths of the currency.
    Cents(Decimal),
    /// A number with no unit.
    Bare(Decimal),
    /// An amount that can be no share's move or price: millions, basis points, per barrel.
    Other,
}

impl Quantity {
    /// The written sign.
    pub(super) fn sign(&self) -> Option<Direction> {
        match self {
            Self::Percent { sign, .. } | Self::Points { sign, .. } | Self::Money { sign, .. } => *sign,
            Self::Cents(_) | Self::Bare(_) | Self::Other => None,
        }
    }
}

type Spellings = HashMap<String, Vec<(Vec<String>, Currency)>>;

fn currencies() -> &'static Spellings {
    static SPELLINGS: LazyLock<Spellings> = LazyLock::new(|| {
        let mut map = Spellings::new();
        for entry in words::of_kind("currency") {
            let Some(currency) = entry.value.and_then(|v| v.parse::<Currency>().ok()) else { continue };
            let mut words = token::tokens(entry.phrase).into_iter().map(|t| t.lower);
            let Some(first) = words.next() else { continue };
            map.entry(first).or_default().push((words.collect(), currency));
        }
        for list in map.values_mut() {
            list.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
        map
    });
    &SPELLINGS
}

/// The currency that begins at the first of `tokens`, and over how many it goes.
fn currency_at(tokens: &[Token]) -> Option<(Currency, usize)> {
    let first = tokens.first()?;
    let list = currencies().get(&first.lower)?;
    let fits = |rest: &[String]| {
        tokens.len() > rest.len() && rest.iter().zip(&tokens[1..]).all(|(w, t)| *w == t.lower)
    };
    list.iter().find(|(rest, _)| fits(rest)).map(|(rest, currency)| (*currency, rest.len() + 1))
}

/// Whether a currency and a number begin at `at`: `HK$78.55`, `Rs 1,265.40`.
pub(super) fn opens_amount(tokens: &[Token], at: usize) -> bool {
    let number = |length: usize| tokens.get(at + length).is_some_and(|t| t.kind == TokenKind::Number);
    currency_at(&tokens[at..]).is_some_and(|(_, length)| number(length))
}

/// Reads tokens one after another.
struct Reader<'a> {
    tokens: &'a [Token],
    lexicon: &'a Lexicon,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &[Token] {
        &self.tokens[self.at.min(self.tokens.len())..]
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn word(&mut self, wanted: Tag) -> bool {
        let found = self.lexicon.longest(self.rest(), |tags| tags.contains(&wanted)).map(|(n, _)| n);
        self.at += found.unwrap_or(0);
        found.is_some()
    }

    fn sign(&mut self, before: Option<&Token>) -> Option<Direction> {
        let token = self.peek()?;
        let direction = match token.kind {
            TokenKind::Sign('+') => Direction::Up,
            TokenKind::Sign('-') => Direction::Down,
            _ => return None,
        };
        let free = !token.glued || before.is_none_or(|b| "(:;,|/".contains(b.lower.as_str()));
        let next_glued = self.tokens.get(self.at + 1).is_some_and(|n| n.glued);
        let tight = next_glued || direction == Direction::Up;
        if !(free && tight) {
            return None;
        }
        self.at += 1;
        Some(direction)
    }

    fn number(&mut self) -> Option<Decimal> {
        let decimal = self.lexicon.language.decimal;
        let token = self.peek()?;
        if token.kind != TokenKind::Number {
            let (length, value) = self
                .lexicon
                .longest(self.rest(), |t| number_word(t).is_some())
                .and_then(|(n, t)| number_word(t).map(|v| (n, v)))?;
            self.at += length;
            return Some(value);
        }
        let whole = number::read(&token.lower, decimal)?;
        self.at += 1;
        Some(whole + self.fraction().unwrap_or_default())
    }

    /// `1/2` or `½` behind a whole number.
    fn fraction(&mut self) -> Option<Decimal> {
        let numbers: Vec<Decimal> = [0, 2]
            .into_iter()
            .filter_map(|k| self.tokens.get(self.at + k))
            .filter(|t| t.kind == TokenKind::Number)
            .filter_map(|t| number::read(&t.lower, self.lexicon.language.decimal))
            .collect();
        if self.peek().is_some_and(|t| "½¼¾⅓⅔⅛".contains(t.lower.as_str())) {
            self.at += 1;
            return numbers.first().copied();
        }
        let slash = self.tokens.get(self.at + 1).is_some_and(|t| t.is('/') && t.glued);
        match numbers[..] {
            [top, bottom] if slash && !bottom.is_zero() => {
                self.at += 3;
                Some((top / bottom).round_dp(4).normalize())
            }
            _ => None,
        }
    }
}

fn number_word(tags: &[Tag]) -> Option<Decimal> {
    tags.iter().find_map(|t| if let Tag::Number(value) = t { Some(*value) } else { None })
}

/// What stands before an amount and may open a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opens {
    /// `between`: `and` joins the ends.
    Between,
    /// `from`, `von`: `to` joins the ends; `von 2,3 und 1,8 Prozent` are two sizes.
    From,
    /// Neither.
    Nothing,
}

impl Opens {
    /// Takes the word that joins the ends of a range so opened.
    fn joins(self, r: &mut Reader<'_>) -> bool {
        match self {
            Self::Between => r.word(Tag::And) || r.word(Tag::To),
            Self::From => r.word(Tag::To),
            Self::Nothing => false,
        }
    }
}

/// The amount that begins at `at`, and the token behind it.
pub(super) fn quantity(
    tokens: &[Token],
    at: usize,
    lexicon: &Lexicon,
    opens: Opens,
) -> Option<(Quantity, usize)> {
    if let Some(found) = attributive(tokens, at, lexicon) {
        return Some(found);
    }
    let mut r = Reader { tokens, lexicon, at };
    let sign = r.sign(at.checked_sub(1).map(|p| &tokens[p]));
    let start = r.at;
    if let Some((currency, length)) = currency_at(r.rest()).filter(|_| prefix_fits(&r)) {
        r.at += length;
        let late = sign.or_else(|| r.sign(None));
        if r.peek().is_some_and(|t| t.kind == TokenKind::Number)
            && let Some(amount) = r.number()
        {
            let money = Quantity::Money { amount, currency, sign: late };
            return Some(finish_money(&mut r, money));
        }
        return None;
    }
    let in_digits = r.peek()?.kind == TokenKind::Number;
    let low = r.number()?;
    let unit = unit(&mut r, low, sign, opens);
    match unit {
        Some(quantity) => Some((quantity, r.at)),
        None if in_digits && sign.is_none_or(|_| start > at) => Some((Quantity::Bare(low), r.at)),
        None => None,
    }
}

/// `ein sechsprozentiges Minus`, `ein 2,5-prozentiges Minus`: a size that is an adjective.
fn attributive(tokens: &[Token], at: usize, lexicon: &Lexicon) -> Option<(Quantity, usize)> {
    let size = |low: Decimal| Quantity::Percent { low, high: None, sign: None };
    let first = tokens.get(at)?;
    if first.kind == TokenKind::Number {
        let hyphen = usize::from(tokens.get(at + 1).is_some_and(|t| t.is('-') && t.glued));
        let word = tokens.get(at + 1 + hyphen).filter(|t| t.kind == TokenKind::Word && t.glued)?;
        let whole = before_percent_ending(&word.lower, lexicon).is_some_and(str::is_empty);
        let low = number::read(&first.lower, lexicon.language.decimal).filter(|_| whole)?;
        return Some((size(low), at + 2 + hyphen));
    }
    if first.kind != TokenKind::Word {
        return None;
    }
    let number = Token { lower: before_percent_ending(&first.lower, lexicon)?.to_owned(), ..first.clone() };
    let (_, low) = lexicon.number_at(std::slice::from_ref(&number))?;
    Some((size(low), at + 1))
}

/// What stands before such an ending in a word, in any of its cases.
fn before_percent_ending<'w>(word: &'w str, lexicon: &Lexicon) -> Option<&'w str> {
    let cases = ["", "e", "en", "er", "es", "em"];
    lexicon.lists.parts(List::PercentEnding).find_map(|ending| {
        let (number, case) = word.rsplit_once(ending)?;
        cases.contains(&case).then_some(number)
    })
}

/// Before its number a currency is a sign or a code in capitals: `won 3%` is no money.
fn prefix_fits(r: &Reader<'_>) -> bool {
    r.peek().is_some_and(|t| t.capital || !matches!(t.kind, TokenKind::Word))
}

fn finish_money(r: &mut Reader<'_>, money: Quantity) -> (Quantity, usize) {
    let mark = r.at;
    r.word(Tag::Skip);
    // `$2.2-Billion`.
    if r.peek().is_some_and(|t| t.is('-') && t.glued) {
        r.at += 1;
    }
    if r.word(Tag::Big) || r.word(Tag::PerUnit) || per_unit_ahead(r) {
        return (Quantity::Other, r.at);
    }
    r.at = mark;
    (money, r.at)
}

fn per_unit_ahead(r: &Reader<'_>) -> bool {
    r.lexicon.longest(r.rest(), |t| t.contains(&Tag::PerUnit)).is_some()
}

fn unit(r: &mut Reader<'_>, low: Decimal, sign: Option<Direction>, opens: Opens) -> Option<Quantity> {
    let high = range_end(r, opens);
    let mark = r.at;
    let hyphen = r.peek().is_some_and(|t| t.is('-') && t.glued);
    if hyphen {
        r.at += 1;
    }
    if r.word(Tag::RateUnit) {
        return Some(Quantity::Other);
    }
    if r.word(Tag::Percent) {
        let high = high.or_else(|| second_percent(r, opens));
        let (low, high) = match high {
            Some(h) if h < low => (h, Some(low)),
            other => (low, other),
        };
        return Some(Quantity::Percent { low, high, sign });
    }
    if high.is_some() {
        r.at = mark;
        return Some(Quantity::Other);
    }
    if r.word(Tag::Points) {
        return Some(Quantity::Points { amount: low, sign });
    }
    if r.word(Tag::Cents) {
        let of_each = r.peek().is_some_and(|t| t.lower == "per");
        return Some(if of_each { Quantity::Other } else { Quantity::Cents(low) });
    }
    if r.word(Tag::Big) {
        if let Some((_, length)) = currency_at(r.rest()) {
            r.at += length;
        }
        return Some(Quantity::Other);
    }
    if let Some((currency, length)) = currency_at(r.rest()).filter(|_| currency_fits(r)) {
        r.at += length;
        let (money, _) = finish_money(r, Quantity::Money { amount: low, currency, sign });
        return Some(money);
    }
    r.at = mark;
    None
}

/// A one-letter currency must touch its number: `120p`.
fn currency_fits(r: &Reader<'_>) -> bool {
    let Some(token) = r.peek() else { return false };
    let sign = token.kind != TokenKind::Word;
    // `a $5 meal`: the sign belongs to the number behind it.
    let opens = sign && r.tokens.get(r.at + 1).is_some_and(|n| n.glued && n.kind == TokenKind::Number);
    !opens && (sign || token.lower.chars().count() > 1 || token.glued)
}

/// The second end in `2-3 %`, `zwei bis drei Prozent`, `between 2 and 3 percent`.
fn range_end(r: &mut Reader<'_>, opens: Opens) -> Option<Decimal> {
    let mark = r.at;
    let dash = r.peek().is_some_and(|t| t.is('-'));
    if dash {
        r.at += 1;
    }
    let joined = dash || r.word(Tag::Range) || opens.joins(r);
    if joined
        && let Some(high) = r.number()
        && (r
            .lexicon
            .longest(r.rest(), |t| t.contains(&Tag::Percent) || t.contains(&Tag::RateUnit))
            .is_some())
    {
        return Some(high);
    }
    r.at = mark;
    None
}

/// The second end in `1.2% to 2.8%`, `zwischen 1 % und 2 %`.
fn second_percent(r: &mut Reader<'_>, opens: Opens) -> Option<Decimal> {
    let mark = r.at;
    let dash = r.peek().is_some_and(|t| t.is('-'));
    if dash {
        r.at += 1;
    }
    let joined = dash || opens == Opens::Between && r.word(Tag::And) || r.word(Tag::To) || r.word(Tag::Range);
    if joined
        && let Some(high) = r.number()
        && r.word(Tag::Percent)
    {
        return Some(high);
    }
    r.at = mark;
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, lang: &str) -> Quantity {
        let tokens = token::tokens(text);
        let language = crate::text::Language::of_tag(lang).unwrap();
        quantity(&tokens, 0, Lexicon::of(language), Opens::Nothing).unwrap_or_else(|| panic!("{text}")).0
    }

    fn percent(text: &str, lang: &str) -> String {
        match read(text, lang) {
            Quantity::Percent { low, high, sign } => {
                let sign = sign.map_or("", |d| if d == Direction::Up { "+" } else { "-" });
                high.map_or_else(|| format!("{sign}{low}"), |h| format!("{sign}{low}..{h}"))
            }
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn per_cents_in_digits_words_and_ranges() {
        for (text, lang, expected) in [
            ("0,21 Prozent", "de", "0.21"),
            ("3 1/2 percent", "en", "3.5"),
            ("3½ per cent", "en", "3.5"),
            ("nine-tenths of a percent", "en", "0.9"),
            ("zehn Prozent", "de", "10"),
            ("zwei bis drei Prozent", "de", "2..3"),
            ("2-3%", "en", "2..3"),
            ("+0,9 %", "de", "+0.9"),
            ("−3.4%", "en", "-3.4"),
            ("1,1 %", "fr", "1.1"),
        ] {
            assert_eq!(percent(text, lang), expected, "{text}");
        }
    }

    #[test]
    fn money_and_what_is_no_share_price() {
        let money = |text, lang| match read(text, lang) {
            Quantity::Money { amount, currency, .. } => format!("{amount} {currency}"),
            other => format!("{other:?}"),
        };
        assert_eq!(money("HK$78.55", "en"), "78.55 HKD");
        assert_eq!(money("Rs 1,265.40", "en"), "1265.40 INR");
        assert_eq!(money("446,28 US-Dollar", "de"), "446.28 USD");
        assert_eq!(money("78.90 Swiss francs", "en"), "78.90 CHF");
        assert_eq!(money("120p", "en"), "120 GBX");
        assert_eq!(money("$11.3 billion", "en"), "Other");
        assert_eq!(money("2,5 Milliarden Euro", "de"), "Other");
        assert_eq!(money("$2,640 an ounce", "en"), "Other");
        assert_eq!(money("25 basis points", "en"), "Other");
    }
}
