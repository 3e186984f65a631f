import EventLog
import PostgresClient
import PostgresEventLog
import Values

/// Fills an empty log in the database with the commits of a recorded centre.
struct LogLoader {
  let server: BenchmarkServer
  let shape: CentreShape

  /// At least `events` events, on the disk, with statistics for the planner.
  func load(events: Int) async throws -> LoadedLog {
    let log = try await server.openLog()
    let id = log.id
    await log.close()
    let connection = try await PostgresConnection.open(server.settings)
    let loaded = try await connection.run { [shape] session in
      try session.transaction {
        // Emptied in the same transaction, it needs no log of its own: quicker, and the rows are the same.
        try session.execute("TRUNCATE trunkline.log")
        return try Self.copy(shape, events: events, into: session, log: id)
      }
    }
    try await connection.execute("VACUUM (ANALYZE) trunkline.log")
    await connection.close()
    return loaded
  }

  private static func copy(
    _ shape: CentreShape, events wanted: Int, into session: PostgresSession, log: LogID
  ) throws -> LoadedLog {
    var recorded = try RecordedSlice(shape, of: log)
    let table = "trunkline.log (slice, position, epoch, id, prev, body)"
    try session.copyIn("COPY \(table) FROM STDIN (FORMAT binary, FREEZE)") { rows in
      try write(recorded.marker, recorded.slice, to: &rows)
      while recorded.events < wanted { try write(recorded.next(), recorded.slice, to: &rows) }
    }
    return recorded.loaded
  }

  private static func write(_ record: Record, _ slice: Slice, to rows: inout CopyWriter) throws {
    try rows.beginRow(columns: 6)
    rows.int2(Int16(slice.number))
    rows.int8(Int64(record.position.number))
    rows.int8(Int64(record.epoch.number))
    record.id.withBytes { rows.bytes($0) }
    record.prev.withBytes { rows.bytes($0) }
    rows.bytes(record.body)
  }
}
