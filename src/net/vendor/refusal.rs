//! The meanings of refusals.

/// Why a vendor does not answer, as far as callers distinguish it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Too many calls for now.
    Limited,
    /// The key is missing or wrong.
    KeyRefused,
    /// It does not serve this client: its name, its cookies or its address.
    Client,
    /// The key's plan does not include this.
    NotInPlan,
    /// It does not know the symbol.
    Unknown,
    /// It knows what was asked for, and has nothing for these days.
    Nothing,
    /// Any other reason.
    Other,
}
