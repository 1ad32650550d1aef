import GRDB

/// The schema, as numbered steps that a new version runs on the old database.
///
/// A step that has shipped is never edited. Later steps only add tables and columns with defaults, so that the version
/// before them still works on what they leave behind. Instants are microseconds since 1970 (`CallModel.Timestamp`).
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("001 calls, obligations, bindings", migrate: first)
        migrator.registerMigration("002 overrides and modes", migrate: overridesAndModes)
        migrator.registerMigration("003 decisions and their configurations", migrate: decisions)
        migrator.registerMigration("004 traces as values", migrate: traces)
        migrator.registerMigration("005 recordings and who was given one", migrate: recordings)
        migrator.registerMigration("006 quality of audio", migrate: quality)
        migrator.registerMigration("007 calls that run", migrate: runningCalls)
        migrator.registerMigration("008 what phones call us", migrate: bindingDomains)
        return migrator
    }

    /// Missing in what the version before has written.
    private static func bindingDomains(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE binding ADD COLUMN domain TEXT")
    }

    /// No reference to `call`: its row comes when this one goes.
    private static func runningCalls(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE running_call (
                    call TEXT PRIMARY KEY NOT NULL,
                    record TEXT NOT NULL,
                    situation TEXT NOT NULL,
                    lines TEXT NOT NULL,
                    trace BLOB
                ) STRICT, WITHOUT ROWID;
                """)
    }

    private static func recordings(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE recording (
                    name TEXT PRIMARY KEY NOT NULL,
                    call TEXT NOT NULL,
                    started INTEGER NOT NULL,
                    ended INTEGER,
                    milliseconds INTEGER NOT NULL,
                    bytes INTEGER NOT NULL,
                    key TEXT NOT NULL,
                    ending TEXT,
                    deleted INTEGER
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX recording_call ON recording (call);
                CREATE INDEX recording_started ON recording (started);

                CREATE TABLE recording_access (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    recording TEXT NOT NULL,
                    at INTEGER NOT NULL,
                    who TEXT NOT NULL,
                    what TEXT NOT NULL
                ) STRICT;
                CREATE INDEX recording_access_of ON recording_access (recording);
                """)
    }

    private static func overridesAndModes(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE on_call_override (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    rotation TEXT NOT NULL,
                    person TEXT NOT NULL,
                    starts INTEGER NOT NULL,
                    ends INTEGER NOT NULL,
                    created INTEGER NOT NULL,
                    removed INTEGER
                ) STRICT;
                CREATE INDEX on_call_override_ends ON on_call_override (ends);

                CREATE TABLE mode_setting (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    mode TEXT NOT NULL,
                    site TEXT,
                    starts INTEGER NOT NULL,
                    ends INTEGER,
                    cleared INTEGER
                ) STRICT;
                """)
    }

    private static func first(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE call (
                    id TEXT PRIMARY KEY NOT NULL,
                    configuration TEXT NOT NULL,
                    dialled TEXT NOT NULL,
                    caller TEXT,
                    source TEXT NOT NULL,
                    invited INTEGER NOT NULL,
                    answered INTEGER,
                    bridged INTEGER,
                    ended INTEGER,
                    outcome TEXT NOT NULL,
                    outcome_detail TEXT,
                    party_at_fault TEXT NOT NULL,
                    choices TEXT NOT NULL,
                    trace TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX call_invited ON call (invited);

                CREATE TABLE leg (
                    call TEXT NOT NULL REFERENCES call ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    party TEXT NOT NULL,
                    direction TEXT NOT NULL,
                    sip_call_id TEXT NOT NULL,
                    ending TEXT NOT NULL,
                    packets_received INTEGER NOT NULL,
                    packets_sent INTEGER NOT NULL,
                    PRIMARY KEY (call, position)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE attempt (
                    call TEXT NOT NULL REFERENCES call ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    person TEXT,
                    device TEXT NOT NULL,
                    round INTEGER NOT NULL,
                    step INTEGER NOT NULL,
                    started INTEGER NOT NULL,
                    ended INTEGER NOT NULL,
                    result TEXT NOT NULL,
                    PRIMARY KEY (call, position)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE obligation (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    kind TEXT NOT NULL,
                    call TEXT NOT NULL,
                    number TEXT,
                    reason TEXT NOT NULL,
                    created INTEGER NOT NULL,
                    due INTEGER NOT NULL,
                    owner TEXT,
                    closed INTEGER,
                    resolution TEXT
                ) STRICT;
                CREATE INDEX obligation_open ON obligation (due) WHERE closed IS NULL;
                CREATE INDEX obligation_call ON obligation (call);

                CREATE TABLE obligation_event (
                    obligation INTEGER NOT NULL REFERENCES obligation,
                    at INTEGER NOT NULL,
                    what TEXT NOT NULL,
                    who TEXT,
                    note TEXT
                ) STRICT;
                CREATE INDEX obligation_event_of ON obligation_event (obligation, at);

                CREATE TABLE binding (
                    aor TEXT NOT NULL,
                    contact TEXT NOT NULL,
                    flow TEXT NOT NULL,
                    call_id TEXT NOT NULL,
                    cseq INTEGER NOT NULL,
                    expires INTEGER NOT NULL,
                    instance TEXT,
                    user_agent TEXT,
                    path TEXT NOT NULL,
                    PRIMARY KEY (aor, contact)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE heartbeat (
                    one INTEGER PRIMARY KEY CHECK (one = 1),
                    at INTEGER NOT NULL
                ) STRICT;
                """)
    }

    /// All of it may be missing: the version before writes none, and a call without audio has none.
    private static func quality(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE call ADD COLUMN talked INTEGER;
                ALTER TABLE leg ADD COLUMN codec TEXT;
                ALTER TABLE leg ADD COLUMN packets_lost INTEGER;
                ALTER TABLE leg ADD COLUMN jitter_ms REAL;
                ALTER TABLE leg ADD COLUMN worst_jitter_ms REAL;
                ALTER TABLE leg ADD COLUMN opinion REAL;
                ALTER TABLE leg ADD COLUMN far_packets_lost INTEGER;
                ALTER TABLE leg ADD COLUMN far_jitter_ms REAL;
                ALTER TABLE leg ADD COLUMN far_opinion REAL;
                ALTER TABLE leg ADD COLUMN round_trip_ms REAL;
                ALTER TABLE leg ADD COLUMN held_seconds REAL;
                ALTER TABLE leg ADD COLUMN audio_fault TEXT;
                """)
    }

    private static func decisions(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE decision (
                    call TEXT NOT NULL REFERENCES call ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    at INTEGER NOT NULL,
                    configuration TEXT NOT NULL,
                    question TEXT NOT NULL,
                    facts TEXT NOT NULL,
                    trace TEXT NOT NULL,
                    plan TEXT NOT NULL,
                    PRIMARY KEY (call, position)
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE configuration (
                    version TEXT PRIMARY KEY NOT NULL,
                    seen INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID;

                CREATE TABLE configuration_file (
                    version TEXT NOT NULL REFERENCES configuration ON DELETE CASCADE,
                    position INTEGER NOT NULL,
                    path TEXT NOT NULL,
                    text TEXT NOT NULL,
                    PRIMARY KEY (version, position)
                ) STRICT, WITHOUT ROWID;
                """)
    }

    /// One value for a call: rows of `decision` are read still, and not written any more.
    private static func traces(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE call ADD COLUMN kept_trace BLOB")
    }
}
