//! Amounts and moments that tell of another moment than the move's size: `fell 17% after touching $116.70`.

use std::ops::Range;

use super::DayPoint;
use super::fields::Reader;
use super::item::{Item, Kind};
use super::lexicon::Tag;
use super::lists::List;
use super::times::Times;
use super::{Bound, Direction};

impl Reader<'_> {
    /// Whether an item stands in a part of the sentence of its own, which tells an extreme, an open or something
    /// that happened before or after the move of the size at `size`.
    pub(super) fn tells_another_moment(&self, times: &Times, size: usize, at: usize) -> bool {
        let part = self.part(at);
        if part.contains(&size) {
            return false;
        }
        let opener = part.start.checked_sub(1).map(|i| &self.items[i]);
        let clause = opener.is_some_and(begins_clause) || begins_clause(&self.items[part.start]);
        let told = |i: usize| is_verb(&self.items[i]);
        clause && part.clone().any(told) || self.marks_an_extreme(times, part)
    }

    /// Whether an item stands with a price in a part of the sentence that the size does not stand in: `fell 17% and
    /// briefly traded at $116.70`.
    pub(super) fn holds_a_level(&self, size: usize, at: usize) -> bool {
        let part = self.part(at);
        let level = |i: &Item| i.amount().is_some() && !i.is_percent();
        !part.contains(&size) && self.items[part].iter().any(level)
    }

    /// Whether an item stands with a size in a part of the sentence that the size at `size` does not stand in: `fell 15%,
    /// then recovered 3.8% on Tuesday`.
    pub(super) fn holds_a_size(&self, size: usize, at: usize) -> bool {
        let part = self.part(at);
        !part.contains(&size) && self.items[part].iter().any(Item::is_percent)
    }

    /// The part of the sentence between commas, conjunctions and clauses that an item stands in.
    fn part(&self, at: usize) -> Range<usize> {
        let span = self.span();
        let start = (span.start..=at).rev().find(|i| self.is_border(*i)).map_or(span.start, |i| i);
        let end = (at + 1..span.end).find(|i| self.is_border(*i)).unwrap_or(span.end);
        start..end
    }

    fn is_border(&self, at: usize) -> bool {
        let item = &self.items[at];
        matches!(item.kind, Kind::Sign(',' | ';' | '(' | ')' | ':'))
            || begins_clause(item)
            || item.has(Tag::And)
            || item.has(Tag::Relative) && at > 0 && self.items[at - 1].is(',')
    }

    /// `as low as`, `zeitweise`, `an intraday high`, `opened`.
    fn marks_an_extreme(&self, times: &Times, part: Range<usize>) -> bool {
        let point = |(item, point): &(usize, DayPoint)| {
            part.contains(item) && matches!(point, DayPoint::Intraday | DayPoint::Open)
        };
        times.points.iter().any(point)
            || self.items[part].iter().any(|i| i.has(Tag::Qualify(Bound::AsMuchAs)) || i.is_in(List::Peak))
    }
}

fn begins_clause(item: &Item) -> bool {
    item.has(Tag::Subordinate) && !item.has(Tag::Skip)
}

fn is_verb(item: &Item) -> bool {
    let of_movement = |t: &Tag| {
        matches!(t, Tag::Verb(_) | Tag::Present(_) | Tag::Base(_) | Tag::Transitive(_) | Tag::Gerund(_))
    };
    let plain = [Tag::Neutral, Tag::Close, Tag::Auxiliary, Tag::Report, Tag::Verb(Direction::Flat)];
    item.tags.iter().any(of_movement)
        || plain.iter().any(|t| item.has(*t))
        || item.is_in(List::Opened)
        || item.kind == Kind::Word && item.lower.ends_with("ing")
}

#[cfg(test)]
mod tests {
    use crate::claim::{Bound, Claim, ClaimRequest, DayPoint, extract_from};
    use crate::event::When;

    fn read(lang: &str, text: &str) -> Vec<Claim> {
        let published = Some(When::Day("2025-01-28".parse().unwrap()));
        extract_from(&ClaimRequest { text, lang: Some(lang), mentions: &[], published })
    }

    fn written(number: Option<rust_decimal::Decimal>) -> String {
        number.map_or_else(|| "-".to_owned(), |n| n.to_string())
    }

