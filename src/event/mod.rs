//! News events: what was said, when it became public, and how we know.

mod address;
mod identity;
mod item;
mod kind;
mod logged;
mod news;
mod said;
mod score;
mod search;
mod source;
mod story;
mod text;
mod time;
mod title;

pub use address::canonical_url;
pub use identity::{Identity, Particulars, content_hash, item_key, item_said};
pub use item::{Body, RawItem, drop_shared_guids};
pub(crate) use kind::is_far_from_business;
pub use kind::kind_of;
pub use logged::Logged;
pub use news::{EventId, EventKind, NewsEvent, NotAnEventId, RevisionNo, StoryId, UnknownKind};
pub use said::{IdentifierWorth, Identifiers, Said, Usual};
pub use score::Score;
pub use search::{Alternative, Phrase, SearchError, SearchWords};
pub use source::{PollState, SourceId, SourceKind, SourceSettings, SourceState, UnknownSourceKind};
pub use story::{STORY_HOURS, Shingles, is_correction, precedes};
pub use text::EventText;
pub use time::{Precision, Publication, TimeOrigin, When};
pub use title::normalised_title;
