//! The words of each language: the data files in `assets/language`, whose README has the schema.
//!
//! A line is a kind, a phrase and for some kinds a value. What a kind means is up to the room that reads
//! it; this one reads the files and knows which kinds there are.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Language;
use super::fold::lower;

/// The files, with the language whose words they hold; what belongs to no language has none.
const FILES: [(Option<Language>, &str); 6] = [
    (None, include_str!("../../assets/language/any.tsv")),
    (Some(Language::English), include_str!("../../assets/language/en.tsv")),
    (Some(Language::German), include_str!("../../assets/language/de.tsv")),
    (Some(Language::French), include_str!("../../assets/language/fr.tsv")),
    (Some(Language::Spanish), include_str!("../../assets/language/es.tsv")),
    (Some(Language::Italian), include_str!("../../assets/language/it.tsv")),
];

/// A line of the data files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The language of its file.
    pub(crate) language: Option<Language>,
    /// What it is for.
    pub(crate) kind: &'static str,
    /// The words, as people write them.
    pub(crate) phrase: &'static str,
    /// The phrase's value, if its kind has one.
    pub(crate) value: Option<&'static str>,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    FILES.iter().flat_map(|(language, file)| file.lines().filter_map(|l| entry(*language, l))).collect()
});

fn entry(language: Option<Language>, line: &'static str) -> Option<Entry> {
    if line.starts_with('#') {
        return None;
    }
    let mut cells = line.split('\t');
    Some(Entry { language, kind: cells.next()?, phrase: cells.next()?, value: cells.next() })
}

/// Whether a language has a file of its own.
pub(crate) fn has_file(language: Language) -> bool {
    FILES.iter().any(|(own, _)| *own == Some(language))
}

/// All lines, in the order of the files.
pub(crate) fn entries() -> &'static [Entry] {
    &ENTRIES
}

/// Whether a word in lower case behind the name of an index makes another one of it: `Stoxx 600 Technology`.
pub(crate) fn is_index_sector(word: &str) -> bool {
    of_kind("link.index_sector").any(|e| lower(e.phrase) == word)
}

/// Whether a word in lower case ends the name of an index that in a language means that of its own country.
pub(crate) fn is_own_index(word: &str, language: Option<&str>) -> bool {
    let spoken = |e: &Entry| e.language.and_then(Language::code) == language;
    of_kind("link.own_index").any(|e| spoken(e) && lower(e.phrase) == word)
}

