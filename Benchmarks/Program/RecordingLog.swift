import EventLog
import Synchronization
import Values

/// A log that keeps what was appended through it, group by group, for the bare loop to write again.
final class RecordingLog: EventLog {
  private struct Kept {
    var records: [Record] = []
    var groups: [UInt32] = []
  }

  private let log: any EventLog
  private let kept = Mutex(Kept())

  init(_ log: any EventLog) { self.log = log }

  /// What was appended since the last call.
  func take() -> (records: [Record], groups: [UInt32]) {
    kept.withLock { kept in
      defer { kept = Kept() }
      return (kept.records, kept.groups)
    }
  }

  var id: LogID { log.id }
  var chain: Chain { log.chain }
  var signal: AppendSignal { log.signal }

  func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
    let outcome = await log.append(records, to: slice)
    kept.withLock { kept in
      kept.records += records
      kept.groups.append(UInt32(records.count))
    }
    return outcome
  }

  func head(of slice: Slice) async throws(LogFailure) -> ChainPoint { try await log.head(of: slice) }
  func acquire(_ slice: Slice, marker: OwnershipMarker) async throws(LogFailure) -> ChainPoint {
    try await log.acquire(slice, marker: marker)
  }
  func resolve(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome {
    try await log.resolve(records, in: slice)
  }
  func read(_ slice: Slice, after point: ChainPoint, limit: BatchLimit) async throws(LogFailure) -> RecordBatch {
    try await log.read(slice, after: point, limit: limit)
  }
  func scan(
    _ slice: Slice, after point: ChainPoint, through: Position?, limit: BatchLimit
  ) async throws(LogFailure) -> any RecordStream {
    try await log.scan(slice, after: point, through: through, limit: limit)
  }
  func point(at position: Position, of slice: Slice) async throws(LogFailure) -> ChainPoint {
    try await log.point(at: position, of: slice)
  }
  func occupiedSlices() async throws(LogFailure) -> [Slice] { try await log.occupiedSlices() }
}
