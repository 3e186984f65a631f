import CBaselines
import CommandLineKit
import EventLog
import PostgresClient
import SystemThreads
import Values

/// Runs the bare C loops on a thread of their own.
actor BareLoops {
  private nonisolated let executor = ThreadExecutor()
  private let connection: String

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(on server: BenchmarkServer) { connection = server.connectionString }

  struct Appended {
    let span: Duration
    /// Of each group, in milliseconds.
    let groupMs: [Double]
  }

  /// Writes the groups behind `anchor`, which is put there first, into a slice of its own.
  func append(_ groups: [RecordingLog.Group], after anchor: Record, to slice: Slice) throws -> Appended {
    try append(groups.records, groups: groups.map { UInt32($0.records.count) }, after: anchor, to: slice)
  }

  func append(_ records: [Record], groups: [UInt32], after anchor: Record, to slice: Slice) throws -> Appended {
    var ids: [UInt8] = []
    var prevs: [UInt8] = []
    var bodies: [UInt8] = []
    var ends: [UInt64] = []
    for record in [anchor] + records {
      record.id.withBytes { ids += $0 }
      record.prev.withBytes { prevs += $0 }
      bodies += record.body
      ends.append(UInt64(bodies.count))
    }
    var nanoseconds = [Int64](repeating: 0, count: groups.count)
    let span = try timed { problem in
      ids.withUnsafeBufferPointer { ids in
        prevs.withUnsafeBufferPointer { prevs in
          bodies.withUnsafeBufferPointer { bodies in
            ends.withUnsafeBufferPointer { ends in
              groups.withUnsafeBufferPointer { groups in
                var given = baseline_records(
                  slice: Int16(slice.number), epoch: Int64(anchor.epoch.number),
                  first_position: Int64(anchor.position.number), ids: ids.baseAddress, prevs: prevs.baseAddress,
                  bodies: bodies.baseAddress, body_ends: ends.baseAddress, count: ends.count,
                  groups: groups.baseAddress, group_count: groups.count)
                return baseline_append(connection, LogQueries.append, &given, &nanoseconds, problem)
              }
            }
          }
        }
      }
    }
    return Appended(span: span, groupMs: nanoseconds.map { Double($0) / 1e6 })
  }

  /// Copies the bodies of a slice out, in order, and discards them.
  func copyBodiesOut(of slice: Slice) throws -> (span: Duration, rows: Int, bytes: Int) {
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

  private func timed(_ loop: (UnsafeMutablePointer<CChar>) -> Int64) throws -> Duration {
    var problem = [CChar](repeating: 0, count: Int(BASELINE_PROBLEM_BYTES))
    let nanoseconds = problem.withUnsafeMutableBufferPointer { loop($0.baseAddress!) }
    guard nanoseconds >= 0 else {
      let text = String(decoding: problem.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      throw Failure(.environment, "the bare loop failed: \(text)")
    }
    return .nanoseconds(nanoseconds)
  }
}
