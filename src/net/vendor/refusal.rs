//! What a refusal means.

/// Why a vendor does not answer, as far as a caller treats it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Too many calls for now.
    Limited,
    /// The key is missing or wrong.
    KeyRefused,
    /// The key's plan does not include this.
    NotInPlan,
    /// It does not know what was asked for.
    Unknown,
    /// It knows what was asked for, and has nothing for these days.
    Nothing,
    /// A reason of its own.
    Other,
}
