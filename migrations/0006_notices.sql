-- What happened, in the order in which it was committed: what the stream of the HTTP face tells.

CREATE TABLE notice (
    seq      INTEGER PRIMARY KEY AUTOINCREMENT,
    what     TEXT    NOT NULL CHECK (what IN ('event', 'reaction')),
    event_id INTEGER NOT NULL,
    at       INTEGER NOT NULL
) STRICT;

CREATE TRIGGER notice_of_event AFTER INSERT ON event BEGIN
    INSERT INTO notice (what, event_id, at) VALUES ('event', NEW.id, NEW.seen_at);
END;

-- The rows of one event are written one after the other: one notice for all of them.
CREATE TRIGGER notice_of_reaction AFTER INSERT ON reaction
WHEN NEW.status = 'measured' AND NOT EXISTS (
    SELECT 1 FROM notice
    WHERE seq = (SELECT max(seq) FROM notice)
      AND what = 'reaction' AND event_id = NEW.event_id AND at = NEW.measured_at
) BEGIN
    INSERT INTO notice (what, event_id, at) VALUES ('reaction', NEW.event_id, NEW.measured_at);
END;

-- The latest twenty thousand are kept.
CREATE TRIGGER notice_trimmed AFTER INSERT ON notice WHEN NEW.seq % 1000 = 0 BEGIN
    DELETE FROM notice WHERE seq <= NEW.seq - 20000;
END;
