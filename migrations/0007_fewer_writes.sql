-- Bands of a story's texts by the three days of publication: only events of the same span of time, or
-- of one beside it, can tell one story, and new ones then meet few pages of the index.

CREATE TABLE story_band_by_span (
    span     INTEGER NOT NULL,   -- days since 1970 by threes, of published_order
    band     INTEGER NOT NULL,
    event_id INTEGER NOT NULL,   -- a number of no event is passed over
    PRIMARY KEY (span, band, event_id)
) STRICT, WITHOUT ROWID;

INSERT INTO story_band_by_span
SELECT (e.published_order - ((e.published_order % 259200000000) + 259200000000) % 259200000000) / 259200000000,
       b.band, b.event_id
FROM story_band b JOIN event e ON e.id = b.event_id
ORDER BY 1, 2, 3;

DROP TABLE story_band;
ALTER TABLE story_band_by_span RENAME TO story_band;

-- A list of more than two words in a CHECK is built as a table of its own for each row that is
-- written, and makes each row keep a journal of its own. The same in the words of OR costs nothing.
-- Only the texts of the checks change, not what they admit.
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(replace(sql,
    'CHECK (precision IN (''second'', ''minute'', ''hour'', ''day''))',
    'CHECK (precision = ''second'' OR precision = ''minute'' OR precision = ''hour'' OR precision = ''day'')'),
    'CHECK (origin IN (''user'', ''metadata'', ''text'', ''observed''))',
    'CHECK (origin = ''user'' OR origin = ''metadata'' OR origin = ''text'' OR origin = ''observed'')')
WHERE type = 'table' AND name = 'event';

UPDATE sqlite_schema SET sql = replace(sql,
    'CHECK (role IN (''subject'', ''mentioned'', ''related''))',
    'CHECK (role = ''subject'' OR role = ''mentioned'' OR role = ''related'')')
WHERE type = 'table' AND name = 'link';

UPDATE sqlite_schema SET sql = replace(sql,
    'CHECK (status IN (''measured'', ''pending'', ''no_data'', ''halted''))',
    'CHECK (status = ''measured'' OR status = ''pending'' OR status = ''no_data'' OR status = ''halted'')')
WHERE type = 'table' AND name = 'reaction';

PRAGMA writable_schema = RESET;

-- Notices are written by the program: a trigger makes each row that is written keep a journal of its
-- own, and flush the full-text index.
DROP TRIGGER notice_of_event;
DROP TRIGGER notice_of_reaction;
DROP TRIGGER notice_trimmed;
