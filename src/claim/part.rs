//! The parts of the reader, to be left out when it is measured what each buys.

/// A part of the reader of claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Companies by their capital letters alone, where no mention covers them.
    Names,
    /// Words for what is no share: revenue, yields, targets.
    Figures,
    /// Conditions, expectations, denials, negations.
    Facts,
    /// Grammatical subjects; without them the nearest name before the verb is taken.
    Subjects,
    /// Words for the part of the day and for the span.
    Spans,
}
