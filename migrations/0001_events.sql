-- Events, their texts, links, claims and reactions.
-- Instants are microseconds since 1970-01-01T00:00:00Z; days are ISO dates.

CREATE TABLE event (
    id              INTEGER PRIMARY KEY,
    title           TEXT    NOT NULL,
    published_at    INTEGER,            -- of an instant
    published_day   TEXT,               -- of a day; exactly one of the two is set
    published_order INTEGER NOT NULL,   -- sorts instants and days together; never measured with
    precision       TEXT    NOT NULL CHECK (precision IN ('second', 'minute', 'hour', 'day')),
    origin          TEXT    NOT NULL CHECK (origin IN ('user', 'metadata', 'text', 'observed')),
    original        TEXT,
    zone            TEXT,
    zone_assumed    INTEGER NOT NULL CHECK (zone_assumed IN (0, 1)),
    conflicts       TEXT    NOT NULL,   -- JSON: other candidate times
    seen_at         INTEGER NOT NULL,
    last_seen_at    INTEGER NOT NULL,
    seen_count      INTEGER NOT NULL,
    source          TEXT,
    url             TEXT,
    lang            TEXT,
    kind            TEXT    NOT NULL,
    story_id        INTEGER NOT NULL,
    revision        INTEGER NOT NULL,
    notes           TEXT    NOT NULL,   -- JSON: remarks made while reading and linking
    CHECK ((published_at IS NULL) <> (published_day IS NULL))
) STRICT;

CREATE INDEX event_by_time ON event (published_order DESC, id DESC);
CREATE INDEX event_by_source ON event (source, published_order DESC);
CREATE INDEX event_by_kind ON event (kind, published_order DESC);

-- What makes a second arrival the same item: its canonical URL, feed GUID, or title + day + source.
CREATE TABLE event_key (
    key      TEXT    PRIMARY KEY,
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE revision (
    event_id     INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    revision     INTEGER NOT NULL,
    text         TEXT    NOT NULL,
    title_start  INTEGER NOT NULL,
    title_end    INTEGER NOT NULL,
    content_hash INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    PRIMARY KEY (event_id, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    tag      TEXT    NOT NULL,
    PRIMARY KEY (event_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX tag_by_name ON tag (tag, event_id);

CREATE TABLE link (
    event_id   INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    symbol     TEXT    NOT NULL,
    mic        TEXT    NOT NULL,
    position   INTEGER NOT NULL,
    role       TEXT    NOT NULL CHECK (role IN ('subject', 'mentioned', 'related')),
    confidence REAL    NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    record     TEXT    NOT NULL,        -- JSON: the whole link
    PRIMARY KEY (event_id, symbol, mic)
) STRICT, WITHOUT ROWID;

CREATE INDEX link_by_instrument ON link (symbol, mic, event_id DESC);

-- A user's word on a link; it outlives re-linking.
CREATE TABLE link_decision (
    event_id   INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    symbol     TEXT    NOT NULL,
    mic        TEXT    NOT NULL,
    decision   TEXT    NOT NULL CHECK (decision IN ('accept', 'reject', 'add')),
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (event_id, symbol, mic)
) STRICT, WITHOUT ROWID;

-- Links as they were before a re-linking.
CREATE TABLE link_history (
    id          INTEGER PRIMARY KEY,
    event_id    INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    replaced_at INTEGER NOT NULL,
    links       TEXT    NOT NULL        -- JSON: the links replaced
) STRICT;

CREATE TABLE unlisted (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    record   TEXT    NOT NULL,
    PRIMARY KEY (event_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE claim (
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    symbol   TEXT,
    mic      TEXT,
    record   TEXT    NOT NULL,          -- JSON: the claim
    verdict  TEXT,                      -- JSON: what checking it found
    status   TEXT GENERATED ALWAYS AS (json_extract(verdict, '$.status')) VIRTUAL,
    PRIMARY KEY (event_id, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_by_status ON claim (status, event_id);

CREATE TABLE reaction (
    event_id        INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    symbol          TEXT    NOT NULL,
    mic             TEXT    NOT NULL,
    horizon         TEXT    NOT NULL,
    position        INTEGER NOT NULL,
    status          TEXT    NOT NULL CHECK (status IN ('measured', 'pending', 'no_data', 'halted')),
    due_at          INTEGER,
    return_fraction REAL,
    placebo_rank    REAL,
    measured_at     INTEGER NOT NULL,
    record          TEXT    NOT NULL,   -- JSON: the whole row
    PRIMARY KEY (event_id, symbol, mic, horizon)
) STRICT, WITHOUT ROWID;

CREATE INDEX reaction_due ON reaction (due_at) WHERE status IN ('pending', 'no_data');
CREATE INDEX reaction_by_move ON reaction (horizon, abs(return_fraction) DESC) WHERE return_fraction IS NOT NULL;

-- The user's own part of the instrument universe.
CREATE TABLE user_instrument (
    symbol TEXT NOT NULL,
    mic    TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (symbol, mic)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_alias (
    alias  TEXT NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (alias, target)
) STRICT, WITHOUT ROWID;

CREATE TABLE user_relation (
    organisation TEXT NOT NULL,
    symbol       TEXT NOT NULL,
    mic          TEXT NOT NULL,
    reason       TEXT NOT NULL,
    PRIMARY KEY (organisation, symbol, mic)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE event_search USING fts5 (
    title, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
