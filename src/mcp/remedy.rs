//! Words remedies for an assistant.

use crate::fault::Remedy;

/// A remedy in terms of the tools; `None` if only the user can do something.
pub(super) fn words(remedy: &Remedy) -> Option<String> {
    match remedy {
        Remedy::Advice(advice) => Some(advice.clone().into_owned()),
        Remedy::DidYouMean(near) => Some(format!("did you mean {}?", near.join(", "))),
        Remedy::Give { argument, example } => Some(format!("give `{argument}`, for example {example}")),
        Remedy::Choose { argument, of } => Some(format!("give `{argument}`: {}", of.join(" or "))),
        Remedy::LeaveOut { argument } => Some(format!("leave `{argument}` out")),
        Remedy::GiveText => Some("give `title` or `text`".to_owned()),
        Remedy::ListEvents => Some("search_events lists the events".to_owned()),
        Remedy::FindInstrument => Some("find_instrument finds one by the words of its name".to_owned()),
        Remedy::MeasureStory { first } => Some(format!("event {first} has the story's reaction")),
        // The rest is done outside: settings, keys, files, prices.
        _ => None,
    }
}