    #[test]
    fn a_price_of_another_moment_is_none_of_the_size() {
        for (lang, text) in [
            ("en", "Halvorsen shares fell 17 percent on Monday after touching $116.70."),
            ("en", "Halvorsen shares lost 17 percent on Monday, having traded as high as $128.40."),
            (
                "en",
                "Halvorsen shares closed 17 percent lower on Monday after dropping to as little as $116.70.",
            ),
            ("en", "Halvorsen shares fell 17 percent on Monday and briefly traded at $116.70."),
            (
                "de",
                "Die Halvorsen-Aktie verlor am Montag 17 Prozent, nachdem sie bei 124,80 Dollar eröffnet hatte.",
            ),
            (
                "de",
                "Die Halvorsen-Aktie fiel am Montag um 17 Prozent und notierte zeitweise bei 116,70 Dollar.",
            ),
            (
                "de",
                "Die Halvorsen-Aktie brach am Montag um 17 Prozent ein, nach einem Tagestief von 116,70 Dollar.",
            ),
            ("fr", "L'action Halvorsen a perdu 17 % lundi après avoir ouvert à 124,80 dollars."),
        ] {
            let claims = read(lang, text);
            let sized = claims.iter().find(|c| c.percent.is_some());
            let sized = sized.unwrap_or_else(|| panic!("{text}: {claims:#?}"));
            assert_eq!((sized.price, sized.from_price), (None, None), "{text}");
            assert!(!matches!(sized.point, Some(DayPoint::Intraday | DayPoint::Open)), "{text}");
            assert_eq!(
                sized.when.as_ref().map(|w| w.from.to_string()).as_deref(),
                Some("2025-01-27"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_price_of_the_move_stays_with_its_size() {
        for (lang, text, price, before) in [
            ("en", "Halvorsen shares fell 3% to $12.40, after weak sales.", "12.40", "-"),
            ("en", "Halvorsen shares fell 3% on Monday and closed at $12.40.", "12.40", "-"),
            ("en", "Halvorsen shares fell 17% from a close of $142.62 on Friday.", "-", "142.62"),
            ("de", "Die Halvorsen-Aktie verlor 3 Prozent und notiert bei 12,40 Euro.", "12.40", "-"),
        ] {
            let claim = read(lang, text).into_iter().find(|c| c.percent.is_some()).expect(text);
            assert_eq!(
                (written(claim.price), written(claim.from_price)),
                (price.to_owned(), before.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn a_bound_before_points_is_that_of_the_move() {
        for (lang, text, bound) in [
            ("en", "Halvorsen shares fell by more than $40 on Monday to $222.15.", Bound::AtLeast),
            ("en", "Halvorsen shares lost about $40 on Monday.", Bound::About),
            ("de", "Die Halvorsen-Aktie fiel am Montag um rund 40 Dollar auf 222,15 Dollar.", Bound::About),
        ] {
            let claims = read(lang, text);
            assert_eq!(claims.first().and_then(|c| c.bound), Some(bound), "{text}: {claims:#?}");
        }
    }

    #[test]
    fn a_day_belongs_to_the_move_or_to_what_caused_it() {
        for (lang, text, day) in [
            ("en", "Halvorsen shares fell 3% in Monday's session.", Some("2025-01-27")),
            ("en", "After Friday's earnings, Halvorsen shares rose 3%.", None),
            ("en", "The launch on Friday lifted Halvorsen shares by 3%.", None),
            ("en", "On Friday the launch lifted Halvorsen shares by 3%.", Some("2025-01-24")),
            ("en", "Halvorsen shares rose 3% after a report on Friday.", None),
            ("de", "Nach den am Freitag vorgelegten Zahlen stieg die Halvorsen-Aktie um 3 Prozent.", None),
            ("de", "Die Halvorsen-Aktie fiel nach der Mitteilung vom Freitag um 3 Prozent.", None),
            ("de", "Am Freitag fiel die Halvorsen-Aktie um 3 Prozent.", Some("2025-01-24")),
        ] {
            let claims = read(lang, text);
            let claim = claims.first().unwrap_or_else(|| panic!("{text}"));
            assert_eq!(claim.when.as_ref().map(|w| w.from.to_string()).as_deref(), day, "{text}");
        }
    }

    #[test]
    fn the_day_before_counts_from_the_day_that_was_told() {
        let text = "Halvorsen shares rose 3.8% on Friday after falling 15.4% the day before.";
        let days: Vec<String> =
            read("en", text).iter().filter_map(|c| Some(c.when.as_ref()?.from.to_string())).collect();
        assert_eq!(days, ["2025-01-24", "2025-01-23"]);
        let after_the_weekend =
            "Am Montag stieg die Halvorsen-Aktie um 3 Prozent. Am Vortag hatte sie 2 Prozent verloren.";
        let claims = read("de", after_the_weekend);
        let last = claims.last().and_then(|c| c.when.as_ref()).expect("a day");
        assert_eq!(last.from.to_string(), "2025-01-24");
    }
}
