/**
 * The figures of a week counted anew, by SQL alone over the database file. Nothing here is shared with the program:
 * whoever doubts a paper can run the same lines in `sqlite3`. `:from` and `:to` are the period's ends, `:made` the moment
 * at which the paper was made.
 */

/** 監視稼働率 in seconds. Each computer's week is cut at every edge of a gap, and every piece is judged by itself. */
export const attendanceSql = `
WITH
period (a, b) AS (SELECT unixepoch(:from), unixepoch(:to)),
holes AS (
  SELECT subject, endpoint_id AS computer, fact, json_extract(document, '$.cause') AS cause, to_at,
    max(unixepoch(json_extract(document, '$.from')), a) AS f,
    min(ifnull(unixepoch(json_extract(document, '$.to')), b), b) AS t
  FROM gaps, period
  WHERE unixepoch(json_extract(document, '$.from')) < b
    AND ifnull(unixepoch(json_extract(document, '$.to')), b) > a
),
since (at) AS (SELECT max(unixepoch(value), a) FROM settings, period WHERE key = 'attendance.since'),
duty (computer, f, t) AS (SELECT id, max(unixepoch(enrolled_at), a), b FROM endpoints, period),
edges (computer, at) AS (
  SELECT computer, f FROM duty UNION SELECT computer, t FROM duty
  UNION SELECT d.computer, h.f FROM duty d JOIN holes h ON h.computer = d.computer OR h.subject = 'collector'
  UNION SELECT d.computer, h.t FROM duty d JOIN holes h ON h.computer = d.computer OR h.subject = 'collector'
),
pieces AS (SELECT computer, at AS f, lead(at) OVER (PARTITION BY computer ORDER BY at) AS t FROM edges),
judged AS (
  SELECT p.computer, p.f, p.t, p.t - p.f AS seconds,
    EXISTS (SELECT 1 FROM holes h WHERE h.computer = p.computer AND h.subject = 'agent'
      AND h.cause IN ('computer-off', 'asleep') AND h.f <= p.f AND h.t >= p.t) AS off,
    EXISTS (SELECT 1 FROM holes h WHERE (h.subject = 'collector' OR (h.computer = p.computer AND h.subject = 'agent'))
      AND h.f <= p.f AND h.t >= p.t) AS missed
  FROM pieces p JOIN duty d ON d.computer = p.computer AND p.f >= d.f AND p.t <= d.t
),
looking (computer, fact) AS (
  SELECT e.id, json_extract(s.value, '$.fact') FROM endpoints e, json_each(e.sensors) s
  WHERE json_extract(s.value, '$.status') IN ('ok', 'failed')
  UNION SELECT computer, fact FROM holes WHERE fact IS NOT NULL
)
SELECT
  (SELECT b - at FROM period, since) AS collectorDue,
  (SELECT b - at - ifnull((SELECT sum(t - f) FROM holes WHERE subject = 'collector'), 0) FROM period, since)
    AS collectorWatched,
  (SELECT sum(seconds) FROM judged WHERE NOT off) AS agentsDue,
  (SELECT sum(seconds) FROM judged WHERE NOT off AND NOT missed) AS agentsWatched,
  (SELECT sum(seconds) FROM judged j JOIN looking l ON l.computer = j.computer WHERE NOT off) AS sensorsDue,
  (SELECT sum(seconds) FROM judged j JOIN looking l ON l.computer = j.computer WHERE NOT off AND NOT missed
    AND NOT EXISTS (SELECT 1 FROM holes h WHERE h.computer = l.computer AND h.fact = l.fact
      AND h.f <= j.f AND h.t >= j.t)) AS sensorsWatched,
  (SELECT count(*) FROM holes) AS gaps,
  (SELECT count(*) FROM holes WHERE to_at IS NULL) AS openGaps,
  (SELECT count(*) FROM holes WHERE cause = 'unconfirmed') AS unconfirmed`;

/**
 * Where each computer stands with its updates, for an office whose deadlines fall on open days: 7 days for a critical
 * update, 14 for an important one, at 17:30. Whoever was not heard for four days is 未応答.
 */
