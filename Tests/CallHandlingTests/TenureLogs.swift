import EventLog
import Synchronization
import TrunklineTesting
import Values

/// Whoever folds waits at a gate.
final class GatedReads: LogDecorator {
  let inner: any EventLog
  private let state = Mutex((isOpen: false, arrivals: 0))

  init(_ inner: any EventLog) { self.inner = inner }

  var arrivals: Int { state.withLock { $0.arrivals } }
  func open() { state.withLock { $0.isOpen = true } }

  func read(
    _ slice: Slice, after point: ChainPoint, limit: BatchLimit
  ) async throws(LogFailure) -> RecordBatch {
    state.withLock { $0.arrivals += 1 }
    while !state.withLock({ $0.isOpen }) { await aMoment() }
    return try await inner.read(slice, after: point, limit: limit)
  }
}

/// Can't be reached for a while, or has lost something.
final class CutOffLog: LogDecorator {
  let inner: any EventLog
  private let failure = Mutex<LogFailure?>(nil)

  init(_ inner: any EventLog) { self.inner = inner }

  func cut(_ isCut: Bool) { failure.withLock { $0 = isCut ? LogFailure(.unavailable, "the line is cut") : nil } }
  func breaks() { failure.withLock { $0 = .broken(at: Position(1), of: ServedCentre.slice) } }

  private func reach(_ slice: Slice) throws(LogFailure) {
    if let failure = failure.withLock({ $0 }), failure.kind == .unavailable || slice == ServedCentre.slice {
      throw failure
    }
  }

  func head(of slice: Slice) async throws(LogFailure) -> ChainPoint {
    try reach(slice)
    return try await inner.head(of: slice)
  }

  func acquire(_ slice: Slice, marker: OwnershipMarker) async throws(LogFailure) -> ChainPoint {
    try reach(slice)
    return try await inner.acquire(slice, marker: marker)
  }

  func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
    do { try reach(slice) } catch { return .unknown(reason: error.message) }
    return await inner.append(records, to: slice)
  }

  func resolve(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome {
    try reach(slice)
    return try await inner.resolve(records, in: slice)
  }

  func scan(
    _ slice: Slice, after point: ChainPoint, through: Position?, limit: BatchLimit
  ) async throws(LogFailure) -> any RecordStream {
    try reach(slice)
    return try await inner.scan(slice, after: point, through: through, limit: limit)
  }
}