/// The lines of a kind.
pub(crate) fn of_kind(kind: &'static str) -> impl Iterator<Item = &'static Entry> {
    static BY_KIND: LazyLock<HashMap<&'static str, Vec<&'static Entry>>> = LazyLock::new(|| {
        let mut by_kind: HashMap<&str, Vec<&Entry>> = HashMap::new();
        for entry in entries() {
            by_kind.entry(entry.kind).or_default().push(entry);
        }
        by_kind
    });
    BY_KIND.get(kind).into_iter().flatten().copied()
}

/// Every kind, in the order of the files, with whether it has a value.
#[cfg(test)]
pub(crate) const KINDS: &[(&str, bool)] = &[
    ("telling", false),
    ("abbreviation", false),
    ("month", true),
    ("weekday", true),
    ("weekday.marked", true),
    ("currency", true),
    ("up.verb", false),
    ("down.verb", false),
    ("up.base", false),
    ("down.base", false),
    ("up.tverb", false),
    ("down.tverb", false),
    ("up.tbase", false),
    ("down.tbase", false),
    ("up.ger", false),
    ("down.ger", false),
    ("up.noun", false),
    ("down.noun", false),
    ("up.adv", false),
    ("down.adv", false),
    ("flat.verb", false),
    ("up.cause", false),
    ("down.cause", false),
    ("cause", false),
    ("neutral", false),
    ("close", false),
    ("session.premarket", false),
    ("session.afterhours", false),
    ("session.regular", false),
    ("point.open", false),
    ("point.midday", false),
    ("point.intraday", false),
    ("point.close", false),
    ("horizon.day", false),
    ("horizon.week", false),
    ("horizon.month", false),
    ("horizon.quarter", false),
    ("horizon.ytd", false),
    ("horizon.year", false),
    ("since", false),
    ("superlative", false),
    ("qual.approx", false),
    ("qual.up_to", false),
    ("qual.more_than", false),
    ("qual.less_than", false),
    ("to", false),
    ("at", false),
    ("by", false),
    ("from", false),
    ("of", false),
    ("between", false),
    ("below", false),
    ("prep", false),
    ("conj", false),
    ("sub", false),
    ("rel", false),
    ("report", false),
    ("det", false),
    ("pron", false),
    ("each", false),
    ("former", false),
    ("latter", false),
    ("aux", false),
    ("advb", false),
    ("modal", false),
    ("hypo", false),
    ("expect", false),
    ("neg", false),
    ("deny", false),
    ("notmove", false),
    ("stock", false),
    ("company", false),
    ("figure", false),
    ("valueof", false),
    ("reversal", false),
    ("index", false),
    ("stop", false),
    ("header.up", false),
    ("header.down", false),
    ("num", true),
    ("percent", false),
    ("rateunit", false),
    ("points", false),
    ("cents", false),
    ("big", false),
    ("unit", false),
    ("tail", false),
    ("pershare", false),
    ("rating", false),
    ("horizon.since", false),
    ("doubt", false),
    ("refute", false),
    ("soft", false),
    ("claim.contest", false),
    ("claim.aside_opener", false),
    ("claim.verb_first", false),
    ("claim.turn", false),
    ("claim.conditional", false),
    ("claim.not_yet", false),
    ("claim.growth_rate", false),
    ("claim.perfect", false),
    ("claim.indefinite", false),
    ("claim.only", false),
    ("claim.loss", false),
    ("claim.loss_changed", false),
    ("claim.reporting", false),
    ("claim.peak", false),
    ("claim.more", false),
    ("claim.yearly", false),
    ("claim.definite", false),
    ("claim.reaching", false),
    ("claim.attained", false),
    ("claim.percent_ending", false),
    ("claim.behind_noun", false),
    ("claim.fund", false),
    ("claim.some", false),
    ("claim.many_shares", false),
    ("claim.one_of_sort", false),
    ("claim.size_mark", false),
    ("claim.legal_form", false),
    ("claim.owning", false),
    ("claim.introducing", false),
    ("claim.doer", false),
    ("claim.time_noun", false),
    ("claim.beside_noun", false),
    ("claim.or", false),
    ("claim.market", false),
    ("claim.comparative", false),
    ("claim.went", false),
    ("claim.reaches_back", false),
    ("claim.report_border", false),
    ("claim.goes_on", false),
    ("claim.report_noun", false),
    ("claim.until_year", false),
    ("claim.index_word", false),
    ("claim.whose", false),
    ("claim.growing", false),
    ("claim.exchange", false),
    ("claim.on_balance", false),
    ("claim.costs", false),
    ("claim.trades", false),
    ("claim.price_mark", false),
    ("claim.price_noun", false),
    ("claim.clause_opener", false),
    ("claim.earlier_in_day", false),
    ("claim.at_place", false),
    ("claim.followed", false),
    ("claim.consensus", false),
    ("claim.compared", false),
    ("claim.trading", false),
    ("claim.opened", false),
    ("claim.pares", false),
    ("claim.of_day", false),
    ("check.word_size", true),
    ("check.opening", false),
    ("check.after", false),
    ("check.off", false),
    ("check.extreme", false),
    ("check.traded_in", true),
    ("check.trading_place", true),
    ("check.reckoned_in", true),
    ("check.turn", false),
    ("check.overnight", false),
    ("check.earlier", false),
    ("time.span", true),
    ("time.unit", true),
    ("time.this", false),
    ("time.last", false),
    ("time.back", false),
    ("time.next", false),
    ("time.in", false),
    ("time.part", true),
    ("time.day_part", false),
    ("time.since_opener", false),
    ("time.early", false),
    ("time.mid", false),
    ("time.late", false),
    ("time.joins", false),
    ("time.day_before", false),
    ("time.day_after", false),
    ("time.ends", false),
    ("time.when", false),
    ("time.whole_part", true),
    ("time.morning", false),
    ("time.afternoon", false),
    ("correction", false),
    ("up.pres", false),
    ("down.pres", false),
    ("up.tpres", false),
    ("down.tpres", false),
    ("sep.up", true),
    ("sep.down", true),
    ("sep.none", true),
    ("same", false),
    ("range", false),
    ("claim.index_tail", false),
    ("claim.future", false),
    ("claim.foretelling", false),
    ("claim.dearer", false),
    ("claim.became", false),
    ("claim.genitive", false),
    ("claim.clock", false),
    ("claim.genitive_article", false),
    ("claim.about", false),
    ("claim.relative_article", false),
    ("claim.verb_last", false),
    ("claim.noun_ending", false),
    ("claim.adverb_ending", false),
    ("claim.adjective_ending", false),
    ("claim.contraction", false),
    ("claim.premium", false),
    ("claim.premium_to", false),
    ("glued_unit", false),
    ("claim.index_noun", false),
    ("claim.index_mark", false),
    ("claim.no_stock_index", false),
    ("claim.country", false),
    ("claim.compared_period", false),
    ("article.byline", false),
    ("article.name_joiner", false),
    ("article.reading_time", false),
    ("article.notice", false),
    ("page.ask", false),
    ("page.subscribe", false),
    ("page.network", false),
    ("page.consent", false),
    ("page.reader", false),
    ("page.joint", false),
    ("page.colophon", false),
    ("date.days_ago", true),
    ("date.unit", true),
    ("date.count", true),
    ("date.cue", true),
    ("date.joiner", false),
    ("date.ordinal", false),
    ("date.time_joiner", false),
    ("date.future", false),
    ("date.line", false),
    ("date.item", false),
    ("date.spoken_zone", true),
    ("date.zone_noun", false),
    ("date.zone_adjective", false),
    ("date.clock_noun", false),
    ("date.clock", true),
    ("date.back_after", false),
    ("date.weekday_article", false),
    ("link.legal", false),
    ("link.stock_word", false),
    ("link.firm_head", false),
    ("link.firm_word", false),
    ("link.role_noun", false),
    ("link.firm_verb", false),
    ("link.article", false),
    ("link.given_cue", false),
    ("link.broker_verb", false),
    ("link.broker_after", false),
    ("link.source_verb", false),
    ("link.source_before", false),
    ("link.platform_before", false),
    ("link.note_word", false),
    ("link.house", false),
    ("link.rating_word", false),
    ("link.result_word", false),
    ("link.target_word", false),
    ("link.named_after", false),
    ("link.small_word", false),
    ("link.of", false),
    ("link.and", false),
    ("link.joins_name", false),
    ("link.own_result", false),
    ("link.own_period", false),
    ("link.security", false),
    ("link.no_symbol", false),
    ("link.stock_head", false),
    ("link.company_ending", false),
    ("link.fund", false),
    ("link.index_member", false),
    ("link.index_sector", false),
    ("link.own_index", false),
    ("link.exchange", false),
    ("link.at_venue", false),
    ("link.listed", false),
    ("link.level", false),
    ("link.goods", false),
    ("link.deal", false),
    ("link.credit", false),
    ("link.credit_by", false),
    ("link.carries", false),
    ("link.club", false),
    ("link.verdict", false),
    ("link.about", false),
    ("link.home_venue", true),
    ("link.venue_place", true),
    ("event.earnings", false),
    ("event.guidance", false),
    ("event.deal", false),
    ("event.analyst", false),
    ("event.filing", false),
    ("event.regulatory", false),
    ("event.macro", false),
    ("event.market", false),
    ("event.business", false),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::text::{lower, tokens};

    /// The most characters of a line, so that a change is one line of a review.
    const WIDEST: usize = 200;

    fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
        FILES.iter().flat_map(|(language, file)| {
            let name = language.and_then(Language::code).unwrap_or("any");
            file.lines().map(move |line| (name, line))
        })
    }

    /// A phrase as its tokens print: a space where they do not touch.
    fn printed(phrase: &str) -> String {
        let mut out = String::new();
        for token in tokens(phrase) {
            if !token.glued && !out.is_empty() {
                out.push(' ');
            }
            out.push_str(token.text(phrase));
        }
        out
    }

    #[test]
    fn every_line_has_a_known_kind_a_phrase_and_the_value_of_its_kind() {
        for (file, line) in lines() {
            assert!(line.chars().count() <= WIDEST, "{file}: {line}");
            if line.starts_with('#') {
                continue;
            }
            let cells: Vec<&str> = line.split('\t').collect();
            let kind = KINDS.iter().find(|(kind, _)| *kind == cells[0]);
            let (_, has_value) = kind.unwrap_or_else(|| panic!("{file}: no kind {line:?}"));
            assert_eq!(cells.len(), 2 + usize::from(*has_value), "{file}: {line:?}");
            assert!(cells.iter().all(|c| !c.trim().is_empty()), "{file}: {line:?}");
        }
    }

    #[test]
    fn nothing_stands_twice_and_all_is_in_order() {
        let mut seen = BTreeSet::new();
        let mut last: Option<(&str, usize, String)> = None;
        for (file, line) in lines().filter(|(_, line)| !line.starts_with('#')) {
            let Some(entry) = entry(None, line) else { panic!("{file}: {line:?}") };
            let phrase = printed(&lower(entry.phrase));
            assert!(
                seen.insert((file, entry.kind, phrase.clone(), entry.value)),
                "twice in {file}: {line:?}"
            );
            if file != "any" {
                let everywhere = ("any", entry.kind, phrase, entry.value);
                assert!(!seen.contains(&everywhere), "in {file} and in any: {line:?}");
            }
            let place = KINDS.iter().position(|(kind, _)| *kind == entry.kind).unwrap_or(usize::MAX);
            let here = (file, place, entry.phrase.to_lowercase());
            assert!(
                last.as_ref().is_none_or(|l| l.0 != file || *l <= here),
                "out of order in {file}: {line:?}"
            );
            last = Some(here);
        }
    }

    #[test]
    fn every_phrase_is_cut_in_a_text_as_it_is_cut_alone() {
        let shown = |text: &str| -> Vec<String> { tokens(text).map(|t| t.text(text).to_owned()).collect() };
        for entry in entries() {
            let phrase = entry.phrase.trim_matches('*');
            assert_eq!(printed(phrase), phrase, "{entry:?}");
            let inside = format!("x {phrase} y");
            let cut = shown(&inside);
            assert_eq!(cut[1..cut.len() - 1], shown(phrase)[..], "{entry:?}");
        }
    }

    #[test]
    fn every_kind_has_words() {
        for (kind, _) in KINDS {
            assert!(of_kind(kind).next().is_some(), "{kind}");
        }
    }
}
