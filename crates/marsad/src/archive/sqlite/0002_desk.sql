-- Custody rows of a version are shown beside it.
CREATE INDEX custody_subject ON custody(subject);

-- People who may log in. role: 1 reader, 2 reviewer, 3 admin. secret: argon2id, as a PHC string.
CREATE TABLE person (
  n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role INTEGER NOT NULL, secret TEXT NOT NULL, made INTEGER NOT NULL, ended INTEGER
);

-- Open sessions, by the SHA-256 of what the cookie holds.
CREATE TABLE session (
  id BLOB PRIMARY KEY, person INTEGER NOT NULL REFERENCES person(n), csrf TEXT NOT NULL, made INTEGER NOT NULL, ends INTEGER NOT NULL
) WITHOUT ROWID;

-- Keys of the API, by their SHA-256. rate: requests a minute.
CREATE TABLE api_key (
  id BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE, rate INTEGER NOT NULL, made INTEGER NOT NULL, ended INTEGER
) WITHOUT ROWID;

-- What people decided about claims, in order; nothing is changed or taken away, an undo is a row of its own.
-- act: accept, correct, reject or undo. subject: the claim's id. body: JSON, by the act.
CREATE TABLE review (
  n INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  person INTEGER NOT NULL REFERENCES person(n),
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  version INTEGER,
  body TEXT NOT NULL,
  note TEXT NOT NULL,
  undoes INTEGER REFERENCES review(n)
);
CREATE INDEX review_subject ON review(subject);
CREATE UNIQUE INDEX review_undone ON review(undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER review_stays BEFORE UPDATE ON review BEGIN SELECT RAISE(ABORT, 'reviews never change: undo them'); END;
CREATE TRIGGER review_keeps BEFORE DELETE ON review BEGIN SELECT RAISE(ABORT, 'reviews never change: undo them'); END;

-- Who did what at the desk: log-ins, refusals, people and keys made and ended, exports.
CREATE TABLE audit (n INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, about TEXT NOT NULL, peer TEXT NOT NULL);
CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
CREATE TRIGGER audit_keeps BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
