-- Sources of news, where their polling stands, what they said, calls counted against daily limits,
-- and the stories that near-duplicates join.

CREATE TABLE source (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE,
    kind       TEXT    NOT NULL,
    url        TEXT,                       -- feed address, API address other than the usual, folder
    query      TEXT,                       -- what an API is asked: symbols, words, form types
    interval_s INTEGER NOT NULL CHECK (interval_s > 0),
    zone       TEXT,                       -- IANA name: of times without a zone
    lang       TEXT,
    watch_list TEXT    NOT NULL,           -- JSON: instruments; empty takes all
    include    TEXT    NOT NULL,           -- JSON: words, any of which must occur; empty takes all
    exclude    TEXT    NOT NULL,           -- JSON: words, none of which may occur
    full_text  INTEGER NOT NULL CHECK (full_text IN (0, 1)),
    paused     INTEGER NOT NULL CHECK (paused IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;

-- Committed with the items of a poll or after them, so that a killed process asks again, not less.
CREATE TABLE source_state (
    source_id       INTEGER PRIMARY KEY REFERENCES source (id) ON DELETE CASCADE,
    etag            TEXT,
    last_modified   TEXT,
    cursor          TEXT    NOT NULL,      -- JSON: what the kind of source remembers
    last_attempt_at INTEGER,
    last_success_at INTEGER,
    next_poll_at    INTEGER,               -- absent: now
    error_streak    INTEGER NOT NULL,
    last_error      TEXT,
    items_logged    INTEGER NOT NULL
) STRICT;

-- What a source said, so that an item that it merely still lists is not read again.
CREATE TABLE source_item (
    source_id INTEGER NOT NULL REFERENCES source (id) ON DELETE CASCADE,
    key       INTEGER NOT NULL,            -- hash of the item's identifier
    said      INTEGER NOT NULL,            -- hash of all it said
    event_id  INTEGER REFERENCES event (id) ON DELETE CASCADE,  -- absent: it was filtered out
    seen_at   INTEGER NOT NULL,
    PRIMARY KEY (source_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX source_item_by_event ON source_item (event_id);

-- Calls made on a day of the owner's reset zone. An owner is a source's kind or a provider.
CREATE TABLE quota (
    owner TEXT    NOT NULL,
    day   TEXT    NOT NULL,
    calls INTEGER NOT NULL,
    PRIMARY KEY (owner, day)
) STRICT, WITHOUT ROWID;

-- MinHash of each event's word shingles in eight bands: near-duplicates share at least one, as good
-- as always. src/event/story.rs has the figures.
CREATE TABLE story_band (
    band     INTEGER NOT NULL,
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    PRIMARY KEY (band, event_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_band_by_event ON story_band (event_id);
CREATE INDEX event_by_story ON event (story_id);

-- A correction and what it corrects.
CREATE TABLE correction (
    event_id INTEGER PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
    of_event INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE
) STRICT;

CREATE INDEX correction_of ON correction (of_event);
