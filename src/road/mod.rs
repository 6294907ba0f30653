//! The one road of every item, from what was said of it to what is stored: a file, a page, standard
//! input, flags, a feed, a filing, a service's answer and a request all go along it.
//!
//! [`RawItem`](crate::event::RawItem) and [`Said`](crate::event::Said) → [`Draft`]: text, title,
//! language and time, each decided once → [`Linked`] → [`Read`] for claims → [`Ready`] to be stored.
//! Each stage takes the one before and can be had in no other way, so that none is left out.
//!
//! ```
//! use newstape::event::{Precision, RawItem, Said, When};
//! use newstape::link::{Linker, Role};
//! use newstape::road::{Draft, Naming};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // What a source said, and when it arrived here.
//! let item = RawItem {
//!     title: "Microsoft shares fell 6.2% on Thursday after results".to_owned(),
//!     url: Some("https://news.example/microsoft?utm_source=rss".to_owned()),
//!     lang: Some("en-US".to_owned()),
//!     ..RawItem::default()
//! };
//! let draft = Draft::new(&item, &Said::default(), "2025-01-31T08:00:00Z".parse()?)?;
//! assert_eq!((draft.lang(), draft.url()), (Some("en"), Some("https://news.example/microsoft")));
//! // The item states no time: it counts as published when it was first seen.
//! let published = When::Instant { at: draft.seen_at(), precision: Precision::Second };
//! assert_eq!(draft.publication().when, published);
//!
//! let linker = Linker::builtin();
//! let linked = draft.link(linker, &Naming::default());
//! assert_eq!(linked.links()[0].instrument.to_string(), "MSFT:XNAS");
//!
//! let read = linked.read(linker.universe());
//! let (claim, unchecked) = &read.claims()[0];
//! assert_eq!(claim.percent.map(|size| size.to_string()).as_deref(), Some("6.2"));
//! assert_eq!(claim.when.as_ref().map(|time| time.from.to_string()).as_deref(), Some("2025-01-30"));
//! assert!(unchecked.is_none());
//! // Whose move a text states is what the text is about.
//! assert_eq!(read.links()[0].role, Role::Subject);
//!
//! let ready = read.scheduled(published, Vec::new());
//! assert_eq!(ready.findings().claims.len(), 1);
//! # Ok(())
//! # }
//! ```

mod draft;
mod kept;
mod linked;
mod naming;
mod notes;
mod ready;
mod rules;
mod stored;
mod time;

#[cfg(test)]
mod tests;

pub use draft::{Draft, NothingSaid, one_spaced, title_as_given};
pub use kept::{Aspect, Kept, kept};
pub use linked::{Linked, Read};
pub use naming::{Naming, coded};
pub use notes::with_new_notes;
pub use ready::{Findings, Measurement, Ready};
pub use rules::{kept_out_by_links, kept_out_by_words};
pub use stored::{CheckedClaim, StoredEvent};
pub use time::{TimeRefused, time_as_typed};
