-- What corrected corporate actions were before, and what bars were last answered with.

-- A split or dividend as it stood until a later arrival corrected it.
CREATE TABLE corporate_action_replaced (
    symbol     TEXT    NOT NULL,
    mic        TEXT    NOT NULL,
    ex_date    TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('split', 'dividend')),
    amount     REAL    NOT NULL,
    provider   TEXT    NOT NULL,
    fetched_at INTEGER NOT NULL,
    PRIMARY KEY (symbol, mic, ex_date, kind, fetched_at)
) STRICT, WITHOUT ROWID;

-- What a server said to know an answer by, so that an unchanged one is not sent again. Written with
-- the bars of that answer, in one transaction.
CREATE TABLE bar_validator (
    symbol        TEXT    NOT NULL,
    mic           TEXT    NOT NULL,
    interval      TEXT    NOT NULL,
    provider      TEXT    NOT NULL,
    adjustment    TEXT    NOT NULL,
    extended      INTEGER NOT NULL CHECK (extended IN (0, 1)),
    first         TEXT    NOT NULL,     -- of the range asked for
    last          TEXT    NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    PRIMARY KEY (symbol, mic, interval, provider, adjustment, extended, first, last)
) STRICT, WITHOUT ROWID;
