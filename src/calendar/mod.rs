//! Trading calendars: sessions, their parts, and the way from an instant to a session and back.

mod session;

pub mod rules;

pub use session::{Segment, Session, SessionKind, Span};
