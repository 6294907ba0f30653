//! `--fetch`: what `log`, `measure` and `chart` do about missing prices.

use super::{Console, Global, progress, remedy};
use crate::app::bars::supply::{Progress, Supplied};
use crate::app::measure::fetched::{could_fetch, fetch_for, record};
use crate::app::{BenchmarkChoice, Context, Failure};
use crate::event::EventId;
use crate::fault::{Fault, FaultClass, Remedy};
use crate::road::StoredEvent;
use crate::view::supplied::{SuppliedRecord, could_be_had};

/// A flag wants the network, and it is off.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` needs the network, and network access is off")]
struct NetworkOff(&'static str);

impl Fault for NetworkOff {
    fn class(&self) -> FaultClass {
        FaultClass::Usage
    }

    fn remedy(&self) -> Option<Remedy> {
        Some(Remedy::AllowNetwork)
    }
}

/// Checks that a flag that wants the network can be followed, before anything is done.
///
/// # Errors
/// The network is off.
pub(super) fn check(given: bool, flag: &'static str, global: &Global) -> Result<(), Failure> {
    if given && global.context().offline { Err(NetworkOff(flag).into()) } else { Ok(()) }
}

/// Fetches what the events need; the causes of what is lacking go to standard error.
pub(super) fn fetch(
    context: &Context,
    events: &[EventId],
    choice: &BenchmarkChoice,
    console: &Console,
) -> Result<(SuppliedRecord, bool), Failure> {
    let bar = progress::bar(0);
    let mut tell = |Progress { done, of, instrument }: Progress<'_>| {
        bar.set_length(of as u64);
        bar.set_position(done as u64);
        bar.set_message(instrument.map(ToString::to_string).unwrap_or_default());
    };
    let supplied = fetch_for(context, events, choice, &mut tell);
    bar.finish_and_clear();
    let supplied: Supplied = supplied?;
    let record = record(&supplied);
    for line in record.lines() {
        console.note(&line);
    }
    let lacks = supplied.lacks_days();
    if lacks && let Some(hint) = remedy::words(&Remedy::PricesFromElsewhere) {
        console.note(&format!("hint: {hint}"));
    }
    Ok((record, lacks))
}

/// The one hint below an event: which command gets what its figures lack, if one can.
pub(super) fn hint(context: &Context, stored: &StoredEvent, console: &Console) -> Result<(), Failure> {
    if context.offline {
        return Ok(());
    }
    let (days, minutes) = could_fetch(context, stored)?;
    let what = could_be_had(&days, &minutes);
    if !what.is_empty() {
        console.note(&format!("hint: {}", remedy::fetch_for(stored.event.id.0, &what)));
    }
    Ok(())
}
