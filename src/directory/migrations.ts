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
]
