import type { Migration } from "../migrate.ts";

/**
 * The first schema. Times are text in UTC with milliseconds, so that their order is the order of text; only
 * `observations.at` keeps what the device wrote. `search_text` is the row's fields in one folded form.
 */
export const first: Migration = {
  version: 1,
  sql: `
CREATE TABLE sites (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE endpoints (
  id TEXT PRIMARY KEY,
  hostname TEXT NOT NULL,
  sort_name TEXT NOT NULL,
  search_text TEXT NOT NULL,
  management_number TEXT,
  platform TEXT NOT NULL,
  kind TEXT NOT NULL,
  site_id TEXT NOT NULL REFERENCES sites (id),
  state TEXT NOT NULL,
  enrolled_at TEXT NOT NULL,
  key_hash TEXT NOT NULL UNIQUE,
  certificate_serial TEXT NOT NULL,
  certificate_expires_at TEXT NOT NULL,
  agent_version TEXT NOT NULL,
  local INTEGER NOT NULL,
  operating_system TEXT,
  touched_at TEXT,
  clock_offset_ms REAL,
  sensors TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX endpoints_by_name ON endpoints (sort_name, id);
CREATE INDEX endpoints_by_site ON endpoints (site_id, sort_name, id);

CREATE TABLE endpoint_macs (
  mac TEXT PRIMARY KEY,
  endpoint_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX endpoint_macs_by_endpoint ON endpoint_macs (endpoint_id, mac);

CREATE TABLE enrolment_codes (
  secret_hash TEXT PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites (id),
  local INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  created_by TEXT NOT NULL,
  used_at TEXT,
  key_hash TEXT,
  endpoint_id TEXT REFERENCES endpoints (id)
) STRICT, WITHOUT ROWID;

-- One outbox of one computer. source is the first stream's number of the same computer: short, and equal for all.
CREATE TABLE streams (
  no INTEGER PRIMARY KEY,
  source INTEGER NOT NULL,
  endpoint_id TEXT NOT NULL,
  epoch TEXT NOT NULL,
  high_water INTEGER NOT NULL,
  heard_at TEXT NOT NULL,
  UNIQUE (endpoint_id, epoch)
) STRICT;

-- AUTOINCREMENT: an ordinal must never come twice, since work goes on from an ordinal after old rows were deleted.
CREATE TABLE observations (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  source INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  fact TEXT NOT NULL,
  schema INTEGER NOT NULL,
  event INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  at TEXT NOT NULL,
  received_at TEXT NOT NULL,
  duration_ms INTEGER,
  body TEXT NOT NULL
) STRICT;
-- fact stands last, so that one index serves the history of a computer and that of one of its facts.
CREATE INDEX observations_by_source ON observations (source, ordinal, fact);

CREATE TABLE latest_facts (
  source INTEGER NOT NULL,
  fact TEXT NOT NULL,
  stream INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  PRIMARY KEY (source, fact)
) STRICT, WITHOUT ROWID;

CREATE TABLE effect_cursor (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  ordinal INTEGER NOT NULL
) STRICT;
INSERT INTO effect_cursor VALUES (1, 0);

CREATE TABLE networks (
  id TEXT PRIMARY KEY,
  created_at TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE network_proposals (
  endpoint_id TEXT PRIMARY KEY,
  at TEXT NOT NULL,
  networks TEXT NOT NULL
) STRICT;

CREATE TABLE usb_presence (
  endpoint_id TEXT PRIMARY KEY,
  devices TEXT NOT NULL
) STRICT;

CREATE TABLE media (
  id TEXT PRIMARY KEY,
  register_key TEXT NOT NULL UNIQUE,
  vendor_id TEXT NOT NULL,
  product_id TEXT NOT NULL,
  vendor TEXT,
  product TEXT,
  serial TEXT,
  serial_quality TEXT NOT NULL,
  kind TEXT NOT NULL,
  size_bytes INTEGER,
  decision TEXT NOT NULL,
  undecided INTEGER NOT NULL AS (decision IN ('initial', 'unregistered')) VIRTUAL,
  endpoint_ids TEXT NOT NULL,
  management_number TEXT,
  user TEXT,
  note TEXT,
  expires_at TEXT,
  decided_by TEXT,
  decided_at TEXT,
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  last_endpoint_id TEXT,
  search_text TEXT NOT NULL
) STRICT;
CREATE INDEX media_in_order ON media (undecided, last_seen_at, id);
CREATE INDEX media_by_decision ON media (decision, undecided, last_seen_at, id);

-- Where a medium is plugged in, told apart by computer: twins without a serial number share one row in media.
CREATE TABLE medium_places (
  medium_id TEXT NOT NULL REFERENCES media (id) ON DELETE CASCADE,
  endpoint_id TEXT NOT NULL,
  at TEXT NOT NULL,
  present INTEGER NOT NULL,
  PRIMARY KEY (medium_id, endpoint_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE lan_devices (
  id TEXT PRIMARY KEY,
  network_id TEXT NOT NULL,
  mac TEXT NOT NULL,
  random_mac INTEGER NOT NULL,
  vendor TEXT,
  addresses TEXT NOT NULL,
  host_name TEXT,
  router INTEGER NOT NULL,
  decision TEXT NOT NULL,
  undecided INTEGER NOT NULL AS (decision IN ('initial', 'unregistered')) VIRTUAL,
  kind TEXT,
  place TEXT,
  note TEXT,
  expires_at TEXT,
  decided_by TEXT,
  decided_at TEXT,
  endpoint_id TEXT,
  first_seen_at TEXT NOT NULL,
  last_seen_at TEXT NOT NULL,
  seen_by TEXT NOT NULL,
  search_text TEXT NOT NULL,
  UNIQUE (network_id, mac)
) STRICT;
CREATE INDEX lan_devices_in_order ON lan_devices (undecided, last_seen_at, id);
CREATE INDEX lan_devices_by_network ON lan_devices (network_id, undecided, last_seen_at, id);

CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  rule TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  endpoint_id TEXT,
  unfinished INTEGER NOT NULL,
  arrived_at TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX incidents_one_unfinished ON incidents (fingerprint) WHERE unfinished = 1;
CREATE INDEX incidents_newest ON incidents (arrived_at, id);
CREATE INDEX incidents_newest_by_state ON incidents (unfinished, arrived_at, id);
CREATE INDEX incidents_newest_by_endpoint ON incidents (endpoint_id, arrived_at, id);

CREATE TABLE incident_events (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  incident_id TEXT NOT NULL REFERENCES incidents (id),
  document TEXT NOT NULL
) STRICT;
CREATE INDEX incident_events_by_incident ON incident_events (incident_id, no);

CREATE TABLE incident_numbers (
  fiscal_year TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  incident_id TEXT NOT NULL REFERENCES incidents (id),
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
CREATE INDEX deliveries_due ON deliveries (due_at, id) WHERE state = 'waiting';
CREATE INDEX deliveries_attempted ON deliveries (attempted_at) WHERE attempted_at IS NOT NULL;

CREATE TABLE people (
  id TEXT PRIMARY KEY,
  email_key TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE credentials (
  person_id TEXT PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
  password_hash TEXT NOT NULL,
  totp_sealed TEXT,
  totp_last_step INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES people (id) ON DELETE CASCADE,
  created_at TEXT NOT NULL,
  last_used_at TEXT NOT NULL,
  expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE api_tokens (
  id TEXT PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  scope TEXT NOT NULL,
  created_at TEXT NOT NULL,
  last_used_at TEXT
) STRICT;

CREATE TABLE one_time_links (
  token_hash TEXT PRIMARY KEY,
  purpose TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  sealed TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE refusals (
  no INTEGER PRIMARY KEY,
  hour TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  peer TEXT NOT NULL,
  code TEXT NOT NULL,
  at TEXT NOT NULL,
  detail TEXT NOT NULL,
  count INTEGER NOT NULL,
  UNIQUE (hour, endpoint, peer, code)
) STRICT;
CREATE INDEX refusals_newest ON refusals (at, no, count);

CREATE TABLE records (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  chain TEXT NOT NULL,
  idx INTEGER NOT NULL,
  previous TEXT NOT NULL,
  payload_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  salt TEXT,
  payload TEXT,
  UNIQUE (chain, idx)
) STRICT;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
