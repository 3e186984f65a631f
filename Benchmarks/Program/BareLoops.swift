import CBaselines
import CommandLineKit
import EventLog
import KafkaEventLog
import PostgresClient
import SystemThreads
import Values

/// Runs the bare C loops on a thread of their own, against whatever the log is on.
actor BareLoops {
  private nonisolated let executor = ThreadExecutor()
  private let connection: String
  /// `nil`: the log is in the database.
  private let topic: KafkaSettings?

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(on server: BenchmarkServer) {
    connection = server.connectionString
    topic = server.topic
  }

  struct Appended {
    let span: Duration
    /// Of each group, in milliseconds.
    let groupMs: [Double]
  }

  /// Writes the groups behind `anchor`, which is put there first, into a slice of its own.
  func append(_ groups: [RecordingLog.Group], after anchor: Record, to slice: Slice) throws -> Appended {
    try append(groups.records, groups: groups.map { UInt32($0.records.count) }, after: anchor, to: slice)
  }

  /// - Parameter due: when each may be written, in nanoseconds from the beginning, on Kafka; `nil`: as soon as the one
  ///   before is there.
  func append(
    _ records: [Record], groups: [UInt32], due: [Int64]? = nil, after anchor: Record, to slice: Slice
  ) throws -> Appended {
    var ids: [UInt8] = []
    var prevs: [UInt8] = []
    var bodies: [UInt8] = []
    var ends: [UInt64] = []
    var keys: [UInt8] = []
    for record in [anchor] + records {
      record.id.withBytes { ids += $0 }
      record.prev.withBytes { prevs += $0 }
      bodies += record.body
      ends.append(UInt64(bodies.count))
      if topic != nil { keys += RecordKey(record, isOwnershipMarker: false).bytes }
    }
    var nanoseconds = [Int64](repeating: 0, count: groups.count)
    let span = try ids.withUnsafeBufferPointer { ids in
      try prevs.withUnsafeBufferPointer { prevs in
        try bodies.withUnsafeBufferPointer { bodies in
          try ends.withUnsafeBufferPointer { ends in
            try groups.withUnsafeBufferPointer { groups in
              let given = baseline_records(
                slice: Int16(slice.number), epoch: Int64(anchor.epoch.number),
                first_position: Int64(anchor.position.number), ids: ids.baseAddress, prevs: prevs.baseAddress,
                bodies: bodies.baseAddress, body_ends: ends.baseAddress, count: ends.count,
                groups: groups.baseAddress, group_count: groups.count)
              guard let topic else { return try insert(given, nanoseconds: &nanoseconds) }
              return try produce(given, keys: keys, due: due, to: topic, nanoseconds: &nanoseconds)
            }
          }
        }
      }
    }
    return Appended(span: span, groupMs: nanoseconds.map { Double($0) / 1e6 })
  }

  private func insert(_ given: baseline_records, nanoseconds: inout [Int64]) throws -> Duration {
    var given = given
    return try timed { baseline_append(connection, LogQueries.append, &given, &nanoseconds, $0) }
  }

  /// Reads what stands in a slice, in order, and discards it.
  /// - Parameter end: one after the last offset on Kafka.
  func readOut(_ slice: Slice, before end: Int64) throws -> (span: Duration, rows: Int, bytes: Int) {
    if let topic { return try consume(slice, before: end, of: topic) }
    var rows: UInt64 = 0
    var bytes: UInt64 = 0
    let span = try timed { baseline_copy_out(connection, LogQueries.bodies(of: slice), &rows, &bytes, $0) }
    return (span, Int(rows), Int(bytes))
  }

  /// Copies the rows of a spool into a table, in the same transactions.
  func copyIn(_ spool: String, into table: String) throws -> (span: Duration, rows: Int) {
    var rows: UInt64 = 0
    let span = try timed {
      baseline_copy_in(connection, "COPY \(table) FROM STDIN (FORMAT binary)", spool, &rows, $0)
    }
    return (span, Int(rows))
  }

  func timed(_ loop: (UnsafeMutablePointer<CChar>) -> Int64) throws -> Duration {
    var problem = [CChar](repeating: 0, count: Int(BASELINE_PROBLEM_BYTES))
    let nanoseconds = problem.withUnsafeMutableBufferPointer { loop($0.baseAddress!) }
    guard nanoseconds >= 0 else {
      let text = String(decoding: problem.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw Failure(.environment, "the bare loop failed: \(text)")
    }
    return .nanoseconds(nanoseconds)
  }
}
