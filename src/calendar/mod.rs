//! Trading calendars: sessions, their parts, and the way from an instant to a session and back.
//!
//! A [`Calendar`] has every session of one venue over its coverage. Anything outside is an
//! error, never a guess. Session labels are local dates, instants are UTC; the two never mix.
//! [`Calendars`] has one for each venue, the user's own included, and is passed as a value.
//!
//! ```
//! use newstape::calendar::{Calendars, Segment};
//! use newstape::instrument::Mic;
//!
//! let calendars = Calendars::builtin();
//! let nasdaq = calendars.get(Mic::XNAS)?;
//! let moment = nasdaq.at("2025-01-29T08:12:00-05:00".parse()?)?;
//! assert_eq!(moment.segment, Segment::Premarket);
//! assert_eq!(moment.last_closed.date.to_string(), "2025-01-28");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod calendars;
mod error;
#[cfg(test)]
mod laws;
mod moment;
mod open_time;
mod session;
mod venue;

pub mod overrides;
mod rules;

pub use calendars::Calendars;
pub use error::CalendarError;
pub use moment::Moment;
pub use rules::supported;
pub use session::{Segment, Session, SessionKind, Span};
pub use venue::Calendar;
