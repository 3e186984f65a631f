import PostgresClient

/// The SQL of builds, checkpoints, attempts, holds and skips.
enum StoreStatements {
  static let migrations = Migrations(
    component: "storage",
    [
      PostgresClient.Migration(
        name: "V001_builds", sql: String(decoding: PackageResources.V001_builds_sql, as: UTF8.self)),
      PostgresClient.Migration(
        name: "V002_owners", sql: String(decoding: PackageResources.V002_owners_sql, as: UTF8.self)),
      PostgresClient.Migration(
        name: "V003_snapshots", sql: String(decoding: PackageResources.V003_snapshots_sql, as: UTF8.self)),
      .init(name: "V004_reach", sql: String(decoding: PackageResources.V004_reach_sql, as: UTF8.self)),
      .init(name: "V005_log_index", sql: String(decoding: PackageResources.V005_log_index_sql, as: UTF8.self)),
      .init(name: "V006_index_time", sql: String(decoding: PackageResources.V006_index_time_sql, as: UTF8.self)),
      .init(name: "V007_member_span", sql: String(decoding: PackageResources.V007_member_span_sql, as: UTF8.self)),
    ])

  static let builds = Statement(
    "builds of plugin",
    "SELECT build, version, state::text FROM trunkline.plugin_build WHERE plugin = $1 ORDER BY build", [.text])

  static let buildState = Statement(
    "state of build", "SELECT state::text FROM trunkline.plugin_build WHERE plugin = $1 AND build = $2",
    [.text, .int8])

  static let lockPlugin = Statement(
    "lock plugin", "SELECT pg_advisory_xact_lock(hashtextextended('trunkline build ' || $1, 0))", [.text])

  static let addBuild = Statement(
    "add build",
    """
    INSERT INTO trunkline.plugin_build (plugin, build, version, state)
    SELECT $1, coalesce(max(build), 0) + 1, $2, $3::trunkline.build_state FROM trunkline.plugin_build WHERE plugin = $1
    RETURNING build
    """,
    [.text, .int8, .text])

  static let removeBuild = Statement(
    "remove build", "DELETE FROM trunkline.plugin_build WHERE plugin = $1 AND build = $2", [.text, .int8])

  static let retire = Statement(
    "retire build", "UPDATE trunkline.plugin_build SET state = 'retired' WHERE plugin = $1 AND state = 'serving'",
    [.text])

  static let promote = Statement(
    "promote build", "UPDATE trunkline.plugin_build SET state = 'serving' WHERE plugin = $1 AND build = $2",
    [.text, .int8])

  /// Together these keep the serving build where it is until the end of the transaction: no first checkpoint can be
  /// added (its foreign key asks for the row of the build), and those that are there can't move.
  static let lockServing = Statement(
    "lock serving build",
    "SELECT build FROM trunkline.plugin_build WHERE plugin = $1 AND state = 'serving' FOR UPDATE", [.text])
  static let lockCheckpoints = Statement(
    "lock checkpoints", "SELECT slice FROM trunkline.checkpoint WHERE plugin = $1 AND build = $2 FOR SHARE",
    [.text, .int8])

  /// Holds that the build has passed.
  static let liftHolds = Statement(
    "lift holds",
    """
    DELETE FROM trunkline.plugin_hold AS h USING trunkline.checkpoint AS c
    WHERE h.plugin = $1 AND c.plugin = $1 AND c.build = $2 AND c.slice = h.slice AND c.position >= h.position
    """,
    [.text, .int8])

  /// Slices in which two builds of a plugin stand at different positions.
  static let apart = Statement(
    "slices apart",
    """
    SELECT coalesce(a.slice, b.slice) FROM (SELECT * FROM trunkline.checkpoint WHERE plugin = $1 AND build = $2) AS a
    FULL JOIN (SELECT * FROM trunkline.checkpoint WHERE plugin = $1 AND build = $3) AS b ON b.slice = a.slice
    WHERE a.position IS DISTINCT FROM b.position ORDER BY 1 LIMIT 1
    """,
    [.text, .int8, .int8])

