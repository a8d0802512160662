/** The format of the embedded directory, step by step: the number of steps is the format's number. Never edit a step that was released. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE server (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    roles TEXT NOT NULL,
    addresses TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    version INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE certificate (
    digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
    server INTEGER NOT NULL REFERENCES server (id) ON DELETE CASCADE,
    thumbprint TEXT NOT NULL,
    notBefore TEXT NOT NULL,
    notAfter TEXT NOT NULL,
    publishedAt TEXT NOT NULL,
    der BLOB NOT NULL
  ) STRICT;
  CREATE INDEX certificate_server ON certificate (server);
  CREATE TABLE history (
    digest BLOB NOT NULL,
    server TEXT NOT NULL,
    action TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX history_digest ON history (digest);
  CREATE TABLE change (number INTEGER NOT NULL) STRICT;
  INSERT INTO change (number) VALUES (0);
  `,
  // What a directory elsewhere told, as it told it: `server` and `certificate` follow from it, except for what is held.
  `
  CREATE TABLE origin (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    spelled TEXT NOT NULL,
    place TEXT NOT NULL,
    roles TEXT NOT NULL,
    addresses TEXT NOT NULL,
    enabled INTEGER NOT NULL,
    content BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX origin_name ON origin (name);
  CREATE TABLE claim (
    origin BLOB NOT NULL REFERENCES origin (id) ON DELETE CASCADE,
    digest BLOB NOT NULL,
    fault TEXT,
    der BLOB,
    PRIMARY KEY (origin, digest)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX claim_digest ON claim (digest);
  CREATE TABLE refusal (
    origin BLOB NOT NULL,
    digest BLOB NOT NULL,
    reason TEXT NOT NULL,
    name TEXT NOT NULL,
    place TEXT NOT NULL,
    other TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (origin, digest)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE hold (
    name TEXT NOT NULL PRIMARY KEY,
    origins TEXT NOT NULL,
    cause TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE copy (
    identity TEXT NOT NULL,
    cookie TEXT,
    asOfMs INTEGER NOT NULL,
    settled INTEGER NOT NULL
  ) STRICT;
  `,
]
