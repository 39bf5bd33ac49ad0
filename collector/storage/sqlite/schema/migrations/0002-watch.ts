import type { Migration } from "../migrate.ts";

/**
 * The watch: routes with deadlines, conditions, gaps, papers, deputies and what the records are asked for. Documents of
 * the time before stay as they are; what they lack has a default where they are read.
 */
export const watch: Migration = {
  version: 2,
  sql: `
ALTER TABLE sites ADD COLUMN coverage TEXT NOT NULL DEFAULT 'open';
ALTER TABLE sites ADD COLUMN note TEXT;

ALTER TABLE endpoints ADD COLUMN asset_class TEXT;
ALTER TABLE endpoints ADD COLUMN user_ids TEXT NOT NULL DEFAULT '[]';

CREATE TABLE assets (
  id TEXT PRIMARY KEY,
  sort_name TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE INDEX assets_by_name ON assets (sort_name, id);

-- Once seen in two places at once, a serial number is not its medium's own, and stays so.
ALTER TABLE media ADD COLUMN twin INTEGER NOT NULL DEFAULT 0;

ALTER TABLE incidents ADD COLUMN site_id TEXT;
-- Null for a finished case, whatever its route says.
ALTER TABLE incidents ADD COLUMN next_due_at TEXT;
UPDATE incidents SET site_id = json_extract(document, '$.siteId');
CREATE INDEX incidents_newest_by_site ON incidents (site_id, arrived_at, id);
CREATE INDEX incidents_due ON incidents (next_due_at, id) WHERE next_due_at IS NOT NULL;

CREATE TABLE conditions (
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  state TEXT NOT NULL,
  began_at TEXT NOT NULL,
  due_at TEXT,
  incident_id TEXT,
  awaited_at TEXT AS (CASE WHEN state <> 'ended' AND incident_id IS NULL THEN due_at END) VIRTUAL,
  document TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX conditions_one_not_ended ON conditions (endpoint_id, rule) WHERE state <> 'ended';
CREATE INDEX conditions_newest ON conditions (began_at, id);
CREATE INDEX conditions_newest_by_state ON conditions (state, began_at, id);
CREATE INDEX conditions_due ON conditions (awaited_at, id) WHERE awaited_at IS NOT NULL;

-- until stands after every time while a gap lasts, so that an overlap is two comparisons.
CREATE TABLE gaps (
  id TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  endpoint_id TEXT,
  fact TEXT,
  from_at TEXT NOT NULL,
  to_at TEXT,
  until TEXT NOT NULL AS (ifnull(to_at, '~')) VIRTUAL,
  document TEXT NOT NULL
) STRICT;
CREATE INDEX gaps_by_end ON gaps (until);
CREATE INDEX gaps_by_endpoint ON gaps (endpoint_id, until);

CREATE TABLE updates (
  key TEXT PRIMARY KEY,
  first_seen_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reports (
  id TEXT PRIMARY KEY,
  period_from TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE INDEX reports_newest ON reports (period_from, id);

CREATE TABLE jobs (
  job TEXT NOT NULL,
  occurrence TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (job, occurrence)
) STRICT, WITHOUT ROWID;

-- incident_id follows from the two before it and is there for the reference alone.
CREATE TABLE deliveries_of_all (
  id TEXT PRIMARY KEY,
  about_kind TEXT NOT NULL,
  about_id TEXT NOT NULL,
  incident_id TEXT AS (CASE about_kind WHEN 'incident' THEN about_id END) VIRTUAL REFERENCES incidents (id),
  person_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  kind TEXT NOT NULL,
  due_at TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  state TEXT NOT NULL,
  last_error TEXT,
  created_at TEXT NOT NULL,
  attempted_at TEXT
) STRICT;
INSERT INTO deliveries_of_all (id, about_kind, about_id, person_id, channel, kind, due_at, attempts, state, last_error,
    created_at, attempted_at)
  SELECT id, 'incident', incident_id, person_id, channel, kind, due_at, attempts, state, last_error, created_at,
    attempted_at
  FROM deliveries ORDER BY rowid;
DROP TABLE deliveries;
ALTER TABLE deliveries_of_all RENAME TO deliveries;
CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_attempted ON deliveries (attempted_at) WHERE attempted_at IS NOT NULL;

ALTER TABLE one_time_links ADD COLUMN person_id TEXT REFERENCES people (id) ON DELETE CASCADE;
CREATE INDEX one_time_links_by_person ON one_time_links (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE designations (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  from_at TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE INDEX designations_newest ON designations (from_at, id);

CREATE TABLE checkpoints (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  signature TEXT NOT NULL UNIQUE,
  document TEXT NOT NULL
) STRICT;

-- Read out of the payload, so that they go with it and can never say anything else.
ALTER TABLE records ADD COLUMN action TEXT
  AS (CASE WHEN json_valid(payload) THEN json_extract(payload, '$.action') END) VIRTUAL;
ALTER TABLE records ADD COLUMN subject TEXT
  AS (CASE WHEN json_valid(payload) THEN json_extract(payload, '$.subject') END) VIRTUAL;
CREATE INDEX records_by_action ON records (action);
CREATE INDEX records_by_subject ON records (subject);
`,
};