  /// Slices in which the build is behind the one that serves.
  static let behind = Statement(
    "slices behind",
    """
    SELECT old.slice FROM trunkline.checkpoint AS old
    JOIN trunkline.plugin_build AS b ON b.plugin = old.plugin AND b.build = old.build AND b.state = 'serving'
    LEFT JOIN trunkline.checkpoint AS new ON new.plugin = old.plugin AND new.build = $2 AND new.slice = old.slice
    WHERE old.plugin = $1 AND (new.position IS NULL OR new.position < old.position)
    ORDER BY old.slice
    """,
    [.text, .int8])

  static let tables = Statement(
    "tables of schema",
    "SELECT table_name::text FROM information_schema.tables WHERE table_schema = $1 ORDER BY table_name", [.text])

  static let checkpoints = Statement(
    "checkpoints of build",
    "SELECT slice, position, id, epoch, cursor FROM trunkline.checkpoint WHERE plugin = $1 AND build = $2",
    [.text, .int8])

  static let firstCheckpoint = Statement(
    "first checkpoint",
    """
    INSERT INTO trunkline.checkpoint (plugin, build, slice, position, id, epoch, cursor)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
    """,
    [.text, .int8, .int2, .int8, .bytea, .int8, .int8])

  static let moveCheckpoint = Statement(
    "move checkpoint",
    """
    UPDATE trunkline.checkpoint SET position = $4, id = $5, epoch = $6, cursor = $7
    WHERE plugin = $1 AND build = $2 AND slice = $3 AND position = $8 AND id = $9
    """,
    [.text, .int8, .int2, .int8, .bytea, .int8, .int8, .int8, .bytea])

  static let attempt = Statement(
    "attempt",
    """
    SELECT after, through, owner, phase, suspicion FROM trunkline.plugin_attempt
    WHERE plugin = $1 AND build = $2 AND slice = $3
    """,
    [.text, .int8, .int2])

  /// Need only survive the process, not the server, so nobody waits for the disk; and in one round trip, since a
  /// suspect's work is noted twice a turn.
  static let noteAttempt = Statement(
    "note attempt",
    """
    WITH quickly AS (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO trunkline.plugin_attempt (plugin, build, slice, after, through, owner, phase, suspicion)
    SELECT $1, $2, $3, $4, $5, $6, $7, $8 FROM quickly
    ON CONFLICT (plugin, build, slice) DO UPDATE
    SET after = excluded.after, through = excluded.through, owner = excluded.owner, phase = excluded.phase,
      suspicion = excluded.suspicion
    """,
    [.text, .int8, .int2, .int8, .int8, .text, .text, .int4])

  static let holds = Statement(
    "holds", "SELECT slice, position, event_index, reason FROM trunkline.plugin_hold WHERE plugin = $1 ORDER BY slice",
    [.text])

  static let hold = Statement(
    "hold",
    """
    INSERT INTO trunkline.plugin_hold (plugin, slice, position, event_index, reason) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (plugin, slice) DO UPDATE
    SET position = excluded.position, event_index = excluded.event_index, reason = excluded.reason
    """,
    [.text, .int2, .int8, .int4, .text])

  static let skipHeld = Statement(
    "skip held event",
    """
    INSERT INTO trunkline.plugin_skip (plugin, slice, position, event_index, reason, operator)
    SELECT plugin, slice, position, event_index, $3, $4 FROM trunkline.plugin_hold WHERE plugin = $1 AND slice = $2
    ON CONFLICT DO NOTHING
    """,
    [.text, .int2, .text, .text])

  static let release = Statement(
    "release hold", "DELETE FROM trunkline.plugin_hold WHERE plugin = $1 AND slice = $2", [.text, .int2])

  static let forgetAttempts = Statement(
    "forget attempts", "DELETE FROM trunkline.plugin_attempt WHERE plugin = $1 AND slice = $2", [.text, .int2])

  static let skips = Statement(
    "skips",
    """
    SELECT slice, position, event_index, reason, operator FROM trunkline.plugin_skip WHERE plugin = $1
    ORDER BY slice, position, event_index
    """,
    [.text])

  static let all: [Statement] = [
    builds, buildState, lockPlugin, addBuild, removeBuild, retire, promote, lockServing, lockCheckpoints, liftHolds,
    apart, behind,
    tables, checkpoints, firstCheckpoint,
    moveCheckpoint, attempt, noteAttempt, holds, hold, skipHeld, release, forgetAttempts, skips,
  ]
}
