import CommandLineKit
import EventLog
import PostgresClient
import PostgresEventLog
import Values

/// Fills an empty log with the commits of a recorded centre, as its writer would have left them.
struct LogLoader {
  struct Loaded: Sendable {
    let slice: Slice
    let commits: Int
    let events: Int
    let bodyBytes: Int
  }

  let server: BenchmarkServer
  let shape: CentreShape

  /// At least `events` events, on the disk, with statistics for the planner.
  func load(events: Int) async throws -> Loaded {
    let log = try await server.openLog()
    let slice = Slice(of: shape.centre)
    let genesis = log.chain.genesis(of: slice, in: log.id)
    let id = log.id
    await log.close()
    let connection = try await PostgresConnection.open(server.settings)
    let loaded = try await connection.run { [shape] session in
      try session.transaction {
        // Emptied in the same transaction, it needs no log of its own: quicker, and the rows are the same.
        try session.execute("TRUNCATE trunkline.log")
        return try Self.copy(shape, events: events, into: session, slice: slice, log: id, after: genesis)
      }
    }
    try await connection.execute("VACUUM (ANALYZE) trunkline.log")
    await connection.close()
    return loaded
  }

  private static func copy(
    _ shape: CentreShape, events wanted: Int, into session: PostgresSession, slice: Slice, log: LogID,
    after genesis: ChainPoint
  ) throws -> Loaded {
    var events = 0
    var bytes = 0
    var commits = 0
    let table = "trunkline.log (slice, position, epoch, id, prev, body)"
    try session.copyIn("COPY \(table) FROM STDIN (FORMAT binary, FREEZE)") { rows in
      var sealer = Sealer(log: log, slice: slice, chain: BenchmarkServer.chain, after: genesis)
      var numbers = SeededNumbers(seed: 7)
      let marker = OwnershipMarker(
        owner: "benchmark", commandID: CommandID(numbers.id()), at: RecordedCalls.configuredAt,
        recordedAt: RecordedCalls.configuredAt)
      try write(try sealer.sealOwnership(marker, epoch: genesis.epoch.next), slice, to: &rows)
      var recorded = RecordedLog(shape, seed: 1, after: sealer.point.position)
      while events < wanted {
        let draft = try recorded.next()
        let record = try sealer.seal(draft)
        events += draft.events.count
        commits += 1
        bytes += record.body.count
        try write(record, slice, to: &rows)
      }
    }
    return Loaded(slice: slice, commits: commits, events: events, bodyBytes: bytes)
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

extension LogLoader.Loaded {
  /// What the log is like, beside what the benchmark promises of it.
  func describe(_ shape: CentreShape, to writer: FigureWriter) throws {
    let name = "log.\(shape.name)"
    try writer.write(Figure(name: "\(name).events", value: Double(events), unit: "events"))
    try writer.write(
      Figure(name: "\(name).eventsPerCommit", value: Double(events) / Double(commits), unit: "events"))
    try writer.write(
      Figure(name: "\(name).bytesPerEvent", value: Double(bodyBytes) / Double(events), unit: "bytes"))
  }
}
