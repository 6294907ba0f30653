-- Views for everybody's SQL: times as RFC 3339 in UTC, fractions as fractions, NULL for unknown. Columns are
-- added and never taken away. docs/sql.md describes them.

CREATE VIEW v_events AS
SELECT e.id,
       e.title,
       coalesce(e.published_day, strftime('%Y-%m-%dT%H:%M:%SZ', e.published_at / 1000000, 'unixepoch')) AS published_at,
       e.precision,
       e.origin,
       strftime('%Y-%m-%dT%H:%M:%SZ', e.seen_at / 1000000, 'unixepoch') AS seen_at,
       e.source,
       e.url,
       e.lang,
       e.kind,
       (SELECT group_concat(tag, ' ') FROM (SELECT tag FROM tag WHERE event_id = e.id ORDER BY tag)) AS tags,
       e.story_id,
       e.revision,
       (SELECT text FROM revision r WHERE r.event_id = e.id AND r.revision = e.revision) AS text
FROM event e;

CREATE VIEW v_links AS
SELECT event_id, symbol, mic, json_extract(record, '$.name') AS name, role, confidence, position
FROM link;

CREATE VIEW v_claims AS
SELECT event_id,
       position,
       symbol,
       mic,
       json_extract(record, '$.company') AS company,
       json_extract(record, '$.direction') AS direction,
       CAST(json_extract(record, '$.percent') AS REAL) AS percent,
       CAST(json_extract(record, '$.percent_min') AS REAL) AS percent_min,
       CAST(json_extract(record, '$.percent_max') AS REAL) AS percent_max,
       CAST(json_extract(record, '$.points') AS REAL) AS points,
       CAST(json_extract(record, '$.price') AS REAL) AS price,
       CAST(json_extract(record, '$.from_price') AS REAL) AS from_price,
       json_extract(record, '$.currency') AS currency,
       json_extract(record, '$.session') AS session,
       json_extract(record, '$.horizon') AS horizon,
       json_extract(record, '$.bound') AS bound,
       json_extract(record, '$.evidence.text') AS evidence,
       status,
       chance,
       json_extract(verdict, '$.session_date') AS session_date,
       json_extract(verdict, '$.reference_date') AS reference_date,
       100.0 * json_extract(verdict, '$.measured') AS measured_pct,
       json_extract(verdict, '$.note') AS note
FROM claim;

CREATE VIEW v_reactions AS
SELECT event_id,
       symbol,
       mic,
       horizon,
       status,
       strftime('%Y-%m-%dT%H:%M:%SZ', due_at / 1000000, 'unixepoch') AS due_at,
       coalesce(json_extract(record, '$.outcome.measured.anchor.at'),
                json_extract(record, '$.outcome.pending.anchor.at'),
                json_extract(record, '$.outcome.no_data.anchor.at'),
                json_extract(record, '$.outcome.halted.anchor.at')) AS anchor_at,
       coalesce(json_extract(record, '$.outcome.measured.anchor.price'),
                json_extract(record, '$.outcome.pending.anchor.price'),
                json_extract(record, '$.outcome.no_data.anchor.price'),
                json_extract(record, '$.outcome.halted.anchor.price')) AS anchor_price,
       coalesce(json_extract(record, '$.outcome.measured.end.at'), json_extract(record, '$.outcome.no_data.end.at')) AS end_at,
       coalesce(json_extract(record, '$.outcome.measured.end.price'), json_extract(record, '$.outcome.no_data.end.price')) AS end_price,
       return_fraction AS "return",
       json_extract(record, '$.benchmark.symbol') AS benchmark,
       json_extract(record, '$.outcome.measured.abnormal.benchmark_return') AS benchmark_return,
       abnormal_return,
       json_extract(record, '$.outcome.measured.abnormal.model') AS model,
       json_extract(record, '$.outcome.measured.abnormal.beta') AS beta,
       z,
       placebo_rank,
       verdict,
       json_extract(record, '$.outcome.measured.basis') AS basis,
       json_extract(record, '$.outcome.measured.sample.n') AS sample_n,
       json_extract(record, '$.outcome.measured.volume_ratio') AS volume_ratio,
       headline,
       strftime('%Y-%m-%dT%H:%M:%SZ', measured_at / 1000000, 'unixepoch') AS measured_at
FROM reaction;
