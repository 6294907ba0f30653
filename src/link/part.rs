//! What can be left out of linking, to measure what it buys.

/// A part of the linker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkPart {
    /// Words around a name that speak for a company.
    Support,
    /// The doubt whether a name is a word, a person or a place.
    Doubt,
    /// What the rest of the text is sure of, and companies listed beside.
    Memory,
    /// Phrases in which a name is no company.
    Negatives,
    /// Words that tell companies of one name apart.
    Senses,
    /// Brokers, publishers and agencies as sources.
    Sources,
    /// Symbols, ISIN, CUSIP and WKN.
    Codes,
    /// Brands, products, subsidiaries and people.
    Brands,
    /// Former names, and listings that ended.
    Former,
    /// All companies but the largest (weights 8 and 9).
    Small,
}

impl LinkPart {
    /// All parts, in the order in which they are listed.
    pub const ALL: [Self; 10] = [
        Self::Support,
        Self::Doubt,
        Self::Memory,
        Self::Negatives,
        Self::Senses,
        Self::Sources,
        Self::Codes,
        Self::Brands,
        Self::Former,
        Self::Small,
    ];
}

/// A set of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Parts(u16);

impl Parts {
    pub(super) fn of(parts: &[LinkPart]) -> Self {
        Self(parts.iter().fold(0, |bits, part| bits | 1 << *part as u16))
    }

    pub(super) fn has(self, part: LinkPart) -> bool {
        self.0 & 1 << part as u16 != 0
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::event::EventText;
    use crate::instrument::Universe;
    use crate::link::Linker;

    fn symbols(text: &str, without: &[LinkPart]) -> Vec<String> {
        let linked = Linker::without(Arc::clone(Universe::builtin()), without)
            .link_undated(&EventText::from_title(text), Some("en"));
        linked.links.iter().map(|l| l.instrument.symbol.to_string()).collect()
    }

    #[test]
    fn each_part_buys_something() {
        for (text, right, part) in [
            ("Gap shares rose.", &["GAP"][..], LinkPart::Support),
            ("He saw a Crane.", &[], LinkPart::Doubt),
            ("Target and Costco report.", &["TGT", "COST"], LinkPart::Memory),
            ("They met at the Allianz Arena.", &[], LinkPart::Negatives),
            (
                "The truck maker Volvo sold Geely shares; cars and SUVs went with them to Merck & Co.",
                &[],
                LinkPart::Senses,
            ),
            ("Analysts at Jefferies like it.", &[], LinkPart::Sources),
            ("Buy $MSFT now.", &["MSFT"], LinkPart::Codes),
            ("The Xbox sells well.", &["MSFT"], LinkPart::Brands),
            ("Torchmark grows.", &["GL"], LinkPart::Former),
            ("Abaxis grows.", &["ABAX"], LinkPart::Small),
        ] {
            let whole = symbols(text, &[]);
            if part != LinkPart::Senses {
                let mut sorted = whole.clone();
                let mut expected: Vec<&str> = right.to_vec();
                sorted.sort();
                expected.sort_unstable();
                assert_eq!(sorted, expected, "{text}");
            }
            assert_ne!(whole, symbols(text, &[part]), "{part:?}: {text}");
        }
    }
}
