//! Venues: where instruments are listed, and everything that follows from it.
//!
//! One table, `assets/venue/venues.tsv`, holds what is known of each venue; symbols, zones, currencies
//! and calendars elsewhere are read from it.
//!
//! ```
//! use newstape::venue::{Mic, venue};
//!
//! let london = venue("XLON".parse::<Mic>()?).expect("London is in the table");
//! assert_eq!(london.zone.name(), "Europe/London");
//! assert_eq!(london.yahoo, Some(".L"));
//! assert_eq!(london.currency.map(|c| c.to_string()).as_deref(), Some("GBX"));
//! # Ok::<(), newstape::venue::WrongMic>(())
//! ```

mod mic;
mod table;

pub use mic::{Mic, WrongMic};
pub use table::{Venue, WhyNoCalendar, venue, venues, venues_of_qualifier, venues_of_terminal_code, zone_of};
