//! The requests: the list of the latest files, then each file since the last poll.

use chrono::{DateTime, TimeDelta, Utc};

use super::wire::{LATEST, LATEST_TRANSLATED, NAME, NAME_TRANSLATED};
use super::{Files, adapt, parse};
use crate::event::{PollState, RawItem};
use crate::net::Client;
use crate::net::vendor::{Answer, GDELT_FILES, VendorError};
use crate::source::{Poll, SourceError, oldest_first};

/// The time between two files.
const STEP: TimeDelta = TimeDelta::minutes(15);
/// Files of one poll: after a longer pause the earlier ones are left out.
const MOST_FILES: usize = 8;
/// The most bytes of a packed file; they have about 5 million.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

pub(super) async fn poll(
    source: &Files,
    client: &Client,
    state: &PollState,
    now: DateTime<Utc>,
) -> Result<Poll, SourceError> {
    let (list, name) =
        if source.wanted.is_translated() { (LATEST_TRANSLATED, NAME_TRANSLATED) } else { (LATEST, NAME) };
    let answer = get(source, client, list).await?;
    let latest = parse::latest(&answer.text(), name);
    let latest = latest.ok_or_else(|| answer.not_data(&answer.text(), "a list of files"))?;
    let mut poll = Poll { state: state.clone(), calls: 1, ..Poll::default() };
    let (stamps, left_out) = due(last(state), latest);
    if left_out {
        poll.skipped.push(format!("files before {} were left out", stamps[0].format("%Y-%m-%d %H:%M UTC")));
    }
    for at in stamps {
        poll.calls += 1;
        let path = format!("/gdeltv2/{}{name}", at.format("%Y%m%d%H%M%S"));
        match get(source, client, &path).await {
            Ok(answer) => poll.items.extend(items(source, &answer, now, &mut poll.skipped)?),
            // Quarters without a file occur.
            Err(SourceError::Vendor(VendorError::Nothing { .. })) if at != latest => {}
            Err(error) => return Err(error),
        }
        poll.state.cursor = serde_json::json!({ "last": at.timestamp() });
    }
    poll.items = oldest_first(poll.items);
    Ok(poll)
}

fn last(state: &PollState) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(state.cursor.get("last")?.as_i64()?, 0)
}

/// The times of the files that are due, and whether earlier ones are left out.
fn due(last: Option<DateTime<Utc>>, latest: DateTime<Utc>) -> (Vec<DateTime<Utc>>, bool) {
    let Some(last) = last.filter(|last| *last <= latest) else { return (vec![latest], false) };
    let mut stamps: Vec<DateTime<Utc>> = Vec::new();
    let mut at = latest;
    while at > last && stamps.len() < MOST_FILES {
        stamps.push(at);
        at -= STEP;
    }
    stamps.reverse();
    (stamps, at > last)
}

async fn get(source: &Files, client: &Client, path: &str) -> Result<Answer, SourceError> {
    let request = source.endpoint.get(path)?.at_most(MOST_BYTES);
    let answer = source.endpoint.send(client, request, None).await?;
    if answer.is_success() { Ok(answer) } else { Err(answer.without_data("").into()) }
}

fn items(
    source: &Files,
    answer: &Answer,
    now: DateTime<Utc>,
    skipped: &mut Vec<String>,
) -> Result<Vec<RawItem>, SourceError> {
    if !answer.bytes().starts_with(b"PK") {
        return Err(answer.not_data(&answer.text(), "a zip").into());
    }
    let mut items: Vec<RawItem> = Vec::new();
    let odd = parse::rows(answer.bytes(), |cells| items.extend(adapt::item(cells, &source.wanted, now)));
    match odd.map_err(|reason| VendorError::Shape { vendor: GDELT_FILES.name, reason })? {
        0 => {}
        odd => skipped.push(format!("rows with another number of columns: {odd}")),
    }
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_since_the_last_poll_is_due() {
        let at =
            |minutes: i64| DateTime::from_timestamp(1_738_137_600, 0).unwrap() + TimeDelta::minutes(minutes);
        assert_eq!(due(None, at(60)), (vec![at(60)], false));
        assert_eq!(due(Some(at(60)), at(60)), (vec![], false));
        assert_eq!(due(Some(at(15)), at(60)), (vec![at(30), at(45), at(60)], false));
        let (stamps, left_out) = due(Some(at(0)), at(60 * 24));
        assert_eq!((stamps.len(), stamps[7], left_out), (8, at(60 * 24), true));
        // A file from the future of this one: the clock was set back.
        assert_eq!(due(Some(at(90)), at(60)), (vec![at(60)], false));
    }
}
