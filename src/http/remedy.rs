//! Words remedies for users of the API and readers of the pages.

use crate::fault::Remedy;
use crate::market::{Missing, MissingData};

/// A remedy in terms of the API; `None` if only the server's operator can do something.
pub(super) fn words(remedy: &Remedy) -> Option<String> {
    Some(match remedy {
        Remedy::Advice(advice) => advice.clone().into_owned(),
        Remedy::DidYouMean(near) => format!("did you mean {}?", near.join(", ")),
        Remedy::TryAgain { after: Some(after) } => {
            format!("send the request again in {} s", after.as_secs().max(1))
        }
        Remedy::TryAgain { after: None } => "send the request again in a few minutes".to_owned(),
        Remedy::Give { argument, example } => format!("give `{argument}`, for example {example}"),
        Remedy::Choose { argument, of } => format!("give `{argument}`: {}", of.join(" or ")),
        Remedy::LeaveOut { argument } => format!("leave `{argument}` out"),
        Remedy::GiveText => "give `title`, `text` or `url`".to_owned(),
        Remedy::ListEvents => "GET /api/events lists the events".to_owned(),
        Remedy::FindInstrument => "GET /api/instruments?text=… finds one by the words of its name".to_owned(),
        Remedy::AddLink => {
            "POST /api/events/{id}/links with the decision `add` links an event to what the linker has not \
             found in it"
                .to_owned()
        }
        Remedy::MeasureStory { first } => {
            format!("GET /api/events/{first}/reactions has the story's reaction")
        }
        Remedy::SeeAll
        | Remedy::AnotherDatabase
        | Remedy::LogFirst
        | Remedy::ListSources
        | Remedy::AnotherSourceName
        | Remedy::TrySource { .. }
        | Remedy::InstrumentColumns
        | Remedy::FetchPrices
        | Remedy::PricesFromElsewhere
        | Remedy::ImportPrices
        | Remedy::AnotherProvider
        | Remedy::AllowNetwork
        | Remedy::Set { .. }
        | Remedy::GiveKey { .. }
        | Remedy::GiveUserAgent { .. }
        | Remedy::CheckPrices { .. }
        | Remedy::ListSettings
        | Remedy::MakeSettings
        | Remedy::GiveTokens => return None,
    })
}

/// The link that an error page offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Way {
    /// To the events of today.
    #[default]
    Today,
    /// To the search.
    Search,
}

impl Way {
    pub(super) const fn address(self) -> &'static str {
        match self {
            Self::Today => "/",
            Self::Search => "/search",
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Today => "To the events of today",
            Self::Search => "Search all events",
        }
    }
}

/// The link for an error with this remedy.
pub(super) const fn way(remedy: &Remedy) -> Way {
    match remedy {
        Remedy::FindInstrument | Remedy::DidYouMean(_) => Way::Search,
        _ => Way::Today,
    }
}

/// What happens to a row that lacks data, for a reader of the page; `None` if the data cannot become available.
pub(super) fn for_reader(missing: &Missing) -> Option<String> {
    match missing.what {
        MissingData::Bars(_) => Some("measured as soon as they are available".to_owned()),
        MissingData::Calendar
        | MissingData::Listing { .. }
        | MissingData::NotListed { .. }
        | MissingData::Trade { .. }
        | MissingData::OneAdjustment
        | MissingData::Quotation { .. }
        | MissingData::SoundPrices { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::examples;
    use crate::market::missing_examples;

    #[test]
    fn remedies_speak_of_the_api_or_not_at_all() {
        let told = |remedy: &Remedy| words(remedy).unwrap_or_else(|| format!("(none: {remedy:?})"));
        let told: Vec<String> = examples().iter().map(told).collect();
        assert!(told.iter().all(|words| !words.contains("--") && !words.contains("newstape ")), "{told:?}");
        insta::assert_snapshot!(told.join("\n"));
    }

    #[test]
    fn a_reader_of_the_page_is_told_no_command() {
        let told = missing_examples().iter().map(|m| format!("{m}: {:?}", for_reader(m))).collect::<Vec<_>>();
        insta::assert_snapshot!(told.join("\n"));
    }
}
