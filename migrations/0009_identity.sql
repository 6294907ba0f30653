-- What an event is known by, whole, so that a mark that differs can be held against one that agrees;
-- and one mark may belong to several events: feeds exist that give every entry the same identifier.

ALTER TABLE event ADD COLUMN identity TEXT NOT NULL DEFAULT '[]';   -- JSON: all its marks

-- The marks by which an event is looked for.
CREATE TABLE event_mark (
    key      TEXT    NOT NULL,
    event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    PRIMARY KEY (key, event_id)
) STRICT, WITHOUT ROWID;

-- An accession number is given once, for ever; its mark has a kind of its own now.
INSERT INTO event_mark
SELECT CASE WHEN key GLOB 'guid:edgar' || char(9) || '*' THEN 'id:' || substr(key, 6) ELSE key END, event_id
FROM event_key ORDER BY 1, 2;

UPDATE event SET identity = marks.all_of_them
FROM (SELECT event_id, json_group_array(key) AS all_of_them FROM event_mark GROUP BY event_id) AS marks
WHERE marks.event_id = event.id;

DROP TABLE event_key;
ALTER TABLE event_mark RENAME TO event_key;
