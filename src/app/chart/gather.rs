//! From a picture that is asked for to what is drawn, and the name of its file.

use super::reaction::Part;
use super::{Look, Picture, heatmap, many, reaction, timeline};
use crate::app::{Context, Failure, Reference};
use crate::chart::{ChartSpec, Frame};
use crate::instrument::InstrumentId;
use crate::store::Store;

/// What is drawn, and the name of a file for it without its ending.
pub(super) fn spec(
    context: &Context,
    store: &Store,
    reference: &Reference,
    picture: &Picture,
    look: &Look,
) -> Result<(String, ChartSpec), Failure> {
    let (name, mut spec) = match picture {
        Picture::Reaction(subject) | Picture::Intraday(subject) => {
            let stored = store.event(subject.event)?;
            let (part, ending) = match picture {
                Picture::Intraday(_) => (Part::FirstHours, "-intraday"),
                _ => (Part::Whole, ""),
            };
            let wanted = (subject.ticker.as_deref(), part);
            let (id, spec) = reaction::spec(store, reference, &stored, wanted, look)?;
            let name = format!("event-{}-{}{ending}", subject.event.0, file_name(&id));
            (name, ChartSpec::Reaction(Box::new(spec)))
        }
        Picture::Placebo(subject) => {
            let stored = store.event(subject.event)?;
            let of = (store, reference, context.now());
            let (id, spec) = many::placebo(of, &stored, subject.ticker.as_deref(), look.lang)?;
            (format!("event-{}-{}-placebo", subject.event.0, file_name(&id)), ChartSpec::Placebo(spec))
        }
        Picture::Comparison(event) => {
            let stored = store.event(*event)?;
            let spec = many::comparison(store, reference, &stored, look.lang)?;
            (format!("event-{}-comparison", event.0), ChartSpec::Comparison(spec))
        }
        Picture::Multiples(event) => {
            let stored = store.event(*event)?;
            let spec = many::multiples(store, reference, &stored, look.lang)?;
            (format!("event-{}-multiples", event.0), ChartSpec::Multiples(spec))
        }
        Picture::MultiplesOf(expr) => {
            let spec = many::multiples_of(context, store, reference, expr, look.lang)?;
            ("multiples".to_owned(), ChartSpec::Multiples(spec))
        }
        Picture::Timeline { symbol, since, until } => {
            let wanted = (symbol.as_str(), (*since, *until));
            let (id, spec) = timeline::spec((store, reference, context.now()), wanted, look.lang)?;
            (format!("timeline-{}", file_name(&id)), ChartSpec::Timeline(spec))
        }
        Picture::HeatMap { expr, by } => {
            let spec = heatmap::spec(context, store, expr, *by, look.lang)?;
            ("heatmap".to_owned(), ChartSpec::HeatMap(spec))
        }
    };
    let frame = spec.frame_mut();
    *frame = Frame { sheet: look.size.sheet(), theme: look.theme.clone(), lang: look.lang, ..frame.clone() };
    Ok((name, spec))
}

/// A symbol as part of a file's name.
fn file_name(id: &InstrumentId) -> String {
    id.symbol.as_str().to_ascii_lowercase().replace(['^', '='], "")
}