export const patchSql = `
WITH
read AS (
  SELECT e.id AS computer, e.touched_at, o.body FROM endpoints e
  JOIN streams s ON s.endpoint_id = e.id
  JOIN observations o ON o.stream = s.no AND o.fact = 'patch' AND o.event = 0
  WHERE o.ordinal = (SELECT max(n.ordinal) FROM observations n JOIN streams m ON m.no = n.stream
    WHERE m.endpoint_id = e.id AND n.fact = 'patch' AND n.event = 0)
),
pending AS (
  SELECT r.computer, datetime(date(u.first_seen_at, '+9 hours'),
    CASE json_extract(p.value, '$.severity') WHEN 'critical' THEN '+7 days' ELSE '+14 days' END,
    '+17 hours', '+30 minutes', '-9 hours') AS due
  FROM read r, json_each(r.body, '$.value.pending') p
  JOIN updates u ON u.key LIKE '%' || json_extract(p.value, '$.name') || '%'
),
standing AS (
  SELECT computer, CASE
    WHEN unixepoch(:made) - unixepoch(touched_at) > 4 * 86400 THEN 'silent'
    WHEN json_extract(body, '$.status') <> 'ok' THEN 'could-not-look'
    WHEN EXISTS (SELECT 1 FROM pending p WHERE p.computer = read.computer AND unixepoch(p.due) < unixepoch(:made))
      THEN 'overdue'
    WHEN json_extract(body, '$.value.rebootRequired') THEN 'reboot-pending'
    WHEN EXISTS (SELECT 1 FROM pending p WHERE p.computer = read.computer) THEN 'in-grace'
    ELSE 'applied' END AS state
  FROM read
)
SELECT count(*) AS total,
  sum(state IN ('reboot-pending', 'in-grace', 'applied')) AS withinDeadline,
  sum(state = 'applied') AS applied,
  sum(state NOT IN ('silent', 'could-not-look')) AS diagnosed,
  sum(state = 'silent') AS silent, sum(state = 'overdue') AS overdue,
  sum(state = 'reboot-pending') AS rebootPending, sum(state = 'in-grace') AS inGrace
FROM standing`;

/** Cases, 是正事項 and media of the week. */
export const countsSql = `
WITH
finished AS (
  SELECT incident_id, min(json_extract(document, '$.recordedAt')) AS at FROM incident_events
  WHERE json_extract(document, '$.change.type') = 'state-set'
    AND json_extract(document, '$.change.state') IN ('closed', 'false-alarm', 'drill')
  GROUP BY incident_id
),
plugged AS (
  SELECT o.at, json_extract(o.body, '$.device.key') AS key, json_extract(o.body, '$.device.kind') AS kind
  FROM observations o WHERE o.fact = 'usb' AND o.event = 1
  UNION ALL
  SELECT o.at, json_extract(d.value, '$.key'), json_extract(d.value, '$.kind')
  FROM observations o, json_each(o.body, '$.value.devices') d WHERE o.fact = 'usb' AND o.event = 0
)
SELECT
  (SELECT count(*) FROM incidents WHERE unixepoch(arrived_at) >= unixepoch(:from) AND unixepoch(arrived_at) < unixepoch(:to))
    AS opened,
  (SELECT count(*) FROM finished WHERE unixepoch(at) >= unixepoch(:from) AND unixepoch(at) < unixepoch(:to)) AS closed,
  (SELECT count(*) FROM incidents WHERE unfinished) AS open,
  (SELECT count(*) FROM incidents WHERE unfinished AND json_extract(document, '$.receivedAt') IS NULL) AS unreceived,
  (SELECT count(*) FROM conditions WHERE unixepoch(json_extract(document, '$.openedAt')) >= unixepoch(:from)
    AND unixepoch(json_extract(document, '$.openedAt')) < unixepoch(:to)) AS correctivesOpened,
  (SELECT count(*) FROM conditions WHERE json_extract(document, '$.openedAt') IS NOT NULL
    AND unixepoch(json_extract(document, '$.endedAt')) >= unixepoch(:from)
    AND unixepoch(json_extract(document, '$.endedAt')) < unixepoch(:to)) AS correctivesEnded,
  (SELECT count(*) FROM conditions WHERE state = 'open') AS correctivesOpen,
  (SELECT count(DISTINCT key) FROM plugged WHERE kind IN ('usb-memory', 'smartphone')
    AND unixepoch(at) >= unixepoch(:from) AND unixepoch(at) < unixepoch(:to)) AS mediaConnected,
  (SELECT count(*) FROM incidents WHERE rule = 'usb-unregistered' AND unixepoch(arrived_at) >= unixepoch(:from)
    AND unixepoch(arrived_at) < unixepoch(:to)) AS mediaUnregistered,
  (SELECT count(*) FROM media WHERE decision IN ('initial', 'unregistered')) AS mediaUndecided`;
