-- Text that recurs: sources, origins, tools, claim types.
CREATE TABLE string (n INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

-- Dictionaries of the compression; kind 0 texts, 1 claims.
CREATE TABLE dictionary (n INTEGER PRIMARY KEY, kind INTEGER NOT NULL, bytes BLOB NOT NULL);

-- A report under its address or reference; head is its newest version.
CREATE TABLE document (id BLOB PRIMARY KEY, head INTEGER NOT NULL) WITHOUT ROWID;

-- What a report said at one time, with its capture record. body: packed head line and text.
CREATE TABLE version (
  n INTEGER PRIMARY KEY,
  id BLOB NOT NULL,
  document BLOB NOT NULL,
  before INTEGER,
  source INTEGER NOT NULL,
  day INTEGER,
  at INTEGER NOT NULL,
  origin INTEGER NOT NULL,
  first_byte INTEGER,
  bytes INTEGER,
  status INTEGER,
  tool INTEGER NOT NULL,
  body BLOB NOT NULL
);

-- Raw bytes as captured, packed; NULL where only the hash is kept.
CREATE TABLE raw (n INTEGER PRIMARY KEY, sha256 BLOB NOT NULL, size INTEGER NOT NULL, bytes BLOB);

-- What a lexicon made of a version; n is version << 16 | coding, so the newest is the last.
CREATE TABLE coding (
  n INTEGER PRIMARY KEY,
  lexicon INTEGER NOT NULL,
  tool INTEGER NOT NULL,
  at INTEGER NOT NULL,
  claims INTEGER NOT NULL,
  body BLOB NOT NULL
);

-- Copies: a version's cluster is the first version of its kind; of and share (per mille) are missing for that one.
CREATE TABLE copy (n INTEGER PRIMARY KEY, cluster INTEGER NOT NULL, of INTEGER, share INTEGER, sketch BLOB NOT NULL);
CREATE INDEX copy_cluster ON copy(cluster);

-- The custody log.
CREATE TABLE custody (
  n INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  act INTEGER NOT NULL,
  subject INTEGER NOT NULL,
  digest BLOB NOT NULL,
  chain BLOB NOT NULL
);

CREATE TRIGGER custody_stays BEFORE UPDATE ON custody BEGIN SELECT RAISE(ABORT, 'the custody log only grows'); END;
CREATE TRIGGER custody_keeps BEFORE DELETE ON custody BEGIN SELECT RAISE(ABORT, 'the custody log only grows'); END;
CREATE TRIGGER version_stays BEFORE UPDATE ON version BEGIN SELECT RAISE(ABORT, 'versions never change'); END;
CREATE TRIGGER version_keeps BEFORE DELETE ON version BEGIN SELECT RAISE(ABORT, 'versions never change'); END;
CREATE TRIGGER raw_stays BEFORE UPDATE ON raw BEGIN SELECT RAISE(ABORT, 'raw bytes never change'); END;
CREATE TRIGGER raw_keeps BEFORE DELETE ON raw BEGIN SELECT RAISE(ABORT, 'raw bytes never change'); END;
CREATE TRIGGER coding_stays BEFORE UPDATE ON coding BEGIN SELECT RAISE(ABORT, 'codings never change'); END;
CREATE TRIGGER coding_keeps BEFORE DELETE ON coding BEGIN SELECT RAISE(ABORT, 'codings never change'); END;

-- Search terms of each version: stems of words, ^ words of the title, = facets. No positions: phrases are
-- checked in the text, which is read for highlighting anyway.
CREATE VIRTUAL TABLE terms USING fts5(
  t, content='', contentless_delete=1, detail=none, tokenize="ascii tokenchars '=^:._-'"
);
INSERT INTO terms(terms, rank) VALUES('automerge', 8);
INSERT INTO terms(terms, rank) VALUES('crisismerge', 32);
INSERT INTO terms(terms, rank) VALUES('hashsize', 33554432);

-- Places that claims name, once each, and the tree over them.
CREATE TABLE place (
  n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, en TEXT NOT NULL, folded TEXT NOT NULL,
  lat REAL NOT NULL, lon REAL NOT NULL, country TEXT NOT NULL
);
CREATE INDEX place_folded ON place(folded);
CREATE VIRTUAL TABLE place_box USING rtree(n, south, north, west, east);

-- Claims of current versions by day of publication (NULL day is -2147483648), type and country.
CREATE TABLE tally (
  day INTEGER NOT NULL, type INTEGER NOT NULL, country TEXT NOT NULL, claims INTEGER NOT NULL,
  PRIMARY KEY (day, type, country)
) WITHOUT ROWID;

-- What is known of a feed between two visits.
CREATE TABLE feed (
  url TEXT PRIMARY KEY, etag TEXT NOT NULL, modified TEXT NOT NULL, visited INTEGER NOT NULL, due INTEGER NOT NULL,
  failures INTEGER NOT NULL, problem TEXT NOT NULL, items INTEGER NOT NULL
) WITHOUT ROWID;
