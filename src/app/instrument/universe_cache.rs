//! The instrument universe kept between uses, as long as nothing is added to it.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use crate::app::Failure;
use crate::instrument::{Additions, Universe};
use crate::store::Store;

/// The universe and what it was made of.
#[derive(Debug)]
pub struct UniverseCache {
    kept: Mutex<(Additions, Arc<Cow<'static, Universe>>)>,
}

impl Default for UniverseCache {
    fn default() -> Self {
        let builtin = Arc::new(Cow::Borrowed(Universe::builtin()));
        Self { kept: Mutex::new((Additions::default(), builtin)) }
    }
}

impl UniverseCache {
    /// The universe with what the user has added to a database; made anew only after an addition.
    ///
    /// # Errors
    /// The database refuses, or an addition contradicts the universe.
    pub fn of(&self, store: &Store) -> Result<Arc<Cow<'static, Universe>>, Failure> {
        let additions = store.additions()?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != additions {
            let extended = Universe::builtin().extended(&additions)?;
            *kept = (additions, Arc::new(Cow::Owned(extended)));
        }
        Ok(Arc::clone(&kept.1))
    }
}
