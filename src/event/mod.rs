//! News events: what was said, when it became public, and how we know.

mod filter;
mod identity;
mod news;
mod search;
mod source;
mod story;
mod text;
mod time;

pub use filter::{EventExpr, Field, FieldKind, FilterError, FilterValue, Operator};
pub use identity::{EventKey, ItemIdentity, canonical_url, content_hash, normalised_title};
pub use news::{EventId, EventKind, NewsEvent, RevisionNo, StoryId, UnknownKind};
pub use search::{Alternative, Phrase, SearchError, SearchWords};
pub use source::{PollState, SourceId, SourceKind, SourceSettings, SourceState, UnknownSourceKind};
pub use story::{STORY_HOURS, Shingles, is_correction, precedes};
pub use text::EventText;
pub use time::{Origin, Precision, Publication, When};
