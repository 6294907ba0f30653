//! Counts calls by owner, against each owner's daily allowance.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The calls of one client and its clones.
#[derive(Debug, Default)]
pub(super) struct Ledger(Mutex<BTreeMap<&'static str, Account>>);

#[derive(Debug, Default)]
struct Account {
    made: u32,
    left: Option<u32>,
}

impl Ledger {
    fn accounts(&self) -> MutexGuard<'_, BTreeMap<&'static str, Account>> {
        // The counts stay valid even if a thread panicked while holding the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn allow(&self, owner: &'static str, left: u32) {
        self.accounts().entry(owner).or_default().left = Some(left);
    }

    pub(super) fn is_spent(&self, owner: &str) -> bool {
        self.accounts().get(owner).is_some_and(|account| account.left == Some(0))
    }

    /// Counts one call; false if none is left.
    pub(super) fn charge(&self, owner: &'static str) -> bool {
        let mut accounts = self.accounts();
        let account = accounts.entry(owner).or_default();
        match &mut account.left {
            Some(0) => return false,
            Some(left) => *left -= 1,
            None => {}
        }
        account.made += 1;
        true
    }

    /// The calls made since this was last called.
    pub(super) fn take(&self) -> Vec<(&'static str, u32)> {
        let mut accounts = self.accounts();
        let made = accounts.iter_mut().map(|(owner, account)| (*owner, std::mem::take(&mut account.made)));
        made.filter(|(_, calls)| *calls > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_ends_and_calls_are_told_once() {
        let ledger = Ledger::default();
        ledger.allow("alphavantage", 2);
        assert!(ledger.charge("alphavantage") && ledger.charge("alphavantage"));
        assert!(!ledger.charge("alphavantage") && ledger.is_spent("alphavantage"));
        assert!(ledger.charge("yahoo") && !ledger.is_spent("yahoo"), "who has no allowance is only counted");
        assert_eq!(ledger.take(), [("alphavantage", 2), ("yahoo", 1)]);
        assert!(ledger.take().is_empty());
    }
}
