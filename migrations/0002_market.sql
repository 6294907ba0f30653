-- Bars and corporate actions.
-- A label of a daily bar is the session's date in days since 1970-01-01; one of an intraday bar is
-- its start in seconds since 1970-01-01T00:00:00Z. fetched_at is in microseconds, as elsewhere.

-- Bars with different keys are never mixed in one measurement.
CREATE TABLE bar_series (
    id         INTEGER PRIMARY KEY,
    symbol     TEXT    NOT NULL,
    mic        TEXT    NOT NULL,
    interval   TEXT    NOT NULL CHECK (interval IN ('1m', '5m', '15m', '1h', '1d')),
    provider   TEXT    NOT NULL,
    adjustment TEXT    NOT NULL CHECK (adjustment IN ('as_traded', 'splits', 'splits_and_dividends')),
    fetched_at INTEGER NOT NULL,        -- the latest
    UNIQUE (symbol, mic, interval, provider, adjustment)
) STRICT;

-- One arrival of bars: an import or a fetch.
CREATE TABLE bar_fetch (
    id         INTEGER PRIMARY KEY,
    fetched_at INTEGER NOT NULL,
    source     TEXT    NOT NULL,        -- file name, or address without secrets
    UNIQUE (fetched_at, source)
) STRICT;

-- Some thousand bars in a row: a week of minutes, four years of days. The columns of the index come
-- before the large ones, so that looking for a block reads no bars.
CREATE TABLE bar_block (
    id      INTEGER PRIMARY KEY,
    series  INTEGER NOT NULL REFERENCES bar_series (id) ON DELETE CASCADE,
    block   INTEGER NOT NULL,
    first   INTEGER NOT NULL,           -- label of the first bar
    last    INTEGER NOT NULL,           -- label of the last bar
    bars    INTEGER NOT NULL,           -- how many
    flagged INTEGER NOT NULL,           -- how many of them are flagged
    fetches BLOB    NOT NULL,           -- runs of (count, bar_fetch.id)
    flags   BLOB,                       -- pairs of (bars since the last flagged one, bits)
    data    BLOB    NOT NULL,           -- the bars; src/store/bars/codec.rs has the format
    UNIQUE (series, block)
) STRICT;

-- Bars that a later arrival corrected, so that a reading "as known then" can have them.
CREATE TABLE bar_replaced (
    series INTEGER NOT NULL REFERENCES bar_series (id) ON DELETE CASCADE,
    label  INTEGER NOT NULL,
    fetch  INTEGER NOT NULL REFERENCES bar_fetch (id),
    data   BLOB    NOT NULL,            -- a block of one bar
    PRIMARY KEY (series, label, fetch)
) STRICT, WITHOUT ROWID;

CREATE TABLE corporate_action (
    symbol     TEXT    NOT NULL,
    mic        TEXT    NOT NULL,
    ex_date    TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('split', 'dividend')),
    amount     REAL    NOT NULL,        -- new shares per old one; cash per share as traded that day
    provider   TEXT    NOT NULL,
    fetched_at INTEGER NOT NULL,
    PRIMARY KEY (symbol, mic, ex_date, kind)
) STRICT, WITHOUT ROWID;
