import PostgresClient
package import Storage
package import Values

enum LogIndexStatements {
  static let identity = Statement("log index identity", "SELECT log_id FROM trunkline.log_index_identity")

  static let keepIdentity = Statement(
    "keep log index identity",
    "INSERT INTO trunkline.log_index_identity (log_id) VALUES ($1) ON CONFLICT (singleton) DO NOTHING", [.bytea])

  static let byPosition = Statement(
    "log index by position",
    """
    SELECT slice, position, log_offset, id, epoch, latest_ms FROM trunkline.log_index
    WHERE slice = $1 AND position <= $2 ORDER BY position DESC LIMIT 1
    """,
    [.int2, .int8])

  /// What is latest never decreases from entry to entry.
  static let byTime = Statement(
    "log index by time",
    """
    SELECT slice, position, log_offset, id, epoch, latest_ms FROM trunkline.log_index
    WHERE slice = $1 AND latest_ms <= $2 ORDER BY position DESC LIMIT 1
    """,
    [.int2, .int8])

  static let any = Statement(
    "any log index entry",
    "SELECT slice, position, log_offset, id, epoch, latest_ms FROM trunkline.log_index ORDER BY position DESC LIMIT 1")

  static let add = Statement(
    "add to log index",
    """
    INSERT INTO trunkline.log_index (slice, position, log_offset, id, epoch, latest_ms) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (slice, position) DO UPDATE SET log_offset = excluded.log_offset, id = excluded.id,
      epoch = excluded.epoch, latest_ms = excluded.latest_ms
    """,
    [.int2, .int8, .int8, .bytea, .int8, .int8])

  static let all = [identity, keepIdentity, byPosition, byTime, any, add]
}

extension PostgresProjectionStore: LogIndex {
  package func identity() async throws(StorageFailure) -> LogID? {
    try await session { try Self.identity(on: $0) }
  }

  package func keep(identity: LogID) async throws(StorageFailure) -> LogID {
    try await session { session in
      try session.run(LogIndexStatements.keepIdentity) { $0.bytea(high: identity.bits.high, low: identity.bits.low) }
      return try Self.identity(on: session) ?? identity
    }
  }

  package func entry(of slice: Slice, notAbove position: Position) async throws(StorageFailure) -> LogIndexEntry? {
    try await session { session in
      let rows = try session.query(LogIndexStatements.byPosition) {
        $0.int2(Int16(slice.number))
        $0.int8(Int64(clamping: position.number))
      }
      return try rows.logIndexEntry()
    }
  }

  package func entry(of slice: Slice, notAfter instant: Instant) async throws(StorageFailure) -> LogIndexEntry? {
    try await session { session in
      let rows = try session.query(LogIndexStatements.byTime) {
        $0.int2(Int16(slice.number))
        $0.int8(instant.ms)
      }
      return try rows.logIndexEntry()
    }
  }

  package func anyEntry() async throws(StorageFailure) -> LogIndexEntry? {
    try await session { try $0.query(LogIndexStatements.any).logIndexEntry() }
  }

  package func add(_ entries: [LogIndexEntry]) async throws(StorageFailure) {
    try await session { session in
      for entry in entries {
        _ = try session.run(LogIndexStatements.add) {
          $0.int2(Int16(entry.slice.number))
          $0.int8(Int64(bitPattern: entry.position.number))
          $0.int8(entry.offset)
          $0.digest(entry.id)
          $0.int8(Int64(bitPattern: entry.epoch.number))
          $0.int8(entry.latest.ms)
        }
      }
    }
  }

  private static func identity(on session: PostgresSession) throws -> LogID? {
    let rows = try session.query(LogIndexStatements.identity)
    guard !rows.isEmpty else { return nil }
    let words = try rows.words(0, 0)
    return LogID(ID128(high: words.high, low: words.low))
  }
}

extension PostgresRows {
  /// `nil`: there is no row.
  fileprivate func logIndexEntry() throws -> LogIndexEntry? {
    guard !isEmpty, let slice = Slice(UInt32(truncatingIfNeeded: try int64(0, 0))),
      let id = try withBytes(0, 3, { Digest256(bytes: $0) })
    else { return nil }
    return LogIndexEntry(
      slice: slice, position: Position(UInt64(bitPattern: try int64(0, 1))), offset: try int64(0, 2), id: id,
      epoch: Epoch(UInt64(bitPattern: try int64(0, 4))), latest: Instant(ms: try int64(0, 5)))
  }
}
