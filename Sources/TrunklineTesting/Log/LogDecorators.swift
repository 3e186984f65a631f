package import EventLog
import Synchronization
package import Values

/// A log whose driver is another one: what a decorator does not change.
package protocol LogDecorator: EventLog {
  var inner: any EventLog { get }
}

extension LogDecorator {
  package var id: LogID { inner.id }
  package var chain: Chain { inner.chain }
  package var signal: AppendSignal { inner.signal }
  package var appendExecutor: (any TaskExecutor)? { inner.appendExecutor }
  package func head(of slice: Slice) async throws(LogFailure) -> ChainPoint { try await inner.head(of: slice) }
  package func acquire(_ slice: Slice, marker: OwnershipMarker) async throws(LogFailure) -> ChainPoint {
    try await inner.acquire(slice, marker: marker)
  }
  package func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
    await inner.append(records, to: slice)
  }
  package func resolve(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome {
    try await inner.resolve(records, in: slice)
  }
  package func read(
    _ slice: Slice, after point: ChainPoint, limit: BatchLimit
  ) async throws(LogFailure) -> RecordBatch {
    try await inner.read(slice, after: point, limit: limit)
  }
  package func scan(
    _ slice: Slice, after point: ChainPoint, through: Position?, limit: BatchLimit
  ) async throws(LogFailure) -> any RecordStream {
    try await inner.scan(slice, after: point, through: through, limit: limit)
  }
  package func point(at position: Position, of slice: Slice) async throws(LogFailure) -> ChainPoint {
    try await inner.point(at: position, of: slice)
  }
  package func occupiedSlices() async throws(LogFailure) -> [Slice] { try await inner.occupiedSlices() }
}

/// Loses the reply of appends: the writer hears `unknown`, whether the records landed or not.
package struct LostReplies: LogDecorator {
  package enum Fate: Sendable { case landed, lost }
  package let inner: any EventLog
  package let fate: Fate
  /// Happens after the append and before the writer asks what became of it.
  package let meanwhile: @Sendable () async -> Void

  package init(_ inner: any EventLog, _ fate: Fate, meanwhile: @escaping @Sendable () async -> Void = {}) {
    self.inner = inner
    self.fate = fate
    self.meanwhile = meanwhile
  }

  package func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
    if fate == .landed { _ = await inner.append(records, to: slice) }
    await meanwhile()
    return .unknown(reason: "the reply was lost")
  }
}

/// Holds appends back until the gate is opened, and remembers what came together.
package final class GatedLog: LogDecorator {
  private struct State {
    var isOpen = false
    var groups: [[Record]] = []
    var waiting: [CheckedContinuation<Void, Never>] = []
    var watchers: [CheckedContinuation<Void, Never>] = []
  }
  package let inner: any EventLog
  private let state = Mutex(State())

  package init(_ inner: any EventLog) { self.inner = inner }

  /// What was appended together, in order.
  package var groups: [[Record]] { state.withLock { $0.groups } }

  package func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
    let watchers = state.withLock { state in
      state.groups.append(records)
      defer { state.watchers = [] }
      return state.watchers
    }
    for watcher in watchers { watcher.resume() }
    await withCheckedContinuation { continuation in
      let isOpen = state.withLock { state in
        if !state.isOpen { state.waiting.append(continuation) }
        return state.isOpen
      }
      if isOpen { continuation.resume() }
    }
    return await inner.append(records, to: slice)
  }

  /// Returns when the first append has come to the gate.
  package func firstArrival() async {
    await withCheckedContinuation { continuation in
      let isThere = state.withLock { state in
        if state.groups.isEmpty { state.watchers.append(continuation) }
        return !state.groups.isEmpty
      }
      if isThere { continuation.resume() }
    }
  }

  package func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [] }
      return state.waiting
    }
    for one in waiting { one.resume() }
  }
}
