//! A feed as sent: the model of feed-rs, and every date as written.
//!
//! RSS 2.0 <https://www.rssboard.org/rss-specification>, Atom (RFC 4287), JSON Feed 1.1
//! <https://www.jsonfeed.org/version/1.1/>.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// A feed, its dates replaced by numbers of `dates`.
///
/// feed-rs turns dates into UTC and so loses the zone and the words; it is given a reader that hands
/// out a number for each date instead.
#[derive(Debug)]
#[allow(clippy::struct_field_names)] // a feed within what is kept of it
pub(super) struct Feed {
    pub(super) feed: feed_rs::model::Feed,
    pub(super) dates: Vec<String>,
    /// Items of a broken feed that could not be read.
    pub(super) unread: usize,
}

impl Feed {
    /// The words of a date.
    pub(super) fn date(&self, mark: Option<DateTime<Utc>>) -> Option<&str> {
        let number = usize::try_from(mark?.timestamp()).ok()?;
        self.dates.get(number).map(String::as_str)
    }

    /// What of it could not be read, in a sentence each.
    pub(super) fn skipped(&self) -> Vec<String> {
        let items = if self.unread == 1 { "1 item".to_owned() } else { format!("{} items", self.unread) };
        let said = format!("the feed breaks off or is malformed: {items} could not be read");
        (self.unread > 0).then_some(said).into_iter().collect()
    }

    /// For how long it stays as it is, by its own word: RSS 2.0, `ttl`, in minutes.
    pub(super) fn time_to_live(&self) -> Option<Duration> {
        self.feed.ttl.map(|minutes| Duration::from_secs(u64::from(minutes) * 60))
    }
}
