-- What was found of bars and corporate actions that cannot be used as they arrived. What arrived is kept.

-- A repaired bar as it arrived.
CREATE TABLE bar_original (
    series INTEGER NOT NULL REFERENCES bar_series (id) ON DELETE CASCADE,
    label  INTEGER NOT NULL,
    data   BLOB    NOT NULL,            -- a block of one bar
    PRIMARY KEY (series, label)
) STRICT, WITHOUT ROWID;

-- What is thought of a split or dividend; it holds as long as the action is told with this amount.
CREATE TABLE action_judgement (
    symbol  TEXT NOT NULL,
    mic     TEXT NOT NULL,
    ex_date TEXT NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('split', 'dividend')),
    told    REAL NOT NULL,              -- the amount as it arrived
    used    REAL,                       -- the amount to use; none where it takes no part
    trust   TEXT NOT NULL CHECK (trust IN ('repaired', 'double', 'suspect', 'accepted', 'rejected')),
    reason  TEXT NOT NULL,
    PRIMARY KEY (symbol, mic, ex_date, kind)
) STRICT, WITHOUT ROWID;
