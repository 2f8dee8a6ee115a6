-- What people decided about incidents, in order; nothing is changed or taken away, an undo is a row of its own.
-- act: merge, split, pin, bounds or undo. body: JSON, claims by their ids.
CREATE TABLE decision (
  n INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  act TEXT NOT NULL,
  body TEXT NOT NULL,
  reason TEXT NOT NULL,
  undoes INTEGER REFERENCES decision(n)
);
CREATE UNIQUE INDEX decision_undone ON decision(undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER decision_stays BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decisions never change: undo them'); END;
CREATE TRIGGER decision_keeps BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decisions never change: undo them'); END;
